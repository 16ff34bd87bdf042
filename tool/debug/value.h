// Values of C variables: bytes with a type, to walk into and to show.
//
// A part whose bytes could not be had is shown as such; the rest is still shown.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "tool/debug/info.h"
#include "tool/debug/location.h"
#include "tool/debug/program.h"

struct value {
	const struct program *program;
	struct target *target;
	Dwarf_Die type;     // without typedefs and qualifiers
	Dwarf_Die declared; // with them
	bool has_type;      // false: void, or something that DWARF does not say
	struct object object;
	unsigned bit_offset; // of a bit field, from the least significant bit
	unsigned bit_size;   // 0: no bit field
};

// Bytes that a type takes; 0 if it does not say.
size_t value_type_size(Dwarf_Die *type);

// A value of a type at an address; NULL for the type means bytes of no known meaning.
struct value value_at(const struct program *program, struct target *target, Dwarf_Die *type,
		      uint32_t address);

// A variable or argument as it is in a frame; `context` says which.
struct value value_of(const struct program *program, Dwarf_Die *variable,
		      const struct location_context *context);

// Walking into it. False, with *why in words, if that cannot be done.
bool value_member(const struct value *value, struct str name, struct value *member,
		  const char **why);
bool value_index(const struct value *value, int64_t index, struct value *element, const char **why);
bool value_pointee(const struct value *value, struct value *pointee, const char **why);

// Names of a structure's members, for "did you mean".
size_t value_member_names(const struct value *value, struct str *names, size_t max);

// How many elements an array has; 0 if it is none.
size_t value_length(const struct value *value);

// The value as a number, if it is an integer, an enumerator, or a pointer.
bool value_number(const struct value *value, int64_t *number);

// As C would write it. `indent` is the column of what it belongs to: a value too long
// for one line is broken below that.
void value_print(struct text *text, const struct value *value, unsigned indent);

// "struct ward [6]"
struct str value_type_name(struct arena *arena, const struct value *value);

// The same for machines (doc/debugger.md): numbers, strings, arrays, objects; null for
// what could not be had.
json_t *value_json(const struct value *value);
