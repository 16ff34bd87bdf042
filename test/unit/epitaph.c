// A failed kernel's record, from bytes to words.
#include <string.h>

#include "test/unit/unit.h"
#include "tool/run/epitaph.h"

static struct arena arena;
static struct image_task tasks[2] = {{.name = {"jefe", 4}}, {.name = {"ping", 4}}};
static struct image_model model = {.tasks = tasks, .task_count = 2};
static const struct guest guest = {.model = &model};

static void put_word(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void decodes(void)
{
	uint8_t bytes[EPITAPH_SIZE] = {0};
	struct epitaph epitaph;

	CHECK(!epitaph_decode(&epitaph, bytes));
	put_word(bytes, EPITAPH_MAGIC);
	put_word(bytes + 4, EPITAPH_BROKEN_INVARIANT);
	put_word(bytes + 8, 5);
	put_word(bytes + 12, 1);
	put_word(bytes + 24, 0x89abcdef);
	put_word(bytes + 28, 0x01234567);
	put_word(bytes + 32, 1204);
	CHECK(epitaph_decode(&epitaph, bytes));
	CHECK(str_is(epitaph_text(&arena, &epitaph, &guest),
		     "the kernel failed at 1.204 s: invariant K5 of kern/kernel.h is broken\n"
		     "  current task: ping\n"
		     "  image id: 0x0123456789abcdef\n"));
}

static void survives_nonsense(void)
{
	struct epitaph epitaph = {.kind = 77, .detail = 3, .task = 9};
	struct str text = epitaph_text(&arena, &epitaph, &guest);

	CHECK(str_starts(text, "the kernel failed at 0.000 s: for an unknown reason (kind 77"));
	epitaph.kind = EPITAPH_SUPERVISOR_FAULT;
	epitaph.detail = 200;
	text = epitaph_text(&arena, &epitaph, &guest);
	CHECK(str_starts(text, "the kernel failed at 0.000 s: the supervisor faulted: unknown"));
}

int main(void)
{
	unit_run("epitaph: a record", decodes);
	unit_run("epitaph: nonsense", survives_nonsense);
	return unit_status();
}
