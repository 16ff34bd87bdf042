// Test programs of the host (report.h).
#define _GNU_SOURCE // memmem

#include "tool/run/report.h"

#include <stdio.h>
#include <string.h>

#include "tool/run/program.h"

#define BUILD_SECONDS 1800

bool report_build(struct arena *arena, struct tally *tally, const char *target, struct str name)
{
	const char *const argv[] = {"ninja", "-C", REPORT_FOLDER, target, NULL};
	struct program_result result = program_run(arena, argv, BUILD_SECONDS);

	if (result.status != 0)
		tally_failed(tally, name, result.output);
	return result.status == 0;
}

// The end of a case's name in "NAME: test/unit/x.c:31: condition".
static struct str case_name(struct str failure)
{
	static const char mark[] = ": test/";
	const char *at = memmem(failure.at, failure.len, mark, sizeof mark - 1);

	return at == NULL ? failure : str_slice(failure, 0, (size_t)(at - failure.at));
}

// Passes a program's lines on and counts them. A case that failed at several places
// counts once.
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

void report_run(struct arena *arena, struct tally *tally, struct str name, const char *const *argv,
		unsigned seconds)
{
	size_t passed = tally->passed;
	size_t failed = tally->failed;
	struct program_result result = program_run(arena, argv, seconds);

	count_lines(tally, result.output);
	if (result.too_slow)
		tally_failed(tally, name,
			     str_format(arena, "has not ended after %u seconds", seconds));
	else if (result.status != 0 && tally->failed == failed)
		tally_failed(tally, name, str_format(arena, "exit status %d", result.status));
	else if (tally->passed == passed && tally->failed == failed)
		tally_failed(tally, name, S("tests nothing"));
}
