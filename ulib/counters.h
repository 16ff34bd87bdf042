// Counters that a debugger finds and prints by name.
//
//	#define PONG_COUNTERS(X) X(calls) X(refused)
//	COUNTERS(pong, PONG_COUNTERS);
//	...
//	pong_counters.calls++;
//
// COUNTERS(pong, ...) is the variable `pong_counters`, and that is how it is
// found: a name that ends in `_counters`, with a uint32_t per member. They
// start at zero with the task and wrap.
#pragma once

#include <stdint.h>

#define COUNTERS_MEMBER(name) uint32_t name;

// `used`: nobody in the task reads them.
#define COUNTERS(name, list)          \
	static struct {               \
		list(COUNTERS_MEMBER) \
	} name##_counters __attribute__((used))
