// Tasks by name: ids, waking, restarting.
#pragma once

#include "kern/kernel.h"

// The task's present id, as others may hold it.
static inline uint32_t task_id_of(struct task_ix ix)
{
	return task_at(ix)->id;
}

// The task that an id's index names, of whatever generation. False: no such task.
NODISCARD static inline bool task_find(uint32_t id, struct task_ix *ix)
{
	ix->v = task_id_index(id);
	return ix->v < KERN_TASKS;
}

// Whether the id, which task_find() found, is the task's present one.
NODISCARD static inline bool task_is_present(uint32_t id, struct task_ix ix)
{
	return (id & 0xFFFFu) == task_id_of(ix);
}

// Ends a system call with a code and no data. Also fit for a blocked task.
static inline void task_return_code(struct task_ix ix, uint32_t code)
{
	arch_return(&task_at(ix)->save, 0, code);
	arch_return(&task_at(ix)->save, 1, 0);
}

// Ends a call of `caller`, or of a task that is blocked in one, on a peer whose
// id is stale: with the code that tells the peer's new generation.
struct outcome task_return_dead(struct task_ix caller, struct task_ix peer);

// Makes a healthy task that waits, in no set of senders, runnable.
void task_wake(struct task_ix ix);

// Takes a healthy task out of whatever queue or set its state has put it in.
void task_leave(struct task_ix ix);

// A new life: next generation, fresh registers, no fault, timer, notification or
// enabled interrupt. Whoever waited for the old one gets a dead code. Runs if start.
void task_restart(struct task_ix ix, bool start);
