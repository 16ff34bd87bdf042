// A line as it is typed for a shell, taken apart into words.
#pragma once

#include <stdbool.h>

#include "tool/base/str.h"

// Words end at blanks; '...' and "..." and a backslash keep what they enclose as it is, and
// # begins a comment. The words are followed by a NULL. False, reported, if a quotation mark
// has no second, or there are more than `max` words.
bool typed_split(struct arena *arena, struct str line, char **words, int max, int *count);
