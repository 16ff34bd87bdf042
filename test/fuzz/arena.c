// The arena of tool/base/arena.h, for a fuzzer: each piece is an allocation of its own, so
// that reading or writing past its end is seen. It stands in the place of
// tool/base/arena.c, which packs pieces together.
#include "tool/base/arena.h"

#include <stdio.h>
#include <stdlib.h>

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
