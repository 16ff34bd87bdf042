// tool/base/str.c and arena.c: views, numbers, near misses, growing texts.
#include <string.h>

#include "test/unit/unit.h"
#include "tool/base/str.h"

static struct arena arena;

static void comparing(void)
{
	CHECK(str_equal(S("abc"), str_from("abc")));
	CHECK(!str_equal(S("abc"), S("abd")));
	CHECK(!str_equal(S("abc"), S("ab")));
	CHECK(str_equal(S(""), str_from(NULL)));
	CHECK(str_compare(S("ab"), S("abc")) < 0);
	CHECK(str_compare(S("b"), S("abc")) > 0);
	CHECK(str_compare(S("abc"), S("abc")) == 0);
	CHECK(str_starts(S("--board"), "--"));
	CHECK(!str_starts(S("-"), "--"));
	CHECK(str_ends(S("main.c"), ".c"));
	CHECK(!str_ends(S("c"), ".c"));
}

static void slicing(void)
{
	CHECK(str_is(str_slice(S("abcdef"), 2, 4), "cd"));
	CHECK(str_is(str_slice(S("abc"), 1, 99), "bc"));
	CHECK(str_slice(S("abc"), 5, 9).len == 0);
	CHECK(str_is(str_trim(S(" \ta b\n")), "a b"));
	CHECK(str_trim(S(" \n ")).len == 0);
	CHECK(str_find(S("a.b.c"), '.') == 1);
	CHECK(str_find_last(S("a.b.c"), '.') == 3);
	CHECK(str_find(S("abc"), '.') == 3);
	CHECK(str_find_last(S("abc"), '.') == 3);
}

static void splitting(void)
{
	struct str rest = S("a,,b");
	struct str part;

	CHECK(str_next(&rest, ',', &part) && str_is(part, "a"));
	CHECK(str_next(&rest, ',', &part) && part.len == 0);
	CHECK(str_next(&rest, ',', &part) && str_is(part, "b"));
	CHECK(!str_next(&rest, ',', &part));
}

static void numbers(void)
{
	uint64_t n = 7;

	CHECK(str_number(S("0"), &n) && n == 0);
	CHECK(str_number(S("1024"), &n) && n == 1024);
	CHECK(str_number(S("0x20aF"), &n) && n == 0x20af);
	CHECK(str_number(S("18446744073709551615"), &n) && n == UINT64_MAX);
	n = 7;
	CHECK(!str_number(S("18446744073709551616"), &n));
	CHECK(!str_number(S(""), &n));
	CHECK(!str_number(S("0x"), &n));
	CHECK(!str_number(S("12 "), &n));
	CHECK(!str_number(S("-1"), &n));
	CHECK(!str_number(S("1f"), &n));
	CHECK(n == 7);
}

static void distances(void)
{
	CHECK(str_distance(S("ping"), S("ping")) == 0);
	CHECK(str_distance(S("ping"), S("pong")) == 1);
	CHECK(str_distance(S("pign"), S("ping")) == 1); // a swap
	CHECK(str_distance(S("prority"), S("priority")) == 1);
	CHECK(str_distance(S(""), S("abc")) == 3);
	CHECK(str_distance(S("kitten"), S("sitting")) == 3);
}

static void nearest(void)
{
	const struct str names[] = {S("name"), S("priority"), S("start"), S("uses")};

	CHECK(str_is(str_nearest(S("prority"), names, 4), "priority"));
	CHECK(str_is(str_nearest(S("strat"), names, 4), "start"));
	CHECK(str_is(str_nearest(S("use"), names, 4), "uses"));
	CHECK(str_nearest(S("heap"), names, 4).len == 0);
	CHECK(str_nearest(S("x"), names, 0).len == 0);
}

static void copies_end_in_nul(void)
{
	struct str part = str_slice(S("abcdef"), 1, 3);

	CHECK(strcmp(str_c(&arena, part), "bc") == 0);
	CHECK(strcmp(str_format(&arena, "%d-%.*s", 12, STR_ARG(part)).at, "12-bc") == 0);
	CHECK(strcmp(str_upper_snake(&arena, S("rx-irq2_a")).at, "RX_IRQ2_A") == 0);
}

static void growing_text(void)
{
	struct text text = {.arena = &arena};

	CHECK(text_str(&text).len == 0);
	for (int i = 0; i < 1000; i++)
		text_addf(&text, "%d,", i % 10);
	text_adds(&text, "end");
	CHECK(text.len == 2003);
	CHECK(strlen(text.at) == 2003);
	CHECK(str_starts(text_str(&text), "0,1,2,3,4,5,6,7,8,9,0,"));
	CHECK(str_ends(text_str(&text), "9,end"));
}

static void growing_array(void)
{
	unsigned *items = NULL;
	size_t count = 0;
	size_t room = 0;
	bool kept = true;

	for (unsigned i = 0; i < 5000; i++)
		*ARENA_PUSH(&arena, items, count, room) = i;
	for (unsigned i = 0; i < 5000; i++)
		kept = kept && items[i] == i;
	CHECK(count == 5000);
	CHECK(kept);
}

static void arena_gives_zeroed_aligned_memory(void)
{
	for (size_t size = 0; size < 300000; size = size * 3 + 1) {
		unsigned char *bytes = arena_alloc(&arena, size);
		size_t dirty = 0;

		CHECK((uintptr_t)bytes % 16 == 0);
		for (size_t i = 0; i < size; i++)
			dirty += bytes[i] != 0;
		CHECK(dirty == 0);
		memset(bytes, 0xff, size);
	}
}

int main(void)
{
	unit_run("str: comparing", comparing);
	unit_run("str: slicing", slicing);
	unit_run("str: splitting", splitting);
	unit_run("str: numbers", numbers);
	unit_run("str: distances", distances);
	unit_run("str: nearest name", nearest);
	unit_run("str: copies end in NUL", copies_end_in_nul);
	unit_run("str: growing text", growing_text);
	unit_run("arena: growing array", growing_array);
	unit_run("arena: zeroed, aligned memory", arena_gives_zeroed_aligned_memory);
	return unit_status();
}
