// Which task runs: the part of it that is not for every message.
#include "kern/sched.h"

void sched_leave_others(struct task *task)
{
	struct task **first = &kernel.ready_first[task->level];

	if (*first == task)
		*first = ring_next(RING_READY, task);
	ring_detach(RING_READY, task);
}
