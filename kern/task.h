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

// Ends a system call with a code and the size of what it has brought. Also fit for a
// blocked task.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures task->save.arg[0] == code && task->save.arg[1] == size;
  assigns task->save.arg[0 .. 1];
*/
static inline void task_return(struct task *task, uint32_t code, uint32_t size)
{
	arch_return(&task->save, 0, code);
	arch_return(&task->save, 1, size);
	//@ assert sets_stay{Pre, Here};
}

// The same with no data.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures task->save.arg[0] == code && task->save.arg[1] == 0;
  assigns task->save.arg[0 .. 1];
*/
static inline void task_return_code(struct task *task, uint32_t code)
{
	task_return(task, code, 0);
}

// Ends a call of `caller`, or of a task that is blocked in one, on a peer whose
// id is stale: with the code that tells the peer's new generation.
/*@
  SOUND(requires)
  requires is_task(caller) && is_task(peer);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS;
  assigns caller->save.arg[0 .. 1];
*/
struct outcome task_return_dead(struct task *caller, const struct task *peer);

// Makes a healthy task that waits, in no set of senders, runnable.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures is_woken{Pre, Post}(task) && kernel.ready[0] != 0;
  assigns kernel;
*/
void task_wake(struct task *task);

// The same in place, where every message comes by.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures is_woken{Pre, Post}(task) && kernel.ready[0] != 0;
  assigns kernel;
*/
ALWAYS_INLINE void task_wake_here(struct task *task)
{
	task->state = TASK_RUNNABLE;
	sched_add(task);
}

// Takes a healthy task out of whatever queue or set its state has put it in.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures tasks_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel;
*/
void task_leave(struct task *task);

// A new life: next generation, fresh registers, no fault, timer, notification or
// enabled interrupt. Whoever waited for the old one gets a dead code. Runs if start.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(task);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
void task_restart(struct task *task, bool start);
