// The soak: test/soak, in which some tasks make hostile system calls at random, and no
// other may notice. Its keeper reports as the on-target suite does. What chance decides
// follows from a seed, and virtual time does the rest: the same seed and number of calls
// give the same run, to the byte.
#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>

#include "tool/image/build.h"
#include "tool/run/guest.h"
#include "tool/run/lockstep.h"
#include "tool/run/suite_report.h"
#include "tool/run/tests.h"

#define APP "test/soak"

// Far more than a call takes, virtual and on the host; and for start and end.
#define VIRTUAL_MS_PER_CALL 20u
#define HOST_MS_PER_CALL 5u
#define MS_BESIDES 120000u

#define REPLAY_CALLS 3000u

struct watch {
	struct arena *arena;
	const struct soak *soak;
	struct typist *typist;
	bool shows;        // remarks are printed as they come
	struct text line;  // the one being received
	struct text all;   // that was received
	struct str totals; // the last of the remarks that count
	struct str why;    // it failed; empty if it did not
	bool passed;
	bool ended;
};

static void take_remark(struct watch *watch, struct str remark)
{
	if (str_starts(remark, "calls "))
		watch->totals = str_copy(watch->arena, remark);
	if (!watch->shows || remark.len == 0)
		return;
	printf("  %.*s\n", STR_ARG(remark));
	fflush(stdout);
}

static void take_line(struct watch *watch, struct str text)
{
	struct suite_line line = suite_line_read(text);

	switch (line.kind) {
	case SUITE_REMARK:
		take_remark(watch, line.text);
		return;
	case SUITE_CHOOSE:
		typist_add(watch->typist, str_format(watch->arena, "%" PRIu32 " %" PRIu32 "\n",
						     watch->soak->seed, watch->soak->calls));
		return;
	case SUITE_OK:
		watch->passed = true;
		return;
	case SUITE_FAILED:
		watch->why = line.text;
		return;
	case SUITE_END:
		watch->ended = true;
		return;
	case SUITE_TYPE:
		return;
	}
}

static bool print(void *context, struct str output)
{
	struct watch *watch = context;
	struct str line;

	text_add(&watch->all, output);
	while (!watch->ended && suite_line_next(&watch->line, &output, &line))
		take_line(watch, line);
	return !watch->ended;
}

static const char *reason(enum run_end end)
{
	switch (end) {
	case RUN_ENOUGH:
		return "it said nothing of success";
	case RUN_TIME_UP:
		return "no end after so much virtual time";
	case RUN_TOO_SLOW:
		return "no end after so much time of the host";
	case RUN_FAILED:
		return "the run failed";
	case RUN_INTERRUPTED:
		return "interrupted";
	}
	return "";
}

static struct run_result run(struct arena *arena, const struct soak *soak,
			     const struct guest *guest, struct watch *watch)
{
	struct typist typist = typist_at_once(arena);
	struct lockstep lockstep = {
		.guest = guest,
		.typist = &typist,
		.run_ms = (uint64_t)soak->calls * VIRTUAL_MS_PER_CALL + MS_BESIDES,
		.host_ms = (uint64_t)soak->calls * HOST_MS_PER_CALL + MS_BESIDES,
		.input = -1,
		.watches = true,
		.print = print,
		.context = watch,
	};

	*watch = (struct watch){
		.arena = arena,
		.soak = soak,
		.typist = &typist,
		.shows = watch->shows,
		.line = {.arena = arena},
		.all = {.arena = arena},
	};
	return lockstep_run(arena, &lockstep);
}

static void judge(struct arena *arena, struct tally *tally, const struct watch *watch,
		  const struct run_result *result)
{
	const struct soak *soak = watch->soak;
	struct str name = str_format(arena, "soak on %s, seed %" PRIu32, soak->board, soak->seed);
	struct text why = {.arena = arena};

	if (result->end == RUN_INTERRUPTED)
		tally->signal = result->signal;
	if (result->end == RUN_ENOUGH && watch->passed && watch->why.len == 0) {
		tally_ok(tally,
			 str_format(arena, "%.*s: %.*s", STR_ARG(name), STR_ARG(watch->totals)));
		return;
	}
	text_add(&why, watch->why.len > 0 ? watch->why : str_from(reason(result->end)));
	if (result->report.len > 0)
		text_addf(&why, "\n%.*s", STR_ARG(result->report));
	if (watch->totals.len > 0)
		text_addf(&why, "\nso far: %.*s", STR_ARG(watch->totals));
	text_addf(&why, "\nagain: ./bh test soak --board %s --seed %" PRIu32 " --calls %" PRIu32,
		  soak->board, soak->seed, soak->calls);
	tally_failed(tally, name, text_str(&why));
}

static bool build(struct arena *arena, struct tally *tally, const char *board, struct guest *guest)
{
	struct built built;

	if (image_build(APP, board, &built) == 0 && guest_describe(arena, &built, guest))
		return true;
	tally_failed(tally, str_format(arena, "soak on %s: the image builds", board), S(""));
	return false;
}

// That the seed says all.
static void test_replay(struct arena *arena, struct tally *tally, const char *board,
			const struct guest *guest)
{
	const struct soak soak = {.board = board, .seed = 1, .calls = REPLAY_CALLS};
	const struct soak other = {.board = board, .seed = 2, .calls = REPLAY_CALLS};
	struct watch first = {.shows = false};
	struct watch second = {.shows = false};
	struct watch third = {.shows = false};

	(void)run(arena, &soak, guest, &first);
	(void)run(arena, &soak, guest, &second);
	(void)run(arena, &other, guest, &third);
	tally_check(tally, str_format(arena, "soak on %s: a seed is replayed exactly", board),
		    first.passed && str_equal(text_str(&first.all), text_str(&second.all)),
		    str_format(arena, "once:\n%.*s\nagain:\n%.*s", STR_ARG(text_str(&first.all)),
			       STR_ARG(text_str(&second.all))));
	tally_check(tally, str_format(arena, "soak on %s: another seed is another run", board),
		    third.passed && !str_equal(text_str(&first.all), text_str(&third.all)),
		    text_str(&third.all));
}

void test_soak(struct arena *arena, struct tally *tally, const struct soak *soak)
{
	struct watch watch = {.shows = true};
	struct run_result result;
	struct guest guest;

	if (!build(arena, tally, soak->board, &guest))
		return;
	printf("soak on %s, seed %" PRIu32 ", %" PRIu32 " calls\n", soak->board, soak->seed,
	       soak->calls);
	fflush(stdout);
	result = run(arena, soak, &guest, &watch);
	judge(arena, tally, &watch, &result);
	if (!tally_is_over(tally))
		test_replay(arena, tally, soak->board, &guest);
}

uint32_t soak_any_seed(void)
{
	uint32_t seed;

	return getrandom(&seed, sizeof seed, 0) == sizeof seed ? seed % 1000000000u : 1;
}
