// ELF files: the file is kept in memory as it is, libelf reads its headers there,
// and patches change bytes in place.
#include "tool/base/elf.h"

#include <elf.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

#include "abi/layout.h"
#include "tool/base/bytes.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"

struct elf {
	struct str path;
	char *bytes; // the whole file
	size_t size;
	Elf *handle;
	GElf_Ehdr header;
	size_t names; // section that holds the sections' names
	size_t sections;
	size_t segments;
	size_t strings;    // section that holds the symbols' names
	Elf_Data *symbols; // NULL if there is no symbol table
	size_t symbol_count;
	struct elf_section layout; // without bytes if there is none
};

static struct elf *refuse(const char **wrong, const char *why)
{
	*wrong = why;
	return NULL;
}

static GElf_Shdr section_header(const struct elf *elf, size_t index)
{
	GElf_Shdr header;

	if (gelf_getshdr(elf_getscn(elf->handle, index), &header) == NULL)
		diag_fatal("%.*s: section %zu cannot be read: %s", STR_ARG(elf->path), index,
			   elf_errmsg(-1));
	return header;
}

static bool has_bytes(const GElf_Shdr *header)
{
	return header->sh_type != SHT_NOBITS && header->sh_type != SHT_NULL;
}

// Whether a stretch of the file is in it.
static bool has(const struct elf *elf, uint64_t offset, uint64_t size)
{
	return offset <= elf->size && size <= elf->size - offset;
}

// Each section and segment can be read, so that nobody who does need think of failure.
static bool is_whole(const struct elf *elf)
{
	// libelf takes tables that are not in the file for none.
	if ((elf->sections == 0 && elf->header.e_shnum != 0) ||
	    (elf->segments == 0 && elf->header.e_phnum != 0))
		return false;
	for (size_t i = 0; i < elf->sections; i++) {
		GElf_Shdr header;

		if (gelf_getshdr(elf_getscn(elf->handle, i), &header) == NULL ||
		    (has_bytes(&header) && !has(elf, header.sh_offset, header.sh_size)))
			return false;
	}
	for (size_t i = 0; i < elf->segments; i++) {
		GElf_Phdr header;

		if (gelf_getphdr(elf->handle, (int)i, &header) == NULL ||
		    !has(elf, header.p_offset, header.p_filesz))
			return false;
	}
	return true;
}

// False if there is a table of symbols that cannot be read. A file may have none.
static bool find_symbols(struct elf *elf)
{
	for (size_t i = 0; i < elf->sections; i++) {
		GElf_Shdr header = section_header(elf, i);

		if (header.sh_type != SHT_SYMTAB || header.sh_entsize == 0)
			continue;
		elf->symbols = elf_getdata(elf_getscn(elf->handle, i), NULL);
		if (elf->symbols == NULL || elf->symbols->d_type != ELF_T_SYM ||
		    header.sh_entsize != sizeof(Elf32_Sym))
			return false;
		elf->strings = header.sh_link;
		elf->symbol_count = elf->symbols->d_size / sizeof(Elf32_Sym);
	}
	return true;
}

struct elf *elf_read(struct arena *arena, const char *path, const char **wrong)
{
	struct str content;

	if (!file_read(arena, path, &content))
		return refuse(wrong, strerror(errno));
	return elf_from(arena, path, content, wrong);
}

struct elf *elf_from(struct arena *arena, const char *path, struct str content, const char **wrong)
{
	struct elf *elf = ARENA_NEW(arena, struct elf);

	elf->path = str_copy(arena, str_from(path));
	elf->bytes = arena_grow(arena, content.at, content.len, content.len + 1);
	elf->size = content.len;
	elf_version(EV_CURRENT);
	elf->handle = elf_memory(elf->bytes, elf->size);
	if (elf->handle == NULL || elf_kind(elf->handle) != ELF_K_ELF ||
	    gelf_getehdr(elf->handle, &elf->header) == NULL)
		return refuse(wrong, "this is not an ELF file");
	if (elf->header.e_ident[EI_CLASS] != ELFCLASS32 ||
	    elf->header.e_ident[EI_DATA] != ELFDATA2LSB)
		return refuse(wrong, "this is not a 32-bit little-endian ELF file");
	if (elf_getshdrnum(elf->handle, &elf->sections) != 0 ||
	    elf_getshdrstrndx(elf->handle, &elf->names) != 0 ||
	    elf_getphdrnum(elf->handle, &elf->segments) != 0)
		return refuse(wrong, elf_errmsg(-1));
	if (!is_whole(elf))
		return refuse(wrong, "the file is cut short or damaged");
	if (!find_symbols(elf))
		return refuse(wrong, "its table of symbols is damaged");
	if (!elf_find_section(elf, ".layout", &elf->layout))
		elf->layout.bytes = NULL;
	return elf;
}

struct elf *elf_open(struct arena *arena, const char *path)
{
	const char *wrong;
	struct elf *elf = elf_read(arena, path, &wrong);

	if (elf == NULL)
		diag_error(nowhere, "%s: %s", path, wrong);
	return elf;
}

uint32_t elf_type(const struct elf *elf)
{
	return elf->header.e_type;
}

uint32_t elf_machine(const struct elf *elf)
{
	return elf->header.e_machine;
}

struct Elf *elf_handle(const struct elf *elf)
{
	return elf->handle;
}

uint32_t elf_entry(const struct elf *elf)
{
	return (uint32_t)elf->header.e_entry;
}

