// The kernel's entries, for the port to call: never one while another runs.
// After each, kernel.current names the task to run.
#pragma once

#include "kern/kernel.h"

// Once, with interrupts off and memory cleared.
void kern_boot(void);

// The current task made a system call; its registers are in its save area.
void kern_syscall(void);

// An interrupt line fired.
void kern_interrupt(uint32_t line);

// `elapsed` milliseconds, at least one, have passed since boot or the last tick.
void kern_tick(uint32_t elapsed);

// The current task broke a rule of the processor.
void kern_fault(const struct fault *fault);
