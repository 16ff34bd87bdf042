// What a dump of a task says of where it was: the port's own knowledge of registers.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/crash.h"

// Which registers an entry of the kernel's task table begins with: CRASH_ARM_M.
extern const uint8_t frame_registers;

// The stack pointer of a task that does not run, from the bytes of its entry.
uint32_t frame_stack_pointer(const uint8_t *entry);

struct frame {
	uint32_t pc;
	uint32_t lr;
	uint32_t sp; // as the task had it, before its registers were stacked
};

// Where a task was that left this record. False if its stack is not in it.
bool frame_read(const struct crash *crash, struct frame *frame);
