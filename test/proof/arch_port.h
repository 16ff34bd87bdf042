// The port of the proofs: no processor, but all that the kernel may assume of one.
#pragma once

#include <stdint.h>

#include "test/proof/facts.h"

#define ARCH_IRQS 8

#define ARCH_COPY_STEP 8u

// As on the real processors, results take the places of arguments.
struct arch_save {
	uint32_t arg[7]; // arguments of the system call, then its results
	uint32_t number; // of the system call
	uint32_t pc;     // entry point after a reset of the task; the kernel leaves it alone
	uint32_t sp;     // likewise, top of its stack
};

// No task code runs, so no processor has to be told what it may touch.
struct arch_protection {
	uint32_t unused;
};

struct arch_irq_mask {
	uint32_t line;
};

#define ARCH_IRQ_MASK(number)    \
	{                        \
		.line = (number) \
	}

/*@
  assigns \nothing;
*/
void arch_irq_mask(const struct arch_irq_mask *mask);

/*@
  requires \valid_read(save) && n < 7;
  ensures \result == save->arg[n];
  assigns \nothing;
*/
static inline uint32_t arch_arg(const struct arch_save *save, uint32_t n)
{
	return save->arg[n];
}

/*@
  requires \valid_read(save);
  assigns \nothing;
*/
static inline uint32_t arch_call_number(const struct arch_save *save)
{
	return save->number;
}

/*@
  requires \valid(save);
  assigns save->number;
*/
static inline void arch_set_call_number(struct arch_save *save, uint32_t number)
{
	save->number = number;
}

/*@
  requires \valid(save) && n < 7;
  ensures save->arg[n] == value;
  assigns save->arg[n];
*/
static inline void arch_return(struct arch_save *save, uint32_t n, uint32_t value)
{
	save->arg[n] = value;
}

/*@
  requires word != 0;
  ensures \result == word_first(word) && \result < 32;
  assigns \nothing;
*/
uint32_t arch_count_leading_zeros(uint32_t word);
