// Offsets for assembly and C alike, asserted in trap.c, fpu/fpu.c and death.c.
#pragma once

// In struct kernel.
#define KERNEL_CURRENT 8

// In struct arch_save.
#define SAVE_PSP 32
#define SAVE_FP 40

// Of registers in struct epitaph: they are numbered r0 to r15, xPSR.
#define EPITAPH_R0 48
#define EPITAPH_R4 64
#define EPITAPH_R12 96
#define EPITAPH_R13 100
#define EPITAPH_R14 104
