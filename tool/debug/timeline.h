// Who had the processor, by the kernel's trace (abi/trace.h): a sequence of spans without
// gaps, each a task's or, for one of its reasons, the kernel's.
#pragma once

#include "tool/debug/program.h"
#include "tool/target/target.h"

struct timeline_span {
	uint64_t from; // cycles since the first span began
	uint64_t to;
	size_t task;   // that has the processor, or that the kernel took it from
	unsigned kind; // TRACE_RUN: the task has it; else why the kernel has
	unsigned detail;
};

struct timeline {
	struct timeline_span *spans;
	size_t count;
	size_t room;
	uint64_t cycles; // that they last
	double us_per_cycle;
	uint32_t lost;       // entries that newer ones have replaced
	const char *problem; // why there is nothing, or NULL
};

struct timeline timeline_read(struct arena *arena, const struct program *program,
			      struct target *target);

// Cycles that a task had, or the kernel for SIZE_MAX; all together are `cycles`.
uint64_t timeline_cycles(const struct timeline *timeline, size_t task);

// "SEND", "interrupt uart0.rx", "alarm", "fault", or a task's name.
struct str timeline_name(struct arena *arena, const struct program *program,
			 const struct timeline_span *span);
