// A target that is pieces of memory here: a dump, or what an archive says is in flash.
#pragma once

#include "tool/target/target.h"

struct target_piece {
	uint32_t address;
	uint32_t size; // bytes; address + size does not wrap
	const uint8_t *bytes;
};

// Where pieces overlap, the first that holds an address counts. `registers` may be NULL.
// Pieces and registers must stay.
struct target *target_open_pieces(struct arena *arena, enum target_kind kind, struct str name,
				  const struct target_piece *pieces, size_t count,
				  const struct registers *registers);
