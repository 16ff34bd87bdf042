// Tasks by name: ids, waking, restarting.
//
// Who may have to be told of a task's restart is known when the image is built:
// those with a slot to it, and those that it has a slot to. app_peer lists them,
// so a restart looks at no other task.
#include "kern/task.h"

#include "abi/sys.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/irq.h"
#include "kern/sched.h"
#include "kern/timer.h"

struct outcome task_return_dead(struct task_ix caller, struct task_ix peer)
{
	task_return_code(caller, SYS_CODE_DEAD | task_id_generation(task_id_of(peer)));
	return (struct outcome){OUTCOME_RETURNS};
}

void task_wake(struct task_ix ix)
{
	task_at(ix)->state = TASK_RUNNABLE;
	sched_add(ix);
}

void task_leave(struct task_ix ix)
{
	struct task *task = task_at(ix);
	struct task *peer;

	if (task->state == TASK_RUNNABLE)
		sched_remove(ix);
	if (task->state == TASK_IN_SEND) {
		peer = &kernel.task[task_id_index(task->peer)];
		set_remove(peer->senders, KERN_TASKS, app_task[ix.v].rank);
	}
}

// Whether the task waits, in whatever way, for the one that had this id.
static bool waits_for(struct task_ix ix, uint32_t id)
{
	const struct task *task = task_at(ix);

	if (task->peer != id)
		return false;
	return task->state == TASK_IN_SEND || task->state == TASK_IN_REPLY ||
	       (task->state == TASK_IN_RECV && task->closed);
}

void task_restart(struct task_ix ix, bool start)
{
	struct task *task = task_at(ix);
	struct run peers = app_task[ix.v].peers;
	uint32_t old_id = task_id_of(ix);
	struct task_ix peer;

	if (!task_is_faulted(task))
		task_leave(ix);
	timer_disarm(ix);
	irq_release_all(ix);
	arch_task_reset(ix);

	task->id = task_id_make(ix.v, task_id_generation(old_id) + 1);
	task->notes = 0;
	task->timer.notification = 0;
	task->state = TASK_STOPPED;

	for (uint32_t i = 0; i < peers.count; i++) {
		peer.v = app_peer[peers.first + i];
		if (!waits_for(peer, old_id))
			continue;
		task_leave(peer);
		(void)task_return_dead(peer, ix);
		task_wake(peer);
	}
	if (start)
		task_wake(ix);
}
