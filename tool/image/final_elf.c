// The final ELF file is laid out like this:
//
//     header
//     the kernel's file from behind its header on, byte for byte
//     the tasks' segments
//     names of all sections
//     section headers: the kernel's, then the tasks'
//     program headers: one for each piece of flash, by address
//
// So the kernel's own sections stay at their offsets, and symbols keep their
// section numbers. Segments hold what is stored in flash and nothing else: RAM
// that start-up code clears is not the loader's business, and .uninit must
// survive a reset.
#include "tool/image/final_elf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

// ELF numbers are little-endian here whatever the host is.
static void add_number(struct text *text, uint32_t value, size_t bytes)
{
	char number[4];

	for (size_t i = 0; i < bytes; i++)
		number[i] = (char)(value >> (8 * i));
	text_add(text, (struct str){number, bytes});
}

static void add_numbers(struct text *text, const uint32_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_number(text, values[i], 4);
}

static uint32_t number_at(struct str bytes, size_t offset, size_t size)
{
	uint32_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint32_t)(uint8_t)bytes.at[offset + i] << (8 * i);
	return value;
}

static void set_number(struct text *text, size_t offset, uint32_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		text->at[offset + i] = (char)(value >> (8 * i));
}

static void align(struct text *text)
{
	while (text->len % 4 != 0)
		text_add(text, (struct str){"", 1});
}

// Offsets of fields in the ELF header and in the tables' entries.
enum {
	E_PHOFF = offsetof(Elf32_Ehdr, e_phoff),
	E_SHOFF = offsetof(Elf32_Ehdr, e_shoff),
	E_PHNUM = offsetof(Elf32_Ehdr, e_phnum),
	E_PHENTSIZE = offsetof(Elf32_Ehdr, e_phentsize),
	E_SHNUM = offsetof(Elf32_Ehdr, e_shnum),
	E_SHSTRNDX = offsetof(Elf32_Ehdr, e_shstrndx),
	SH_OFFSET = offsetof(Elf32_Shdr, sh_offset),
	SH_SIZE = offsetof(Elf32_Shdr, sh_size),
	P_OFFSET = offsetof(Elf32_Phdr, p_offset),
};

// A segment and where its bytes are in the file.
struct placed {
	struct elf_segment segment;
	uint32_t offset;
};

// The file in the making, and the tables that will end it.
struct final {
	struct arena *arena;
	struct text file;
	struct text names;
	struct text headers; // of sections
	struct placed *segments;
	size_t segment_count;
	size_t segment_room;
};

static bool is_stored(const struct elf_segment *segment)
{
	return segment->type == PT_LOAD && segment->file_size > 0;
}

static void add_segment(struct final *final, struct elf_segment segment, uint32_t offset)
{
	*ARENA_PUSH(final->arena, final->segments, final->segment_count, final->segment_room) =
		(struct placed){segment, offset};
}

// Takes over the kernel's file, section headers, names of sections, and segments.
static void add_kernel(struct final *final, struct str kernel, const struct elf *elf)
{
	size_t sections = number_at(kernel, E_SHOFF, 4);
	size_t names = sections + sizeof(Elf32_Shdr) * number_at(kernel, E_SHSTRNDX, 2);
	size_t names_at = number_at(kernel, names + SH_OFFSET, 4);
	size_t segments = number_at(kernel, E_PHOFF, 4);

	text_add(&final->file, kernel);
	align(&final->file);
	text_add(&final->headers,
		 str_slice(kernel, sections,
			   sections + elf_section_count(elf) * sizeof(Elf32_Shdr)));
	text_add(&final->names,
		 str_slice(kernel, names_at, names_at + number_at(kernel, names + SH_SIZE, 4)));
	for (size_t i = 0; i < elf_segment_count(elf); i++) {
		struct elf_segment segment = elf_segment_at(elf, i);

		if (is_stored(&segment))
			add_segment(
				final, segment,
				number_at(kernel, segments + i * sizeof(Elf32_Phdr) + P_OFFSET, 4));
	}
}

