// What value.c and value_print.c share.
#pragma once

#include "tool/debug/value.h"

// A member of a structure or union, given its DIE.
struct value value_part(const struct value *value, Dwarf_Die *member);
