// Running a program of the host and taking what it prints.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct program_result {
	struct str output; // standard output and standard error together
	int status;        // as exit() had it, or 128 and the signal that ended it
	bool too_slow;     // it was ended for that
};

// Runs argv[0] (looked up in PATH if it holds no slash) with an empty standard
// input, for at most `seconds`.
struct program_result program_run(struct arena *arena, const char *const *argv, unsigned seconds);

// Waits until a child has ended, for at most `seconds`: then it is killed. Its status, as in
// struct program_result.
int program_wait(pid_t child, unsigned seconds);