// A section of a task, under a name such as "ping.text".
static void add_section(struct final *final, const char *owner, struct elf_section section,
			uint32_t offset)
{
	uint32_t name = (uint32_t) final->names.len;

	text_addf(&final->names, "%s%.*s", owner, STR_ARG(section.name));
	text_add(&final->names, (struct str){"", 1});
	uint32_t header[] = {name,
			     section.type,
			     section.flags,
			     section.address,
			     offset,
			     section.size,
			     0,
			     0,
			     section.align,
			     0};
	add_numbers(&final->headers, header, sizeof header / sizeof header[0]);
}

static void add_task_segment(struct final *final, const struct final_part *task,
			     struct elf_segment segment)
{
	align(&final->file);
	uint32_t offset = (uint32_t) final->file.len;
	text_add(&final->file, (struct str){(const char *)segment.bytes, segment.file_size});
	add_segment(final, segment, offset);
	for (size_t i = 1; i < elf_section_count(task->elf); i++) {
		struct elf_section section = elf_section_at(task->elf, i);

		if ((section.flags & SHF_ALLOC) == 0 || section.type == SHT_NOBITS ||
		    section.size == 0 || section.address < segment.address ||
		    section.address - segment.address >= segment.file_size)
			continue;
		add_section(final, task->name, section,
			    offset + (section.address - segment.address));
	}
}

// A task's memory: what is stored in flash, then what it only occupies.
static void add_task(struct final *final, const struct final_part *task)
{
	for (size_t i = 0; i < elf_segment_count(task->elf); i++) {
		struct elf_segment segment = elf_segment_at(task->elf, i);

		if (is_stored(&segment))
			add_task_segment(final, task, segment);
	}
	for (size_t i = 1; i < elf_section_count(task->elf); i++) {
		struct elf_section section = elf_section_at(task->elf, i);

		if ((section.flags & SHF_ALLOC) != 0 && section.type == SHT_NOBITS &&
		    section.size > 0)
			add_section(final, task->name, section, (uint32_t) final->file.len);
	}
}

// The section names, and with them the header of the section that they are.
static void add_names(struct final *final, size_t names_section)
{
	size_t header = names_section * sizeof(Elf32_Shdr);

	align(&final->file);
	set_number(&final->headers, header + SH_OFFSET, (uint32_t) final->file.len, 4);
	set_number(&final->headers, header + SH_SIZE, (uint32_t) final->names.len, 4);
	text_add(&final->file, text_str(&final->names));
	align(&final->file);
}

static void add_section_headers(struct final *final)
{
	set_number(&final->file, E_SHOFF, (uint32_t) final->file.len, 4);
	set_number(&final->file, E_SHNUM, (uint32_t)(final->headers.len / sizeof(Elf32_Shdr)), 2);
	text_add(&final->file, text_str(&final->headers));
}

static int by_load_address(const void *a, const void *b)
{
	const struct placed *left = a;
	const struct placed *right = b;

	return (left->segment.load > right->segment.load) -
	       (left->segment.load < right->segment.load);
}

static void add_program_headers(struct final *final)
{
	qsort(final->segments, final->segment_count, sizeof *final->segments, by_load_address);
	set_number(&final->file, E_PHOFF, (uint32_t) final->file.len, 4);
	set_number(&final->file, E_PHENTSIZE, sizeof(Elf32_Phdr), 2);
	set_number(&final->file, E_PHNUM, (uint32_t) final->segment_count, 2);
	for (size_t i = 0; i < final->segment_count; i++) {
		struct elf_segment segment = final->segments[i].segment;
		uint32_t header[] = {
			PT_LOAD,           final->segments[i].offset, segment.address, segment.load,
			segment.file_size, segment.file_size,         segment.flags,   4};

		add_numbers(&final->file, header, sizeof header / sizeof header[0]);
	}
}

struct str final_elf(struct arena *arena, struct str kernel, const struct final_part *parts,
		     size_t part_count)
{
	struct final final = {
		.arena = arena,
		.file.arena = arena,
		.names.arena = arena,
		.headers.arena = arena,
	};

	add_kernel(&final, kernel, parts[0].elf);
	for (size_t i = 1; i < part_count; i++)
		add_task(&final, &parts[i]);
	add_names(&final, number_at(kernel, E_SHSTRNDX, 2));
	add_section_headers(&final);
	add_program_headers(&final);
	return text_str(&final.file);
}
