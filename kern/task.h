// Tasks by name: ids, waking, restarting.
#pragma once

#include "kern/arch.h"
#include "kern/kernel.h"
#include "kern/sched.h"
#include "kern/sound.h"

// The task's present id, as others may hold it.
/*@
  requires \valid_read(task);
  ensures \result == task->id;
  assigns \nothing;
*/
static inline uint32_t task_id_of(const struct task *task)
{
	return task->id;
}

// The task that an id's index names, of whatever generation. False: no such task.
/*@
  requires \valid(task);
  ensures \result <==> id % 0x400 < KERN_TASKS;
  ensures \result ==> *task == &kernel.task[id % 0x400];
  assigns *task;
*/
NODISCARD ALWAYS_INLINE bool task_find(uint32_t id, struct task **task)
{
	uint32_t index = task_id_index(id);

	if (index >= KERN_TASKS)
		return false;
	*task = task_at(index);
	return true;
}

// Whether the id, which task_find() found, is the task's present one.
/*@
  requires \valid_read(task);
  ensures \result <==> (id & 0xFFFF) == task->id;
  assigns \nothing;
*/
NODISCARD static inline bool task_is_present(uint32_t id, const struct task *task)
{
	return (id & 0xFFFFu) == task_id_of(task);
}

// Ends a system call with a code and no data. Also fit for a blocked task.
/*@
  requires \valid(task);
  ensures task->save.arg[0] == code && task->save.arg[1] == 0;
  assigns task->save.arg[0 .. 1];
*/
static inline void task_return_code(struct task *task, uint32_t code)
{
	arch_return(&task->save, 0, code);
	arch_return(&task->save, 1, 0);
}

// Ends a call of `caller`, or of a task that is blocked in one, on a peer whose
// id is stale: with the code that tells the peer's new generation.
/*@
  requires is_task(caller) && is_task(peer);
  ensures \result.v == OUTCOME_RETURNS;
  assigns caller->save.arg[0 .. 1];
*/
struct outcome task_return_dead(struct task *caller, const struct task *peer);

// Makes a healthy task that waits, in no set of senders, runnable.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  ensures task->state == TASK_RUNNABLE && task->notes == \old(task->notes);
  ensures other_states_stay{Pre, Post}(task);
  ensures timers_stay{Pre, Post} && registers_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel;
*/
void task_wake(struct task *task);

// The same in place, where every message comes by.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  ensures task->state == TASK_RUNNABLE && task->notes == \old(task->notes);
  ensures other_states_stay{Pre, Post}(task);
  ensures timers_stay{Pre, Post} && registers_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel;
*/
ALWAYS_INLINE void task_wake_here(struct task *task)
{
	task->state = TASK_RUNNABLE;
	sched_add(task);
}

// Takes a healthy task out of whatever queue or set its state has put it in.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
void task_leave(struct task *task);

// A new life: next generation, fresh registers, no fault, timer, notification or
// enabled interrupt. Whoever waited for the old one gets a dead code. Runs if start.
/*@
  requires sound: kernel_is_sound;
  requires is_task(task);
  ensures sound: kernel_is_sound;
  assigns kernel;
*/
void task_restart(struct task *task, bool start);
