// RON, the notation of interface files, as a tree that knows where everything stands.
//
//     Interface(                        a struct with a name
//         name: "Uart",                 a field, a string
//         ops: { "write": ( ... ) },    a map; a struct without a name
//         reply: Simple("()"),          a tuple with a name
//         encoding: Hubpack,            a name
//     )
//
// The reader is a function of the text alone: it reads no files and keeps no state.
// Memory and stack that it uses grow no faster than the text, whatever is in it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/diag.h"
#include "tool/base/str.h"

// Values in values, at most this deep.
#define RON_DEPTH 64u

enum ron_kind {
	RON_BROKEN, // reported by the reader; to be passed over in silence
	RON_BOOL,
	RON_INTEGER,
	RON_FLOAT,
	RON_CHAR,
	RON_STRING,
	RON_BYTES,  // b"..."
	RON_NAME,   // None, Hubpack
	RON_TUPLE,  // (1, 2), Some(1); () is one of none
	RON_STRUCT, // (a: 1), Lease(a: 1)
	RON_LIST,   // [1, 2]
	RON_MAP,    // { "a": 1 }
};

struct ron_entry;

struct ron {
	enum ron_kind kind;
	struct place place; // of its first token, the name if it has one
	bool boolean;
	bool negative;      // integers: magnitude is below 0
	uint64_t magnitude; // integers
	double number;      // floats
	uint32_t character; // chars: a Unicode scalar value
	struct str string;  // strings and bytes, without escapes
	// Strings: whether the text between the quotation marks is `string` as it stands, and
	// in one line, so that a place in it can be named: `inside` is that of its first byte.
	bool plain;
	struct place inside;
	struct str name;           // names, and of structs and tuples; else empty
	bool damaged;              // something in it was reported, and may be missing
	struct ron *items;         // lists, tuples
	struct ron_entry *entries; // structs, maps, in the order of the file
	size_t count;              // of either
};

// Keys of structs are RON_NAMEs. Keys that occur twice are kept twice.
struct ron_entry {
	struct ron key;
	struct ron value;
};

// The value that is all of the text. Reports what is wrong, and goes on where it can:
// what could not be read is RON_BROKEN or left out, so diag_errors() tells whether the
// tree is whole. NULL if there is no value at all.
struct ron *ron_read(struct arena *arena, const struct source *source);

// "a string", "a map": what a value is, for messages.
const char *ron_kind_name(const struct ron *value);

// The entry of a struct by its key, or NULL.
struct ron_entry *ron_find(const struct ron *value, const char *key);

// Takes Some(x) as x, and None as nothing: NULL. Anything else is itself.
const struct ron *ron_option(const struct ron *value);
