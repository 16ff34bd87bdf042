// A dump of a real system in which bytes were changed: all that commands show of it can
// be shown, or is said to be missing.
//
// The first two bytes of an input say where the dump is cut off, the rest is changes: two
// bytes for the position, one for how many bytes, these bytes. A position counts only
// bytes that are not the archive's (test/fuzz/archive.c is for those); if its highest bit
// is set, only those of the kernel's data.
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "test/fuzz/base.h"
#include "test/fuzz/handles.h"
#include "test/fuzz/look.h"
#include "tool/debug/core.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena stays;
static struct arena arena;
static struct str dump;
static size_t archive_at; // where in the dump, and how long
static size_t archive_size;
static size_t kernel_at; // the same of the kernel's data
static size_t kernel_size;
static struct program *program;

static void find_kernel(void)
{
	struct elf_symbol kernel;
	Elf32_Ehdr header;
	Elf32_Phdr segment;

	memcpy(&header, dump.at, sizeof header);
	if (!elf_find_symbol(program->kernel.elf, "kernel", &kernel))
		abort();
	for (size_t i = 0; i < header.e_phnum; i++) {
		memcpy(&segment, dump.at + header.e_phoff + i * sizeof segment, sizeof segment);
		if (segment.p_type == PT_LOAD && kernel.value - segment.p_vaddr < segment.p_filesz)
			kernel_at = segment.p_offset + (kernel.value - segment.p_vaddr);
	}
	kernel_size = kernel.size;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *why;

	(void)argc;
	(void)argv;
	handles_begin();
	base_be_silent();
	dump = base_read(&stays, BASE_DUMP);
	const struct core *core = core_open(&stays, dump, S("the dump"), &why);
	program = core == NULL ? NULL : program_open(&stays, core->archive, "its archive");
	if (program == NULL)
		abort();
	look_list_variables(&stays, program);
	archive_at = (size_t)(core->archive.at - dump.at);
	archive_size = core->archive.len;
	find_kernel();
	handles_keep();
	return 0;
}

// The position in the dump of a byte that is not the archive's.
static size_t position(size_t number)
{
	if ((number & 0x8000u) != 0)
		return kernel_at + (number & 0x7FFFu) % kernel_size;
	number %= dump.len - archive_size;
	return number < archive_at ? number : number + archive_size;
}

static size_t take(const uint8_t **data, size_t *size, size_t n)
{
	size_t number = 0;

	for (size_t i = 0; i<n && * size> 0; i++) {
		number |= (size_t) * *data << (8 * i);
		++*data;
		--*size;
	}
	return number;
}

static void change(char *bytes, const uint8_t *data, size_t size)
{
	while (size > 0) {
		size_t where = take(&data, &size, 2);
		size_t count = take(&data, &size, 1);

		for (; count > 0 && size > 0; count--)
			bytes[position(where++)] = (char)take(&data, &size, 1);
	}
}

static void look_at(struct str bytes)
{
	const char *why;
	struct core *core = core_open(&arena, bytes, S("a dump"), &why);

	if (core == NULL)
		return;
	core_add_flash(core, program);
	struct session session = look_begin(&arena, program, core->target);
	look_at_system(&session);
	json_decref(session.root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t cut = take(&data, &size, 2);
	char *bytes = malloc(dump.len);
	size_t length = cut == 0 ? dump.len : position(cut);

	memcpy(bytes, dump.at, dump.len);
	change(bytes, data, size);
	// What is behind the cut must not be read.
	bytes = realloc(bytes, length == 0 ? 1 : length);
	look_at((struct str){bytes, length});
	free(bytes);
	handles_close();
	arena_clear(&arena);
	return 0;
}
