// Crash records that the supervisor keeps (abi/crash.h), each as a target of its own: what
// a task was at the moment of its fault.
#pragma once

#include "tool/debug/program.h"
#include "tool/target/target.h"

struct crash_view {
	uint32_t number; // counts all crashes, also over resets
	uint64_t time;   // ms since boot
	size_t task;
	struct target *target; // the task's entry in the kernel's table, its stack, and flash
};

struct crash_views {
	struct crash_view *items; // by number
	size_t count;
	size_t room;
	size_t earlier;      // how many, the first of all, are of an earlier boot
	size_t foreign;      // records of other images, which cannot be looked at with this one
	const char *problem; // why there can be none, or NULL
};

// Reads all records from the supervisor's memory.
struct crash_views crash_read(struct arena *arena, const struct program *program,
			      struct target *target);

// How many of the records, the first of all, are of before the system last started over:
// such are of a later time than one behind them, or than `now`, in ms since boot.
size_t crash_count_earlier(const struct crash_views *views, uint64_t now);
