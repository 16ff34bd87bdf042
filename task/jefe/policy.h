// When to restart what: the supervisor's judgement, without the system around it.
//
// One struct ward per task. Time comes in as an argument and decisions go out as
// results, so this runs on any machine.
//
//    RUNNING --- policy_fault, policy_again ---> WAITING --- policy_restart ---> RUNNING
//       |                                         |   ^
//       | policy_fault, if it is to be held       |   | policy_release, policy_start
//       |                                         v   |
//       +---------- policy_give_up ------------> HELD-+
//
// A task that faults waits before it runs again: a first delay, and twice as long
// for each fault that follows a run shorter than a steady one, up to the longest
// delay. A steady run is forgiven everything. So a task that fails once is back at
// once, and one that fails for ever leaves the rest of the system its time.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// No restart is planned.
#define POLICY_NEVER UINT64_MAX

// All in ms.
struct policy_delays {
	uint32_t first;
	uint32_t longest;
	uint32_t steady;
};

enum ward_state {
	WARD_RUNNING,
	WARD_WAITING,
	WARD_HELD,
};

struct ward {
	uint8_t state;      // enum ward_state
	uint8_t generation; // of the task, when it last faulted
	bool hold;          // at its next fault, do not restart it
	uint32_t delay;     // ms waited after the last fault; 0: none, or forgiven
	uint32_t faults;    // since boot, wraps
	uint64_t started;   // ms since boot: when it was last set running
	uint64_t restart;   // ms since boot: when it is due; only if WAITING
};

// The task, of this generation, was found faulted at `now`. False if that is known.
bool policy_fault(struct ward *ward, const struct policy_delays *delays, uint32_t generation,
		  uint64_t now);

// The task wants to begin again. That is no fault, but it takes its time as after one.
void policy_again(struct ward *ward, const struct policy_delays *delays, uint64_t now);

// No restart before policy_release() or policy_start(), nor after the task's next fault.
void policy_give_up(struct ward *ward);

// No restart after the task's next fault; nor now, if it waits for one.
void policy_hold(struct ward *ward);

// As if it had never been held: restarts are due again, a held task's now.
void policy_release(struct ward *ward, uint64_t now);

// A restart is due now, whatever the task is doing.
void policy_start(struct ward *ward, uint64_t now);

// Whether the task is to be restarted now.
bool policy_is_due(const struct ward *ward, uint64_t now);

// The task was restarted at `now`.
void policy_restart(struct ward *ward, uint64_t now);

// When the next restart is due, or POLICY_NEVER.
uint64_t policy_next(const struct ward *wards, uint32_t count);
