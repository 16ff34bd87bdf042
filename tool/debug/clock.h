// The time of the system that is looked at.
#pragma once

#include "tool/debug/program.h"
#include "tool/target/target.h"

// How fast that counter counts: so many cycles in so many milliseconds. False if that cannot
// be read.
bool clock_rate(const struct program *program, struct target *target, uint32_t *cycles,
		uint32_t *ms);

// Milliseconds since boot, by the kernel's record of its clock and the counter that this is
// read from. False if one of them cannot be read.
bool clock_read(const struct program *program, struct target *target, uint64_t *ms);
