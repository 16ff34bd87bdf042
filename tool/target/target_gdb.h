// A live target behind a GDB remote server.
#pragma once

#include <stdbool.h>

#include "tool/target/target.h"

// Connects to a server, at the path of a unix socket or at "HOST:PORT", which halts
// its processor. Unless `stays_halted`, it was running and is resumed on leaving.
// NULL, and why, if nobody answers.
//
// There can be one such target at a time. From here on SIGINT, SIGTERM and SIGHUP end
// the program only after the target was left, and SIGPIPE is ignored, so that a pager
// that is closed does not leave a halted processor behind.
struct target *target_open_gdb(struct arena *arena, struct str where, bool stays_halted,
			       const char **why);

// Whoever waits for something else looks so often, ms, whether a signal has come: it may
// have come just before the wait, and not end it.
#define TARGET_GDB_LOOK_MS 200

// Lets a running target run for so long, or until a signal comes.
void target_gdb_wait(struct target *target, unsigned ms);

// While it is kept, SIGINT ends nothing by itself, for a program that has more to do than
// what is to be interrupted: target_gdb_interrupted() tells whether it came, once.
void target_gdb_keep_interrupts(bool keep);
bool target_gdb_interrupted(void);

// Whether a signal came that ends the program with its next exchange.
bool target_gdb_is_to_end(void);
