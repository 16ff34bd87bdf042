// The tasks in the supervisor's care: finding those that faulted, and restarting them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "idl/jefe_types.h"

// Looks for new faults, and notes them.
void wards_look(uint64_t now);

// Restarts what is due.
void wards_restart(uint64_t now);

// When something will be due, or POLICY_NEVER.
uint64_t wards_next(void);

// What can be asked for (idl/jefe.idol); restarts follow with wards_restart(). `index` is
// one that wards_has() is true for.
bool wards_has(uint32_t index);
void wards_start(uint32_t index, uint64_t now);
void wards_hold(uint32_t index, uint64_t now);
void wards_release(uint32_t index, uint64_t now);
void wards_fault(uint32_t index, uint64_t now);
void wards_restart_caller(uint32_t index, uint64_t now);

// Whether the task runs, as far as we know, and has since that time.
bool wards_runs_since(uint32_t index, uint64_t time);

// The number of a task's faults since boot, for any index of a task.
uint32_t wards_faults(uint32_t index);

void wards_read(uint32_t index, struct jefe_task *to);
