// Quoting for ninja files.
#include "tool/image/ninja.h"

#include <stdbool.h>
#include <string.h>

// Ninja's own escapes, for a path or a value.
struct str ninja_path(struct arena *arena, struct str path)
{
	struct text text = {.arena = arena};

	for (size_t i = 0; i < path.len; i++) {
		if (path.at[i] == ' ' || path.at[i] == ':' || path.at[i] == '$')
			text_adds(&text, "$");
		text_add(&text, str_slice(path, i, i + 1));
	}
	return text_str(&text);
}

// A word for the shell, quoted only if it must be; and then for ninja.
struct str ninja_word(struct arena *arena, struct str word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_=+,./:@%";
	struct text text = {.arena = arena};
	bool quote = word.len == 0;

	for (size_t i = 0; i < word.len; i++)
		quote |= strchr(plain, word.at[i]) == NULL;
	if (!quote)
		return word;
	text_adds(&text, "'");
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '\'')
			text_adds(&text, "'\\'");
		if (word.at[i] == '$')
			text_adds(&text, "$");
		text_add(&text, str_slice(word, i, i + 1));
	}
	text_adds(&text, "'");
	return text_str(&text);
}
