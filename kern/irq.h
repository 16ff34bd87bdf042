// Interrupts as notifications.
#pragma once

#include "kern/kernel.h"

NODISCARD struct outcome sys_irq_control(struct task_ix caller);
NODISCARD struct outcome sys_irq_status(struct task_ix caller);

// An interrupt line has fired: masks it and posts to its owner. The line has one.
void irq_fired(uint32_t line);

// Disables and clears all lines of a task whose life ends.
void irq_release_all(struct task_ix ix);

// Makes the task's lines for exactly these bits pending. False: it has none.
NODISCARD bool irq_make_pending(struct task_ix ix, uint32_t notification);
