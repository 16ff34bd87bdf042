// Reading dumps (core.h), of which any part may be missing or wrong.
#include "tool/debug/core.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "tool/base/bytes.h"
#include "tool/debug/core_note.h"
#include "tool/debug/flash.h"
#include "tool/target/target_pieces.h"

struct core_contents {
	struct arena *arena;
	struct str bytes;
	struct str name;
	struct target_piece *pieces;
	size_t piece_count;
	size_t piece_room;
	struct registers registers;
	uint64_t taken;
};

static void problem(struct core *core, struct str text)
{
	*ARENA_PUSH(core->contents->arena, core->problems, core->problem_count,
		    core->problem_room) = text;
}

static const uint8_t *at(const struct core *core, size_t offset)
{
	return (const uint8_t *)core->contents->bytes.at + offset;
}

// How many of `size` bytes at an offset the file really has.
static size_t present(const struct core *core, size_t offset, size_t size)
{
	size_t length = core->contents->bytes.len;

	if (offset >= length)
		return 0;
	return size < length - offset ? size : length - offset;
}

static void read_registers(struct core *core, struct str content)
{
	const uint8_t *bytes = (const uint8_t *)content.at;

	for (size_t i = 0; i + 8 <= content.len; i += 8) {
		uint32_t number = bytes_word(bytes + i);

		// One that is newer than this program is of no use to it.
		if (number < REG_COUNT)
			registers_set(&core->contents->registers, number,
				      bytes_word(bytes + i + 4));
	}
}

static void read_description(struct core *core, struct str content)
{
	json_t *root = json_loadb(content.at, content.len, 0, NULL);
	const char *task = json_string_value(json_object_get(root, "task"));
	const char *id = json_string_value(json_object_get(root, "image-id"));

	if (json_integer_value(json_object_get(root, "dump")) != CORE_VERSION)
		problem(core, S("the dump does not say that it is of the version that this bh "
				"knows"));
	core->task = str_copy(core->contents->arena, str_from(task));
	if (!str_number(str_from(id), &core->image_id))
		core->image_id = 0;
	core->of_crash = json_is_true(json_object_get(root, "crash"));
	core->contents->taken = (uint64_t)json_integer_value(json_object_get(root, "taken"));
	json_decref(root);
}

static void read_note(struct core *core, struct str owner, uint32_t type, struct str content)
{
	if (!str_is(owner, CORE_OWNER))
		return;
	switch (type) {
	case CORE_NOTE_DESCRIPTION:
		read_description(core, content);
		return;
	case CORE_NOTE_REGISTERS:
		read_registers(core, content);
		return;
	case CORE_NOTE_ARCHIVE:
		core->archive = content;
		return;
	default:
		return;
	}
}

static size_t rounded(uint32_t size)
{
	return ((size_t)size + 3) & ~(size_t)3;
}

// Reads the note at *offset, and moves on to what is behind it. False if it is not whole.
static bool read_next_note(struct core *core, size_t *offset, size_t end)
{
	if (end - *offset < 12)
		return false;
	size_t owner_size = bytes_word(at(core, *offset));
	size_t content_size = bytes_word(at(core, *offset + 4));
	uint32_t type = bytes_word(at(core, *offset + 8));
	size_t content = *offset + 12 + rounded((uint32_t)owner_size);

	if (owner_size == 0 || content > end || content_size > end - content)
		return false;
	struct str owner = {(const char *)at(core, *offset + 12),
			    owner_size - 1}; // without its NUL
	read_note(core, owner, type, (struct str){(const char *)at(core, content), content_size});
	*offset = content + rounded((uint32_t)content_size);
	if (*offset > end)
		*offset = end;
	return true;
}

static void read_notes(struct core *core, size_t offset, size_t size)
{
	size_t got = present(core, offset, size);
	size_t end = offset + got;
	bool whole = got == size;

	while (offset < end && read_next_note(core, &offset, end))
		;
	if (!whole || offset < end)
		problem(core, S("the notes are cut short or damaged: the archive or registers may "
				"be missing"));
}

static void read_memory(struct core *core, size_t offset, struct span span)
{
	struct core_contents *contents = core->contents;
	size_t got = present(core, offset, span.size);

	if (got < span.size)
		problem(core, str_format(contents->arena,
					 "the dump is cut short: %zu of %" PRIu32
					 " bytes at 0x%08" PRIx32 " are missing",
					 span.size - got, span.size, span.base));
	if (got > 0 && span.base + (uint64_t)got <= (uint64_t)UINT32_MAX + 1)
		*ARENA_PUSH(contents->arena, contents->pieces, contents->piece_count,
			    contents->piece_room) =
			(struct target_piece){span.base, (uint32_t)got, at(core, offset)};
}

static void read_segments(struct core *core)
{
	const uint8_t *header = at(core, 0);
	size_t table = bytes_word(header + offsetof(Elf32_Ehdr, e_phoff));
	size_t count = bytes_half(header + offsetof(Elf32_Ehdr, e_phnum));
	size_t entry = bytes_half(header + offsetof(Elf32_Ehdr, e_phentsize));

	if (entry < sizeof(Elf32_Phdr)) {
		problem(core, S("the dump's header is damaged"));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		size_t offset = table + i * entry;

		if (present(core, offset, sizeof(Elf32_Phdr)) < sizeof(Elf32_Phdr)) {
			problem(core, S("the dump is cut short: its list of contents has no end"));
			return;
		}
		const uint8_t *segment = at(core, offset);
		uint32_t type = bytes_word(segment + offsetof(Elf32_Phdr, p_type));
		uint32_t where = bytes_word(segment + offsetof(Elf32_Phdr, p_offset));
		uint32_t size = bytes_word(segment + offsetof(Elf32_Phdr, p_filesz));
		uint32_t base = bytes_word(segment + offsetof(Elf32_Phdr, p_vaddr));

		if (type == PT_NOTE)
			read_notes(core, where, size);
		else if (type == PT_LOAD)
			read_memory(core, where, (struct span){base, size});
	}
}

static void make_target(struct core *core)
{
	struct core_contents *contents = core->contents;
	const struct registers *registers = &contents->registers;

	core->target =
		target_open_pieces(contents->arena, TARGET_CORE, contents->name, contents->pieces,
				   contents->piece_count, registers->known != 0 ? registers : NULL);
	core->target->taken = contents->taken;
}

struct core *core_open(struct arena *arena, struct str bytes, struct str name, const char **why)
{
	struct core *core = ARENA_NEW(arena, struct core);

	core->contents = ARENA_NEW(arena, struct core_contents);
	*core->contents = (struct core_contents){.arena = arena, .bytes = bytes, .name = name};
	if (bytes.len < sizeof(Elf32_Ehdr) || memcmp(bytes.at, ELFMAG, SELFMAG) != 0 ||
	    bytes.at[EI_CLASS] != ELFCLASS32 || bytes.at[EI_DATA] != ELFDATA2LSB ||
	    bytes_half(at(core, offsetof(Elf32_Ehdr, e_type))) != ET_CORE) {
		*why = "this is not a dump";
		return NULL;
	}
	read_segments(core);
	make_target(core);
	return core;
}

void core_add_flash(struct core *core, const struct program *program)
{
	struct core_contents *contents = core->contents;
	size_t count;
	struct target_piece *flash = flash_pieces(contents->arena, program, &count);

	for (size_t i = 0; i < count; i++)
		*ARENA_PUSH(contents->arena, contents->pieces, contents->piece_count,
			    contents->piece_room) = flash[i];
	make_target(core);
}
