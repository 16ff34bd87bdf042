// Sizes of linked programs. The linker scripts name the ends of what they place;
// sections give the breakdown.
#include "tool/image/measure.h"

#include <elf.h>

#include "tool/base/elf.h"
#include "tool/image/pmsav7.h"

static bool find_symbol(const struct elf *elf, const char *path, const char *name,
			struct elf_symbol *symbol)
{
	if (elf_find_symbol(elf, name, symbol))
		return true;
	diag_error(nowhere, "%s has no symbol %s", path, name);
	diag_help("it must be linked with the script that bh generates");
	return false;
}

static bool symbol_value(const struct elf *elf, const char *path, const char *name, uint32_t *value)
{
	struct elf_symbol symbol;

	if (!find_symbol(elf, path, name, &symbol))
		return false;
	*value = symbol.value;
	return true;
}

static void add_section(struct measure *measure, struct elf_section section)
{
	if (str_is(section.name, ".stack"))
		measure->stack += section.size;
	else if ((section.flags & SHF_EXECINSTR) != 0 || str_is(section.name, ".vectors") ||
		 str_is(section.name, ".header"))
		measure->text += section.size;
	else if (section.type == SHT_NOBITS)
		measure->bss += section.size;
	else if ((section.flags & SHF_WRITE) != 0)
		measure->data += section.size;
	else
		measure->rodata += section.size;
}

bool measure_elf(struct arena *arena, const char *path, struct measure *measure)
{
	const struct elf *elf = elf_open(arena, path);
	uint32_t flash_start;
	uint32_t flash_end;
	uint32_t ram_start;
	uint32_t ram_end;

	if (elf == NULL || !symbol_value(elf, path, "__flash_start", &flash_start) ||
	    !symbol_value(elf, path, "__flash_end", &flash_end) ||
	    !symbol_value(elf, path, "__ram_start", &ram_start) ||
	    !symbol_value(elf, path, "__ram_end", &ram_end))
		return false;
	*measure = (struct measure){
		.flash = flash_end - flash_start,
		.ram = ram_end - ram_start,
	};
	uint32_t flash_align = PMSAV7_GRANULE;
	uint32_t ram_align = PMSAV7_GRANULE;
	for (size_t i = 1; i < elf_section_count(elf); i++) {
		struct elf_section section = elf_section_at(elf, i);

		if ((section.flags & SHF_ALLOC) == 0 || section.size == 0)
			continue;
		add_section(measure, section);
		uint32_t *align = (section.flags & SHF_WRITE) != 0 ? &ram_align : &flash_align;
		if (section.align > *align)
			*align = section.align;
	}
	measure->flash += flash_align - PMSAV7_GRANULE;
	measure->ram += ram_align - PMSAV7_GRANULE;
	return true;
}

bool measure_tasks(struct arena *arena, const char *path, size_t tasks,
		   struct measure_tasks *measure)
{
	static const char *const pools[] = {
		"app_span", "app_region", "app_irq", "app_peer", "app_by_rank",
	};
	const struct elf *elf = elf_open(arena, path);
	struct layout_item block;
	struct elf_symbol symbol;

	if (elf == NULL || !find_symbol(elf, path, "app_task", &symbol))
		return false;
	if (!elf_find_layout(elf, "task", &block)) {
		diag_error(nowhere, "%s does not say how large a control block is", path);
		diag_help("kern/layout.c must list the type");
		return false;
	}
	*measure = (struct measure_tasks){
		.block = block.size,
		.descriptor = symbol.size / (uint32_t)tasks,
	};
	for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++) {
		if (!find_symbol(elf, path, pools[i], &symbol))
			return false;
		measure->pools += symbol.size;
	}
	return true;
}
