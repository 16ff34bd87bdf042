// The supervisor at work: what it does about faults, and what it keeps of them.
//
// test/supervise is run once for each case. Whenever it begins, it is told the case and
// which of its lives this is; in the end it says whether all was well. Some cases end a
// life or two on the way, and the last one has to be that which the case is meant to end
// in.
#include <inttypes.h>
#include <string.h>

#include "tool/image/build.h"
#include "tool/run/damage.h"
#include "tool/run/guest.h"
#include "tool/run/lockstep.h"
#include "tool/run/suite_report.h"
#include "tool/run/tests.h"

#define APP "test/supervise"
#define VIRTUAL_SECONDS 60
#define HOST_SECONDS 120
#define LIVES_MOST 4

// A case that the debugger's side of things decides.
#define MAILBOX "mailbox"

static const struct supervised {
	const char *name;
	unsigned lives;    // that the case takes
	unsigned epitaphs; // that the kernel leaves in them
	// A function that is damaged before, so that whoever calls it fails, and what its
	// first instruction then is.
	const char *program;
	const char *function;
	uint16_t instruction;
} cases[] = {
	{.name = "restart", .lives = 1},
	{.name = "back-off", .lives = 1},
	{.name = "hold", .lives = 1},
	{.name = "hold-while-waiting", .lives = 1},
	{.name = "fault-on-request", .lives = 1},
	{.name = "start", .lives = 1},
	{.name = "no-such-task", .lives = 1},
	{.name = "limit", .lives = 1},
	{.name = "within-limit", .lives = 1},
	{.name = "peer", .lives = 1},
	{.name = "restart-me", .lives = 1},
	{.name = "trespass", .lives = 1},
	{.name = "lent-lease", .lives = 1},
	{.name = "state", .lives = 1},
	{.name = "crash-none", .lives = 1},
	{.name = "crash-content", .lives = 1},
	{.name = "crash-ring", .lives = 1},
	{.name = "crash-survives", .lives = 2},
	{.name = "crash-lost-stack", .lives = 1},
	{.name = "crash-overflow", .lives = 1},
	{.name = "first-life", .lives = 1},
	{.name = "request-reset", .lives = 2},
	{.name = "unexplained-reset", .lives = 3},
	{.name = "limit-reset", .lives = 2},
	{.name = "limit-chain", .lives = 2},
	{.name = "fed", .lives = 1},
	{.name = "hog", .lives = 3, .epitaphs = 1},
	{.name = "important-hog", .lives = 2, .epitaphs = 1},
	{.name = "stuck", .lives = 2, .epitaphs = 1},
	{.name = "excused", .lives = 1},
	{.name = "no-driver", .lives = 2, .epitaphs = 1},
	{.name = "supervisors-fault",
	 .lives = 3,
	 .epitaphs = 1,
	 .program = "jefe",
	 .function = "wards_fault",
	 .instruction = DAMAGE_UNDEFINED},
	{.name = "kernels-fault",
	 .lives = 3,
	 .epitaphs = 1,
	 .program = "kernel",
	 .function = "arm_task_fault",
	 .instruction = DAMAGE_UNDEFINED},
	{.name = "supervisor-hangs",
	 .lives = 2,
	 .epitaphs = 1,
	 .program = "jefe",
	 .function = "wards_fault",
	 .instruction = DAMAGE_ENDLESS},
	{.name = "kernel-hangs",
	 .lives = 2,
	 .epitaphs = 1,
	 .program = "kernel",
	 .function = "arm_task_fault",
	 .instruction = DAMAGE_ENDLESS},
	{.name = "second-time-out",
	 .lives = 2,
	 .program = "kernel",
	 .function = "arm_nmi_entry",
	 .instruction = DAMAGE_ENDLESS},
};

enum { CASES = sizeof cases / sizeof cases[0] };

struct watch {
	struct arena *arena;
	const struct supervised *supervised;
	struct typist *typist;
	struct text line; // the one being received
	unsigned lives;   // begun
	bool ended;
	struct suite_line result;
};

