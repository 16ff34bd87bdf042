// Handles of libraries (handles.h), each remembered when it is made.
#include "test/fuzz/handles.h"

#include <stdlib.h>
#include <string.h>

#include <elfutils/libdw.h>
#include <jansson.h>
#include <libelf.h>
#include <zip.h>

enum kind {
	ELF_HANDLE,
	DWARF_HANDLE,
	ZIP_HANDLE,
};

struct handle {
	struct handle *previous;
	enum kind kind;
	void *it;
};

// In front of each piece of memory of jansson's.
struct piece {
	_Alignas(16) struct piece *next;
	struct piece **from; // where the pointer to this one is
};

static struct handle *last;
static struct piece *pieces;
static struct piece *kept;

Elf *__real_elf_memory(char *bytes, size_t size);
Elf *__wrap_elf_memory(char *bytes, size_t size);
Dwarf *__real_dwarf_begin_elf(Elf *elf, Dwarf_Cmd cmd, Elf_Scn *section);
Dwarf *__wrap_dwarf_begin_elf(Elf *elf, Dwarf_Cmd cmd, Elf_Scn *section);
zip_t *__real_zip_open_from_source(zip_source_t *source, int flags, zip_error_t *error);
zip_t *__wrap_zip_open_from_source(zip_source_t *source, int flags, zip_error_t *error);

static void *remember(enum kind kind, void *it)
{
	struct handle *handle;

	if (it == NULL)
		return NULL;
	handle = malloc(sizeof *handle);
	*handle = (struct handle){last, kind, it};
	last = handle;
	return it;
}

Elf *__wrap_elf_memory(char *bytes, size_t size)
{
	return remember(ELF_HANDLE, __real_elf_memory(bytes, size));
}

Dwarf *__wrap_dwarf_begin_elf(Elf *elf, Dwarf_Cmd cmd, Elf_Scn *section)
{
	return remember(DWARF_HANDLE, __real_dwarf_begin_elf(elf, cmd, section));
}

// A file that is written is closed by who writes it.
zip_t *__wrap_zip_open_from_source(zip_source_t *source, int flags, zip_error_t *error)
{
	zip_t *zip = __real_zip_open_from_source(source, flags, error);

	return (flags & ZIP_RDONLY) == 0 ? zip : remember(ZIP_HANDLE, zip);
}

static void close_one(const struct handle *handle)
{
	switch (handle->kind) {
	case ELF_HANDLE:
		elf_end(handle->it);
		return;
	case DWARF_HANDLE:
		dwarf_end(handle->it);
		return;
	case ZIP_HANDLE:
		zip_discard(handle->it);
		return;
	}
}

static void link_piece(struct piece *piece)
{
	piece->next = pieces;
	piece->from = &pieces;
	if (pieces != NULL)
		pieces->from = &piece->next;
	pieces = piece;
}

static void unlink_piece(struct piece *piece)
{
	*piece->from = piece->next;
	if (piece->next != NULL)
		piece->next->from = piece->from;
}

static void *take(size_t size)
{
	struct piece *piece = malloc(sizeof *piece + size);

	if (piece == NULL)
		return NULL;
	link_piece(piece);
	return piece + 1;
}

static void give_back(void *memory)
{
	struct piece *piece = memory;

	if (memory == NULL)
		return;
	unlink_piece(piece - 1);
	free(piece - 1);
}

void handles_begin(void)
{
	json_set_alloc_funcs(take, give_back);
	json_object_seed(1); // an input does the same every time
}

void handles_keep(void)
{
	while (last != NULL) {
		struct handle *handle = last;

		last = handle->previous;
		free(handle);
	}
	kept = pieces;
	if (kept != NULL)
		kept->from = &kept;
	pieces = NULL;
}

void handles_close(void)
{
	while (last != NULL) {
		struct handle *handle = last;

		last = handle->previous;
		close_one(handle);
		free(handle);
	}
	while (pieces != NULL)
		give_back(pieces + 1);
}