// The address of a stretch of the file, which must lie in it.
static uint8_t *at_offset(const struct elf *elf, uint64_t offset, uint64_t size)
{
	if (!has(elf, offset, size))
		diag_fatal("%.*s: the file is cut short", STR_ARG(elf->path));
	return (uint8_t *)elf->bytes + offset;
}

size_t elf_section_count(const struct elf *elf)
{
	return elf->sections;
}

struct elf_section elf_section_at(const struct elf *elf, size_t index)
{
	GElf_Shdr header = section_header(elf, index);
	const char *name = elf_strptr(elf->handle, elf->names, header.sh_name);

	return (struct elf_section){
		.name = str_from(name),
		.type = header.sh_type,
		.flags = (uint32_t)header.sh_flags,
		.address = (uint32_t)header.sh_addr,
		.size = (uint32_t)header.sh_size,
		.align = (uint32_t)header.sh_addralign,
		.bytes = has_bytes(&header) ? at_offset(elf, header.sh_offset, header.sh_size)
					    : NULL,
	};
}

bool elf_find_section(const struct elf *elf, const char *name, struct elf_section *found)
{
	for (size_t i = 1; i < elf->sections; i++) {
		*found = elf_section_at(elf, i);
		if (str_is(found->name, name))
			return true;
	}
	return false;
}

size_t elf_symbol_count(const struct elf *elf)
{
	return elf->symbol_count;
}

struct elf_symbol elf_symbol_at(const struct elf *elf, size_t index)
{
	GElf_Sym symbol;

	if (gelf_getsym(elf->symbols, (int)index, &symbol) == NULL)
		diag_fatal("%.*s: symbol %zu cannot be read: %s", STR_ARG(elf->path), index,
			   elf_errmsg(-1));
	return (struct elf_symbol){
		.name = str_from(elf_strptr(elf->handle, elf->strings, symbol.st_name)),
		.value = (uint32_t)symbol.st_value,
		.size = (uint32_t)symbol.st_size,
		.section = symbol.st_shndx,
		.type = GELF_ST_TYPE(symbol.st_info),
		.binding = GELF_ST_BIND(symbol.st_info),
	};
}

bool elf_find_symbol(const struct elf *elf, const char *name, struct elf_symbol *found)
{
	bool any = false;

	for (size_t i = 1; i < elf->symbol_count; i++) {
		struct elf_symbol symbol = elf_symbol_at(elf, i);

		if (!str_is(symbol.name, name) || (any && symbol.binding == STB_LOCAL))
			continue;
		*found = symbol;
		any = true;
	}
	return any;
}

bool elf_find_layout(const struct elf *elf, const char *name, struct layout_item *item)
{
	const uint32_t entry_size = sizeof(struct layout_entry);

	if (elf->layout.bytes == NULL)
		return false;
	for (uint32_t at = 0; at + entry_size <= elf->layout.size;) {
		const uint8_t *entry = elf->layout.bytes + at;

		if (entry[0] == '\0') {
			at += 4; // between two tables
			continue;
		}
		if (strncmp((const char *)entry, name, sizeof((struct layout_entry *)0)->name) ==
		    0) {
			item->value = bytes_word(entry + offsetof(struct layout_entry, value));
			item->size = bytes_word(entry + offsetof(struct layout_entry, size));
			return true;
		}
		at += entry_size;
	}
	return false;
}

size_t elf_segment_count(const struct elf *elf)
{
	return elf->segments;
}

struct elf_segment elf_segment_at(const struct elf *elf, size_t index)
{
	GElf_Phdr header;

	if (gelf_getphdr(elf->handle, (int)index, &header) == NULL)
		diag_fatal("%.*s: segment %zu cannot be read: %s", STR_ARG(elf->path), index,
			   elf_errmsg(-1));
	return (struct elf_segment){
		.type = header.p_type,
		.flags = header.p_flags,
		.address = (uint32_t)header.p_vaddr,
		.load = (uint32_t)header.p_paddr,
		.file_size = (uint32_t)header.p_filesz,
		.size = (uint32_t)header.p_memsz,
		.bytes = at_offset(elf, header.p_offset, header.p_filesz),
	};
}

// Where the file holds n bytes of a run-time address; NULL if it does not.
static uint8_t *at_address(const struct elf *elf, uint32_t address, size_t n)
{
	for (size_t i = 1; i < elf->sections; i++) {
		GElf_Shdr header = section_header(elf, i);

		if ((header.sh_flags & SHF_ALLOC) == 0 || !has_bytes(&header))
			continue;
		if (address >= header.sh_addr && address - header.sh_addr <= header.sh_size &&
		    n <= header.sh_size - (address - header.sh_addr))
			return at_offset(elf, header.sh_offset + (address - header.sh_addr), n);
	}
	return NULL;
}

bool elf_read_at(const struct elf *elf, uint32_t address, void *to, size_t n)
{
	const uint8_t *from = at_address(elf, address, n);

	if (from == NULL)
		return false;
	memcpy(to, from, n);
	return true;
}

bool elf_write_at(struct elf *elf, uint32_t address, const void *from, size_t n)
{
	uint8_t *to = at_address(elf, address, n);

	if (to == NULL)
		return false;
	memcpy(to, from, n);
	return true;
}

void elf_save(const struct elf *elf, const char *path)
{
	file_write(path, (struct str){elf->bytes, elf->size});
}
