// What a task may touch, piece by piece: its flash, its RAM, and what it shares
// with nobody (peripherals) or with others (extern regions).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/image/layout.h"
#include "tool/image/model.h"
#include "tool/image/pmsav7.h"

struct protect_piece {
	struct str what; // "flash", "ram", "uart0"
	uint32_t base;   // address
	uint32_t size;   // bytes
	bool read;
	bool write;
	bool execute;
	bool device;
	bool dma;
	struct place place;
};

// A task's peripherals and extern regions; at most PMSAV7_REGIONS are of use.
size_t protect_shared_count(const struct image_task *task);
struct protect_piece protect_shared(const struct image_model *model, const struct image_task *task,
				    size_t index);

// How many protection regions those take. False, with the error reported, if one
// of them cannot be expressed as regions.
bool protect_shared_regions(const struct image_model *model, const struct image_task *task,
			    unsigned *regions);

// All pieces of a task, by address; `count` is filled in.
struct protect_piece *protect_pieces(const struct image_model *model, const struct layout *layout,
				     size_t task, size_t *count);

// The regions of a piece; at most 2, at least 1 for pieces that passed the above.
size_t protect_regions(const struct protect_piece *piece, struct pmsav7_region regions[2]);
