// The debugger's mailbox: requests to the supervisor, written into its memory.
//
// It is `jefe_mailbox` in the supervisor's memory. The supervisor looks at it every
// `poll_ms`, as the most important task and on a timer of its own, so it needs no other
// task, only a kernel that runs. A debugger
//
//   1. sees that magic and version are as below, and that done equals kick;
//   2. writes request and task, then kick, one more than it was;
//   3. lets the target run until done equals kick; result then says how it went.
#pragma once

#include <stdint.h>

#define MAILBOX_MAGIC 0x4D424F58u
#define MAILBOX_VERSION 1u

// Requests, numbered as Hubris's supervisor has them.
#define MAILBOX_START 1u   // restart the task now, whatever it is doing
#define MAILBOX_HOLD 2u    // from its next fault on, do not restart it
#define MAILBOX_RELEASE 3u // undo that; a held task is restarted
#define MAILBOX_FAULT 4u   // make it fault, and hold it

// Results.
#define MAILBOX_DONE 0u
#define MAILBOX_BAD_REQUEST 1u
#define MAILBOX_BAD_TASK 2u // there is none with that index, or it is the supervisor

struct mailbox {
	uint32_t magic;   // MAILBOX_MAGIC as soon as the supervisor listens
	uint32_t version; // MAILBOX_VERSION
	uint32_t poll_ms; // how long it may take until the supervisor looks
	uint32_t request; // MAILBOX_*
	uint32_t task;    // index
	uint32_t kick;    // the debugger's: requests made
	uint32_t done;    // the supervisor's: requests dealt with
	uint32_t result;  // of the last
};

_Static_assert(sizeof(struct mailbox) == 32, "no padding");
