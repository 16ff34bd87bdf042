// The arena: a list of blocks, handed out from front to back.
#include "tool/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define ALIGNMENT ((size_t)16)

struct arena_block {
	struct arena_block *previous;
	size_t used;
	size_t size;
	_Alignas(16) unsigned char bytes[];
};

static struct arena_block *new_block(struct arena_block *previous, size_t size)
{
	struct arena_block *block = calloc(1, sizeof *block + size);

	if (block == NULL) {
		fputs("bh: out of memory\n", stderr);
		exit(1);
	}
	block->previous = previous;
	block->size = size;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t rounded = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	struct arena_block *block = arena->last;

	if (block == NULL || block->size - block->used < rounded) {
		block = new_block(block, rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE);
		arena->last = block;
	}
	void *start = &block->bytes[block->used];
	block->used += rounded;
	return start;
}

void arena_clear(struct arena *arena)
{
	while (arena->last != NULL) {
		struct arena_block *block = arena->last;

		arena->last = block->previous;
		free(block);
	}
}

struct arena_point arena_mark(const struct arena *arena)
{
	return (struct arena_point){arena->last, arena->last == NULL ? 0 : arena->last->used};
}

void arena_release(struct arena *arena, struct arena_point mark)
{
	while (arena->last != mark.last) {
		struct arena_block *block = arena->last;

		arena->last = block->previous;
		free(block);
	}
	if (arena->last == NULL)
		return;
	memset(&arena->last->bytes[mark.used], 0, arena->last->used - mark.used);
	arena->last->used = mark.used;
}
