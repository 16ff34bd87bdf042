// Draws the memory picture.
#include "tool/image/map.h"

#include <stdlib.h>

struct line {
	struct str owner;
	struct layout_area area;
};

static int by_base(const void *a, const void *b)
{
	const struct line *left = a;
	const struct line *right = b;

	return (left->area.base > right->area.base) - (left->area.base < right->area.base);
}

static void add_line(struct text *text, uint64_t base, uint64_t size, uint64_t used,
		     struct str owner)
{
	text_addf(text, "  0x%08llx  %9llu  %9llu  %7llu  %.*s\n", (unsigned long long)base,
		  (unsigned long long)size, (unsigned long long)used,
		  (unsigned long long)(size - used), STR_ARG(owner));
}

static void add_memory(struct text *text, const struct image_memory *memory, struct line *lines,
		       size_t count)
{
	uint64_t at = memory->address;
	uint64_t end = at + memory->size;
	uint64_t used = 0;
	uint64_t gaps = 0;

	qsort(lines, count, sizeof *lines, by_base);
	text_addf(text,
		  "%.*s: %u bytes at 0x%08x\n"
		  "  %-10s  %9s  %9s  %7s\n",
		  STR_ARG(memory->kind), memory->size, memory->address, "address", "bytes", "used",
		  "unused");
	for (size_t i = 0; i < count; i++) {
		struct layout_area area = lines[i].area;

		if (area.base > at) {
			add_line(text, at, area.base - at, 0, S("(gap)"));
			gaps += area.base - at;
		}
		add_line(text, area.base, area.size, area.used, lines[i].owner);
		at = (uint64_t)area.base + area.size;
		used += area.used;
	}
	uint64_t wasted = at - memory->address - used;
	if (at < end)
		add_line(text, at, end - at, 0, S("(free)"));
	text_addf(text, "  used %llu, lost to alignment %llu (%llu of it in gaps), free %llu\n",
		  (unsigned long long)used, (unsigned long long)wasted, (unsigned long long)gaps,
		  (unsigned long long)(end - at));
}

struct str map_text(const struct image_model *model, const struct layout *layout)
{
	struct text text = {.arena = model->arena};
	size_t count = model->task_count + 1;
	struct line *flash = ARENA_ARRAY(model->arena, struct line, count);
	struct line *ram = ARENA_ARRAY(model->arena, struct line, count);

	flash[0] = (struct line){S("kernel"), layout->kernel.flash};
	ram[0] = (struct line){S("kernel"), layout->kernel.ram};
	for (size_t i = 0; i < model->task_count; i++) {
		flash[i + 1] = (struct line){model->tasks[i].name, layout->tasks[i].flash};
		ram[i + 1] = (struct line){model->tasks[i].name, layout->tasks[i].ram};
	}
	text_addf(&text, "%.*s on %.*s\n\n", STR_ARG(model->name), STR_ARG(model->board.name));
	add_memory(&text, &model->memories[model->flash], flash, count);
	text_adds(&text, "\n");
	add_memory(&text, &model->memories[model->ram], ram, count);
	return text_str(&text);
}
