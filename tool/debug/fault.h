// A task that was stopped, to be shown: where, in which system call, what it said, and
// what it was waiting for.
#pragma once

#include "tool/debug/session.h"
#include "tool/debug/unwind.h"

// Lines to follow the one with the fault itself.
void fault_print(struct session *session, struct text *text, const struct system *system,
		 size_t task, const struct backtrace *trace, unsigned indent);
