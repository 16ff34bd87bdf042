// The typist: when what is typed, and that all of it is.
#include "test/unit/unit.h"
#include "tool/run/typist.h"

static struct arena arena;

// Types all that is due at a moment and returns it.
static struct str type_due(struct typist *typist, uint64_t now)
{
	struct text typed = {.arena = &arena};

	while (typist_is_due(typist, now)) {
		char c = typist_peek(typist);

		text_add(&typed, (struct str){&c, 1});
		typist_take(typist);
	}
	return text_str(&typed);
}

static void lines_are_spread(void)
{
	struct typist typist = typist_plan(&arena, S("one\ntwo\nthree\n"), 10000);

	CHECK(typist_due(&typist) == 2000);
	CHECK(type_due(&typist, 1999).len == 0);
	CHECK(str_is(type_due(&typist, 2000), "one\n"));
	CHECK(type_due(&typist, 3999).len == 0);
	CHECK(str_is(type_due(&typist, 4000), "two\n"));
	CHECK(typist_left(&typist) == 6);
	CHECK(str_is(type_due(&typist, 6000), "three\n"));
	CHECK(typist_is_done(&typist));
}

static void last_line_need_not_end(void)
{
	struct typist typist = typist_plan(&arena, S("one\nha"), 3000);

	CHECK(str_is(type_due(&typist, 800), "one\n"));
	CHECK(typist_due(&typist) == 1600);
	CHECK(str_is(type_due(&typist, 1600), "ha"));
	CHECK(typist_is_done(&typist));
}

static void lines_pile_up(void)
{
	struct typist typist = typist_plan(&arena, S("a\nb\nc\n"), 1000);

	CHECK(str_is(type_due(&typist, 999), "a\nb\nc\n"));
}

static void nothing_is_nothing(void)
{
	struct typist typist = typist_plan(&arena, S(""), 1000);

	CHECK(typist_is_done(&typist));
	CHECK(!typist_is_due(&typist, 1000));
	CHECK(typist_left(&typist) == 0);
}

static void every_byte_value_passes(void)
{
	char all[256];
	struct typist typist;

	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (char)i;
	typist = typist_plan(&arena, (struct str){all, sizeof all}, 100000);
	CHECK(str_equal(type_due(&typist, 100000), (struct str){all, sizeof all}));
}

static void long_input_hurries(void)
{
	struct text input = {.arena = &arena};
	struct typist typist;

	for (size_t i = 0; i < 1001; i++)
		text_adds(&input, i % 10 == 9 ? "\n" : "x");
	typist = typist_plan(&arena, text_str(&input), 1000);
	CHECK(typist_due(&typist) == 100);
	CHECK(str_equal(type_due(&typist, 100), text_str(&input)));

	typist = typist_plan(&arena, S("much too long"), 8);
	CHECK(typist_due(&typist) == 0);
}

static void every_run_leaves_time_for_the_last(void)
{
	for (uint64_t run_ms = 1; run_ms < 3000; run_ms++) {
		struct typist typist = typist_plan(&arena, S("a\nb"), run_ms);

		CHECK(type_due(&typist, run_ms * 4 / 5).len == 3);
	}
}

static void additions_are_due_at_once(void)
{
	struct typist typist = typist_at_once(&arena);

	CHECK(typist_is_done(&typist));
	typist_add(&typist, S("x\n"));
	CHECK(typist_is_due(&typist, 0));
	CHECK(str_is(type_due(&typist, 0), "x\n"));
	typist_add(&typist, S("y"));
	CHECK(str_is(type_due(&typist, 0), "y"));
	CHECK(typist_is_done(&typist));
}

int main(void)
{
	unit_run("typist: lines are spread over four fifths", lines_are_spread);
	unit_run("typist: the last line need not end", last_line_need_not_end);
	unit_run("typist: what is late piles up", lines_pile_up);
	unit_run("typist: no input", nothing_is_nothing);
	unit_run("typist: every byte value", every_byte_value_passes);
	unit_run("typist: a long input hurries", long_input_hurries);
	unit_run("typist: the last line has time", every_run_leaves_time_for_the_last);
	unit_run("typist: additions are due at once", additions_are_due_at_once);
	return unit_status();
}
