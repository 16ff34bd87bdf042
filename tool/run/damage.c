// Damaged images (damage.h).
#include "tool/run/damage.h"

#include "tool/base/elf.h"

bool damage_image(struct arena *arena, struct guest *guest, const char *program, const char *name,
		  uint32_t offset, const uint8_t *bytes, size_t size)
{
	struct str folder = str_format(arena, "%.*s/img", STR_ARG(guest->model->out));
	struct elf *part = elf_open(arena, str_format(arena, "%s/%s.elf", folder.at, program).at);
	struct elf *image = elf_open(arena, guest->elf);
	struct elf_symbol symbol;

	// Bit 0 of a function's address only says that it is Thumb code.
	if (part == NULL || image == NULL || !elf_find_symbol(part, name, &symbol) ||
	    !elf_write_at(image, (symbol.value & ~1u) + offset, bytes, size))
		return false;
	guest->elf = str_format(arena, "%s/damaged.elf", folder.at).at;
	elf_save(image, guest->elf);
	return true;
}
