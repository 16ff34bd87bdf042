// Running an image in real time, with the terminal or pipe that bh was started at
// as its console and sockets beside it for a debugger.
#pragma once

#include "tool/base/arena.h"
#include "tool/run/guest.h"

// Runs until Ctrl-C, a signal, or nobody reads the output (0), or until the kernel
// or the emulator fails (1, after saying how); the kernel may do so `lives` times before.
// Returns that exit status.
int live_run(struct arena *arena, const struct guest *guest, unsigned lives);
