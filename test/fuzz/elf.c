// ELF files: whatever a file holds, it is read or refused, and nothing outside of it is
// touched.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/fuzz/exit.h"
#include "tool/base/diag.h"
#include "tool/base/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;
static volatile uint32_t sum; // so that what is looked at is read

static void look_at(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; bytes != NULL && i < size; i++)
		sum += bytes[i];
}

static void look_at_text(struct str text)
{
	look_at((const uint8_t *)text.at, text.len);
}

static void look_at_sections(const struct elf *elf)
{
	struct elf_section found;

	for (size_t i = 0; i < elf_section_count(elf); i++) {
		struct elf_section section = elf_section_at(elf, i);

		look_at_text(section.name);
		look_at(section.bytes, section.size);
	}
	if (elf_find_section(elf, ".text", &found))
		look_at(found.bytes, found.size);
}

static void look_at_the_rest(struct elf *elf)
{
	struct elf_symbol found;
	uint8_t bytes[16];

	for (size_t i = 0; i < elf_symbol_count(elf); i++) {
		struct elf_symbol symbol = elf_symbol_at(elf, i);

		look_at_text(symbol.name);
		if (elf_read_at(elf, symbol.value, bytes, sizeof bytes))
			elf_write_at(elf, symbol.value, bytes, sizeof bytes);
	}
	(void)elf_find_symbol(elf, "main", &found);
	for (size_t i = 0; i < elf_segment_count(elf); i++) {
		struct elf_segment segment = elf_segment_at(elf, i);

		look_at(segment.bytes, segment.file_size);
	}
	sum += elf_type(elf) + elf_machine(elf) + elf_entry(elf);
}

static void read_file(void *context)
{
	const char *wrong = NULL;
	struct elf *elf = elf_from(&arena, "input.o", *(const struct str *)context, &wrong);

	if (elf == NULL) {
		if (wrong == NULL)
			abort();
		return;
	}
	look_at_sections(elf);
	look_at_the_rest(elf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere_to;
	struct str bytes = {(const char *)data, size};

	if (nowhere_to == NULL)
		nowhere_to = fopen("/dev/null", "w");
	diag_to(nowhere_to);
	if (!exit_caught(read_file, &bytes))
		abort(); // what was not refused at once can be read
	arena_clear(&arena);
	return 0;
}
