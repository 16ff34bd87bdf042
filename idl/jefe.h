// The supervisor: system state, fault counts, and the log of faults and restarts.
//
// app.toml may have it post a notification whenever the log grows
// (`config.on-task-fault`) or the state changes (`config.on-state-change`).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kipc.h"

enum jefe_operation {
	// Reply u32. What the values mean is the application's to say; 0 at boot.
	JEFE_GET_STATE = 1,
	// Request u32.
	JEFE_SET_STATE = 2,
	// Fills lease 0 (writable, 4 bytes per task) with the number of faults of
	// each task since boot.
	JEFE_READ_FAULT_COUNTS = 13,
	// Request u32: a number. Reply struct jefe_event: the first event with that
	// number or a later one (earlier ones may have been dropped). Code
	// JEFE_NO_EVENT if there is none yet.
	JEFE_READ_EVENT = 14,
};

#define JEFE_NO_EVENT 2u

#define JEFE_EVENT_FAULT 1u   // the task faulted
#define JEFE_EVENT_RESTART 2u // the task was restarted

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
