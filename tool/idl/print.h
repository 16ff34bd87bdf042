// An interface written as an interface file again.
#pragma once

#include "tool/idl/model.h"

// All of an interface in one text that needs no other file: what it takes from files it
// uses is in its own `types`, and constants have become numbers. Read again, it says the
// same; only C names of types from other files then begin with the interface's prefix.
// This is what a server's ELF file has in its section .idolatry, where Hubris has it.
struct str idl_print(struct arena *arena, const struct idl_interface *interface);

// As an interface file says it: "Hubpack".
const char *idl_encoding_name(enum idl_encoding encoding);
