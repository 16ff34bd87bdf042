// One timer per task, in milliseconds since boot.
#pragma once

#include "kern/kernel.h"

NODISCARD struct outcome sys_set_timer(struct task *caller);
NODISCARD struct outcome sys_get_timer(struct task *caller);

// Stops the task's timer if it is armed.
void timer_disarm(struct task *task);

// Lets time advance to `now`, which is later than kernel.now, and posts what has expired.
void timer_advance(uint64_t now);
