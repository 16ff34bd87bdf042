// Comparing what a program printed with what it should have, line by line.
//
// In what is expected, * stands for anything, also nothing, and {name} for what is marked
// so: the number of the line in a source that ends in "// at name", or some other text. A
// line "..." stands for any lines
// before the next that fits.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct expect_marks {
	struct str *names;
	struct str *texts;
	size_t count;
	size_t name_room;
	size_t text_room;
};

// Adds a mark.
void expect_add_mark(struct arena *arena, struct expect_marks *marks, struct str name,
		     struct str text);

// Adds the marks of a source file.
void expect_read_marks(struct arena *arena, struct expect_marks *marks, const char *path);

// A text with what is marked in the place of names in braces.
struct str expect_fill(struct arena *arena, const struct expect_marks *marks, struct str text);

// Whether a line is as expected.
bool expect_line(struct arena *arena, const struct expect_marks *marks, struct str expected,
		 struct str line);

// Whether all lines are. If not, `why` tells of the first that is not.
bool expect_text(struct arena *arena, const struct expect_marks *marks, struct str expected,
		 struct str text, struct str *why);
