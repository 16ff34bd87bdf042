// The line being typed: characters in, echo out.
//
// The prompt appears with the first character, so that a line of typing stands
// out among what the console says by itself, and nothing has to be wiped away
// when something is said while nobody types.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"

#define LINE_LENGTH 60u

// The most echo that one character can cause.
#define LINE_ECHO_MAX 3u

struct line {
	char text[LINE_LENGTH];
	size_t size;
	bool after_return; // a line feed now belongs to that return
};

// Takes one character and adds its echo. True if it ended a line: then text and
// size are that line, until line_clear().
bool line_type(struct line *line, char c, struct text *echo);

void line_clear(struct line *line);

// What is on the screen of a line half typed: nothing if it is empty.
void line_show(const struct line *line, struct text *to);
