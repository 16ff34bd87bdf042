// Numbers for assembly and C alike: offsets into struct arch_save and struct epitaph,
// asserted in trap.c, fpu/fpu.c and death.c, and a register's value.
#pragma once

#define SAVE_PSP 32
#define SAVE_PROTECTION 40
#define SAVE_FP 44

// MPU_CTRL while tasks run: enabled, and the default map for privileged code.
#define MPU_CTRL_ON 5

// Of registers in struct epitaph: they are numbered r0 to r15, xPSR.
#define EPITAPH_R0 48
#define EPITAPH_R4 64
#define EPITAPH_R12 96
#define EPITAPH_R13 100
#define EPITAPH_R14 104
