// What grows in an arena, however the arena hands it out.
#include <string.h>

#include "tool/base/arena.h"

void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size)
{
	void *grown = arena_alloc(arena, new_size);

	if (old_size > 0)
		memcpy(grown, old, old_size);
	return grown;
}

void *arena_room(struct arena *arena, void *items, size_t item_size, size_t count, size_t *room)
{
	if (count < *room)
		return items;
	// From one on: where each piece is watched, so is what lies behind a short array.
	*room = *room == 0 ? 1 : *room * 2;
	return arena_grow(arena, items, count * item_size, *room * item_size);
}
