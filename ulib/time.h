// Time, in milliseconds since boot, and waiting for it.
//
// A task has one timer. time_sleep_for() and time_sleep_until() borrow it, use
// notification bit 31 meanwhile, and put back what was set before; a deadline
// of the caller's that passes during the sleep is posted at its end.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ulib/sys.h"

#define TIME_SLEEP_NOTIFICATION (1u << 31)

// Waits until `deadline`, receiving nothing meanwhile.
void time_sleep_until(uint64_t deadline);

// Waits for at least `ms` milliseconds.
void time_sleep_for(uint32_t ms);

// Posts `bits` to the caller in at least `ms` milliseconds. Returns when.
uint64_t time_notify_after(uint32_t ms, uint32_t bits);

// Whether the timer is what set `mask` in the received `bits`: anyone can post
// them, but only the timer's expiry leaves it disarmed.
bool time_has_come(uint32_t bits, uint32_t mask);
