// What diag_error() and its kind say between these two, kept from standard error output.
#pragma once

#include "tool/base/arena.h"
#include "tool/base/str.h"

void said_begin(void);

// All of it, with a NUL behind it.
struct str said_end(struct arena *arena);
