// The kernel's own death: an epitaph in memory that start-up leaves alone, then a
// reset. Nothing that a task can do leads here, except that the supervisor's
// fault does, by design: without it nobody would restart anything.
#pragma once

#include "kern/kernel.h"

NORETURN void panic_supervisor(const struct fault *fault);
NORETURN void panic_unexpected_irq(uint32_t line);
NORETURN void panic_invariant(uint32_t number);

// For the port: an exception in the kernel itself, one that cannot be masked and
// belongs to nobody, and a processor that cannot protect tasks from each other.
NORETURN void panic_kernel_fault(uint32_t status, uint32_t pc, uint32_t address);
NORETURN void panic_nmi(void);
NORETURN void panic_no_protection(uint32_t regions);
