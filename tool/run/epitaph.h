// The record that a failing kernel leaves (abi/epitaph.h), read and put in words.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/epitaph.h"
#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/run/guest.h"

#define EPITAPH_SIZE sizeof(struct epitaph)

// Decodes the record's bytes as they lie in the target's memory. False if the magic
// number is not there: then no kernel has failed.
bool epitaph_decode(struct epitaph *epitaph, const uint8_t bytes[EPITAPH_SIZE]);

// Several lines for people, each ending in a newline.
struct str epitaph_text(struct arena *arena, const struct epitaph *epitaph,
			const struct guest *guest);
