// The arena: what comes out is zeroed, also what was in use before.
#include <string.h>

#include "test/unit/unit.h"
#include "tool/base/arena.h"

#define LARGE (1000 * 1000)

static bool is_zero(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static void takes_back(void)
{
	struct arena arena = {NULL};
	char *kept = arena_alloc(&arena, 100);
	struct arena_point mark;

	memset(kept, 1, 100);
	mark = arena_mark(&arena);
	for (int round = 0; round < 3; round++) {
		char *small = arena_alloc(&arena, 50);
		char *large = arena_alloc(&arena, LARGE);

		CHECK(is_zero(small, 50) && is_zero(large, LARGE));
		memset(small, 2, 50);
		memset(large, 3, LARGE);
		arena_release(&arena, mark);
		CHECK(arena_mark(&arena).last == mark.last && arena_mark(&arena).used == mark.used);
	}
	CHECK(kept[0] == 1 && kept[99] == 1);
}

static void takes_all_back(void)
{
	struct arena arena = {NULL};
	struct arena_point mark = arena_mark(&arena);

	memset(arena_alloc(&arena, 64), 1, 64);
	arena_release(&arena, mark);
	CHECK(arena.last == NULL);
	CHECK(is_zero(arena_alloc(&arena, 64), 64));
}

static void grows(void)
{
	struct arena arena = {NULL};
	int *items = NULL;
	size_t count = 0;
	size_t room = 0;

	for (int i = 0; i < 1000; i++)
		*ARENA_PUSH(&arena, items, count, room) = i;
	CHECK(count == 1000 && items[0] == 0 && items[999] == 999);
}

int main(void)
{
	unit_run("arena: what is taken back comes out zeroed", takes_back);
	unit_run("arena: all of it taken back", takes_all_back);
	unit_run("arena: growing arrays", grows);
	return unit_status();
}
