// One timer per task, in milliseconds since boot, and the port's alarm for the
// earliest of them.
#pragma once

#include "kern/kernel.h"

NODISCARD NEVER_INLINE struct outcome sys_set_timer(struct task *caller);
NODISCARD NEVER_INLINE struct outcome sys_get_timer(struct task *caller);

// Stops the task's timer if it is armed.
void timer_disarm(struct task *task);

// Before the first task runs.
void timer_boot(void);

// The alarm interrupted: posts what has expired and sets the next alarm.
void timer_alarm(void);
