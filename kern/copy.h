// Copies between tasks, of any length.
//
// No copy holds interrupts off for longer than ARCH_COPY_STEP bytes take. If one
// waits when a step is done, the kernel notes how far it has come and gives way: the
// task whose call this is makes it again, with the same arguments, and goes on from
// there. In between it is like any task that is about to make a call: what it
// finds then may have changed, and is checked as ever.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"
#include "kern/umem.h"

// Copies n bytes between checked ranges that do not overlap, on behalf of a call of
// `task`. False: an interrupt waits, and the task will make the call again.
/*@
  SOUND(requires)
  requires is_task(task) && n <= to.size && n <= from.size;
  requires is_checked_writable(to) && is_checked_readable(from) && !umem_overlaps(to.base, from.base, n);
  STAYS_SOUND(ensures)
  assigns task->progress, task->save;
*/
NODISCARD bool copy_in_steps(struct task *task, struct writable to, struct readable from,
			     uint32_t n);

// Has the task make its call again, with this much of it done: not nothing.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  assigns task->progress, task->save;
*/
void copy_put_off(struct task *task, uint32_t done);
