// The include checker, on a small tree full of mistakes.
#include "test/unit/unit.h"
#include "tool/base/file.h"
#include "tool/check/layers.h"

#define TREE "test/golden/layers"

static struct arena arena;

static void note(void *context, const char *file, unsigned line, const char *what)
{
	text_addf(context, "%s:%u: %s\n", file, line, what);
}

static void finds_every_mistake(void)
{
	struct text found = {.arena = &arena};
	struct str expected = {"", 0};
	size_t count = layers_check(&arena, TREE, note, &found);

	CHECK(file_read(&arena, TREE "/expected", &expected));
	CHECK(count == 11);
	CHECK(str_equal(text_str(&found), expected));
	if (!str_equal(text_str(&found), expected))
		printf("%.*s", STR_ARG(text_str(&found)));
}

static void finds_nothing_in_nothing(void)
{
	CHECK(layers_check(&arena, TREE "/lib", note, NULL) == 0);
}

int main(void)
{
	unit_run("layers: every mistake is found", finds_every_mistake);
	unit_run("layers: no tree, no mistakes", finds_nothing_in_nothing);
	return unit_status();
}
