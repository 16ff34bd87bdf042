// How much memory a linked program takes, from its ELF file.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "tool/image/model.h"

struct measure {
	uint32_t text; // code, and the kernel's vector table and header
	uint32_t rodata;
	uint32_t data; // initial values in flash, and the variables in RAM
	uint32_t bss;  // zeroed at start, and .uninit
	uint32_t stack;
	uint32_t flash; // all that must fit, gaps between sections included
	uint32_t ram;
};

// Measures a task or the kernel, linked by one of our scripts at any address.
// Where a section asks for more alignment than blocks have (32 bytes), `flash`
// and `ram` have room for the worst case. False, with the error reported, if the
// file cannot be read.
bool measure_elf(struct arena *arena, const char *path, struct measure *measure);

// What the kernel keeps for tasks.
struct measure_tasks {
	uint32_t block;      // of RAM for each task: its control block
	uint32_t descriptor; // of flash for each task
	uint32_t pools;      // of flash for all: the spans, regions, interrupts, peers and
		// ranks that descriptors refer to
};

// Measures what a linked kernel keeps for so many tasks. False, with the error
// reported, if the file cannot be read.
bool measure_tasks(struct arena *arena, const char *path, size_t tasks,
		   struct measure_tasks *measure);
