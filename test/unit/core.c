// Dumps that are cut, changed, or made to mislead: what they hold is found, and nothing
// outside of them is touched.
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/unit.h"
#include "tool/base/bytes.h"
#include "tool/debug/core.h"
#include "tool/debug/core_note.h"

static struct arena arena;
static volatile char seen; // what was read must have been there

// A small dump: a header, three segments, a note, eight bytes of memory, the archive.
enum {
	NOTES_AT = sizeof(Elf32_Ehdr) + 3 * sizeof(Elf32_Phdr),
	NOTES_SIZE = 12 + 12 + 8,
	MEMORY_AT = NOTES_AT + NOTES_SIZE,
	MEMORY_SIZE = 8,
	ARCHIVE_AT = MEMORY_AT + MEMORY_SIZE,
	ARCHIVE_SIZE = 7,
	ARCHIVE_NOTE_SIZE = 12 + 12 + 8,
	SIZE = ARCHIVE_AT + ARCHIVE_NOTE_SIZE,
};

static void put_half(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static void put_segment(uint8_t *at, uint32_t type, uint32_t offset, uint32_t base, uint32_t size)
{
	bytes_put_word(at + offsetof(Elf32_Phdr, p_type), type);
	bytes_put_word(at + offsetof(Elf32_Phdr, p_offset), offset);
	bytes_put_word(at + offsetof(Elf32_Phdr, p_vaddr), base);
	bytes_put_word(at + offsetof(Elf32_Phdr, p_filesz), size);
	bytes_put_word(at + offsetof(Elf32_Phdr, p_memsz), size);
}

static void put_note(uint8_t *at, uint32_t type, const void *content, uint32_t size)
{
	bytes_put_word(at, sizeof CORE_OWNER);
	bytes_put_word(at + 4, size);
	bytes_put_word(at + 8, type);
	memcpy(at + 12, CORE_OWNER, sizeof CORE_OWNER);
	memcpy(at + 24, content, size);
}

static void make(uint8_t bytes[SIZE])
{
	uint8_t registers[8];
	uint8_t *segments = bytes + sizeof(Elf32_Ehdr);

	memset(bytes, 0, SIZE);
	memcpy(bytes, ELFMAG, SELFMAG);
	bytes[EI_CLASS] = ELFCLASS32;
	bytes[EI_DATA] = ELFDATA2LSB;
	put_half(bytes + offsetof(Elf32_Ehdr, e_type), ET_CORE);
	bytes_put_word(bytes + offsetof(Elf32_Ehdr, e_phoff), sizeof(Elf32_Ehdr));
	put_half(bytes + offsetof(Elf32_Ehdr, e_phentsize), sizeof(Elf32_Phdr));
	put_half(bytes + offsetof(Elf32_Ehdr, e_phnum), 3);
	put_segment(segments, PT_NOTE, NOTES_AT, 0, NOTES_SIZE);
	put_segment(segments + sizeof(Elf32_Phdr), PT_LOAD, MEMORY_AT, 0x20000000, MEMORY_SIZE);
	put_segment(segments + 2 * sizeof(Elf32_Phdr), PT_NOTE, ARCHIVE_AT, 0, ARCHIVE_NOTE_SIZE);
	bytes_put_word(registers, REG_PC);
	bytes_put_word(registers + 4, 0x1234);
	put_note(bytes + NOTES_AT, CORE_NOTE_REGISTERS, registers, sizeof registers);
	put_note(bytes + ARCHIVE_AT, CORE_NOTE_ARCHIVE, "archive", ARCHIVE_SIZE);
	memcpy(bytes + MEMORY_AT, "memories", MEMORY_SIZE);
}

// Opens bytes that end where the memory that was allocated for them ends, so that a
// checker of memory sees who reads on.
static struct core *open_exactly(const uint8_t *bytes, size_t size)
{
	char *copy = malloc(size == 0 ? 1 : size);
	const char *why = NULL;

	memcpy(copy, bytes, size);
	return core_open(&arena, (struct str){copy, size}, S("a dump"), &why);
}

// Uses all that a dump gives.
static void use(const struct core *core)
{
	struct registers registers;
	char memory[64];

	if (core == NULL)
		return;
	(void)!target_read_some(core->target, 0x20000000, memory, sizeof memory);
	(void)!target_read_registers(core->target, &registers);
	for (size_t i = 0; i < core->archive.len; i++)
		seen = core->archive.at[i];
}

static void whole_is_whole(void)
{
	uint8_t bytes[SIZE];
	struct core *core;
	struct registers registers;
	uint32_t pc;
	char memory[MEMORY_SIZE];

	make(bytes);
	core = open_exactly(bytes, SIZE);
	CHECK(core != NULL && core->problem_count == 0);
	if (core == NULL)
		return;
	CHECK(str_is(core->archive, "archive"));
	CHECK(target_read_registers(core->target, &registers));
	CHECK(registers_get(&registers, REG_PC, &pc) && pc == 0x1234);
	CHECK(target_read(core->target, 0x20000000, memory, MEMORY_SIZE));
	CHECK(memcmp(memory, "memories", MEMORY_SIZE) == 0);
}

static void cut_short(void)
{
	uint8_t bytes[SIZE];
	char memory[MEMORY_SIZE];

	make(bytes);
	for (size_t size = 0; size < SIZE; size++) {
		struct core *core = open_exactly(bytes, size);

		CHECK((core == NULL) == (size < sizeof(Elf32_Ehdr)));
		CHECK(core == NULL || core->problem_count > 0);
		use(core);
	}
	// What comes before the cut is there.
	struct core *core = open_exactly(bytes, ARCHIVE_AT - 3);
	CHECK(core != NULL && core->archive.len == 0);
	CHECK(core != NULL &&
	      target_read_some(core->target, 0x20000000, memory, MEMORY_SIZE) == MEMORY_SIZE - 3);
	core = open_exactly(bytes, ARCHIVE_AT);
	CHECK(core != NULL && target_read(core->target, 0x20000000, memory, MEMORY_SIZE));
}

static void changed(void)
{
	uint8_t bytes[SIZE];

	for (size_t i = 0; i < SIZE; i++) {
		static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};

		for (size_t k = 0; k < sizeof values; k++) {
			make(bytes);
			bytes[i] = values[k];
			use(open_exactly(bytes, SIZE));
		}
		make(bytes);
		memset(bytes + i, 0xFF, SIZE - i < 4 ? SIZE - i : 4);
		use(open_exactly(bytes, SIZE));
	}
	CHECK(true);
}

static void other_files_are_refused(void)
{
	uint8_t bytes[SIZE];

	make(bytes);
	put_half(bytes + offsetof(Elf32_Ehdr, e_type), ET_EXEC);
	CHECK(open_exactly(bytes, SIZE) == NULL);
	make(bytes);
	bytes[EI_CLASS] = ELFCLASS64;
	CHECK(open_exactly(bytes, SIZE) == NULL);
}

int main(void)
{
	unit_run("core: all of it", whole_is_whole);
	unit_run("core: cut at every length", cut_short);
	unit_run("core: every byte changed", changed);
	unit_run("core: other files", other_files_are_refused);
	return unit_status();
}
