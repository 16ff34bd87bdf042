// Errors as people want them: where, the line itself, what is wrong, what to do.
//
//     app/demo/app.toml:31:1: error: unknown key "prority" in [tasks.ping]
//        31 | prority = 4
//           | ^~~~~~~
//       help: did you mean "priority"?
//
// An error is printed at once and counted, and the caller goes on, so that one
// run shows all there is to mend. diag_errors() tells whether to stop.
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "abi/attr.h"
#include "tool/base/str.h"

// A text that errors can point into.
struct source {
	struct str path; // as it is shown
	struct str text; // all of it
};

// A stretch of one line. Line 0 means the file as a whole; no source, nowhere.
struct place {
	const struct source *source;
	uint32_t line;   // from 1
	uint32_t column; // from 1, in UTF-8 characters
	uint32_t length; // characters to underline; 0 is treated as 1
};

static const struct place nowhere = {NULL, 0, 0, 0};

// A place that is a file as a whole.
struct place place_of_file(const struct source *source);

// What is wrong at a place. No capital, no full stop.
void diag_error(struct place place, const char *format, ...) PRINTF_LIKE(2, 3);

// What nothing has to be done about yet. It is not counted.
void diag_warning(struct place place, const char *format, ...) PRINTF_LIKE(2, 3);

// More places that belong to the last error ("the first owner is here").
void diag_note(struct place place, const char *format, ...) PRINTF_LIKE(2, 3);

// What to do about the last error. Every error deserves one.
void diag_help(const char *format, ...) PRINTF_LIKE(1, 2);

// Ends the program with status 1, for what nobody can go on from.
NORETURN void diag_fatal(const char *format, ...) PRINTF_LIKE(1, 2);

// How many errors were reported so far.
unsigned diag_errors(void);

// The first error reported since diag_forget(), without its place; NULL if there is none.
const char *diag_first(void);
void diag_forget(void);

// Where reports go: stderr unless a test says otherwise.
void diag_to(FILE *out);
