// Crash records (abi/crash.h): kept when a task faults, and read by whoever asks.
#pragma once

#include "abi/crash.h"
#include "idl/jefe_types.h"

// Keeps a record of the task that this event tells of, which has faulted.
void crash_keep(const struct jefe_event *event);

// The record with this number or, if it is gone, the next one; NULL if there is none.
const struct crash *crash_find(uint32_t number);
