// The last step: all linked programs become one image.
//
//     img/kernel.elf     the kernel, with the image's id in it
//     img/final.elf      everything, for emulator and debugger
//     img/final.bin      the flash's content from its first byte; gaps are 0xff
//     img/manifest.json  what other commands want to know of the image
//
// The image's id is a 64-bit FNV-1a hash over the pieces of flash by address: for
// each, its address and length (32 bits, little-endian) and its bytes, with the
// id itself still 0.
#include "tool/image/steps.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/image/final_elf.h"
#include "tool/image/manifest.h"
#include "tool/image/paths.h"

// Bytes that must be in flash.
struct piece {
	const char *owner;
	uint32_t address;
	uint32_t size;
	const uint8_t *bytes;
};

struct pieces {
	struct piece *items; // by address
	size_t count;
	size_t room;
};

static int by_address(const void *a, const void *b)
{
	const struct piece *left = a;
	const struct piece *right = b;

	return (left->address > right->address) - (left->address < right->address);
}

static struct pieces collect(struct arena *arena, const struct final_part *parts, size_t count)
{
	struct pieces pieces = {0};

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < elf_segment_count(parts[i].elf); k++) {
			struct elf_segment segment = elf_segment_at(parts[i].elf, k);

			if (segment.type == PT_LOAD && segment.file_size > 0)
				*ARENA_PUSH(arena, pieces.items, pieces.count, pieces.room) =
					(struct piece){parts[i].name, segment.load,
						       segment.file_size, segment.bytes};
		}
	}
	if (pieces.count > 0)
		qsort(pieces.items, pieces.count, sizeof *pieces.items, by_address);
	return pieces;
}

// Whether all pieces lie in flash, and none on another.
static bool check_pieces(const struct image_memory *flash, const struct pieces *pieces)
{
	uint64_t end = flash->address;
	const char *before = "the memory in front of flash";
	bool good = true;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->items[i];
		uint64_t piece_end = (uint64_t)piece->address + piece->size;

		if (piece->address < end) {
			diag_error(flash->place, "0x%08x: %s overlaps %s", piece->address,
				   piece->owner, before);
			diag_help("no section may be given an address in the code");
			good = false;
		}
		if (piece_end > (uint64_t)flash->address + flash->size) {
			diag_error(flash->place, "0x%08x: %s is not in flash", piece->address,
				   piece->owner);
			diag_help("no section may be given an address in the code");
			good = false;
		}
		end = piece_end > end ? piece_end : end;
		before = piece->owner;
	}
	return good;
}

static uint64_t hash_bytes(uint64_t hash, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3u;
	return hash;
}

static uint64_t hash_word(uint64_t hash, uint32_t word)
{
	uint8_t bytes[4] = {(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16),
			    (uint8_t)(word >> 24)};
	return hash_bytes(hash, bytes, sizeof bytes);
}

static uint64_t hash_image(const struct pieces *pieces)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < pieces->count; i++) {
		hash = hash_word(hash, pieces->items[i].address);
		hash = hash_word(hash, pieces->items[i].size);
		hash = hash_bytes(hash, pieces->items[i].bytes, pieces->items[i].size);
	}
	return hash;
}

static bool write_image_id(struct elf *kernel, uint64_t id)
{
	struct elf_symbol symbol;
	uint8_t bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(id >> (8 * i));
	if (elf_find_symbol(kernel, "app_image_id", &symbol) &&
	    elf_write_at(kernel, symbol.value, bytes, sizeof bytes))
		return true;
	diag_error(nowhere, "the kernel does not contain app_image_id");
	diag_help("the kernel must report the image's id: see kern/app.h");
	return false;
}

static struct str binary(struct arena *arena, const struct image_memory *flash,
			 const struct pieces *pieces)
{
	const struct piece *last = &pieces->items[pieces->count - 1];
	// The kernel is a piece.
	// NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
	size_t size = last->address + last->size - flash->address;
	char *bytes = arena_alloc(arena, size);

	memset(bytes, 0xff, size);
	for (size_t i = 0; i < pieces->count; i++)
		memcpy(bytes + (pieces->items[i].address - flash->address), pieces->items[i].bytes,
		       pieces->items[i].size);
	return (struct str){bytes, size};
}

// Opens all programs, the kernel first. NULL if one cannot be read.
static struct final_part *open_parts(const struct image_model *model)
{
	struct final_part *parts =
		ARENA_ARRAY(model->arena, struct final_part, model->task_count + 1);

	parts[0].name = "kernel";
	parts[0].elf = elf_open(model->arena, image_path(model, "obj/kernel.elf"));
	bool good = parts[0].elf != NULL;
	for (size_t i = 0; i < model->task_count; i++) {
		const char *name = task_name(model, i);

		parts[i + 1].name = name;
		parts[i + 1].elf = elf_open(model->arena, image_path(model, "img/%s.elf", name));
		good &= parts[i + 1].elf != NULL;
	}
	return good ? parts : NULL;
}

bool step_join(const struct image_model *model)
{
	const struct image_memory *flash = &model->memories[model->flash];
	const char *kernel_path = image_path(model, "img/kernel.elf");
	size_t count = model->task_count + 1;
	struct final_part *parts = open_parts(model);
	const struct layout *layout = layout_make(model);
	struct str kernel;

	if (parts == NULL || layout == NULL)
		return false;
	struct pieces pieces = collect(model->arena, parts, count);
	if (!check_pieces(flash, &pieces))
		return false;
	uint64_t id = hash_image(&pieces);
	if (!write_image_id(parts[0].elf, id))
		return false;
	elf_save(parts[0].elf, kernel_path);
	if (!file_read(model->arena, kernel_path, &kernel))
		diag_fatal("%s was written but cannot be read", kernel_path);
	file_write(image_path(model, "img/final.elf"),
		   final_elf(model->arena, kernel, parts, count));
	file_write(image_path(model, "img/final.bin"), binary(model->arena, flash, &pieces));
	file_write(image_path(model, "img/manifest.json"), manifest_text(model, layout, id));
	return true;
}
