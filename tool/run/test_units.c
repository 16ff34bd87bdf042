// The unit tests of the host: programs that meson knows, listed in a file of its
// build folder.
#include "tool/base/file.h"
#include "tool/run/report.h"
#include "tool/run/tests.h"

#define FOLDER REPORT_FOLDER "/test"
#define LIST FOLDER "/units"
#define SECONDS 300 // for a program

const char *const test_boards[TEST_BOARD_COUNT] = {"mps2-an386", "mps2-an385", "mps2-an500"};

void test_units(struct arena *arena, struct tally *tally)
{
	struct str list;
	struct str name;

	if (!report_build(arena, tally, "units", S("building the unit tests")))
		return;
	if (!file_read(arena, LIST, &list)) {
		tally_failed(tally, S("unit tests"), S("there is no list of them, " LIST));
		return;
	}
	while (!tally_is_over(tally) && str_next(&list, '\n', &name)) {
		const char *path = str_format(arena, FOLDER "/%.*s", STR_ARG(name)).at;
		const char *const argv[] = {path, NULL};

		if (name.len > 0)
			report_run(arena, tally, name, argv, SECONDS);
	}
}
