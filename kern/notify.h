// Notifications: 32 bits per task that others set and RECV takes.
#pragma once

#include "kern/args.h"
#include "kern/kernel.h"
#include "kern/sound.h"
#include "kern/task.h"

// Says which bits are pending.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures task->notes == notes && task->state == \old(task->state);
  ensures other_states_stay{Pre, Post}(task);
  ensures timers_stay{Pre, Post};
  ensures registers_stay{Pre, Post};
  assigns task->notes;
*/
ALWAYS_INLINE void notify_set(struct task *task, uint32_t notes)
{
	task->notes = notes;
	//@ assert sets_stay{Pre, Here};
}

// Takes the pending bits that are in the mask of the task's RECV, of which there are
// some, and writes them into its result registers.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures task->save.arg[1] == TASK_ID_KERNEL &&
    task->save.arg[2] == \old(task->notes & task->save.arg[2]) &&
    task->notes == \old(task->notes & (uint32_t)~(task->notes & task->save.arg[2]));
  ensures task->state == \old(task->state) && time_stays{Pre, Post} && timers_stay{Pre, Post};
  ensures work_stays{Pre, Post};
  ensures other_states_stay{Pre, Post}(task);
  ensures other_registers_stay{Pre, Post}(task);
  assigns kernel;
*/
void notify_take(struct task *task);

/*@
  // Whether bits that are set now end the task's RECV, with those that were set before.
  predicate notify_wakes{L}(struct task *task, uint32_t bits) =
    TASK_IN_RECV <= task->state < STATE_FAULTED &&
    ((task->notes | bits) & task->save.arg[2]) != 0;

  // What has become of the task; nothing else has changed.
  predicate is_posted{A, B}(struct task *task, uint32_t bits) =
    (\at(notify_wakes(task, bits), A) ==> \at(task->state, B) == TASK_RUNNABLE &&
      \at(task->save.arg[1], B) == TASK_ID_KERNEL &&
      \at(task->save.arg[2], B) == \at((task->notes | bits) & task->save.arg[2], A)) &&
    (!\at(notify_wakes(task, bits), A) ==> \at(task->state, B) == \at(task->state, A) &&
      \at(task->notes, B) == \at(task->notes | bits, A) &&
      \at(task->save.arg[2], B) == \at(task->save.arg[2], A)) &&
    time_stays{A, B} && timers_stay{A, B} && other_states_stay{A, B}(task) &&
    other_registers_stay{A, B}(task);
*/

// Sets bits in the task's notification word. If it is blocked in RECV with one
// of them in its mask, it receives those and wakes. A faulted or stopped task
// collects bits until its restart clears them.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures is_posted{Pre, Post}(task, bits) && work_stays{Pre, Post};
  assigns kernel;
*/
void notify_post(struct task *task, uint32_t bits);

// How bits that were taken are delivered: as a message from the kernel.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures task->save.arg[0] == 0 && task->save.arg[1] == TASK_ID_KERNEL &&
    task->save.arg[2] == bits;
  ensures states_stay{Pre, Post};
  ensures timers_stay{Pre, Post};
  ensures other_registers_stay{Pre, Post}(task);
  assigns task->save.arg[0 .. 5];
*/
ALWAYS_INLINE void notify_deliver(struct task *task, uint32_t bits)
{
	arch_return(&task->save, 0, 0);
	arch_return(&task->save, 1, TASK_ID_KERNEL);
	arch_return(&task->save, 2, bits);
	arch_return(&task->save, 3, 0);
	arch_return(&task->save, 4, 0);
	arch_return(&task->save, 5, 0);
	//@ assert sets_stay{Pre, Here};
}

// notify_post() in place, for an interrupt's short way to its task.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures is_posted{Pre, Post}(task, bits) && work_stays{Pre, Post};
  assigns kernel;
*/
ALWAYS_INLINE void notify_post_here(struct task *task, uint32_t bits)
{
	uint32_t notes = task->notes | bits;
	uint32_t taken = notes & args_notification_mask(task);

	if (!task_is_receiving(task) || taken == 0) {
		notify_set(task, notes);
		return;
	}
	notify_set(task, notes & ~taken);
	notify_deliver(task, taken);
	//@ assert timers_stay{Pre, Here};
	//@ assert other_states_stay{Pre, Here}(task);
	//@ assert other_registers_stay{Pre, Here}(task);
	task_wake_here(task);
}

/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_post(struct task *caller);
