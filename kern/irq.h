// Interrupts as notifications.
#pragma once

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/kernel.h"
#include "kern/notify.h"
#include "kern/panic.h"
#include "kern/sound.h"

/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_irq_control(struct task *caller);
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_irq_status(struct task *caller);

// An interrupt line has fired: masks it and posts to its owner. That there is none is
// the kernel's end.
/*@
  SOUND(requires)
  requires irqs_are_sound;
  requires line < ARCH_IRQS && is_task(kernel.current);
  STAYS_SOUND(ensures)
  ensures work_stays{Pre, Post};
  assigns kernel;
*/
void irq_fired(uint32_t line);

// The same in place, for the short way.
/*@
  SOUND(requires)
  requires irqs_are_sound;
  requires line < ARCH_IRQS && is_task(kernel.current);
  STAYS_SOUND(ensures)
  ensures work_stays{Pre, Post};
  assigns kernel;
*/
ALWAYS_INLINE void irq_fired_here(uint32_t line)
{
	const struct irq_owner *owner = &app_irq_owner[app_owner_of_irq[line]];
	struct task *task;
	uint32_t notification;

	KEEP(owner);
	task = owner->task;
	notification = owner->notification;
	KEEP(notification);
	if (task == NULL)
		panic_unexpected_irq(line);
	arch_irq_mask(&owner->mask);
	notify_post_here(task, notification);
}

// Disables and clears all lines of a task whose life ends.
/*@
  SOUND(requires)
  requires is_task(task);
  assigns \nothing;
*/
void irq_release_all(struct task *task);

// Makes the task's lines for exactly these bits pending. False: it has none.
/*@
  SOUND(requires)
  requires is_task(task);
  assigns \nothing;
*/
NODISCARD bool irq_make_pending(struct task *task, uint32_t notification);
