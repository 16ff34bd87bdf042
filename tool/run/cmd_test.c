// bh test: everything that can be checked without a board.
#include <stdio.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/run/tests.h"

#define PARTS_MAX 16
#define SOAK_CALLS 10000000u
#define SOAK_CALLS_SHORT 100000u

struct request {
	const char *parts[PARTS_MAX]; // none: all
	size_t part_count;
	const char *board;       // NULL: all
	const char *only_case;   // NULL: all
	const char *only_mutant; // NULL: all
	const char *with;        // parts, for the mutants; NULL: the usual ones
	const char *calls;       // of the soak, as typed, or NULL
	const char *seed;
	const char *minutes;   // of each fuzzer, as typed, or NULL
	uint32_t fuzz_minutes; // 0: a short run
	uint32_t soak_calls;
	uint32_t soak_seed;
	bool is_long;
};

static void units(struct arena *arena, struct tally *tally, const struct request *request)
{
	(void)request;
	test_units(arena, tally);
}

static void model(struct arena *arena, struct tally *tally, const struct request *request)
{
	struct exploration wanted = {
		.scene = request->only_case,
		.is_long = request->is_long,
	};

	test_model(arena, tally, &wanted);
}

static void layers(struct arena *arena, struct tally *tally, const struct request *request)
{
	(void)request;
	test_layers(arena, tally);
}

static bool is_named(const struct request *request, const char *part)
{
	for (size_t i = 0; i < request->part_count; i++)
		if (strcmp(request->parts[i], part) == 0)
			return true;
	return false;
}

static void types(struct arena *arena, struct tally *tally, const struct request *request)
{
	test_types(arena, tally, is_named(request, "types"));
}

static bool wants_board(const struct request *request, const char *board)
{
	return request->board == NULL || strcmp(request->board, board) == 0;
}

static void suite(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_suite(arena, tally, test_boards[i], request->only_case);
}

static void supervise(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_supervise(arena, tally, test_boards[i], request->only_case);
}

static void demo(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_demo(arena, tally, test_boards[i]);
}

static void debug(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_debug(arena, tally, test_boards[i], request->only_case);
}

static void control(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_control(arena, tally, test_boards[i]);
}

static void bench(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_bench(arena, tally, test_boards[i]);
}

static void clock(struct arena *arena, struct tally *tally, const struct request *request)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++)
		if (wants_board(request, test_boards[i]))
			test_clock(arena, tally, test_boards[i]);
}

// Unless it is asked for: short, on one board, and the same each time.
static void soak(struct arena *arena, struct tally *tally, const struct request *request)
{
	bool asked = is_named(request, "soak");
	struct soak run = {
		.board = request->board != NULL ? request->board : test_boards[0],
		.seed = asked || request->seed != NULL ? request->soak_seed : 1,
		.calls = asked || request->calls != NULL ? request->soak_calls : SOAK_CALLS_SHORT,
	};

	if (!asked) {
		test_soak(arena, tally, &run);
		return;
	}
	for (size_t i = 0; i < TEST_BOARD_COUNT && !tally_is_over(tally); i++) {
		run.board = test_boards[i];
		if (wants_board(request, run.board))
			test_soak(arena, tally, &run);
	}
}

static void compilers(struct arena *arena, struct tally *tally, const struct request *request)
{
	(void)request;
	test_compilers(arena, tally);
}

static void lint(struct arena *arena, struct tally *tally, const struct request *request)
{
	test_lint(arena, tally, request->is_long);
}

static void coverage(struct arena *arena, struct tally *tally, const struct request *request)
{
	(void)request;
	test_coverage(arena, tally);
}

static void fuzz(struct arena *arena, struct tally *tally, const struct request *request)
{
	test_fuzz(arena, tally, request->fuzz_minutes, request->only_case);
}

static void proof(struct arena *arena, struct tally *tally, const struct request *request)
{
	test_proof(arena, tally, request->only_case);
}

static void mutants(struct arena *arena, struct tally *tally, const struct request *request)
{
	if (is_named(request, "mutants"))
		test_mutants(arena, tally, request->board, request->only_mutant, request->with);
	else
		test_mutants_list(arena, tally);
}

// clang-format off
static const struct part {
	const char *name;
	void (*run)(struct arena *arena, struct tally *tally, const struct request *request);
	bool on_request; // only if it is named
} parts[] = {
	{"unit", units, false},
	{"model", model, false},
	{"layers", layers, false},
	{"types", types, false},
	{"suite", suite, false},
	{"supervise", supervise, false},
	{"demo", demo, false},
	{"debug", debug, false},
	{"control", control, false},
	{"bench", bench, false},
	{"clock", clock, false},
	{"soak", soak, false},
	{"compilers", compilers, true},
	{"fuzz", fuzz, true},
	{"coverage", coverage, true},
	{"proof", proof, true},
	{"lint", lint, true},
	{"mutants", mutants, false},
};
// clang-format on

enum { PARTS = sizeof parts / sizeof parts[0] };

static bool wants_part(const struct request *request, const struct part *part)
{
	if (request->only_case != NULL && request->part_count == 0)
		return strcmp(part->name, "suite") == 0;
	if (request->part_count == 0)
		return !part->on_request;
	return is_named(request, part->name);
}

static bool is_part(const char *name)
{
	for (size_t i = 0; i < PARTS; i++)
		if (strcmp(parts[i].name, name) == 0)
			return true;
	return false;
}

static bool is_board(const char *name)
{
	for (size_t i = 0; i < TEST_BOARD_COUNT; i++)
		if (strcmp(test_boards[i], name) == 0)
			return true;
	return false;
}

