// The parts of `bh test`. Each prints and counts its results.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/run/tally.h"

// The boards that tests run on.
#define TEST_BOARD_COUNT 3
extern const char *const test_boards[TEST_BOARD_COUNT];

// Builds and runs the unit tests of the host.
void test_units(struct arena *arena, struct tally *tally);

// Whether the compilers refuse the mistakes of test/types: those that are here, or all.
void test_types(struct arena *arena, struct tally *tally, bool wants_all);

// Lets analysers look at the code of targets and at that of the host; long: all of them at
// both.
void test_lint(struct arena *arena, struct tally *tally, bool is_long);

// Measures how much of the kernel its tests on the host execute.
void test_coverage(struct arena *arena, struct tally *tally);

// Explores the kernel.
struct exploration {
	const char *scene; // only that; NULL: all
	bool is_long;      // four tasks as well
};

void test_model(struct arena *arena, struct tally *tally, const struct exploration *wanted);

// Checks who includes whom.
void test_layers(struct arena *arena, struct tally *tally);

// Runs the on-target suite on a board, and the part of it below. With a case's name,
// only that case is run.
void test_suite(struct arena *arena, struct tally *tally, const char *board, const char *only_case);

// The cases that end with the death of the kernel, each a run of its own.
void test_doom(struct arena *arena, struct tally *tally, const char *board, const char *only_case);
bool test_doom_has(const char *name);

// What the supervisor does about faults: each case a run of its own.
void test_supervise(struct arena *arena, struct tally *tally, const char *board,
		    const char *only_case);

// A debugger's requests to the supervisor of the image that those cases use. Returns
// what went wrong, or NULL.
struct guest;
const char *test_mailbox(struct arena *arena, const struct guest *guest);

// Runs the demo on a board with something typed, and checks what it shows.
void test_demo(struct arena *arena, struct tally *tally, const char *board);

// Runs the clock for hours of virtual time on a board, beside another counter of it.
void test_clock(struct arena *arena, struct tally *tally, const char *board);

// Runs every command of the debugger on an image that stands still, and on a dump of it.
void test_debug(struct arena *arena, struct tally *tally, const char *board, const char *only_case);

// Does to an image that runs what a debugger can do: hold tasks, call them, trace them.
void test_control(struct arena *arena, struct tally *tally, const char *board);

// Runs the smallest benchmark on a board, and checks that it counts right.
void test_bench(struct arena *arena, struct tally *tally, const char *board);

// A run of the soak on a board: so many hostile calls, chosen by the seed. Then that the
// same seed gives the same run.
struct soak {
	const char *board;
	uint32_t seed;
	uint32_t calls;
};
void test_soak(struct arena *arena, struct tally *tally, const struct soak *soak);

// A seed that nobody has chosen.
uint32_t soak_any_seed(void);

// Compiles what is made of interfaces with all compilers.
void test_compilers(struct arena *arena, struct tally *tally);

// Builds the programs of test/fuzz, and runs each for so many minutes, or a short while if
// that is 0. With a name, only that one.
void test_fuzz(struct arena *arena, struct tally *tally, unsigned minutes, const char *only);

// Proves what contracts say of parts of the kernel, and compares with test/proof/goals.toml.
// `only` is a file's path from the root; NULL: all of them.
void test_proof(struct arena *arena, struct tally *tally, const char *only);

// Whether each change of test/mutants can still be made: its line is where it was.
void test_mutants_list(struct arena *arena, struct tally *tally);

// Makes each change of test/mutants, one at a time, in a copy of the repository, and
// checks that a unit test or, on the board, a case of the suite or a short soak
// then fails. NULL for
// either: the usual board, all mutants. `with` are parts of `bh test`, between commas, each
// of which is tried by itself; NULL: the usual ones, together.
void test_mutants(struct arena *arena, struct tally *tally, const char *board,
		  const char *only_mutant, const char *with);
