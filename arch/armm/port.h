// What both forms of the M-profile port's arch_port.h share: memory rights as
// PMSAv7 registers, and where a system call's registers are saved.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "arch/armm/offsets.h"
#include "arch/armm/scs.h"

// The processor's regions while a task runs: for region n, word 2n is MPU_RBAR
// with VALID and n set, word 2n + 1 MPU_RASR (ARMv7-M ARM, B3.5). The order is
// that of the registers and their aliases, so that two bursts of eight words
// write all of them.
#define ARCH_REGIONS 8

#define ARCH_COPY_STEP 1024u

struct arch_irq_mask {
	volatile uint32_t *where;
	uint32_t what;
};

#define ARCH_IRQ_MASK(line) {.where = &NVIC_ICER((line) / 32), .what = 1u << (line) % 32}

ALWAYS_INLINE void arch_irq_mask(const struct arch_irq_mask *mask)
{
	*mask->where = mask->what;
}

struct arch_protection {
	uint32_t words[2 * ARCH_REGIONS];
};