// False, after saying so, if something is asked for that there is not.
static bool is_sensible(const struct request *request)
{
	for (size_t i = 0; i < request->part_count; i++) {
		if (is_part(request->parts[i]))
			continue;
		fprintf(stderr, "bh test: there is no part '%s'\n  help: the parts are",
			request->parts[i]);
		for (size_t part = 0; part < PARTS; part++)
			fprintf(stderr, " %s", parts[part].name);
		fprintf(stderr, "\n");
		return false;
	}
	if (request->board != NULL && !is_board(request->board)) {
		fprintf(stderr, "bh test: nothing is tested on board '%s'\n  help: the boards are",
			request->board);
		for (size_t i = 0; i < TEST_BOARD_COUNT; i++)
			fprintf(stderr, " %s", test_boards[i]);
		fprintf(stderr, "\n");
		return false;
	}
	return true;
}

// A number that was typed, if it was; else `otherwise`.
static bool read_number(const char *typed, const char *option, uint32_t otherwise, uint32_t *number)
{
	uint64_t value = otherwise;

	if (typed != NULL && (!str_number(str_from(typed), &value) || value > UINT32_MAX)) {
		fprintf(stderr,
			"bh test: %s cannot be '%s'\n  help: give a whole number below 2^32\n",
			option, typed);
		return false;
	}
	*number = (uint32_t)value;
	return true;
}

static int run(int argc, char **argv)
{
	struct arena arena = {NULL};
	struct tally tally = {0};
	struct request request = {.part_count = 0};
	const struct option_spec specs[] = {
		{.name = "--board", .value = &request.board},
		{.name = "--case", .value = &request.only_case},
		{.name = "--only", .value = &request.only_mutant},
		{.name = "--with", .value = &request.with},
		{.name = "--calls", .value = &request.calls},
		{.name = "--seed", .value = &request.seed},
		{.name = "--minutes", .value = &request.minutes},
		{.name = "--stop", .flag = &tally.stops},
		{.name = "--long", .flag = &request.is_long},
	};
	int count = options_read(argc, argv, specs, sizeof specs / sizeof specs[0], request.parts,
				 PARTS_MAX);

	if (count < 0)
		return 2;
	request.part_count = (size_t)count;
	if (!is_sensible(&request) ||
	    !read_number(request.calls, "--calls", SOAK_CALLS, &request.soak_calls) ||
	    !read_number(request.minutes, "--minutes", 0, &request.fuzz_minutes) ||
	    !read_number(request.seed, "--seed", soak_any_seed(), &request.soak_seed))
		return 2;
	for (size_t i = 0; i < PARTS && !tally_is_over(&tally); i++)
		if (wants_part(&request, &parts[i]))
			parts[i].run(&arena, &tally, &request);
	printf("%zu passed, %zu failed\n", tally.passed, tally.failed);
	if (tally.signal != 0)
		return 128 + tally.signal;
	return tally.failed == 0 ? 0 : 1;
}

const struct command cmd_test = {
	.name = "test",
	.group = "Run",
	.summary = "check everything that can be checked without a board",
	.run = run,
	.help = "usage: ./bh test [PART...] [--board BOARD] [--case NAME] [--only NAME]\n"
		"                 [--with PARTS] [--calls N] [--seed S] [--minutes N]\n"
		"                 [--stop] [--long]\n"
		"\n"
		"Without a part, all of them but compilers, fuzz, coverage, proof and lint:\n"
		"\n"
		"  unit    the unit tests, on this machine\n"
		"  model   the kernel explored: all that three tasks can do, step by step\n"
		"  layers  which folders include which\n"
		"  types   mistakes that do not compile; if it is asked for, also with clang\n"
		"  suite   the suite that runs on target, in the emulator, on each board\n"
		"  supervise  what the supervisor does, in the emulator, on each board\n"
		"  demo    what the demo shows, in the emulator, on each board\n"
		"  debug   what the debugger says of a system and of a dump, on each board\n"
		"  control what the debugger does to a system that runs, on each board\n"
		"  bench   that the benchmark counts right, in the emulator, on each board\n"
		"  clock   that the clock is exact over hours, in the emulator, on each board\n"
		"  soak    random hostile system calls, in the emulator; a short one, on one\n"
		"          board, unless it is asked for: then 10^7 calls on each\n"
		"  compilers  that generated code is free of warnings, by gcc and clang, for each\n"
		"          kind of processor; only if it is asked for\n"
		"  fuzz    programs that look for inputs which break a parser or the kernel; it\n"
		"          takes minutes\n"
		"  lint    what gcc -fanalyzer, clang-tidy and cppcheck say; --long: clang-tidy\n"
		"          of the host program too\n"
		"  coverage  that the unit tests and the explorer execute all of the kernel\n"
		"  proof   Frama-C's proofs of parts of the kernel; it installs 1 GB\n"
		"  mutants that each of the changes in test/mutants can be made; if it is asked\n"
		"          for, that each makes a test fail, which takes an hour\n"
		"\n"
		"  --board BOARD  only on this one\n"
		"  --case NAME    only this case of the suite, of supervise or of debug, this\n"
		"                 scene of the model, this fuzzer, or proofs of this file\n"
		"  --only NAME    only this one of the mutants; kern/: those of that folder\n"
		"  --with PARTS   which of these catches a mutant, each by itself:\n"
		"                 unit,model,suite\n"
		"  --calls N      how many calls the soak makes\n"
		"  --seed S       what they are: the same seed gives the same run\n"
		"  --minutes N    how long each fuzzer runs\n"
		"  --stop         go no further after the first failure\n"
		"  --long         explore four tasks as well; lint more; both take long\n"
		"\n"
		"Each result is a line, ok or FAILED; the last line counts them. The exit\n"
		"status is 0 if nothing failed.\n"
		"\n"
		"example: ./bh test suite --board mps2-an386\n",
};
