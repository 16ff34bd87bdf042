// Unit tests: a program is a list of named cases, and says how each went.
//
//     ok str: numbers
//     FAILED str: slices: test/unit/str.c:31: s.len == 3
//
// A case goes on after a failed check, so one run shows all of them; it counts as
// one failure. End main() with `return unit_status();`.
#pragma once

#include <stdbool.h>
#include <stdio.h>

static const char *unit_name;
static bool unit_case_failed;
static int unit_failures;

#define CHECK(condition) unit_check((condition), __FILE__, __LINE__, #condition)

static inline void unit_check(bool good, const char *file, int line, const char *what)
{
	if (good)
		return;
	unit_case_failed = true;
	// meson gives paths from its own folder
	while (file[0] == '.' && file[1] == '.' && file[2] == '/')
		file += 3;
	printf("FAILED %s: %s:%d: %s\n", unit_name, file, line, what);
}

static inline void unit_run(const char *name, void (*run)(void))
{
	unit_name = name;
	unit_case_failed = false;
	run();
	if (unit_case_failed)
		unit_failures++;
	else
		printf("ok %s\n", name);
	fflush(stdout);
}

static inline int unit_status(void)
{
	return unit_failures == 0 ? 0 : 1;
}
