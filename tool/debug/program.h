// What runs on the target: an image, as its archive describes it.
//
// Everything here comes from the archive and from nothing else, so it is the same for
// a live target, a dump on another machine, and the archive alone.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "tool/base/arena.h"
#include "tool/base/elf.h"
#include "tool/base/str.h"
#include "tool/base/zip.h"

struct span {
	uint32_t base; // address
	uint32_t size; // bytes
};

static inline bool span_has(struct span span, uint32_t address)
{
	return address - span.base < span.size;
}

// Whether all of so many bytes lie in it.
static inline bool span_holds(struct span span, uint32_t address, uint32_t size)
{
	return address - span.base <= span.size && size <= span.size - (address - span.base);
}

struct region {
	struct str what; // "flash", "ram", "uart0"
	struct span span;
	struct str rights; // letters: r, w, x, d a device, m shared with a bus master
};

// A linked program: the kernel, or a task.
struct module {
	struct str name;
	struct elf *elf;
	struct span flash;
	struct span ram;
	struct span stack;       // the lower end of ram
	struct debug_info *info; // info.h
};

struct program_irq {
	struct str peripheral;
	struct str name;
	uint32_t line;
	uint32_t notification; // bit number
};

struct program_task {
	struct module module;
	uint32_t priority;
	struct str *notifications; // names by bit number
	size_t notification_count;
	struct program_irq *irqs;
	size_t irq_count;
	struct region *regions;
	size_t region_count;
};

struct program {
	struct arena *arena;
	struct str archive; // the zip file
	struct zip_file *zip;
	json_t *manifest;
	struct str app;
	struct str board;
	bool fpu;
	uint64_t image_id;
	uint32_t image_id_at; // address of it in flash
	struct module kernel;
	struct program_task *tasks;
	size_t task_count;
	struct str *problems; // what is missing of tasks' programs, in words
	size_t problem_count;
	size_t problem_room;
};

// Opens an archive that lies in memory. `name` is what messages call it. NULL, with the
// error reported, if it is none or one of a version that this program does not know.
struct program *program_open(struct arena *arena, struct str archive, const char *name);

// Index of a task by name, or SIZE_MAX.
size_t program_find_task(const struct program *program, struct str name);

// The kernel for SIZE_MAX, or a task's module.
const struct module *program_module(const struct program *program, size_t task);

// The module in whose flash or RAM an address lies; NULL if in none.
const struct module *program_module_at(const struct program *program, uint32_t address);

// A variable by its symbol. False if there is none, or not in the module's memory.
bool module_variable(const struct module *module, const char *name, struct elf_symbol *symbol);

// An entry of a module's layout table. False if the table lacks it.
bool module_layout(const struct module *module, const char *name, struct layout_item *item);

// The symbol that holds an address, and how far into it; false if none does. Code
// addresses may have bit 0 set.
bool module_symbol_at(const struct module *module, uint32_t address, struct elf_symbol *symbol,
		      uint32_t *offset);

// What lies at an address of a module: "divide + 4", "stack + 96"; empty if nothing is
// known of it, or it is one of the first few, which are more often small numbers.
struct str module_name_address(struct arena *arena, const struct module *module, uint32_t address);

// The same, for any module: "ping: divide + 4".
struct str program_name_address(const struct program *program, uint32_t address);
