// The clock: exact over hours of virtual time, and no more alarms than it takes.
#include <inttypes.h>
#include <string.h>

#include "tool/image/build.h"
#include "tool/run/guest.h"
#include "tool/run/lockstep.h"
#include "tool/run/tests.h"

#define APP "test/clock"
#define VIRTUAL_HOURS 3
#define HOST_SECONDS 120

// What the guest's line has to show: the counters are 32 bits wide and count 25 million
// times a second, and a look at both takes two system calls' time.
#define WRAPS_LEAST (VIRTUAL_HOURS * 3600 / 172)
#define WITHIN_MOST 1000

// SysTick counts 24 bits: so far apart are alarms when nothing else is to be done, ms.
#define ALARM_REACH 671

// For a sleep the kernel sets its alarm at the beginning and at the end.
#define SETS_PER_SLEEP 2

static bool until_end_of_line(void *context, struct str bytes)
{
	struct text *text = context;

	text_add(text, bytes);
	return memchr(bytes.at, '\n', bytes.len) == NULL;
}

// The number that follows a word, or UINT64_MAX.
static uint64_t number_after(struct str line, const char *name)
{
	uint64_t number;
	struct str word;

	while (str_next(&line, ' ', &word))
		if (str_is(word, name) && str_next(&line, ' ', &word) && str_number(word, &number))
			return number;
	return UINT64_MAX;
}

struct clock_test {
	struct arena *arena;
	struct tally *tally;
	const char *board;
};

static void check(const struct clock_test *test, const char *what, bool good, struct str why)
{
	tally_check(test->tally, str_format(test->arena, "clock on %s: %s", test->board, what),
		    good, why);
}

static void check_line(const struct clock_test *test, const struct run_result *result,
		       struct str line)
{
	uint64_t sleeps = number_after(line, "sleeps");
	uint64_t wraps = number_after(line, "wraps");
	uint64_t most = result->ms / ALARM_REACH + SETS_PER_SLEEP * sleeps;
	struct str said = str_format(test->arena, "it printed %.*s", STR_ARG(line));

	check(test, "exact over hours, over wraps of its counter",
	      str_starts(line, "exact ") && wraps >= WRAPS_LEAST && wraps != UINT64_MAX &&
		      number_after(line, "within") <= WITHIN_MOST,
	      said);
	check(test, "no alarm but for a timer, or when SysTick reaches no further",
	      sleeps != UINT64_MAX && result->alarms <= most,
	      str_format(test->arena, "%" PRIu64 " times set, and %" PRIu64 " would do",
			 result->alarms, most));
}

void test_clock(struct arena *arena, struct tally *tally, const char *board)
{
	struct clock_test test = {arena, tally, board};
	struct typist typist = typist_at_once(arena);
	struct text output = {.arena = arena};
	struct built built;
	struct guest guest;
	struct run_result result;

	if (image_build(APP, board, &built) != 0 || !guest_describe(arena, &built, &guest)) {
		check(&test, "the image builds", false, S("see above"));
		return;
	}
	result = lockstep_run(arena, &(struct lockstep){
					     .guest = &guest,
					     .typist = &typist,
					     .run_ms = (VIRTUAL_HOURS + 1) * 3600000ull,
					     .host_ms = HOST_SECONDS * 1000ull,
					     .input = -1,
					     .print = until_end_of_line,
					     .context = &output,
				     });
	tally->signal = result.signal;
	if (result.end == RUN_ENOUGH)
		check_line(&test, &result, str_trim(text_str(&output)));
	else
		check(&test, "it runs to its end", false,
		      result.report.len > 0 ? result.report : S("it takes too long"));
}
