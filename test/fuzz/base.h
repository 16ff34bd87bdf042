// What `bh test fuzz` makes before fuzzers run: a dump of test/debug (tool/run/test_fuzz.c).
#pragma once

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/debug/core.h"
#include "tool/debug/program.h"

#define BASE_DUMP "out/fuzz/made/debug.core"
#define BASE_KERNEL "out/fuzz/made/kernel.elf" // without debugging information
#define BASE_MANIFEST "out/fuzz/made/manifest/debug.json"
#define BASE_PROGRAMS "out/fuzz/made/programs" // elf/NAME.elf of some tasks

// The bytes of a file, which must be there.
struct str base_read(struct arena *arena, const char *path);

// The fuzzer's reports go nowhere.
void base_be_silent(void);

struct base {
	struct str bytes; // of the dump
	struct core *core;
	struct program *program; // from its archive, with all variables listed
};

// Opens the dump. It stays when handles are closed (handles.h).
struct base base_open(struct arena *arena);

// Runs f(context), which must not end the program, and gives back all that it took.
void base_try(struct arena *arena, void (*f)(void *context), void *context);
