// Numbers for assembly and C alike: offsets into struct arch_save, asserted in
// trap.c and fpu/fpu.c, and a register's value.
#pragma once

#define SAVE_PSP 32
#define SAVE_PROTECTION 40
#define SAVE_FP 44

// MPU_CTRL while tasks run: enabled, and the default map for privileged code.
#define MPU_CTRL_ON 5
