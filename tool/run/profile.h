// Showing where an operation's instructions go, on standard output.
#pragma once

#include "tool/base/arena.h"
#include "tool/run/code.h"
#include "tool/run/samples.h"

// How many are spent in each program, in each function of it, and in what the compiler
// has put there of other functions. `code` has all of the path's addresses.
void profile_print(struct arena *arena, const struct code *code, const struct sample_class *class);

// Each of them, in the order of execution; the source's lines where they change.
void profile_list(const struct code *code, const struct sample_class *class);
