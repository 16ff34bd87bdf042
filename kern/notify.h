// Notifications: 32 bits per task that others set and RECV takes.
#pragma once

#include "kern/args.h"
#include "kern/kernel.h"
#include "kern/sound.h"
#include "kern/task.h"

// Takes the pending bits that are in the mask of the task's RECV, of which there are
// some, and writes them into its result registers.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  ensures task->save.arg[1] == TASK_ID_KERNEL &&
    task->save.arg[2] == \old(task->notes & task->save.arg[2]) &&
    task->notes == \old(task->notes & (uint32_t)~(task->notes & task->save.arg[2]));
  ensures task->state == \old(task->state) && time_stays{Pre, Post} && timers_stay{Pre, Post};
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
*/

// Sets bits in the task's notification word. If it is blocked in RECV with one
// of them in its mask, it receives those and wakes. A faulted or stopped task
// collects bits until its restart clears them.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  ensures \old(notify_wakes(task, bits)) ==> task->state == TASK_RUNNABLE &&
    task->save.arg[1] == TASK_ID_KERNEL &&
    task->save.arg[2] == \old((task->notes | bits) & task->save.arg[2]);
  ensures !\old(notify_wakes(task, bits)) ==> task->state == \old(task->state) &&
    task->notes == \old(task->notes | bits) && task->save.arg[2] == \old(task->save.arg[2]);
  ensures time_stays{Pre, Post};
  ensures timers_stay{Pre, Post};
  ensures other_states_stay{Pre, Post}(task);
  ensures other_registers_stay{Pre, Post}(task);
  assigns kernel;
*/
void notify_post(struct task *task, uint32_t bits);

// How bits that were taken are delivered: as a message from the kernel.
/*@
  requires is_task(task);
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
}

// notify_post() in place, for an interrupt's short way to its task.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  ensures \old(notify_wakes(task, bits)) ==> task->state == TASK_RUNNABLE &&
    task->save.arg[1] == TASK_ID_KERNEL &&
    task->save.arg[2] == \old((task->notes | bits) & task->save.arg[2]);
  ensures !\old(notify_wakes(task, bits)) ==> task->state == \old(task->state) &&
    task->notes == \old(task->notes | bits) && task->save.arg[2] == \old(task->save.arg[2]);
  ensures time_stays{Pre, Post};
  ensures timers_stay{Pre, Post};
  ensures other_states_stay{Pre, Post}(task);
  ensures other_registers_stay{Pre, Post}(task);
  assigns kernel;
*/
ALWAYS_INLINE void notify_post_here(struct task *task, uint32_t bits)
{
	uint32_t notes = task->notes | bits;
	uint32_t taken = notes & args_notification_mask(task);

	if (!task_is_receiving(task) || taken == 0) {
		task->notes = notes;
		return;
	}
	task->notes = notes & ~taken;
	notify_deliver(task, taken);
	//@ assert timers_stay{Pre, Here};
	//@ assert other_states_stay{Pre, Here}(task);
	//@ assert other_registers_stay{Pre, Here}(task);
	task_wake_here(task);
}

/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_post(struct task *caller);
