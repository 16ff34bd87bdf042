// The unit tests of the host: programs that meson knows, listed in a file of its
// build folder, each of which prints lines "ok NAME" and "FAILED NAME: where: what".
#define _GNU_SOURCE // memmem

#include <stdio.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define BUILD_FOLDER "out/host"
#define LIST BUILD_FOLDER "/test/units"
#define PROGRAM_SECONDS 300
#define BUILD_SECONDS 1800

const char *const test_boards[TEST_BOARD_COUNT] = {"mps2-an386", "mps2-an385", "mps2-an500"};

static bool build(struct arena *arena, struct tally *tally)
{
	const char *const argv[] = {"ninja", "-C", BUILD_FOLDER, "units", NULL};
	struct program_result result = program_run(arena, argv, BUILD_SECONDS);

	if (result.status == 0)
		return true;
	tally_failed(tally, S("building the unit tests"), result.output);
	return false;
}

// The end of a case's name in "NAME: test/unit/x.c:31: condition".
static struct str case_name(struct str failure)
{
	static const char mark[] = ": test/";
	const char *at = memmem(failure.at, failure.len, mark, sizeof mark - 1);

	return at == NULL ? failure : str_slice(failure, 0, (size_t)(at - failure.at));
}

// Passes a program's lines on and counts them. A case that failed at several places
// counts once; what is neither is shown only if something failed.
static void count_lines(struct tally *tally, struct str output)
{
	struct str last = {"", 0};
	struct str line;

	while (str_next(&output, '\n', &line)) {
		printf("%.*s\n", STR_ARG(line));
		if (str_starts(line, "ok ")) {
			tally->passed++;
		} else if (str_starts(line, "FAILED ")) {
			struct str name = case_name(str_slice(line, strlen("FAILED "), line.len));

			if (!str_equal(name, last))
				tally->failed++;
			last = name;
		}
	}
}

static void run_program(struct arena *arena, struct tally *tally, struct str name)
{
	const char *path = str_format(arena, BUILD_FOLDER "/test/%.*s", STR_ARG(name)).at;
	const char *const argv[] = {path, NULL};
	size_t passed = tally->passed;
	size_t failed = tally->failed;
	struct program_result result = program_run(arena, argv, PROGRAM_SECONDS);

	count_lines(tally, result.output);
	if (result.too_slow)
		tally_failed(tally, name,
			     str_format(arena, "has not ended after %d seconds", PROGRAM_SECONDS));
	else if (result.status != 0 && tally->failed == failed)
		tally_failed(tally, name, str_format(arena, "exit status %d", result.status));
	else if (tally->passed == passed && tally->failed == failed)
		tally_failed(tally, name, S("tests nothing"));
}

void test_units(struct arena *arena, struct tally *tally)
{
	struct str list;
	struct str name;

	if (!build(arena, tally))
		return;
	if (!file_read(arena, LIST, &list)) {
		tally_failed(tally, S("unit tests"), S("there is no list of them, " LIST));
		return;
	}
	while (!tally_is_over(tally) && str_next(&list, '\n', &name))
		if (name.len > 0)
			run_program(arena, tally, name);
}
