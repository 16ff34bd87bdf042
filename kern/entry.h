// The kernel's entries, for the port to call: never one while another runs.
// Each returns the task to run, which kernel.current also names.
#pragma once

#include "kern/kernel.h"

// Once, with interrupts off and memory cleared.
struct task *kern_boot(void);

// The current task, the caller, made a system call; its registers are in its save area.
struct task *kern_syscall(struct task *caller);

// An interrupt line fired.
struct task *kern_interrupt(uint32_t line);

// The alarm interrupted, be it time or not.
struct task *kern_alarm(void);

// The current task broke a rule of the processor.
struct task *kern_fault(const struct fault *fault);
