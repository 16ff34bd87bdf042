// A TOML table that is being read against what may stand in it.
//
// Every getter leaves its result alone when the key is absent, so defaults are
// set before, and reports what is wrong otherwise. A key that nobody allowed is
// an error that names the nearest allowed one.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/toml.h"

struct section {
	struct arena *arena;
	const struct toml_node *table;
	struct str title;   // as messages name it: "[tasks.ping]"
	struct place place; // of its key or header, for what is missing from it
	struct str *slips;  // keys that section_allow() took others for
	size_t slip_count;
};

// A section over a table; the title is printf's, "[tasks.%s]".
struct section section_of(struct arena *arena, const struct toml_node *table, struct place place,
			  const char *title, ...) PRINTF_LIKE(4, 5);

// A section over the table that an entry is, titled by its key: "[ping]". False, with the
// mistake reported, if it is no table.
bool section_open(struct arena *arena, const struct toml_entry *entry, struct section *section);

// Reports keys other than these.
void section_allow(struct section *section, const char *const *keys, size_t count);
#define SECTION_ALLOW(section, ...)                                  \
	section_allow((section), (const char *const[]){__VA_ARGS__}, \
		      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

// Whether a key is present. Reports that it is missing, and shows a line that would
// do, unless section_allow() has just asked whether another was meant to be this.
bool section_require(const struct section *section, const char *key, const char *example);

// The entry of a key if it is there and is of that kind; else NULL.
const struct toml_entry *section_get(const struct section *section, const char *key,
				     enum toml_kind kind);

// Whether a value is of a kind; reports it as the value of `key` if not.
bool section_is(const struct toml_node *value, struct str key, enum toml_kind kind);

// Whether a value is a whole number from least to most; reports it if not.
bool section_is_within(const struct toml_node *value, struct str key, uint32_t least,
		       uint32_t most);

// Each of these may be given NULL for the place.
void section_number(const struct section *section, const char *key, uint32_t least, uint32_t most,
		    uint32_t *number, struct place *place);
void section_string(const struct section *section, const char *key, struct str *string,
		    struct place *place);

// The same of a string that must be there (section_require).
void section_need_string(const struct section *section, const char *key, struct str *string,
			 const char *example);
void section_flag(const struct section *section, const char *key, bool *flag);

// The strings of an array, in order; what is not one is reported and left out.
struct section_strings {
	struct str *items;
	struct place *places;
	size_t count;
};
struct section_strings section_strings(const struct section *section, const char *key);

// "did you mean ...?" if one of the names is near, else "the ... are: ...".
void section_suggest(struct str wrong, const struct str *names, size_t count,
		     const char *what_they_are);
