// Trace rings: one function for rings of every shape.
#include "ulib/ring.h"

#include <stdbool.h>
#include <string.h>

static struct ring_entry *entry_at(const struct ring_shape *ring, uint32_t i)
{
	return (struct ring_entry *)(void *)((char *)ring->entries + i * ring->stride);
}

static bool is_repeated(const struct ring_shape *ring, const struct ring_entry *last, uint32_t line,
			const void *payload)
{
	return last->count != 0 && last->line == (uint16_t)line &&
	       memcmp((const char *)last + ring->offset, payload, ring->size) == 0;
}

// What is written before is in memory before what is written after: a debugger may stop the
// task, or a fault, at any instruction.
static void in_order(void)
{
	__asm__ volatile("" ::: "memory");
}

void ring_put(const struct ring_shape *ring, uint32_t line, const void *payload)
{
	uint32_t at = *ring->next;
	struct ring_entry *last = entry_at(ring, (at == 0 ? ring->length : at) - 1);
	struct ring_entry *entry = entry_at(ring, at);

	if (is_repeated(ring, last, line, payload)) {
		if (last->count != UINT32_MAX)
			last->count++;
		return;
	}
	entry->count = 0;
	in_order();
	entry->line = (uint16_t)line;
	entry->generation++;
	memcpy((char *)entry + ring->offset, payload, ring->size);
	*ring->next = at + 1 == ring->length ? 0 : at + 1;
	in_order();
	entry->count = 1;
}
