// A line as it is typed for a shell (typed.h).
#include "tool/debug/typed.h"

#include <string.h>

#include "tool/base/diag.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool refuse(struct arena *arena, struct str line, size_t at, const char *what,
		   const char *help)
{
	struct source *source = ARENA_NEW(arena, struct source);

	*source = (struct source){.path = S("typed"), .text = line};
	diag_error((struct place){source, 1, (uint32_t)at + 1, 1}, "%s", what);
	diag_help("%s", help);
	return false;
}

// Takes what stands up to the second of two quotation marks. In double ones a backslash
// keeps a mark or another backslash as it is.
static bool take_quoted(struct arena *arena, struct str line, size_t *at, struct text *word)
{
	size_t from = *at;
	char mark = line.at[(*at)++];

	for (; *at < line.len && line.at[*at] != mark; ++*at) {
		if (mark == '"' && line.at[*at] == '\\' && *at + 1 < line.len &&
		    (line.at[*at + 1] == mark || line.at[*at + 1] == '\\'))
			++*at;
		text_add(word, str_slice(line, *at, *at + 1));
	}
	if (*at == line.len)
		return refuse(arena, line, from, "this quotation mark has no second",
			      "put a backslash before it if it is meant to stand for itself");
	++*at;
	return true;
}

// Takes a word off a line, from *at on. False if a quotation mark is alone.
static bool take_word(struct arena *arena, struct str line, size_t *at, struct text *word)
{
	while (*at < line.len && !is_blank(line.at[*at])) {
		char c = line.at[*at];

		if (c == '\'' || c == '"') {
			if (!take_quoted(arena, line, at, word))
				return false;
			continue;
		}
		if (c == '\\' && *at + 1 < line.len)
			++*at;
		text_add(word, str_slice(line, *at, *at + 1));
		++*at;
	}
	return true;
}

bool typed_split(struct arena *arena, struct str line, char **words, int max, int *count)
{
	*count = 0;
	for (size_t at = 0;;) {
		struct text word = {.arena = arena};

		while (at < line.len && is_blank(line.at[at]))
			at++;
		if (at == line.len || line.at[at] == '#')
			break;
		if (*count == max)
			return refuse(arena, line, at, "these are too many words",
				      "the command takes fewer");
		text_adds(&word, ""); // so that '' is a word
		if (!take_word(arena, line, &at, &word))
			return false;
		words[*count] = arena_alloc(arena, word.len + 1);
		if (word.len > 0)
			memcpy(words[*count], word.at, word.len);
		++*count;
	}
	words[*count] = NULL;
	return true;
}
