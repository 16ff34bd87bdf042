// Comparing output with what is expected.
#include "test/unit/unit.h"
#include "tool/run/expect.h"

static struct arena arena;

static bool is(const char *expected, const char *text)
{
	struct str names[] = {S("loop"), S("end")};
	struct str texts[] = {S("12"), S("345")};
	struct expect_marks marks = {.names = names, .texts = texts, .count = 2};
	struct str why;

	return expect_text(&arena, &marks, str_from(expected), str_from(text), &why);
}

static void lines_are_compared(void)
{
	CHECK(is("one\ntwo\n", "one\ntwo\n"));
	CHECK(!is("one\ntwo\n", "one\n"));
	CHECK(!is("one\n", "one\ntwo\n"));
	CHECK(!is("one\n", "One\n"));
	CHECK(is("", ""));
	CHECK(!is("", "one\n"));
}

static void stars_stand_for_anything(void)
{
	CHECK(is("a*c\n", "abc\n") && is("a*c\n", "ac\n") && is("a*c\n", "abcbc\n"));
	CHECK(!is("a*c\n", "abcd\n"));
	CHECK(is("*\n", "\n") && is("*x*\n", "axb\n") && !is("*x*\n", "ab\n"));
	CHECK(is("a*b*c\n", "a-b-b-c\n"));
	CHECK(!is("*\n", "one\ntwo\n"));
}

static void marks_stand_for_lines(void)
{
	CHECK(is("at {loop}, {end}\n", "at 12, 345\n"));
	CHECK(!is("at {loop}\n", "at 13\n"));
	CHECK(is("{ a = {end} }\n", "{ a = 345 }\n"));
	CHECK(is("{other}\n", "{other}\n"));
}

static void dots_skip_lines(void)
{
	CHECK(is("a\n...\n", "a\n") && is("a\n...\n", "a\nb\nc\n"));
	CHECK(is("...\nc\n", "a\nb\nc\n") && is("...\na\n", "a\n"));
	CHECK(!is("...\nd\n", "a\nb\nc\n"));
	CHECK(!is("...\nb\n", "a\nb\nc\n"));
	CHECK(is("...\nb\n...\nd\n", "a\nb\nc\nd\n"));
}

int main(void)
{
	unit_run("expect: lines", lines_are_compared);
	unit_run("expect: *", stars_stand_for_anything);
	unit_run("expect: {name}", marks_stand_for_lines);
	unit_run("expect: ...", dots_skip_lines);
	return unit_status();
}
