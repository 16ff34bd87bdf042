// The on-target suite: an image whose report is read on its console.
#include <stdio.h>
#include <string.h>

#include "tool/image/build.h"
#include "tool/run/guest.h"
#include "tool/run/lockstep.h"
#include "tool/run/suite_report.h"
#include "tool/run/tests.h"

#define APP "test/suite"
#define VIRTUAL_SECONDS 600
#define HOST_SECONDS 300

struct watch {
	struct arena *arena;
	struct tally *tally;
	const char *board;
	const char *only_case; // or NULL
	struct typist *typist;
	struct text line;    // the one being received
	struct text remarks; // shown if the suite does not end well
	size_t passed;
	size_t failed;
	bool ended;
	bool agrees; // with its own closing line
};

static struct str full_name(const struct watch *watch, struct str name)
{
	return str_format(watch->arena, "suite on %s: %.*s", watch->board, STR_ARG(name));
}

static void take_result(struct watch *watch, const struct suite_line *line)
{
	if (line->kind == SUITE_OK)
		watch->passed++;
	else
		watch->failed++;
	tally_check(watch->tally, full_name(watch, line->name), line->kind == SUITE_OK, line->text);
}

static void take_line(struct watch *watch, struct str text)
{
	struct suite_line line = suite_line_read(text);

	switch (line.kind) {
	case SUITE_REMARK:
		if (line.text.len > 0)
			text_addf(&watch->remarks, "%.*s\n", STR_ARG(line.text));
		return;
	case SUITE_OK:
	case SUITE_FAILED:
		take_result(watch, &line);
		return;
	case SUITE_CHOOSE:
		if (watch->only_case != NULL)
			typist_add(watch->typist, str_from(watch->only_case));
		typist_add(watch->typist, S("\n"));
		return;
	case SUITE_TYPE:
		typist_add(watch->typist, line.text);
		return;
	case SUITE_END:
		watch->ended = true;
		watch->agrees = line.passed == watch->passed && line.failed == watch->failed;
		return;
	}
}

static bool print(void *context, struct str output)
{
	struct watch *watch = context;
	struct str line;

	while (!watch->ended && suite_line_next(&watch->line, &output, &line))
		take_line(watch, line);
	return !watch->ended && !tally_is_over(watch->tally);
}

static struct str last_words(struct watch *watch, const char *what, struct str report)
{
	struct text text = {.arena = watch->arena};

	text_adds(&text, what);
	if (report.len > 0)
		text_addf(&text, "\n%.*s", STR_ARG(report));
	if (watch->remarks.len > 0)
		text_addf(&text, "\nit also said:\n%.*s", STR_ARG(text_str(&watch->remarks)));
	if (watch->line.len > 0)
		text_addf(&text, "\nand began: %.*s", STR_ARG(text_str(&watch->line)));
	return text_str(&text);
}

// Whether it came to its end, as a test of its own.
static void judge_end(struct watch *watch, const struct run_result *result)
{
	struct str name = full_name(watch, S("the suite comes to its end"));
	const char *what = NULL;

	switch (result->end) {
	case RUN_ENOUGH:
		if (!watch->agrees)
			what = "results are missing: its last line counts others";
		else if (watch->passed + watch->failed == 0)
			what = watch->only_case == NULL ? "it has no cases"
							: "there is no such case";
		break;
	case RUN_TIME_UP:
		what = "no end after so much virtual time";
		break;
	case RUN_TOO_SLOW:
		what = "no end after so much time of the host";
		break;
	case RUN_FAILED:
		what = "the run failed";
		break;
	case RUN_INTERRUPTED:
		watch->tally->signal = result->signal;
		what = "interrupted";
		break;
	}
	if (what != NULL)
		tally_failed(watch->tally, name, last_words(watch, what, result->report));
	else if (watch->only_case == NULL)
		tally_ok(watch->tally, name);
}

static void run_suite(struct arena *arena, struct tally *tally, const char *board,
		      const char *only_case)
{
	struct typist typist = typist_at_once(arena);
	struct watch watch = {
		.arena = arena,
		.tally = tally,
		.board = board,
		.only_case = only_case,
		.typist = &typist,
		.line = {.arena = arena},
		.remarks = {.arena = arena},
	};
	struct lockstep run = {
		.typist = &typist,
		.run_ms = (uint64_t)VIRTUAL_SECONDS * 1000,
		.host_ms = (uint64_t)HOST_SECONDS * 1000,
		.input = -1,
		.watches = true,
		.print = print,
		.context = &watch,
	};
	struct built built;
	struct guest guest;
	struct run_result result;

	if (image_build(APP, board, &built) != 0 || !guest_describe(arena, &built, &guest)) {
		tally_failed(tally, full_name(&watch, S("the image builds")), S(""));
		return;
	}
	run.guest = &guest;
	result = lockstep_run(arena, &run);
	if (result.end != RUN_ENOUGH || watch.ended)
		judge_end(&watch, &result);
}

void test_suite(struct arena *arena, struct tally *tally, const char *board, const char *only_case)
{
	if (only_case == NULL || !test_doom_has(only_case))
		run_suite(arena, tally, board, only_case);
	if (!tally_is_over(tally) && (only_case == NULL || test_doom_has(only_case)))
		test_doom(arena, tally, board, only_case);
}
