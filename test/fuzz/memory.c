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

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena stays;
static struct arena arena;
static struct base base;
static size_t archive_at; // where in the dump, and how long
static size_t archive_size;
static size_t kernel_at; // the same of the kernel's data
static size_t kernel_size;

static void find_kernel(void)
{
	struct elf_symbol kernel;
	Elf32_Ehdr header;
	Elf32_Phdr segment;

	memcpy(&header, base.bytes.at, sizeof header);
	if (!elf_find_symbol(base.program->kernel.elf, "kernel", &kernel))
		abort();
	for (size_t i = 0; i < header.e_phnum; i++) {
		memcpy(&segment, base.bytes.at + header.e_phoff + i * sizeof segment,
		       sizeof segment);
		if (segment.p_type == PT_LOAD && kernel.value - segment.p_vaddr < segment.p_filesz)
			kernel_at = segment.p_offset + (kernel.value - segment.p_vaddr);
	}
	kernel_size = kernel.size;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	base = base_open(&stays);
	archive_at = (size_t)(base.core->archive.at - base.bytes.at);
	archive_size = base.core->archive.len;
	find_kernel();
	return 0;
}

// The position in the dump of a byte that is not the archive's.
static size_t position(size_t number)
{
	if ((number & 0x8000u) != 0)
		return kernel_at + (number & 0x7FFFu) % kernel_size;
	number %= base.bytes.len - archive_size;
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
	core_add_flash(core, base.program);
	struct session session = look_begin(&arena, base.program, core->target);
	look_at_system(&session);
	json_decref(session.root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t cut = take(&data, &size, 2);
	char *bytes = malloc(base.bytes.len);
	size_t length = cut == 0 ? base.bytes.len : position(cut);

	memcpy(bytes, base.bytes.at, base.bytes.len);
	change(bytes, data, size);
	// What is behind the cut must not be read.
	bytes = realloc(bytes, length == 0 ? 1 : length);
	look_at((struct str){bytes, length});
	free(bytes);
	handles_close();
	arena_clear(&arena);
	return 0;
}
