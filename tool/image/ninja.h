// Quoting for ninja files.
#pragma once

#include "tool/base/str.h"

// A path as it stands in a build line.
struct str ninja_path(struct arena *arena, struct str path);

// One word of a command as it stands in a variable: quoted for the shell if it
// needs to be, and escaped for ninja.
struct str ninja_word(struct arena *arena, struct str word);
