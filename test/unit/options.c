// tool/base/options.c: options anywhere, values either way, mistakes refused.
#include <stdlib.h>
#include <string.h>

#include "test/unit/unit.h"
#include "tool/base/options.h"

static bool json;
static const char *board;
static const char *operands[2];

static const struct option_spec specs[] = {
	{.name = "--json", .flag = &json},
	{.name = "--board", .value = &board},
};

// Reads up to five words as the arguments of `bh try`.
static int read_words(const char *a, const char *b, const char *c, const char *d)
{
	const char *words[] = {"try", a, b, c, d};
	char *argv[5];
	int argc = 0;

	for (size_t i = 0; i < 5 && words[i] != NULL; i++)
		argv[argc++] = strdup(words[i]);
	json = false;
	board = NULL;
	return options_read(argc, argv, specs, 2, operands, 2);
}

static void accepted(void)
{
	CHECK(read_words(NULL, NULL, NULL, NULL) == 0);
	CHECK(read_words("app", "--json", NULL, NULL) == 1 && json);
	CHECK(strcmp(operands[0], "app") == 0);
	CHECK(read_words("--board", "b1", "app", "x") == 2 && strcmp(board, "b1") == 0);
	CHECK(read_words("--board=b2", "app", NULL, NULL) == 1 && strcmp(board, "b2") == 0);
	CHECK(read_words("--", "--json", NULL, NULL) == 1 && !json);
	CHECK(read_words("-", NULL, NULL, NULL) == 1 && strcmp(operands[0], "-") == 0);
}

static void refused(void)
{
	FILE *to = freopen("/dev/null", "w", stderr);

	CHECK(to != NULL);
	CHECK(read_words("--jsn", NULL, NULL, NULL) == -1);
	CHECK(read_words("--board", NULL, NULL, NULL) == -1);
	CHECK(read_words("--json=yes", NULL, NULL, NULL) == -1);
	CHECK(read_words("--board", "b1", "--board", "b1") == -1);
	CHECK(read_words("--board=b1", "app", "--board=b2", NULL) == -1);
	CHECK(read_words("a", "b", "c", NULL) == -1);
}

int main(void)
{
	unit_run("options: accepted", accepted);
	unit_run("options: refused", refused);
	return unit_status();
}
