// A RON struct that is being read against what may stand in it; section.h's sister.
//
// Getters leave their result alone when the key is absent, so defaults are set before,
// and report what is wrong otherwise. What the reader of RON could not make out was
// reported there, and is passed over.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/idl/ron.h"

struct fields {
	struct arena *arena;
	const struct ron *value; // a struct, or one without fields
	struct str *slips;       // keys that fields_allow() took others for
	size_t slip_count;
	struct str title; // as messages name it: "operation \"write\""
};

// The fields of a value. False, reported with `form` as how to write it, if it has none
// or has a name other than `name` (which may be empty, and always may be left out).
bool fields_open(struct fields *fields, struct arena *arena, const struct ron *value,
		 struct str title, const char *name, const char *form);

// Reports keys other than these, and keys that are given twice.
void fields_allow(struct fields *fields, const char *const *keys, size_t count);
#define FIELDS_ALLOW(fields, ...)                                  \
	fields_allow((fields), (const char *const[]){__VA_ARGS__}, \
		     sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

// The value of a key, or NULL: it is absent or broken.
const struct ron *fields_get(const struct fields *fields, const char *key);

// The same, reporting its absence with a line that would do, unless fields_allow() has
// just asked whether another was meant to be this.
const struct ron *fields_require(const struct fields *fields, const char *key, const char *example);

// Whether a value is of a kind; reports it as that of `key` if not. Broken values are of
// no kind, silently.
bool fields_is(const struct ron *value, struct str key, enum ron_kind kind);

void fields_string(const struct fields *fields, const char *key, struct str *string);
void fields_flag(const struct fields *fields, const char *key, bool *flag);

// "doc" and "description", which are the same; with both, one after the other.
struct str fields_doc(const struct fields *fields);

// A whole number from least to most; reports it if not. `what` is what it is of.
bool fields_number(const struct ron *value, const char *what, uint64_t least, uint64_t most,
		   uint64_t *number);

// The entries of a map whose keys are strings, each once; the others are reported and
// left out. `what` is what they name: "operation".
struct named {
	struct str name;
	struct place place; // of the key
	const struct ron *value;
};
struct named_list {
	struct named *items;
	size_t count;
};
struct named_list fields_map(struct arena *arena, const struct ron *value, struct str key,
			     const char *what);
