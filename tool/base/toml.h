// TOML 1.0 as a tree of C structs that knows where each key and value stands.
//
// toml.cc, the only C++ file of the host program, makes it with toml++.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/diag.h"
#include "tool/base/str.h"

enum toml_kind {
	TOML_TABLE,
	TOML_ARRAY,
	TOML_STRING,
	TOML_INTEGER,
	TOML_FLOAT,
	TOML_BOOLEAN,
	TOML_DATE, // a date, a time, or both: known to be one, not read
};

struct toml_entry;

struct toml_node {
	enum toml_kind kind;
	struct place place; // of the value; for [table] headers, of the header
	bool boolean;
	int64_t integer;
	double number;
	struct str string;
	struct toml_entry *entries; // of a table, in the order of the file
	struct toml_node *items;    // of an array
	size_t count;               // of either
};

struct toml_entry {
	struct str key;
	struct place place; // of the key
	struct toml_node value;
};

// Parses a whole file. NULL, with the mistake reported, if it is not TOML.
struct toml_node *toml_parse(struct arena *arena, const struct source *source);

// Reads a file, and parses it. NULL, with the reason reported, if that cannot be done. What
// it holds is where `source` points afterwards, which may be NULL for who need not know.
struct toml_node *toml_read(struct arena *arena, struct str path, const struct source **source);

// An entry of a table by its key, or NULL.
struct toml_entry *toml_find(const struct toml_node *table, const char *key);

// "a string", "a table": what a value is, for messages.
const char *toml_kind_name(enum toml_kind kind);
