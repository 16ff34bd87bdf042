// Tasks by name: ids, waking, restarting.
//
// Who may have to be told of a task's restart is known when the image is built:
// those with a slot to it, and those that it has a slot to. app_peer lists them,
// so a restart looks at no other task.
#include "kern/task.h"

#include "abi/sys.h"
#include "kern/app.h"
#include "kern/irq.h"
#include "kern/timer.h"

struct outcome task_return_dead(struct task *caller, const struct task *peer)
{
	task_return_code(caller, SYS_CODE_DEAD | task_id_generation(task_id_of(peer)));
	return (struct outcome){OUTCOME_RETURNS};
}

void task_wake(struct task *task)
{
	task_wake_here(task);
}

void task_leave(struct task *task)
{
	if (task->state == TASK_RUNNABLE)
		sched_remove(task);
	if (task->state == TASK_IN_SEND) {
		struct task *receiver = task_at(task_id_index(task->peer));

		set_remove(receiver->senders, KERN_TASKS, task->desc->rank);
		//@ assert sound: other_senders_are_sets(receiver);
	}
}

// Whether the task waits, in whatever way, for its peer.
/*@
  requires \valid_read(task);
  ensures \result <==> task->state == TASK_IN_SEND || task->state == TASK_IN_REPLY ||
    task->state == STATE_IN_RECV_CLOSED;
  assigns \nothing;
*/
static bool waits_for_peer(const struct task *task)
{
	return task->state == TASK_IN_SEND || task->state == TASK_IN_REPLY ||
	       task->state == STATE_IN_RECV_CLOSED;
}

// Tells a task of the end of the one that had this id.
/*@
  SOUND(requires)
  requires is_task(peer) && is_task(restarted);
  STAYS_SOUND(ensures)
  ensures timers_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel;
*/
static void tell(struct task *peer, uint32_t old_id, const struct task *restarted)
{
	if (peer->peer != old_id)
		return;
	if (waits_for_peer(peer)) {
		task_leave(peer);
		(void)task_return_dead(peer, restarted);
		task_wake(peer);
	} else if (peer->state == TASK_RUNNABLE) {
		peer->peer = TASK_ID_KERNEL; // what it has of a message is worth nothing now
	}
}

// Makes a task that is in no queue or set as new, with the generation after that of its old id.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  assigns task->save, task->id, task->notes, task->timer.notification, task->progress, task->state;
*/
ALWAYS_INLINE void begin_life(struct task *task, uint32_t old_id)
{
	arch_task_reset(task);
	task->id = task_id_make(task_index(task), task_id_generation(old_id) + 1);
	task->notes = 0;
	task->timer.notification = 0;
	task->progress = 0;
	task->state = TASK_STOPPED;
	//@ assert sets_stay{Pre, Here};
}

void task_restart(struct task *task, bool start)
{
	struct run peers = task->desc->peers;
	uint32_t old_id = task_id_of(task);

	//@ assert peers_are_sound(peers);
	if (task_is_faulted(task))
		set_remove(kernel.faulted, KERN_TASKS, task_index(task));
	else
		task_leave(task);
	timer_disarm(task);
	irq_release_all(task);
	begin_life(task, old_id);

	/*@
	  STAYS_SOUND(loop invariant)
	  loop invariant 0 <= i <= peers.count && peers_are_sound(peers);
	  loop assigns i, kernel;
	  loop variant peers.count - i;
	*/
	for (uint32_t i = 0; i < peers.count; i++)
		tell(task_at(app_peer[peers.first + i]), old_id, task);
	if (start)
		task_wake(task);
}
