// Building an image from start to end.
#pragma once

#include "tool/image/model.h"

// A finished build. Paths are relative to the repository's root.
struct built {
	struct image_model *model;
	const char *final_elf;
	const char *final_bin;
	const char *memory_map;
	const char *manifest;
	const char *archive; // of all that a debugger needs
};

// Brings an image up to date: reads the TOML, writes build.ninja, lets ninja do
// what it says. `app` is what the user typed; without a board (NULL) it is the
// app's own. Silent if all goes well. Returns the exit status: 0, or 1 after the
// errors have been shown.
int image_build(const char *app, const char *board, struct built *out);
