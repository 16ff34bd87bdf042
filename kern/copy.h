// Copies between tasks, of any length.
//
// No copy holds interrupts off for longer than ARCH_COPY_STEP bytes take. If one
// waits when a step is done, the kernel notes how far it has come and gives way: the
// task whose call this is makes it again, with the same arguments, and goes on from
// there. In between it is like any task that is about to make a call: what it
// finds then may have changed, and is checked as ever.
#pragma once

#include "kern/kernel.h"
#include "kern/umem.h"

// The copy of more than one step; copy_all() is what callers want.
NODISCARD bool copy_in_steps(struct task *task, struct writable to, struct readable from,
			     uint32_t n);

// Copies n bytes between checked ranges that do not overlap, on behalf of a call of
// `task`. False: an interrupt waits, and the task will make the call again.
NODISCARD ALWAYS_INLINE bool copy_all(struct task *task, struct writable to, struct readable from,
				      uint32_t n)
{
	if (n > ARCH_COPY_STEP)
		return copy_in_steps(task, to, from, n);
	arch_copy(to, from, n);
	return true;
}

// Has the task make its call again, with this much of it done: not nothing.
void copy_put_off(struct task *task, uint32_t done);
