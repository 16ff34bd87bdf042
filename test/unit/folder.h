// A folder for the files that a test makes: below out/unit, relative to the root, where
// the tests are run.
#pragma once

#include "tool/base/arena.h"

// Makes an empty one, and returns its path; ends the program if that fails.
const char *folder_new(struct arena *arena);

// Removes it and all that is in it.
void folder_remove(const char *folder);
