// Rings of tasks: doubly linked lists whose links are task indices, so that a
// ring stays valid when the kernel is copied.
//
// A head is the index of the first member and says nothing while its ring is
// empty; the owner of the ring remembers that in a bit of its own. A task that is
// in no ring, or alone in one, is its own neighbour, so that the commonest ring,
// of one task, costs no more than its head.
#pragma once

#include "kern/kernel.h"

// The ring that a task's two links belong to.
enum ring {
	RING_READY,
	RING_TIMER,
};

ALWAYS_INLINE struct link *ring_link(enum ring ring, struct task *task)
{
	return ring == RING_READY ? &task->ready : &task->timer.link;
}

// Makes the task its own neighbour.
ALWAYS_INLINE void ring_leave_alone(enum ring ring, struct task *task)
{
	uint16_t index = (uint16_t)task_index(task);

	*ring_link(ring, task) = (struct link){index, index};
}

// Puts the task behind the last member of a ring that is not empty.
ALWAYS_INLINE void ring_append(enum ring ring, uint16_t head, struct task *task)
{
	struct link *link = ring_link(ring, task);
	struct link *first = ring_link(ring, task_at(head));
	uint16_t index = (uint16_t)task_index(task);

	link->next = head;
	link->prev = first->prev;
	ring_link(ring, task_at(first->prev))->next = index;
	first->prev = index;
}

// Takes the task out. True if the ring is empty now.
ALWAYS_INLINE bool ring_remove(enum ring ring, uint16_t *head, struct task *task)
{
	struct link *link = ring_link(ring, task);
	uint32_t index = task_index(task);

	if (link->next == index)
		return true;
	ring_link(ring, task_at(link->prev))->next = link->next;
	ring_link(ring, task_at(link->next))->prev = link->prev;
	if (*head == index)
		*head = link->next;
	ring_leave_alone(ring, task);
	return false;
}
