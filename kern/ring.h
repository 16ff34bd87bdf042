// Rings of tasks: doubly linked lists whose links are task indices, so that a
// ring stays valid when the kernel is copied.
//
// A head is the index of the first member and says nothing while its ring is
// empty; the owner of the ring remembers that in a bit of its own.
#pragma once

#include "kern/kernel.h"

// The ring that a task's two links belong to.
enum ring {
	RING_READY,
	RING_TIMER,
};

static inline struct link *ring_link(enum ring ring, uint32_t ix)
{
	return ring == RING_READY ? &kernel.task[ix].ready : &kernel.task[ix].timer.link;
}

// Makes ix the only member.
static inline void ring_start(enum ring ring, uint16_t *head, uint32_t ix)
{
	struct link *link = ring_link(ring, ix);

	*head = (uint16_t)ix;
	link->next = (uint16_t)ix;
	link->prev = (uint16_t)ix;
}

// Puts ix behind the last member of a ring that is not empty.
static inline void ring_append(enum ring ring, uint16_t head, uint32_t ix)
{
	struct link *link = ring_link(ring, ix);
	struct link *first = ring_link(ring, head);

	link->next = head;
	link->prev = first->prev;
	ring_link(ring, first->prev)->next = (uint16_t)ix;
	first->prev = (uint16_t)ix;
}

// Takes ix out. True if the ring is empty now.
static inline bool ring_remove(enum ring ring, uint16_t *head, uint32_t ix)
{
	struct link *link = ring_link(ring, ix);

	if (link->next == ix)
		return true;
	ring_link(ring, link->prev)->next = link->next;
	ring_link(ring, link->next)->prev = link->prev;
	if (*head == ix)
		*head = link->next;
	return false;
}
