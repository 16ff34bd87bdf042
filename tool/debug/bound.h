// The most stack that a task can use, by its code: each function's frames, as the
// compiler noted them for unwinding, along all calls from where the task begins.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/debug/program.h"

struct bound {
	uint32_t bytes; // what the processor saves at an interrupt is counted
	bool is_least;  // it may be more, since:
	struct str why; // "call through a pointer in handle", "recursion of dig"
};

struct bound bound_of(struct arena *arena, const struct module *module);
