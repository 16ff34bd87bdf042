// Looking at registers around system calls, from assembly.
#pragma once

#include <stdint.h>

// Registers that a call is to leave alone, and those that it is made with.
struct probe {
	uint32_t fixed[5]; // r0-r3, r12: to be loaded; then as they came back
	uint32_t flags;    // APSR, the same
	uint32_t call[8];  // r4-r11, the same: arguments and number, then results
};

// Makes the system call.
void probe_call(struct probe *probe);

// Loads r1-r12 with n, n + 1, ..., counts r0 down from `turns` to 0, and returns how
// many registers have changed meanwhile.
uint32_t probe_spin(uint32_t turns, uint32_t n);

#ifdef __ARM_FP
// Loads s0-s31, makes the system call of `probe`, and stores s0-s31.
void probe_float(uint32_t registers[32], struct probe *probe);
#endif
