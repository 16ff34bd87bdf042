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
ALWAYS_INLINE void sched_add(struct task *task)
{
	uint32_t level = task->level;

	if (set_has(kernel.ready, KERN_LEVELS, level)) {
		ring_append(RING_READY, kernel.ready_head[level], task);
		return;
	}
	kernel.ready_head[level] = (uint16_t)task_index(task);
	set_add(kernel.ready, KERN_LEVELS, level);
}

// Takes a task out of the queue that it is in.
ALWAYS_INLINE void sched_remove(struct task *task)
{
	uint32_t level = task->level;

	if (ring_remove(RING_READY, &kernel.ready_head[level], task))
		set_remove(kernel.ready, KERN_LEVELS, level);
}

// Whether any task can run.
NODISCARD ALWAYS_INLINE bool sched_has_work(void)
{
	return !set_is_empty(kernel.ready);
}

// The task that shall run, by index. There must be one.
ALWAYS_INLINE uint32_t sched_pick(void)
{
	return kernel.ready_head[set_first(kernel.ready, KERN_LEVELS)];
}
