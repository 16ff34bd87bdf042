// Notifications: 32 bits per task that others set and RECV takes.
#pragma once

#include "kern/kernel.h"

// Sets bits in the task's notification word. If it is blocked in RECV with one
// of them in its mask, it receives those and wakes. A faulted or stopped task
// collects bits until its restart clears them.
void notify_post(struct task *task, uint32_t bits);

// Takes the pending bits that are in the mask of the task's RECV, of which there are
// some, and writes them into its result registers.
void notify_take(struct task *task);

NODISCARD struct outcome sys_post(struct task *caller);
