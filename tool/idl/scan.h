// The words of a RON text.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/diag.h"
#include "tool/base/str.h"

// Mistakes in one text that are reported before the reader gives up.
#define SCAN_ERRORS_MOST 20u

// Punctuation is its own character: '(', ')', '[', ']', '{', '}', ',', ':', '#', '!'.
enum token_kind {
	TOKEN_END = 0,
	TOKEN_BROKEN = 1, // reported
	TOKEN_NAME,
	TOKEN_INTEGER,
	TOKEN_FLOAT,
	TOKEN_CHAR,
	TOKEN_STRING,
	TOKEN_BYTES,
};

struct token {
	int kind; // token_kind, or a character
	struct place place;
	struct place after; // just behind it, in its last line
	bool negative;      // integers
	uint64_t magnitude; // integers
	double number;      // floats
	uint32_t character; // chars
	struct str string;  // names, strings, bytes
	bool plain;         // as in struct ron
	struct place inside;
};

struct scan {
	struct arena *arena;
	const struct source *source;
	size_t at; // the next byte
	uint32_t line;
	uint32_t column;    // of the next byte
	unsigned errors;    // reported here and by the reader
	struct place after; // the last token
};

// At the start of a text; an optional byte order mark is passed.
void scan_start(struct scan *scan, struct arena *arena, const struct source *source);

// The next token. After the last one, and after giving up, always TOKEN_END.
struct token scan_next(struct scan *scan);

// Reports a mistake, unless there were too many: then says so, and gives up. True if it
// was reported, so that a note or help may follow.
bool scan_error(struct scan *scan, struct place place, const char *format, ...) PRINTF_LIKE(3, 4);

// A token as messages name it: "a string", "':'", "\"foo\"".
const char *scan_describe(struct arena *arena, const struct token *token);