static void take_line(struct watch *watch, struct str text)
{
	struct suite_line line = suite_line_read(text);

	if (line.kind == SUITE_OK || line.kind == SUITE_FAILED) {
		watch->ended = true;
		watch->result = line;
	}
	if (line.kind == SUITE_CHOOSE)
		typist_add(watch->typist, str_format(watch->arena, "%s %u\n",
						     watch->supervised->name, ++watch->lives));
}

static bool print(void *context, struct str output)
{
	struct watch *watch = context;
	struct str line;

	while (!watch->ended && suite_line_next(&watch->line, &output, &line))
		take_line(watch, line);
	return !watch->ended;
}

// What was wrong; empty if nothing was.
static struct str judge(const struct watch *watch, const struct run_result *result)
{
	const struct supervised *supervised = watch->supervised;

	if (!watch->ended)
		return str_format(watch->arena, "life %u came to no end\n%.*s", watch->lives,
				  STR_ARG(result->report));
	if (watch->result.kind == SUITE_FAILED)
		return str_format(watch->arena, "in life %u: %.*s\n%.*s", watch->lives,
				  STR_ARG(watch->result.text), STR_ARG(result->report));
	if (watch->lives != supervised->lives)
		return str_format(watch->arena, "it took %u lives, and not %u", watch->lives,
				  supervised->lives);
	if (result->deaths != supervised->epitaphs)
		return str_format(watch->arena, "the kernel failed %u times, and not %u\n%.*s",
				  result->deaths, supervised->epitaphs, STR_ARG(result->report));
	return (struct str){"", 0};
}

static void run(struct arena *arena, struct tally *tally, struct str name,
		const struct supervised *supervised, struct guest guest)
{
	const uint8_t damage[] = {(uint8_t)supervised->instruction,
				  (uint8_t)(supervised->instruction >> 8)};
	struct typist typist = typist_at_once(arena);
	struct watch watch = {
		.arena = arena,
		.supervised = supervised,
		.typist = &typist,
		.line = {.arena = arena},
	};
	struct lockstep lockstep = {
		.guest = &guest,
		.typist = &typist,
		.run_ms = (uint64_t)VIRTUAL_SECONDS * 1000,
		.host_ms = (uint64_t)HOST_SECONDS * 1000,
		.lives = LIVES_MOST,
		.input = -1,
		.watches = true,
		.print = print,
		.context = &watch,
	};
	struct run_result result;
	struct str wrong;

	if (supervised->function != NULL &&
	    !damage_image(arena, &guest, supervised->program, supervised->function, 0, damage,
			  sizeof damage)) {
		tally_failed(tally, name, S("the image cannot be damaged"));
		return;
	}
	result = lockstep_run(arena, &lockstep);
	wrong = judge(&watch, &result);
	if (result.end == RUN_INTERRUPTED)
		tally->signal = result.signal;
	tally_check(tally, name, wrong.len == 0, wrong);
}

void test_supervise(struct arena *arena, struct tally *tally, const char *board,
		    const char *only_case)
{
	struct built built;
	struct guest guest;
	bool any = false;

	if (image_build(APP, board, &built) != 0 || !guest_describe(arena, &built, &guest)) {
		tally_failed(tally, str_format(arena, "supervise on %s: it builds", board), S(""));
		return;
	}
	for (size_t i = 0; i < CASES && !tally_is_over(tally); i++) {
		if (only_case != NULL && strcmp(cases[i].name, only_case) != 0)
			continue;
		any = true;
		run(arena, tally, str_format(arena, "supervise on %s: %s", board, cases[i].name),
		    &cases[i], guest);
	}
	if (!tally_is_over(tally) && (only_case == NULL || strcmp(only_case, MAILBOX) == 0)) {
		const char *problem = test_mailbox(arena, &guest);

		any = true;
		tally_check(tally, str_format(arena, "supervise on %s: " MAILBOX, board),
			    problem == NULL, str_from(problem != NULL ? problem : ""));
	}
	if (!any)
		tally_failed(tally, str_format(arena, "supervise on %s: %s", board, only_case),
			     S("there is no such case"));
}
