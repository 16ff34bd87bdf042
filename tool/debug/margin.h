// How much of its stack a task uses.
#pragma once

#include "tool/debug/system.h"

struct margin {
	uint32_t size; // bytes
	bool has_current;
	uint32_t current; // in use now
	bool has_deepest;
	uint32_t deepest; // ever used in this life, as the paint shows
	bool overflowed;  // the stack pointer has left it, or its last word was written
};

struct margin margin_read(struct arena *arena, const struct system *system, size_t task);
