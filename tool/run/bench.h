// Measuring what the kernel's operations cost, in instructions: builds the image of
// app/bench with as many tasks as wanted, runs it, and takes samples of its trace.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/task.h"
#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/image/model.h"
#include "tool/run/samples.h"

// What app/bench/app.toml has by itself, and what the kernel allows.
#define BENCH_TASKS_LEAST 4u
#define BENCH_TASKS_MOST TASK_COUNT_MAX

enum bench_op {
	BENCH_RPC_4_4,
	BENCH_RPC_IDL_4_4,
	BENCH_RPC_256_256,
	BENCH_RPC_1024_4,
	BENCH_LEASE_READ_1024,
	BENCH_NULL_SYSCALL,
	BENCH_GET_TIMER,
	BENCH_SET_TIMER,
	BENCH_POST_SWITCH,
	BENCH_IRQ_TO_TASK,
	BENCH_RESTART,
	BENCH_ALARM,
	BENCH_IRQ_IN_COPY_1024,
	BENCH_IRQ_IN_COPY_65536,
	BENCH_IRQ_IN_ODD_COPY_1024,
	BENCH_IRQ_IN_ODD_COPY_65536,
	BENCH_IRQ_IN_SEND_3_LEASES,
	BENCH_OPS,
};

enum {
	BENCH_SAMPLED = BENCH_IRQ_IN_COPY_1024,
	BENCH_DELAYS = BENCH_OPS - BENCH_SAMPLED,
};

extern const char *const bench_op_names[BENCH_OPS];

// Loops whose length is known, to check the counting.
enum { BENCH_LOOPS = 4 };
extern const uint32_t bench_loops[BENCH_LOOPS]; // instructions

struct bench {
	const struct image_model *model;
	struct samples ops[BENCH_OPS];
	struct samples *loops; // BENCH_LOOPS
	uint64_t counted;      // instructions from the first to the last measurement
	uint64_t timed;        // the same by a counter of the board
	uint64_t timer_step;   // instructions that it counts at once
	bool delays_are_sound; // interrupts came when they should
	int signal;            // if one ended the run
};

// False, with the reason reported or a signal noted, if there is nothing to show.
bool bench_measure(struct arena *arena, const char *board, unsigned tasks, struct bench *bench);

// An operation's figure: what is usual or, for BENCH_ALARM and BENCH_IRQ_IN_..., the largest.
const struct sample_class *bench_figure(const struct bench *bench, enum bench_op op);

// Whether the counting is right: reports it if a loop, a system call or all together
// was not counted as it should be, or if an operation has no usual cost.
bool bench_is_sound(const struct bench *bench);

// app.toml with `tasks` tasks in all, out of the one with BENCH_TASKS_LEAST.
struct str bench_app_text(struct arena *arena, struct str least, unsigned tasks);
