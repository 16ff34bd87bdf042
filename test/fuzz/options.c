// Command lines: whatever is typed, it is read or refused, and what is read was typed.
// An input is arguments, each ended by a byte of zero.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"

#define ARGUMENTS_MAX 20
#define OPERANDS_MAX 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *arguments[ARGUMENTS_MAX + 2];
static int count;

static void split(char *text, size_t size)
{
	static char name[] = "test";

	count = 0;
	arguments[count++] = name;
	for (char *at = text; at < text + size && count <= ARGUMENTS_MAX; at += strlen(at) + 1)
		arguments[count++] = at;
	arguments[count] = NULL;
}

// Whether a string is an argument, or the end of one.
static bool was_typed(const char *string)
{
	for (int i = 1; i < count; i++) {
		const char *end = arguments[i] + strlen(arguments[i]);

		if (string >= arguments[i] && string <= end)
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	const char *operands[OPERANDS_MAX] = {NULL};
	const char *board = NULL;
	const char *value = NULL;
	bool flag = false;
	const struct option_spec specs[] = {
		{.name = "--board", .value = &board},
		{.name = "--b", .value = &value},
		{.name = "--stop", .flag = &flag},
	};
	int found;

	memcpy(text, data, size);
	text[size] = '\0';
	split(text, size);
	found = options_read(count, arguments, specs, sizeof specs / sizeof specs[0], operands,
			     OPERANDS_MAX);
	if (found > OPERANDS_MAX)
		abort();
	for (int i = 0; i < found; i++)
		if (!was_typed(operands[i]))
			abort();
	if (found >= 0 &&
	    ((board != NULL && !was_typed(board)) || (value != NULL && !was_typed(value))))
		abort();
	free(text);
	return 0;
}
