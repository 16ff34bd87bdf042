// Files and paths. The host program runs in the repository's root, and paths
// that it makes are relative to it, so generated files do not name a machine.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

bool file_exists(const char *path);
bool folder_exists(const char *path);

// All of a file. False if it cannot be read; errno says why.
bool file_read(struct arena *arena, const char *path, struct str *content);

// Writes a file and the folders above it; ends the program if that fails.
void file_write(const char *path, struct str content);

// The same, but leaves a file alone that already says this, so that what is
// made from it is not made again. True if it was written.
bool file_update(const char *path, struct str content);

// Makes a folder and those above it; ends the program if that fails.
void folder_make(const char *path);

// "a/b" + "c" is "a/b/c"; an absolute second part stands alone; "." vanishes
// and ".." is taken together with a name before it.
struct str path_join(struct arena *arena, struct str folder, struct str rest);

struct str path_folder(struct str path); // "a/b/c" -> "a/b", "c" -> "."
struct str path_name(struct str path);   // "a/b/c.d" -> "c.d"

// A path the user typed: relative to where bh was called if that exists, else
// to the root. The result is relative to the root where it lies inside it.
struct str path_typed(struct arena *arena, const char *typed);

// A path the user typed for something to be made: relative to where bh was called.
struct str path_to_make(struct arena *arena, const char *typed);
