// The supervisor: restarts, what it keeps of faults, and the state of the system.
//
// app.toml may have it post a notification whenever the log grows
// (`config.on-task-fault`) or the state changes (`config.on-state-change`), and says
// who may ask for the operations marked so (`config.allowed-callers`, by their names
// in small letters); anyone else is stopped for asking. doc/supervise.md has the whole.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kipc.h"

enum jefe_operation {
	// Reply u32. What the values mean is the application's to say; 0 at boot.
	JEFE_GET_STATE = 1,
	// Request u32. Allowed callers only.
	JEFE_SET_STATE = 2,
	// Starts the whole system over. Allowed callers only. No reply.
	JEFE_REQUEST_RESET = 3,
	// Restarts the caller, which is no fault but takes as long as after one. No reply.
	JEFE_RESTART_ME = 12,
	// Fills lease 0 (writable, 4 bytes per task) with the number of faults of
	// each task since boot.
	JEFE_READ_FAULT_COUNTS = 13,
	// Request u32: a number. Reply struct jefe_event: the first event with that
	// number or a later one (earlier ones may have been dropped). Code
	// JEFE_NOTHING if there is none yet.
	JEFE_READ_EVENT = 14,
	// Request u32: a task's index. Reply struct jefe_task.
	JEFE_READ_TASK = 15,
	// Request u32: a task's index. Restarts it now, whatever it is doing. Like the
	// next three: allowed callers only, and not for the supervisor.
	JEFE_START = 16,
	// Request u32: a task's index. From its next fault on it is held: not restarted
	// before it is released or started.
	JEFE_HOLD = 17,
	// Request u32: a task's index. Undoes JEFE_HOLD; a held task is restarted.
	JEFE_RELEASE = 18,
	// Request u32: a task's index. Makes it fault, and holds it.
	JEFE_FAULT = 19,
	// Reply struct jefe_reset: why the system started over.
	JEFE_READ_RESET = 20,
	// Reply struct epitaph (abi/epitaph.h): what the kernel left when it failed. Code
	// JEFE_NOTHING if it did not fail. Allowed callers only: it has a task's registers.
	JEFE_READ_EPITAPH = 21,
	// Request u32: a number. Fills lease 0 (writable) with the crash record (abi/crash.h)
	// of that number or, if it is gone, the next, as far as there is room. Reply u32: its
	// size. Code JEFE_NOTHING if there is none. Allowed callers only: it has a task's memory.
	JEFE_READ_CRASH = 22,
	// The caller gets on: see task/jefe/progress.h.
	JEFE_CHECK_IN = 23,
};

#define JEFE_NOTHING 2u // there is no such thing to be read
#define JEFE_NO_TASK 3u // no task has that index, or it is the supervisor's

#define JEFE_EVENT_FAULT 1u   // the task faulted
#define JEFE_EVENT_RESTART 2u // the task was restarted
#define JEFE_EVENT_HELD 3u    // the task is held
#define JEFE_EVENT_RESET 4u   // the system started over for a reason that can be read

// One entry of the log. The first event since boot has number 0.
struct jefe_event {
	uint64_t time; // ms since boot
	uint32_t number;
	uint16_t task; // id: of a fault the old generation, of a restart the new
	uint8_t kind;  // JEFE_EVENT_*
	uint8_t state_size;
	uint8_t state[KIPC_STATE_MAX]; // of a fault: the task's state as the kernel encodes it
	uint32_t reserved;
};

_Static_assert(sizeof(struct jefe_event) == 32, "no padding");
_Static_assert(offsetof(struct jefe_event, state) == 16, "no padding");

#define JEFE_RUNNING 0u // as far as the supervisor is concerned
#define JEFE_WAITING 1u // for its restart
#define JEFE_HELD 2u

// What the supervisor thinks of a task.
struct jefe_task {
	uint32_t faults; // since boot, wraps
	uint32_t delay;  // ms that it waited after the last fault
	uint8_t state;   // JEFE_RUNNING, JEFE_WAITING, JEFE_HELD
	uint8_t hold;    // 1: it will be held at its next fault
	uint16_t reserved;
};

_Static_assert(sizeof(struct jefe_task) == 12, "no padding");

#define JEFE_RESET_UNKNOWN 0u     // power, a button, a debugger
#define JEFE_RESET_KERNEL 1u      // the kernel failed, or the supervisor: see the epitaph
#define JEFE_RESET_GAVE_UP 2u     // the task failed too often
#define JEFE_RESET_REQUEST 3u     // the task asked for it
#define JEFE_RESET_NO_PROGRESS 4u // the task did not check in, and the watchdog was not fed

struct jefe_reset {
	uint32_t cause; // JEFE_RESET_*
	uint32_t task;  // index
	uint64_t time;  // ms since the boot before; 0 if unknown
};

_Static_assert(sizeof(struct jefe_reset) == 16, "no padding");
