// ELF files as the builder and the debugger need them: 32-bit little-endian,
// read whole into memory; bytes may be patched and the file written back with
// nothing else in it moved.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct elf;

struct elf_section {
	struct str name;
	uint32_t type;        // SHT_*
	uint32_t flags;       // SHF_*
	uint32_t address;     // where it runs
	uint32_t size;        // bytes
	uint32_t align;       // bytes
	const uint8_t *bytes; // its content; NULL if it occupies no room in the file
};

struct elf_symbol {
	struct str name;
	uint32_t value;
	uint32_t size;
	uint32_t section; // index, or SHN_*
	uint8_t type;     // STT_*
	uint8_t binding;  // STB_*
};

struct elf_segment {
	uint32_t type;    // PT_*
	uint32_t flags;   // PF_*
	uint32_t address; // where it runs
	uint32_t load;    // where it is stored (physical address)
	uint32_t file_size;
	uint32_t size;
	const uint8_t *bytes; // file_size of them
};

// Reads a file. NULL, with an error reported, if there is none or it is no ELF
// file of the right shape.
struct elf *elf_open(struct arena *arena, const char *path);

// The same, but leaves it to the caller to report what is wrong.
struct elf *elf_read(struct arena *arena, const char *path, const char **wrong);

// The same for bytes in memory, which are copied; `path` is what messages call them.
struct elf *elf_from(struct arena *arena, const char *path, struct str bytes, const char **wrong);

// Which kind of file (ET_*), for which kind of processor (EM_*).
uint32_t elf_type(const struct elf *elf);
uint32_t elf_machine(const struct elf *elf);

uint32_t elf_entry(const struct elf *elf);

// libelf's handle, for libdw.
struct Elf *elf_handle(const struct elf *elf);

// Sections by index, 0 (the empty one) included.
size_t elf_section_count(const struct elf *elf);
struct elf_section elf_section_at(const struct elf *elf, size_t index);
bool elf_find_section(const struct elf *elf, const char *name, struct elf_section *found);

// Symbols of .symtab by index, 0 (the empty one) included.
size_t elf_symbol_count(const struct elf *elf);
struct elf_symbol elf_symbol_at(const struct elf *elf, size_t index);

// By name; a global one wins over a local one of the same name.
bool elf_find_symbol(const struct elf *elf, const char *name, struct elf_symbol *found);

// An entry of a program's layout table (abi/layout.h).
struct layout_item {
	uint32_t value; // offset, or constant
	uint32_t size;
};

// False if the table lacks it.
bool elf_find_layout(const struct elf *elf, const char *name, struct layout_item *item);

size_t elf_segment_count(const struct elf *elf);
struct elf_segment elf_segment_at(const struct elf *elf, size_t index);

// Copies n bytes at a run-time address, of one section that occupies memory and
// the file. False if no section holds all of them.
bool elf_read_at(const struct elf *elf, uint32_t address, void *to, size_t n);
bool elf_write_at(struct elf *elf, uint32_t address, const void *from, size_t n);

// Writes all of it, patches included, to a file (the same or another).
void elf_save(const struct elf *elf, const char *path);
