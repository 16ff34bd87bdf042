// Rings of tasks.
#include "kern/ring.h"

void ring_append(enum ring ring, struct task *first, struct task *task)
{
	struct link *head = ring_link(ring, first);
	struct link *link = ring_link(ring, task);

	link->next = (uint16_t)task_index(first);
	link->prev = head->prev;
	ring_link(ring, task_at(head->prev))->next = (uint16_t)task_index(task);
	head->prev = (uint16_t)task_index(task);
}

void ring_detach(enum ring ring, struct task *task)
{
	struct link *link = ring_link(ring, task);
	uint16_t index = (uint16_t)task_index(task);

	ring_link(ring, task_at(link->prev))->next = link->next;
	ring_link(ring, task_at(link->next))->prev = link->prev;
	link->next = index;
	link->prev = index;
}
