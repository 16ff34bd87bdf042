// How many faults are too many: N within T.
//
// The times of a task's last N faults are kept; the next one replaces the oldest.
// If then the oldest of N is no longer ago than T, that was one too many, and
// counting begins anew.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum limit_then {
	LIMIT_HOLD,    // do not restart it
	LIMIT_RESET,   // the whole system
	LIMIT_RESTART, // a peer as well, whose failure that is
};

struct limit {
	uint16_t task;
	uint16_t faults; // N, at least 1
	uint32_t within; // T, ms
	uint16_t first;  // position of its N times in the table
	uint8_t then;    // enum limit_then
	uint16_t peer;   // task, for RESTART
};

// Notes a fault at `now`, ms since boot. `count` says how many the N times hold, and
// is the caller's to keep, 0 at first. True if this is one too many.
bool limit_fault(const struct limit *limit, uint32_t *count, uint64_t *times, uint64_t now);
