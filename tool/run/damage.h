// Copies of an image with something wrong in them, to see what comes of that.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"
#include "tool/run/guest.h"

// An instruction that no processor knows, and one that leads to itself: udf #0, b .
#define DAMAGE_UNDEFINED 0xDE00u
#define DAMAGE_ENDLESS 0xE7FEu

// Writes over what is `offset` bytes into a symbol of one of the image's programs, and
// lets the guest be that copy. False, reported, if there is nothing there.
bool damage_image(struct arena *arena, struct guest *guest, const char *program, const char *symbol,
		  uint32_t offset, const uint8_t *bytes, size_t size);
