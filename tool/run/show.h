// What the parts of `bh test debug` share: the image that is looked at, and how.
#pragma once

#include "tool/run/expect.h"
#include "tool/run/program.h"
#include "tool/run/stage.h"
#include "tool/run/tally.h"

#define SHOW_BH "out/host/bh"
#define SHOW_SECONDS 60 // for a command

struct show {
	struct arena *arena;
	struct tally *tally;
	const char *board;
	const char *only_case; // or NULL
	struct stage stage;
	struct expect_marks marks; // of the tasks' sources and symbols
	const char *dump;          // path of the dump
};

void show_report(const struct show *show, const char *what, bool good, struct str why);

// Runs bh with the words of a command and then `where`, a list that ends with NULL.
struct program_result show_run(const struct show *show, struct str command,
			       const char *const *where);

// The same on the dump.
struct program_result show_run_dump(const struct show *show, struct str command);

// Where a text first has a part; NULL if it has not.
const char *show_find(struct str text, const char *part);

// GDB on the dump: backtraces and floating-point registers.
void show_gdb(const struct show *show);

// Dumps that are cut or changed, and archives that lack something.
void show_spoilt(const struct show *show);
