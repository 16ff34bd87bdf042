// Faults and task states in words, for people.
//
// A task is called by its name if the table has it and "task 7" otherwise.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lib/task_state.h"
#include "lib/text.h"

// Names by task index.
struct task_names {
	const char *const *name;
	size_t count;
};

// "divide by zero", "memory access at 0x20001000", "injected by console" ...
void fault_text(struct text *to, const struct task_fault *fault, const struct task_names *names);

// "waiting for a message", "faulted: divide by zero" ...
void task_state_text(struct text *to, const struct task_state *state,
		     const struct task_names *names);

// The name of the task with this id (its generation does not matter).
void task_name_text(struct text *to, uint32_t id, const struct task_names *names);
