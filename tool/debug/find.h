// Finding what to debug: images that `bh run` is running, and archives that were built.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

// A run, as its note out/<image>/run.json has it.
struct running {
	struct str app;
	struct str board;
	struct str gdb;     // path of the GDB server's socket
	struct str archive; // path of the image's archive
};

// The one image that runs or, if `name` is not NULL, that of this app (its name, its
// folder, or name and board as in "demo-mps2-an385"). False, reported, unless there is
// exactly one.
bool find_running(struct arena *arena, const char *name, struct running *found);

// Paths of all archives below out/, in order.
struct find_paths {
	struct str *items;
	size_t count;
	size_t room;
};
struct find_paths find_archives(struct arena *arena);
