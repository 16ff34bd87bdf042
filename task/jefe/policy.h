// When to restart what: the supervisor's judgement, without the system around it.
//
// One struct ward per supervised task. Time comes in as an argument and
// decisions go out as results, so this runs on any machine.
//
//              policy_fault                 policy_is_due, policy_restart
//    RUNNING ----------------> WAITING ------------------------------------> RUNNING
//
// A task that faults waits before it runs again: POLICY_FIRST_DELAY, and twice
// as long for each fault that follows a run shorter than POLICY_STEADY, up to
// POLICY_LAST_DELAY. A run of POLICY_STEADY is forgiven everything. So a task
// that fails once is back at once, and one that fails for ever leaves the rest
// of the system its time.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define POLICY_FIRST_DELAY 5u   // ms
#define POLICY_LAST_DELAY 5000u // ms
#define POLICY_STEADY 1000u     // ms

// No restart is planned.
#define POLICY_NEVER UINT64_MAX

enum ward_state {
	WARD_RUNNING,
	WARD_WAITING,
};

struct ward {
	enum ward_state state;
	bool urgent;      // restarted without delay, always
	uint32_t delay;   // ms waited after the last fault; 0: none, or forgiven
	uint32_t faults;  // since boot, wraps
	uint64_t started; // ms since boot: when it was last set running
	uint64_t restart; // ms since boot: when it is due; only if WAITING
};

// The task faulted at `now`. False if that is known and its restart planned.
bool policy_fault(struct ward *ward, uint64_t now);

// Whether the task is to be restarted now.
bool policy_is_due(const struct ward *ward, uint64_t now);

// The task was restarted at `now`.
void policy_restart(struct ward *ward, uint64_t now);

// When the next restart is due, or POLICY_NEVER.
uint64_t policy_next(const struct ward *wards, uint32_t count);
