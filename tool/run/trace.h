// Running an image to count what it executes: instruction by instruction, from one
// place in its code to another.
//
// An instruction takes a nanosecond of virtual time, idle time is skipped, and nothing
// outside the guest has a say in what happens when, so every run is the same.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/run/guest.h"

struct trace {
	const struct guest *guest;
	uint32_t begin; // address: the first instruction that is told
	uint32_t end;   // address: before this one it ends

	// Takes the addresses of the instructions, in order.
	void (*take)(void *context, const uint32_t *addresses, size_t count);
	// Takes what the guest prints, in order. False ends the run: the guest has come to
	// `end` before it printed this, or never will.
	bool (*print)(void *context, struct str output);
	void *context;
};

struct trace_result {
	bool done;         // the trace is whole, and print() ended the run
	int signal;        // if one ended it instead
	struct str report; // if it failed: why, in lines; else empty
};

struct trace_result trace_run(struct arena *arena, const struct trace *trace);
