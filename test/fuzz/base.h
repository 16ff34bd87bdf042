// What `bh test fuzz` makes before fuzzers run: a dump of test/debug (tool/run/test_fuzz.c).
#pragma once

#include "tool/base/arena.h"
#include "tool/base/str.h"

#define BASE_DUMP "out/fuzz/made/debug.core"
#define BASE_KERNEL "out/fuzz/made/kernel.elf" // without debugging information
#define BASE_MANIFEST "out/fuzz/made/manifest/debug.json"
#define BASE_PROGRAMS "out/fuzz/made/programs" // elf/NAME.elf of some tasks

// The bytes of a file, which must be there.
struct str base_read(struct arena *arena, const char *path);

// The fuzzer's reports go nowhere.
void base_be_silent(void);
