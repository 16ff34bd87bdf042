// bh run: an image in the emulator.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tool/base/diag.h"
#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/image/build.h"
#include "tool/run/console.h"
#include "tool/run/guest.h"
#include "tool/run/live.h"
#include "tool/run/lockstep.h"
#include "tool/run/typist.h"

#define SECONDS_MAX 1e6
#define LIVES_MAX 1000000u

// How often the kernel may fail before that ends the run.
static bool read_lives(const char *text, unsigned *lives)
{
	uint64_t number;

	if (!str_number(str_from(text), &number) || number > LIVES_MAX)
		return false;
	*lives = (unsigned)number;
	return true;
}

// "2.5" as 2500. False if it is no length of time.
static bool read_seconds(const char *text, uint64_t *ms)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds > 0 && seconds <= SECONDS_MAX))
		return false;
	*ms = (uint64_t)llround(seconds * 1000);
	return *ms > 0;
}

static bool print(void *context, struct str output)
{
	(void)context;
	return console_print(output);
}

// The input of a run for a limited time. A terminal's, and a pipe's that has more to
// come, goes to the guest as it comes.
static struct typist plan_input(struct arena *arena, struct lockstep *run)
{
	struct str input = {"", 0};
	bool all = false;

	if (!console_is_terminal()) {
		all = console_gather(arena, &input);
		run->throttle = !all;
	}
	if (all)
		return typist_plan(arena, input, run->run_ms);
	struct typist typist = typist_at_once(arena);
	typist_add(&typist, input);
	run->input = STDIN_FILENO;
	return typist;
}

static int run_for(struct arena *arena, const struct guest *guest, uint64_t ms, unsigned lives)
{
	struct lockstep run = {
		.guest = guest,
		.run_ms = ms,
		.input = -1,
		.lives = lives,
		.print = print,
	};
	struct typist typist = plan_input(arena, &run);
	struct run_result result;

	run.typist = &typist;
	result = lockstep_run(arena, &run);
	console_end_line();
	fprintf(stderr, "%.*s", STR_ARG(result.report));
	if (result.end == RUN_TIME_UP && !typist_is_done(&typist))
		fprintf(stderr,
			"bh: the last %zu bytes of the input were not typed: the guest did not "
			"read the ones before in time\n",
			typist_left(&typist));
	switch (result.end) {
	case RUN_TIME_UP:
	case RUN_ENOUGH:
		return console_has_failed() ? 1 : 0;
	case RUN_INTERRUPTED:
		return 128 + result.signal;
	case RUN_FAILED:
	case RUN_TOO_SLOW:
		return 1;
	}
	return 1;
}

static int run(int argc, char **argv)
{
	struct arena arena = {NULL};
	const char *app = NULL;
	const char *board = NULL;
	const char *seconds = NULL;
	const char *more_lives = NULL;
	const struct option_spec specs[] = {
		{.name = "--for", .value = &seconds},
		{.name = "--board", .value = &board},
		{.name = "--lives", .value = &more_lives},
	};
	struct built built;
	struct guest guest;
	uint64_t ms = 0;
	unsigned lives = 0;
	int count = options_read(argc, argv, specs, 3, &app, 1);

	if (count < 0)
		return 2;
	if (count == 0) {
		fprintf(stderr, "bh run: which app?\n  help: for example, ./bh run app/demo\n");
		return 2;
	}
	if (seconds != NULL && !read_seconds(seconds, &ms)) {
		fprintf(stderr,
			"bh run: '%s' is not a number of seconds\n"
			"  help: for example, --for 10 or --for 0.5\n",
			seconds);
		return 2;
	}
	if (more_lives != NULL && !read_lives(more_lives, &lives)) {
		fprintf(stderr,
			"bh run: '%s' is not a number of lives\n"
			"  help: for example, --lives 1\n",
			more_lives);
		return 2;
	}
	if (image_build(app, board, &built) != 0 || !guest_describe(&arena, &built, &guest))
		return 1;
	return seconds != NULL ? run_for(&arena, &guest, ms, lives)
			       : live_run(&arena, &guest, lives);
}

const struct command cmd_run = {
	.name = "run",
	.group = "Run",
	.summary = "boot an image in the emulator, with its console here",
	.run = run,
	.help = "usage: ./bh run APP [--for SECONDS] [--board BOARD] [--lives N]\n"
		"\n"
		"Builds the app if need be and boots it in QEMU. Its console is this terminal,\n"
		"or standard input and output if they are pipes or files. Ctrl-C ends it.\n"
		"\n"
		"  --for SECONDS  run for that much virtual time, such as 10 or 0.5, as fast as\n"
		"                 the host can, and end; standard input is typed in the course of\n"
		"                 it, line by line, and the same input gives the same output\n"
		"  --board BOARD  another board than the app's own\n"
		"  --lives N      how often the kernel may fail and the system start over;\n"
		"                 without it, the first time ends the run\n"
		"\n"
		"The exit status is 0 unless the kernel failed or the output cannot be\n"
		"written. While it runs without --for, a debugger in another terminal finds\n"
		"it through run.json in the image's folder in out/.\n"
		"\n"
		"example: printf 'tasks\\n' | ./bh run app/demo --for 10\n",
};
