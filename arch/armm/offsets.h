// Offsets into struct arch_save, for assembly and C alike; asserted in trap.c and
// fpu/fpu.c.
#pragma once

#define SAVE_PSP 32
#define SAVE_PROTECTION 40
#define SAVE_FP 44
