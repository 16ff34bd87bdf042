// Memory by the archive (flash.h). A program's ELF file has its initial variables twice:
// where they are stored in flash, and where they go. What is cleared is in no file.
#include "tool/debug/flash.h"

#include <elf.h>

struct pieces {
	struct arena *arena;
	struct target_piece *items;
	size_t count;
	size_t room;
};

static void add(struct pieces *to, uint32_t address, uint32_t size, const uint8_t *bytes)
{
	if (size > 0)
		*ARENA_PUSH(to->arena, to->items, to->count, to->room) =
			(struct target_piece){address, size, bytes};
}

static void add_stored(struct pieces *to, const struct module *module)
{
	for (size_t i = 0; i < elf_segment_count(module->elf); i++) {
		struct elf_segment segment = elf_segment_at(module->elf, i);

		if (segment.type == PT_LOAD)
			add(to, segment.load, segment.file_size, segment.bytes);
	}
}

static void add_initial(struct pieces *to, const struct module *module)
{
	for (size_t i = 0; i < elf_section_count(module->elf); i++) {
		struct elf_section section = elf_section_at(module->elf, i);

		if ((section.flags & SHF_ALLOC) == 0 || !span_has(module->ram, section.address))
			continue;
		if (section.bytes != NULL)
			add(to, section.address, section.size, section.bytes);
		else if (span_holds(module->ram, section.address, section.size))
			add(to, section.address, section.size,
			    arena_alloc(to->arena, section.size));
	}
}

struct target_piece *flash_pieces(struct arena *arena, const struct program *program, size_t *count)
{
	struct pieces pieces = {.arena = arena};

	add_stored(&pieces, &program->kernel);
	for (size_t i = 0; i < program->task_count; i++)
		add_stored(&pieces, &program->tasks[i].module);
	*count = pieces.count;
	return pieces.items;
}

struct target *flash_open(struct arena *arena, const struct program *program)
{
	struct pieces pieces = {.arena = arena};

	add_stored(&pieces, &program->kernel);
	add_initial(&pieces, &program->kernel);
	for (size_t i = 0; i < program->task_count; i++) {
		add_stored(&pieces, &program->tasks[i].module);
		add_initial(&pieces, &program->tasks[i].module);
	}
	return target_open_pieces(arena, TARGET_IMAGE, S("the archive"), pieces.items, pieces.count,
				  NULL);
}
