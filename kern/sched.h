// Which task runs: the most important runnable one, and among equals the one
// that has waited longest; it keeps its turn until it blocks.
//
// The ready queues are one ring of tasks for each priority in use, and the set of
// levels whose ring is not empty. Every operation takes the same time whatever
// the number of tasks. They are part of every message, hence their being inline.
#pragma once

#include "kern/kernel.h"
#include "kern/ring.h"

// Puts a task that has become runnable last in the queue of its level.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures tasks_stay{Pre, Post} && time_stays{Pre, Post};
  ensures kernel.ready[0] != 0;
  assigns kernel;
*/
ALWAYS_INLINE void sched_add(struct task *task)
{
	uint32_t level = task->level;
	struct task **first = kernel.ready_first;

	KEEP(first);
	if (set_has_bit(kernel.ready, KERN_LEVELS, level, task->level_bit)) {
		ring_append(RING_READY, first[level], task);
		return;
	}
	first[level] = task;
	set_add_bit(kernel.ready, KERN_LEVELS, level, task->level_bit);
	//@ assert senders_stay{Pre, Here};
	//@ assert states_stay{Pre, Here};
	//@ assert timers_stay{Pre, Here};
	//@ assert registers_stay{Pre, Here};
}

// Takes a task out of a queue that has others.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures tasks_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel;
*/
void sched_leave_others(struct task *task);

// Takes a task out of the queue that it is in.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures tasks_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel;
*/
ALWAYS_INLINE void sched_remove(struct task *task)
{
	if (ring_is_alone(RING_READY, task)) {
		set_remove_bit(kernel.ready, KERN_LEVELS, task->level, task->level_bit);
		//@ assert senders_stay{Pre, Here};
	} else {
		sched_leave_others(task);
	}
}

// Whether any task can run.
/*@
  ensures \result <==> kernel.ready[0] != 0;
  assigns \nothing;
*/
NODISCARD ALWAYS_INLINE bool sched_has_work(void)
{
	return !set_is_empty(kernel.ready);
}

// The task that shall run. There must be one.
/*@
  SOUND(requires)
  requires kernel.ready[0] != 0;
  ensures \exists integer level; 0 <= level < KERN_LEVELS &&
  set_holds(&kernel.ready[0], KERN_LEVELS, level) && \result == kernel.ready_first[level] &&
  \forall integer i; 0 <= i < level ==> !set_holds(&kernel.ready[0], KERN_LEVELS, i);
  ensures is_task(\result);
  assigns \nothing;
*/
ALWAYS_INLINE struct task *sched_pick(void)
{
	return kernel.ready_first[set_first(kernel.ready, KERN_LEVELS)];
}
