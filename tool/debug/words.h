// Parts of the sentences that system_state_text() makes.
#pragma once

#include <jansson.h>

#include "tool/debug/system.h"

// Why a task was stopped: the rule that it broke.
void words_fault(struct text *text, const struct system *system, size_t task,
		 const struct task_fault *fault);

// Whether the kernel found that a system call broke a rule, so that it says more to name
// the call than the instruction.
bool words_is_made_by_kernel(const struct task_fault *fault);

// The system call that the task is in: "SEND to pong, operation 2".
void words_call(struct text *text, const struct system *system, size_t task);

// What system_task holds, as members of a JSON object (doc/debugger.md).
void words_task_json(json_t *object, const struct system *system, size_t task);

// What a task was doing when it was stopped, or does.
void words_sched(struct text *text, const struct system *system, size_t task);
