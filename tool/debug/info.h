// Debugging information of one program: which source line an address is, what functions
// were inlined there, and the variables that exist as long as the program.
//
// DWARF is read by libdw; types and scopes are passed on as its Dwarf_Die. A program
// without debugging information has none of all this, and that is no error.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "tool/base/arena.h"
#include "tool/base/elf.h"
#include "tool/base/str.h"

struct info_variable {
	struct str name;
	struct str function; // that it is static in, or empty
	struct str file;     // where it is declared, may be empty
	unsigned line;
	Dwarf_Die die;
	uint32_t address;
};

struct debug_info {
	Dwarf *dwarf;   // NULL if there is none
	Dwarf_CFI *cfi; // NULL if there is none
	bool listed;    // the variables are
	struct info_variable *variables;
	size_t variable_count;
	size_t variable_room;
};

// Never NULL.
struct debug_info *info_open(struct arena *arena, const struct elf *elf);

// A function that an address is in: the innermost of those inlined there first, the one
// that is really there last.
struct info_scope {
	struct str function; // may be empty
	struct str file;     // may be empty: then line means nothing
	unsigned line;       // that is executed here; of outer ones, that of the call
	unsigned column;
	bool inlined;
	Dwarf_Die die; // the subprogram or inlined subroutine
};

// Stores the scopes of an address of code, at most `max`, and returns how many there are.
size_t info_scopes(struct arena *arena, const struct debug_info *info, uint32_t pc,
		   struct info_scope *scopes, size_t max);

// Fills in the list of variables, by address: those that the program has, by its symbols.
// What the linker left out still has debugging information.
void info_list_variables(struct arena *arena, struct debug_info *info, const struct elf *elf);

// A type without typedefs, const and volatile. False for void, or if they lead nowhere.
bool info_peel(Dwarf_Die *declared, Dwarf_Die *type);

// The name of a DIE or of what it is an instance of; empty if it has none.
struct str info_name(Dwarf_Die *die);

// The type of a variable or member, without typedefs, const and volatile. False if it
// has none: void.
bool info_type(Dwarf_Die *die, Dwarf_Die *type);

// The same, as it was declared.
bool info_declared_type(Dwarf_Die *die, Dwarf_Die *type);

// An attribute that is a number, or `otherwise`.
uint64_t info_number(Dwarf_Die *die, unsigned attribute, uint64_t otherwise);
