// Golden tests: folders with an input, and beside it what is expected of it.
//
// A program of such tests says how its cases are recognized and what is made of one. With
// the name of a case it prints what that is now, to be read and then put into the file.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct golden {
	const char *name;   // in reports: "idl"
	const char *folder; // of the cases: "test/golden/idl"
	const char *mark;   // a file that every case has: "main.idol"

	// What is made of a case, and the name of the file in which that is expected.
	struct str (*make)(struct arena *arena, struct str folder, const char **expected);
};

// All that such a program does: prints what is made of the case that is named, or tries
// every case, and also what `also` does unless that is NULL, and reports each. Returns the
// program's exit status.
int golden_main(int argc, char **argv, const struct golden *golden,
		bool (*also)(struct arena *arena));
