// The log of faults and restarts: the last few, numbered from 0 since boot.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "idl/jefe_types.h"

#define LOG_LENGTH 16u

struct log {
	uint32_t next;                       // number of the next event
	struct jefe_event event[LOG_LENGTH]; // event n is at n % LOG_LENGTH
};

// Makes room for an event, numbers it and returns it to be filled in. Valid
// until the next call.
struct jefe_event *log_add(struct log *log);

// The first event with this number or a later one; NULL if there is none.
const struct jefe_event *log_find(const struct log *log, uint32_t number);
