// The time of the system that is looked at.
#pragma once

#include "tool/debug/program.h"
#include "tool/target/target.h"

// Milliseconds since boot, by the kernel's record of its clock and the counter that this is
// read from. False if one of them cannot be read.
bool clock_read(const struct program *program, struct target *target, uint64_t *ms);
