// Rings of tasks: doubly linked lists. A task that is in no ring, or alone in one, is
// its own neighbour, so that the commonest ring, of one task, costs nothing to make.
//
// Whoever owns a ring knows a first member, and whether there is one.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"

// The ring that a task's two links belong to.
enum ring {
	RING_READY,
	RING_TIMER,
};

/*@
  requires is_task(task);
  ensures \result == (ring == RING_READY ? &task->ready : &task->timer.link);
  assigns \nothing;
*/
ALWAYS_INLINE struct link *ring_link(enum ring ring, struct task *task)
{
	return ring == RING_READY ? &task->ready : &task->timer.link;
}

/*@
  SOUND(requires)
  requires is_task(task);
  ensures is_task(\result);
  assigns \nothing;
*/
ALWAYS_INLINE struct task *ring_next(enum ring ring, struct task *task)
{
	return task_at(ring_link(ring, task)->next);
}

/*@
  requires is_task(task);
  assigns \nothing;
*/
ALWAYS_INLINE bool ring_is_alone(enum ring ring, struct task *task)
{
	return ring_link(ring, task)->next == task_index(task);
}

// Puts a task that is in no ring behind the last member of the ring that starts at
// `first`.
/*@
  SOUND(requires)
  requires is_task(first) && is_task(task);
  STAYS_SOUND(ensures)
  ensures tasks_stay{Pre, Post} && time_stays{Pre, Post} && work_stays{Pre, Post};
  assigns kernel;
*/
NEVER_INLINE void ring_append(enum ring ring, struct task *first, struct task *task);

// Takes the task out of its ring, if it is not alone in it.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures tasks_stay{Pre, Post} && time_stays{Pre, Post} && work_stays{Pre, Post};
  assigns kernel;
*/
NEVER_INLINE void ring_detach(enum ring ring, struct task *task);
