// Who may include whom: reads every #include "..." of a source tree and reports
// those that lead where they must not. Folders that no rule names are not read.
// Where code may not choose at compile time, #if and its kin are reported as well.
#pragma once

#include <stddef.h>

#include "tool/base/arena.h"

// Called for each finding: the file relative to `root`, the line from 1, and what is
// wrong with it in a sentence without capital or full stop.
typedef void layers_found(void *context, const char *file, unsigned line, const char *what);

// Checks the tree under a folder. Returns how many findings there were.
size_t layers_check(struct arena *arena, const char *root, layers_found *found, void *context);
