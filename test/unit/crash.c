// Crash records of earlier boots: times tell, since the clock starts over.
#include "tool/debug/crash.h"

#include "test/unit/unit.h"

#define COUNT 4

static size_t earlier(const uint64_t times[COUNT], uint64_t now)
{
	struct crash_view items[COUNT] = {{0}};
	const struct crash_views views = {.items = items, .count = COUNT};

	for (size_t i = 0; i < COUNT; i++)
		items[i].time = times[i];
	return crash_count_earlier(&views, now);
}

static void test_one_life(void)
{
	CHECK(earlier((uint64_t[COUNT]){1, 2, 2, 9}, 9) == 0);
	CHECK(earlier((uint64_t[COUNT]){1, 2, 2, 9}, UINT64_MAX) == 0);
}

static void test_none_yet(void)
{
	CHECK(earlier((uint64_t[COUNT]){1, 2, 2, 9}, 8) == COUNT);
	CHECK(earlier((uint64_t[COUNT]){1, 2, 2, 9}, 0) == COUNT);
}

static void test_started_over(void)
{
	CHECK(earlier((uint64_t[COUNT]){5, 8, 3, 9}, 9) == 2);
	CHECK(earlier((uint64_t[COUNT]){9, 1, 2, 3}, 3) == 1);
	CHECK(earlier((uint64_t[COUNT]){9, 7, 5, 3}, 3) == 3);
	CHECK(crash_count_earlier(&(struct crash_views){.count = 0}, 0) == 0);
}

int main(void)
{
	unit_run("crash: records of one life", test_one_life);
	unit_run("crash: records when nothing has crashed since", test_none_yet);
	unit_run("crash: records of several lives", test_started_over);
	return unit_status();
}
