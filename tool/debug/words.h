// Parts of the sentences that system_state_text() makes.
#pragma once

#include "tool/debug/system.h"

// Why a task was stopped: the rule that it broke.
void words_fault(struct text *text, const struct system *system, size_t task,
		 const struct task_fault *fault);

// What a task was doing when it was stopped, or does.
void words_sched(struct text *text, const struct system *system, size_t task);
