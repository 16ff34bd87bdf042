// What writing and reading dumps (core.h) share: the form of their notes.
#pragma once

#define CORE_VERSION 1

// Numbers that nobody else uses: not all readers look at the owner's name first.
#define CORE_OWNER "Bulkhead"
#define CORE_NOTE_DESCRIPTION 0x42480001u
#define CORE_NOTE_REGISTERS 0x42480002u
#define CORE_NOTE_ARCHIVE 0x42480003u

// Of Linux on 32-bit Arm, which is what GDB takes a core of this processor for.
#define CORE_PRSTATUS_SIZE 148
#define CORE_PRSTATUS_SIGNAL 12 // 16 bits
#define CORE_PRSTATUS_PID 24
#define CORE_PRSTATUS_REGS 72 // r0-r15, then the status register
#define CORE_PRPSINFO_SIZE 124
#define CORE_PRPSINFO_PID 12
#define CORE_PRPSINFO_NAME 28 // 16 bytes
#define CORE_VFP_SIZE 260 // d0-d31, of which there are 16, and FPSCR
#define CORE_VFP_FPSCR 256
#define CORE_HWCAP_VFP (1u << 6)
