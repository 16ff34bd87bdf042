// Comparing what a program printed with what it should have (expect.h).
#include "tool/run/expect.h"

#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

#define MARK "// at "

void expect_add_mark(struct arena *arena, struct expect_marks *marks, struct str name,
		     struct str text)
{
	size_t index = marks->count;

	*ARENA_PUSH(arena, marks->names, index, marks->name_room) = name;
	*ARENA_PUSH(arena, marks->texts, marks->count, marks->text_room) = text;
}

void expect_read_marks(struct arena *arena, struct expect_marks *marks, const char *path)
{
	struct str text;
	struct str line;

	if (!file_read(arena, path, &text))
		diag_fatal("%s cannot be read", path);
	for (unsigned number = 1; str_next(&text, '\n', &line); number++) {
		size_t size = sizeof MARK - 1;

		for (size_t i = 0; i + size < line.len; i++) {
			if (memcmp(line.at + i, MARK, size) != 0)
				continue;
			expect_add_mark(arena, marks, str_slice(line, i + size, line.len),
					str_format(arena, "%u", number));
			break;
		}
	}
}

// The text for a name in braces; empty if nothing is marked so.
static struct str text_of(const struct expect_marks *marks, struct str name)
{
	for (size_t i = 0; i < marks->count; i++)
		if (str_equal(marks->names[i], name))
			return marks->texts[i];
	return (struct str){"", 0};
}

struct str expect_fill(struct arena *arena, const struct expect_marks *marks, struct str expected)
{
	struct text filled = {.arena = arena};

	while (expected.len > 0) {
		size_t open = str_find(expected, '{');
		struct str tail = str_slice(expected, open, expected.len);
		size_t close = str_find(tail, '}');
		struct str text = text_of(marks, str_slice(tail, 1, close));

		text_add(&filled, str_slice(expected, 0, open));
		if (text.len > 0) {
			text_add(&filled, text);
			expected = str_slice(tail, close + 1, tail.len);
		} else {
			text_add(&filled, str_slice(tail, 0, 1)); // a brace like any
			expected = str_slice(tail, 1, tail.len);
		}
	}
	return text_str(&filled);
}

// Whether a text fits a pattern in which * stands for anything.
static bool fits(struct str pattern, struct str text)
{
	struct str after_star = {NULL, 0}; // what follows the last star
	struct str retry = {"", 0};        // where in the text that was tried

	while (text.len > 0 || pattern.len > 0) {
		if (pattern.len > 0 && pattern.at[0] == '*') {
			pattern = str_slice(pattern, 1, pattern.len);
			after_star = pattern;
			retry = text;
		} else if (pattern.len > 0 && text.len > 0 && pattern.at[0] == text.at[0]) {
			pattern = str_slice(pattern, 1, pattern.len);
			text = str_slice(text, 1, text.len);
		} else if (after_star.at != NULL && retry.len > 0) {
			retry = str_slice(retry, 1, retry.len);
			text = retry;
			pattern = after_star;
		} else {
			return false;
		}
	}
	return true;
}

bool expect_line(struct arena *arena, const struct expect_marks *marks, struct str expected,
		 struct str line)
{
	return fits(expect_fill(arena, marks, expected), line);
}

bool expect_text(struct arena *arena, const struct expect_marks *marks, struct str expected,
		 struct str text, struct str *why)
{
	struct str whole = text;
	struct str want;
	struct str have;

	bool skips = false;

	for (unsigned number = 1;; number++) {
		bool wants = str_next(&expected, '\n', &want);

		if (wants && str_is(want, "...")) {
			skips = true;
			continue;
		}
		bool has = str_next(&text, '\n', &have);
		while (skips && has && !(wants && expect_line(arena, marks, want, have)))
			has = str_next(&text, '\n', &have);
		skips = false;
		if (!wants && !has)
			return true;
		if (wants && has && expect_line(arena, marks, want, have))
			continue;
		*why = str_format(arena, "line %u should be\n  %.*s\nbut is\n  %.*s\nof\n%.*s",
				  number,
				  STR_ARG(wants ? expect_fill(arena, marks, want) : S("(none)")),
				  STR_ARG(has ? have : S("(none)")), STR_ARG(whole));
		return false;
	}
}
