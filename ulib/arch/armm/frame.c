// Registers in dumps of tasks, on Arm M-profile (abi/crash.h).
#include "ulib/frame.h"

#include <string.h>

// The frame that the processor stacks (ARMv7-M ARM, B1.5.6), in words.
#define FRAME_LR 5u
#define FRAME_PC 6u
#define FRAME_XPSR 7u
#define FRAME_WORDS 8u
#define FRAME_WORDS_FP 26u

// Of EXC_RETURN: no floating-point registers were stacked. Of xPSR: a word was left
// free, to align the stack.
#define NO_FP (1u << 4)
#define ALIGNED (1u << 9)

const uint8_t frame_registers = CRASH_ARM_M;

static uint32_t word(const uint8_t *bytes, uint32_t index)
{
	uint32_t value;

	memcpy(&value, bytes + index * sizeof value, sizeof value);
	return value;
}

uint32_t frame_stack_pointer(const uint8_t *entry)
{
	return word(entry + CRASH_ARM_M_PSP, 0);
}

bool frame_read(const struct crash *crash, struct frame *frame)
{
	uint32_t exc_return = word(crash->entry + CRASH_ARM_M_PSP, 1);
	uint32_t words = (exc_return & NO_FP) != 0 ? FRAME_WORDS : FRAME_WORDS_FP;

	if (crash->registers != CRASH_ARM_M ||
	    crash->stack_base != frame_stack_pointer(crash->entry) ||
	    crash->stack_kept < FRAME_WORDS * sizeof(uint32_t))
		return false;
	if ((word(crash->stack, FRAME_XPSR) & ALIGNED) != 0)
		words++;
	*frame = (struct frame){
		.pc = word(crash->stack, FRAME_PC),
		.lr = word(crash->stack, FRAME_LR),
		.sp = crash->stack_base + words * (uint32_t)sizeof(uint32_t),
	};
	return true;
}
