// The parts of `bh test`. Each prints and counts its results.
#pragma once

#include "tool/base/arena.h"
#include "tool/run/tally.h"

// The boards that tests run on.
#define TEST_BOARD_COUNT 2
extern const char *const test_boards[TEST_BOARD_COUNT];

// Builds and runs the unit tests of the host.
void test_units(struct arena *arena, struct tally *tally);

// Checks who includes whom.
void test_layers(struct arena *arena, struct tally *tally);

// Runs the on-target suite on a board. With a case's name, only that case is shown
// and counted.
void test_suite(struct arena *arena, struct tally *tally, const char *board, const char *only_case);

// Runs the demo on a board with something typed, and checks what it shows.
void test_demo(struct arena *arena, struct tally *tally, const char *board);

// Runs the smallest benchmark on a board, and checks that it counts right.
void test_bench(struct arena *arena, struct tally *tally, const char *board);
