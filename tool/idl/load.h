// Interface files read from disk, with all that they use.
#pragma once

#include "tool/idl/model.h"

// Reads an interface and everything it uses, and reports all that is wrong with it.
// NULL if anything was, or if the file has types but no interface.
//
// A type that nobody defines is reported, with the lines that would define it, unless
// `allow_unknown`: then it stays an IDL_UNKNOWN, and what contains it has no size.
struct idl_interface *idl_load(struct arena *arena, struct str path, bool allow_unknown);

// The same of a file that may have types only; then `types` and `files` are filled and
// `name` is empty.
struct idl_interface *idl_load_types(struct arena *arena, struct str path, bool allow_unknown);

// The same of a text in memory, types or an interface. Its `use` finds nothing.
struct idl_interface *idl_load_text(struct arena *arena, const struct source *source,
				    bool allow_unknown);

// Whether a client can be made of an interface. An operation that is neither idempotent nor
// able to fail could not say that the server restarted meanwhile; each is reported, as an
// error or, if nobody asks for a client yet, as a warning.
bool idl_check_client(const struct idl_interface *interface, bool warn);
