// Calls that a task of the target makes for us (abi/hiffy.h).
#pragma once

#include "abi/hiffy.h"
#include "tool/debug/session.h"

struct hiffy_lease {
	uint32_t attributes; // LEASE_READ | LEASE_WRITE
	struct str bytes;    // what is there before the call
	uint8_t *after;      // as many: what is there after it
};

struct hiffy_call {
	size_t task; // who is called
	uint16_t operation;
	struct str message;
	uint32_t reply_room;
	struct hiffy_lease *leases;
	size_t lease_count;
	unsigned patience; // ms to wait for the reply
	// What came of it.
	uint32_t code;
	struct str reply;
};

// Has the call made, and lets the target run meanwhile. False, reported, if there is no
// reply.
bool hiffy_make(struct session *session, struct hiffy_call *call);
