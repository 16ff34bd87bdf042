// All states that were met. A state is one number for each of its parts, the parts'
// bytes being kept once however many states they are in; so nothing is lost, and two
// states are the same exactly if their numbers are.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/model/view.h"

struct state {
	uint32_t part[VIEW_PARTS];
	uint32_t parent; // the state that it was first reached from
	uint16_t event;  // by which of that one's events
	uint16_t depth;  // events from boot
};

// Forgets everything.
void store_clear(void);

// The number of a part's bytes, new or old.
uint32_t store_part(uint32_t part, const uint8_t *bytes, size_t size);

// The bytes of a number.
const uint8_t *store_bytes(uint32_t part, uint32_t number);

// Adds a state, if it is new.
void store_state(const struct state *state);

// The states, in the order in which they were met.
const struct state *store_at(size_t number);
size_t store_count(void);

// How much memory all of this takes.
size_t store_size(void);
