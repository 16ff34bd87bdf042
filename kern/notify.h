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
  assigns kernel;
*/
void notify_take(struct task *task);

// Sets bits in the task's notification word. If it is blocked in RECV with one
// of them in its mask, it receives those and wakes. A faulted or stopped task
// collects bits until its restart clears them.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
void notify_post(struct task *task, uint32_t bits);

// How bits that were taken are delivered: as a message from the kernel.
/*@
  requires \valid(task);
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
	task_wake_here(task);
}

/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_post(struct task *caller);
