// Who includes whom, as one test of the repository.
#include "tool/check/layers.h"
#include "tool/run/tests.h"

struct findings {
	struct text text;
};

static void note(void *context, const char *file, unsigned line, const char *what)
{
	struct findings *findings = context;

	text_addf(&findings->text, "\n%s:%u: %s", file, line, what);
}

void test_layers(struct arena *arena, struct tally *tally)
{
	struct findings findings = {.text = {.arena = arena}};
	size_t count;

	text_adds(&findings.text, "folders include what they should not");
	count = layers_check(arena, ".", note, &findings);
	tally_check(tally, S("layers"), count == 0, text_str(&findings.text));
}
