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

// Where the members lie, in words: they are the same on target and here.
enum { KIND = 2, DETAIL, ADDRESS, TASK, CONTEXT, KNOWN, NOW, IMAGE_ID = 10, REGISTERS = 12 };

static void seal(uint8_t bytes[EPITAPH_SIZE])
{
	put_word(bytes, EPITAPH_MAGIC);
	put_word(bytes + 4, seal_of(bytes + 8, EPITAPH_SIZE - 8));
}

static void decodes(void)
{
	uint8_t bytes[EPITAPH_SIZE] = {0};
	struct epitaph epitaph;

	CHECK(!epitaph_decode(&epitaph, bytes));
	put_word(bytes + 4 * KIND, EPITAPH_BROKEN_INVARIANT);
	put_word(bytes + 4 * DETAIL, 5);
	put_word(bytes + 4 * TASK, 1);
	put_word(bytes + 4 * NOW, 1204);
	put_word(bytes + 4 * IMAGE_ID, 0x89abcdef);
	put_word(bytes + 4 * IMAGE_ID + 4, 0x01234567);
	CHECK(!epitaph_decode(&epitaph, bytes));
	seal(bytes);
	CHECK(epitaph_decode(&epitaph, bytes));
	CHECK(str_is(epitaph_text(&arena, &epitaph, &guest),
		     "the kernel failed at 1.204 s: invariant K5 of kern/kernel.h is broken\n"
		     "  task: ping\n"
		     "  image id: 0x0123456789abcdef\n"));
	for (size_t i = 0; i < EPITAPH_SIZE; i++) {
		bytes[i] ^= 0x10;
		CHECK(!epitaph_decode(&epitaph, bytes));
		bytes[i] ^= 0x10;
	}
}

static void registers(void)
{
	uint8_t bytes[EPITAPH_SIZE] = {0};
	struct epitaph epitaph;

	put_word(bytes + 4 * KIND, EPITAPH_KERNEL_FAULT);
	put_word(bytes + 4 * DETAIL, 0x02010000);
	put_word(bytes + 4 * ADDRESS, 0x40);
	put_word(bytes + 4 * CONTEXT, EPITAPH_IN_KERNEL);
	put_word(bytes + 4 * KNOWN, 1u << 0 | 1u << 4 | 1u << 12 | 1u << 13 | 1u << 15);
	put_word(bytes + 4 * REGISTERS, 0x11111111);
	put_word(bytes + 4 * (REGISTERS + 4), 0x22222222);
	put_word(bytes + 4 * (REGISTERS + 12), 0x33333333);
	put_word(bytes + 4 * (REGISTERS + 13), 0x20000400);
	put_word(bytes + 4 * (REGISTERS + 15), 0x00000abc);
	seal(bytes);
	CHECK(epitaph_decode(&epitaph, bytes));
	CHECK(str_is(epitaph_text(&arena, &epitaph, &guest),
		     "the kernel failed at 0.000 s: the kernel itself faulted: status 0x02010000, "
		     "address 0x00000040\n"
		     "  task: jefe\n"
		     "  registers of the kernel:\n"
		     "      r0 0x11111111    r4 0x22222222   r12 0x33333333    sp 0x20000400\n"
		     "      pc 0x00000abc\n"
		     "  image id: 0x0000000000000000\n"));
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
	unit_run("epitaph: registers", registers);
	unit_run("epitaph: nonsense", survives_nonsense);
	return unit_status();
}
