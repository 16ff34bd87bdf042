// Memory that is not given back piece by piece: a run of the host program is short.
//
// Nothing can fail: without memory the program says so and ends. What comes out is
// zeroed. A loop that goes on for ever gives back all of a round at once.
#pragma once

#include <stddef.h>

struct arena_block;

// Zero-initialise one, or use a pointer to one. There is no need to destroy it.
struct arena {
	struct arena_block *last;
};

// Gives everything back at once, for who does the same thing a million times.
void arena_clear(struct arena *arena);

// `size` zeroed bytes, aligned for any type. A size of 0 gives a valid pointer.
void *arena_alloc(struct arena *arena, size_t size);

// The same bytes at a larger size: old content copied, the rest zeroed.
void *arena_grow(struct arena *arena, const void *old, size_t old_size, size_t new_size);

// What was handed out so far.
struct arena_point {
	struct arena_block *last;
	size_t used;
};

struct arena_point arena_mark(const struct arena *arena);

// Takes back all that was handed out since.
void arena_release(struct arena *arena, struct arena_point mark);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

// Room for one more item in a growing array: `items`, `count` and `room` are
// lvalues that belong together; room is 0 at first. The new item is zeroed and
// counted, and the macro's value is its address.
#define ARENA_PUSH(arena, items, count, room)                                       \
	((items) = arena_room((arena), (items), sizeof *(items), (count), &(room)), \
	 &(items)[(count)++])

// The array, moved if it was full. Used by ARENA_PUSH.
void *arena_room(struct arena *arena, void *items, size_t item_size, size_t count, size_t *room);
