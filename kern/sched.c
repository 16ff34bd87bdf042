// The ready queues: one ring of tasks for each priority in use, and the set of
// levels whose ring is not empty. Every operation takes the same time whatever
// the number of tasks.
#include "kern/sched.h"

#include "kern/ring.h"

void sched_add(struct task_ix ix)
{
	uint32_t level = task_at(ix)->level;

	if (set_has(kernel.ready, KERN_LEVELS, level)) {
		ring_append(RING_READY, kernel.ready_head[level], ix.v);
		return;
	}
	ring_start(RING_READY, &kernel.ready_head[level], ix.v);
	set_add(kernel.ready, KERN_LEVELS, level);
}

void sched_remove(struct task_ix ix)
{
	uint32_t level = task_at(ix)->level;

	if (ring_remove(RING_READY, &kernel.ready_head[level], ix.v))
		set_remove(kernel.ready, KERN_LEVELS, level);
}

bool sched_has_work(void)
{
	return !set_is_empty(kernel.ready);
}

struct task_ix sched_pick(void)
{
	uint32_t level = set_first(kernel.ready, KERN_LEVELS);

	return (struct task_ix){kernel.ready_head[level]};
}
