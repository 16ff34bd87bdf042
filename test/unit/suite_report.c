// The report of the on-target suite, line by line.
#include "test/unit/unit.h"
#include "tool/run/suite_report.h"

static struct suite_line read_line(const char *text)
{
	return suite_line_read(str_from(text));
}

static void reads_results(void)
{
	struct suite_line line = read_line("case lease_read ok\r");

	CHECK(line.kind == SUITE_OK);
	CHECK(str_is(line.name, "lease_read"));
	line = read_line("case stack FAILED main.c:12: bad; pawn is faulted");
	CHECK(line.kind == SUITE_FAILED);
	CHECK(str_is(line.name, "stack"));
	CHECK(str_is(line.text, "main.c:12: bad; pawn is faulted"));
	line = read_line("case stack FAILED");
	CHECK(line.kind == SUITE_FAILED);
	CHECK(line.text.len == 0);
}

static void reads_requests(void)
{
	struct suite_line line = read_line("type q\r");

	CHECK(line.kind == SUITE_TYPE);
	CHECK(str_is(line.text, "q"));
	CHECK(read_line("choose\r").kind == SUITE_CHOOSE);
}

static void reads_the_end(void)
{
	struct suite_line line = read_line("suite 41 passed, 2 failed\r");

	CHECK(line.kind == SUITE_END);
	CHECK(line.passed == 41 && line.failed == 2);
}

static void takes_the_rest_for_remarks(void)
{
	static const char *const remarks[] = {
		"",
		"case",
		"case x",
		"case x okay",
		"suite",
		"suite 1 passed",
		"suite x passed, 1 failed",
		"suite 1 passed, 2 failed already",
		"the case is ok",
		"choose one",
	};

	for (size_t i = 0; i < sizeof remarks / sizeof remarks[0]; i++)
		CHECK(read_line(remarks[i]).kind == SUITE_REMARK);
	CHECK(str_is(read_line(" hello \r").text, "hello"));
}

// However the output is cut.
static void puts_lines_together(void)
{
	static const char *const pieces[] = {"", "on", "e\ntwo\n\nth", "ree", "\n", "four"};
	static const char *const expected[] = {"one", "two", "", "three"};
	struct arena arena = {NULL};
	struct text begun = {.arena = &arena};
	size_t count = 0;

	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		struct str output = str_from(pieces[i]);
		struct str line;

		for (; suite_line_next(&begun, &output, &line); count++)
			CHECK(count < 4 && str_is(line, expected[count]));
	}
	CHECK(count == 4 && str_is(text_str(&begun), "four"));
}

int main(void)
{
	unit_run("suite report: results", reads_results);
	unit_run("suite report: requests to type", reads_requests);
	unit_run("suite report: the last line", reads_the_end);
	unit_run("suite report: remarks", takes_the_rest_for_remarks);
	unit_run("suite report: lines", puts_lines_together);
	return unit_status();
}
