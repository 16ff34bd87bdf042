// An image that runs in the emulator up to a certain function and stands there, for a
// debugger to look at: the same every time, but for what the host's clock decides.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/run/guest.h"
#include "tool/run/qemu.h"

struct stage {
	struct qemu qemu;
	const char *folder; // of the sockets
	const char *gdb;    // path of the GDB server's socket
	const char *qmp;
	struct guest guest;
	struct built built;
};

// Builds the app for a board, starts it, and lets it run until it gets to a function of
// one of its tasks, for at most a few seconds; with NULL for that, it stands before its
// first instruction. False, and why, if it does not get there.
bool stage_open(struct arena *arena, struct stage *stage, const char *app, const char *board,
		const char *task, const char *function, const char **why);

void stage_close(struct stage *stage);
