// Strings as pointer and length, and a builder for longer ones.
//
// A str never owns anything. Those that the functions here allocate are followed
// by a NUL, so their `at` is a C string as well; slices of others need not be.
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "tool/base/arena.h"

struct str {
	const char *at;
	size_t len; // bytes
};

// A str of a string literal.
#define S(literal) ((struct str){("" literal), sizeof(literal) - 1})

// For printf: printf("%.*s", STR_ARG(s)).
#define STR_ARG(s) (int)(s).len, (s).at

// A view of a C string. NULL gives the empty string.
struct str str_from(const char *c_string);

// A copy with a NUL behind it.
struct str str_copy(struct arena *arena, struct str s);
const char *str_c(struct arena *arena, struct str s);

struct str str_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
struct str str_format_list(struct arena *arena, const char *format, va_list list) PRINTF_LIKE(2, 0);

bool str_equal(struct str a, struct str b);
bool str_is(struct str s, const char *c_string);
int str_compare(struct str a, struct str b); // as memcmp, shorter first
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);

// Bytes [from, to) of s; positions beyond the end mean the end.
struct str str_slice(struct str s, size_t from, size_t to);
struct str str_trim(struct str s);

// The position of a byte, or s.len.
size_t str_find(struct str s, char byte);
size_t str_find_last(struct str s, char byte);

// Takes the part of *rest before the first `byte` (all of it if there is none)
// and leaves what follows. False when nothing was left to take.
bool str_next(struct str *rest, char byte, struct str *part);

// A whole number, decimal or 0x…; false if it is anything else or too large.
bool str_number(struct str s, uint64_t *number);

// How many single-letter edits turn a into b; a swap of neighbours is one.
size_t str_distance(struct str a, struct str b);

// The name nearest to `wrong`, if near enough to be a slip; else an empty str.
struct str str_nearest(struct str wrong, const struct str *names, size_t count);

// ASCII only: letters to upper case, '-' to '_' (as generated macros need).
struct str str_upper_snake(struct arena *arena, struct str s);

// A growing text. Start with { .arena = a }.
struct text {
	struct arena *arena;
	char *at; // followed by a NUL once something was added
	size_t len;
	size_t room;
};

void text_add(struct text *text, struct str s);
void text_adds(struct text *text, const char *c_string);
void text_addf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
struct str text_str(const struct text *text);
