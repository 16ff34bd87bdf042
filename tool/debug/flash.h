// What an archive says of memory: flash, and what start-up puts into RAM.
#pragma once

#include "tool/debug/program.h"
#include "tool/target/target_pieces.h"

// A target that holds an image's memory as it is when each program begins.
struct target *flash_open(struct arena *arena, const struct program *program);

// The pieces of it that lie in flash.
struct target_piece *flash_pieces(struct arena *arena, const struct program *program,
				  size_t *count);
