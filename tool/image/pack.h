// Where each task's flash and RAM go. No files, no linker: numbers in, numbers out.
//
// The kernel takes the start of each memory; privileged code needs no region, so
// its share is not rounded. Behind it every task gets one block of flash and one
// of RAM, which the protection unit permits exactly, in one or two regions each.
// Blocks are put where they leave least unused: a gap that alignment leaves
// before one block may hold another.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "tool/base/arena.h"

struct pack_block {
	uint32_t base; // address
	uint32_t size; // bytes
	unsigned regions;
};

struct pack_task {
	// Given.
	uint32_t flash;        // bytes that it needs, not 0
	uint32_t ram;          // the same
	unsigned regions_used; // for peripherals and shared memories
	// Found.
	struct pack_block flash_block;
	struct pack_block ram_block;
};

struct pack_memory {
	uint32_t address; // a multiple of 32
	uint32_t size;    // bytes
	uint32_t kernel;  // bytes at its start that are the kernel's
};

enum pack_outcome {
	PACK_DONE,
	PACK_TOO_MANY_REGIONS, // `task` has fewer than two left for flash and RAM
	PACK_TOO_SMALL,        // one of the memories, or both
};

struct pack_result {
	enum pack_outcome outcome;
	size_t task;
	uint64_t flash_missing; // bytes by which the blocks reach over the end
	uint64_t ram_missing;
};

// Places all tasks. Regions that a task has left are spent on RAM first, then on
// flash, two on each at most. Blocks are stored if the outcome is PACK_DONE.
//
// With two regions for each block, a memory's last block ends no later than the
// kernel's end plus need + max(need / 4, 32) for every task; blocks themselves
// are as tight as pmsav7_fit() says.
struct pack_result pack_tasks(struct arena *arena, struct pack_memory flash, struct pack_memory ram,
			      unsigned regions, struct pack_task *tasks, size_t count);
