// The arena of tool/base/arena.h, for a fuzzer: each piece is an allocation of its own, so
// that reading or writing past its end is seen. It stands in the place of
// tool/base/arena.c, which packs pieces together.
#include "tool/base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// No file makes the program ask for as much as this at once.
#define MOST ((size_t)256 * 1024 * 1024)

struct arena_block {
	struct arena_block *previous;
	void *memory;
};

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = malloc(sizeof *block);

	if (size > MOST) {
		fprintf(stderr, "%zu bytes were asked for at once\n", size);
		abort();
	}
	*block = (struct arena_block){arena->last, calloc(1, size == 0 ? 1 : size)};
	arena->last = block;
	return block->memory;
}

static void clear_to(struct arena *arena, const struct arena_block *stays)
{
	while (arena->last != stays) {
		struct arena_block *block = arena->last;

		arena->last = block->previous;
		free(block->memory);
		free(block);
	}
}

void arena_clear(struct arena *arena)
{
	clear_to(arena, NULL);
}

struct arena_point arena_mark(const struct arena *arena)
{
	return (struct arena_point){arena->last, 0};
}

void arena_release(struct arena *arena, struct arena_point mark)
{
	clear_to(arena, mark.last);
}

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
	*room = *room == 0 ? 1 : *room * 2;
	return arena_grow(arena, items, count * item_size, *room * item_size);
}
