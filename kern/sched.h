// Which task runs: the most important runnable one, and among equals the one
// that has waited longest; it keeps its turn until it blocks.
#pragma once

#include "kern/kernel.h"

// Puts a task that has become runnable last in the queue of its level.
void sched_add(struct task_ix ix);

// Takes a task out of the queue that it is in.
void sched_remove(struct task_ix ix);

// Whether any task can run.
NODISCARD bool sched_has_work(void);

// The task that shall run. There must be one.
struct task_ix sched_pick(void);
