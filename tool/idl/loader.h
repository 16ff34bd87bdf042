// What the files that make a model share: load.c reads files and drives the others.
//
//     load.c      files and what they use
//     define.c    their `types` and `constants`
//     types.c     types as they are written: "[Option<Mode>; 4]"
//     measure.c   sizes of types
//     operate.c   operations
//     names.c     C names
//     check.c     rules that concern several parts at once
//
// What is wrong is reported where it is found, and left out; what depends on it is left
// out in silence. So one run shows all mistakes, and each once.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/idl/fields.h"
#include "tool/idl/model.h"

// Types in types, definitions in definitions, at most this deep.
#define LOADER_DEPTH 48u

// Bytes that a type may take. More cannot be meant.
#define LOADER_SIZE_MOST (1u << 20)

// A type of a `types` section. It is resolved when it is first mentioned, or at the end.
struct definition {
	struct named named;
	struct str last; // of a name such as "power::Rail", "Rail"
	struct unit *unit;
	enum { DEFINITION_NEW, DEFINITION_OPEN, DEFINITION_DONE } state;
	struct idl_type *type; // NULL if it is wrong
};

// A file that is being loaded.
struct unit {
	struct idl_file file;
	struct fields root;
	bool open; // what it uses is being read
	bool good; // it has a root
	struct unit **uses;
	struct definition *definitions;
	size_t definition_count;
	struct idl_constant *constants;
	size_t constant_count;
};

// What a type that nobody defines would be, as far as can be told from its uses.
enum guess { GUESS_STRUCT, GUESS_ENUM, GUESS_ERROR, GUESS_NEWTYPE, GUESS_CONSTANT };

struct unknown {
	struct idl_type *type;
	struct unit *unit; // that mentions it first
	enum guess guess;
	struct str detail; // of a newtype or enum, the integer
};

struct loader {
	struct arena *arena;
	const struct source *text; // stands for all files, if it is there
	struct unit **units;       // in the order in which they were first named
	size_t unit_count;
	size_t unit_room;
	struct idl_type **types; // each after those it contains
	size_t type_count;
	size_t type_room;
	struct unknown *unknowns;
	size_t unknown_count;
	size_t unknown_room;
	unsigned depth;
	struct idl_interface *interface;
};

// The type that a string names. NULL, reported, if it is not written as a type, or is a
// slice where `slice` is NULL. With `slice`, "[T]" gives T and sets *slice.
const struct idl_type *types_read(struct loader *loader, struct unit *unit, const struct ron *value,
				  struct str key, bool *slice);

// Adds a type that was made; its parts are in the list already.
void types_add(struct loader *loader, struct idl_type *type);

// Tells what an unknown type is likely to be. Any other type is left alone.
void types_guess(struct loader *loader, const struct idl_type *type, enum guess guess,
		 struct str detail);

// Reports all types that nobody defines.
void types_report_unknown(const struct loader *loader);

// An integer type by its name: "u16". NULL, reported, if it is another or none.
const struct idl_type *types_integer(struct loader *loader, struct unit *unit,
				     const struct ron *value, struct str key);

// Notes the `types` and `constants` of a file.
void define_note(struct loader *loader, struct unit *unit);

// The type that a definition makes. NULL if it is wrong.
const struct idl_type *define_resolve(struct loader *loader, struct definition *definition);

// Fills in known, wire, castable, and what memory it takes, from its parts' own. False if
// it is too large.
bool measure_type(struct idl_type *type);

// Reads the operations of the interface's own file.
void operate_read(struct loader *loader, struct unit *unit);

// Gives C names to everything, and reports those that collide.
void names_give(struct loader *loader);

// "RccError", "I2CState", "power::Rail" as "rcc_error", "i2c_state", "power_rail".
struct str names_snake(struct arena *arena, struct str name);

// Whether a name can be one in C: letters, digits and '_'. Reports it if not.
bool names_is_good(struct str name, struct place place, const char *what);

// The rules on operations.
void check_interface(const struct idl_interface *interface);
