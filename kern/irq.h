// Interrupts as notifications.
#pragma once

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/kernel.h"
#include "kern/notify.h"
#include "kern/panic.h"

NODISCARD NEVER_INLINE struct outcome sys_irq_control(struct task *caller);
NODISCARD NEVER_INLINE struct outcome sys_irq_status(struct task *caller);

// An interrupt line has fired: masks it and posts to its owner. The line has one.
ALWAYS_INLINE void irq_fired(uint32_t line)
{
	const struct irq_owner *owner = &app_irq_owner[line];

	KEEP(owner);
	if (owner->task == NULL)
		panic_unexpected_irq(line);
	arch_irq_disable(line);
	notify_post_here(owner->task, owner->notification);
}

// Disables and clears all lines of a task whose life ends.
void irq_release_all(struct task *task);

// Makes the task's lines for exactly these bits pending. False: it has none.
NODISCARD bool irq_make_pending(struct task *task, uint32_t notification);
