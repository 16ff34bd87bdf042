// final.elf: the kernel's ELF file, with its symbols and debugging information,
// and all tasks' memory added. An emulator or a debugger loads the image from it.
#pragma once

#include "tool/base/elf.h"
#include "tool/base/str.h"

// A linked program of the image.
struct final_part {
	const char *name; // "kernel", or the task's
	struct elf *elf;
};

// The ELF file. The first part is the kernel; `kernel` is the content of its file.
struct str final_elf(struct arena *arena, struct str kernel, const struct final_part *parts,
		     size_t part_count);
