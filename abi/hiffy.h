// Calls that a debugger has a task make for it: struct hiffy, which is `hiffy_calls` in the
// memory of task/hiffy, and bytes to use behind it.
//
// The task looks at it every `poll_ms`. A debugger
//
//   1. sees that magic and version are as below, and that done equals kick;
//   2. puts message and leased memory where it likes in the room, and writes what is its
//      own here, kick last, one more than it was;
//   3. lets the target run until done equals kick; code, reply_size, the reply and leased
//      memory then say what the server did.
//
// A server that refuses the call stops the task, which begins anew: kick is then 0 again.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/lease.h"

#define HIFFY_MAGIC 0x48494659u
#define HIFFY_VERSION 1u

#define HIFFY_LEASES_MAX 8u

struct hiffy {
	uint32_t magic;     // HIFFY_MAGIC as soon as the task listens
	uint32_t version;   // HIFFY_VERSION
	uint32_t poll_ms;   // how long it may take until the task looks
	uint32_t room_size; // bytes behind this struct
	uint32_t kick;      // the debugger's: calls asked for
	uint32_t done;      // the task's: calls made
	uint32_t code;      // of the last reply, or a dead code
	uint32_t reply_size;
	// The debugger's. Addresses are of memory in the room.
	uint32_t task; // index
	uint32_t operation;
	uint32_t message; // address
	uint32_t message_size;
	uint32_t reply; // address
	uint32_t reply_room;
	uint32_t lease_count;
	struct lease leases[HIFFY_LEASES_MAX];
	uint32_t reserved; // the room begins at a multiple of 8
};

_Static_assert(sizeof(struct hiffy) == 64 + 12 * HIFFY_LEASES_MAX, "no padding");
_Static_assert(offsetof(struct hiffy, leases) == 60, "no padding");
