// The packer. Each memory is filled by itself, from its start up, with a list of
// holes that ends in an endless one: what does not fit is then known in bytes.
//
// Two orders are tried and the one with the lower end is kept: always the block
// that leaves least unused where it goes (good when many sizes are odd), and the
// largest first (good when one block dwarfs the others).
#include "tool/image/pack.h"

#include <stdbool.h>
#include <string.h>

#include "tool/image/pmsav7.h"

struct need {
	uint32_t size;
	unsigned regions; // that it may take
};

struct hole {
	uint64_t base;
	uint64_t end;
};

// A block for one need in one hole.
struct choice {
	bool any;
	size_t need;
	size_t hole;
	struct pmsav7_block block;
	uint64_t unused; // bytes before it in the hole and in it beyond the need
};

struct filling {
	struct arena *arena;
	const struct need *needs;
	size_t count;
	struct pmsav7_block *blocks;
	bool *placed;
	struct hole *holes; // by address; the last one is endless
	size_t hole_count;
	size_t hole_room;
	uint64_t end; // of the last block
};

static void try_hole(const struct filling *filling, size_t need, size_t hole, struct choice *best)
{
	const struct need *wanted = &filling->needs[need];
	const struct hole *where = &filling->holes[hole];

	if (where->end - where->base < wanted->size)
		return;
	struct pmsav7_block block = pmsav7_fit(where->base, wanted->size, wanted->regions);
	if (block.end > where->end)
		return;
	uint64_t unused = block.end - where->base - wanted->size;
	if (best->any &&
	    (unused > best->unused ||
	     (unused == best->unused && wanted->size <= filling->needs[best->need].size)))
		return;
	*best = (struct choice){true, need, hole, block, unused};
}

static void try_holes(const struct filling *filling, size_t need, struct choice *best)
{
	for (size_t hole = 0; hole < filling->hole_count; hole++)
		try_hole(filling, need, hole, best);
}

static struct choice least_unused(const struct filling *filling)
{
	struct choice best = {0};

	for (size_t i = 0; i < filling->count; i++)
		if (!filling->placed[i])
			try_holes(filling, i, &best);
	return best;
}

static struct choice largest(const struct filling *filling)
{
	struct choice best = {0};
	size_t which = filling->count;

	for (size_t i = 0; i < filling->count; i++)
		if (!filling->placed[i] && (which == filling->count ||
					    filling->needs[i].size > filling->needs[which].size))
			which = i;
	try_holes(filling, which, &best);
	return best;
}

// Takes the block out of its hole, which leaves what is before and behind it.
static void place(struct filling *filling, const struct choice *choice)
{
	struct hole hole = filling->holes[choice->hole];

	filling->blocks[choice->need] = choice->block;
	filling->placed[choice->need] = true;
	if (choice->block.end > filling->end)
		filling->end = choice->block.end;

	filling->holes[choice->hole].base = choice->block.end;
	if (choice->block.base == hole.base)
		return;
	(void)ARENA_PUSH(filling->arena, filling->holes, filling->hole_count, filling->hole_room);
	memmove(&filling->holes[choice->hole + 1], &filling->holes[choice->hole],
		(filling->hole_count - 1 - choice->hole) * sizeof(struct hole));
	filling->holes[choice->hole] = (struct hole){hole.base, choice->block.base};
}

static struct filling fill(struct arena *arena, uint64_t from, const struct need *needs,
			   size_t count, struct choice (*next)(const struct filling *filling))
{
	struct filling filling = {
		.arena = arena,
		.needs = needs,
		.count = count,
		.blocks = ARENA_ARRAY(arena, struct pmsav7_block, count),
		.placed = ARENA_ARRAY(arena, bool, count),
		.end = from,
	};
	struct hole *all = ARENA_PUSH(arena, filling.holes, filling.hole_count, filling.hole_room);

	*all = (struct hole){from, UINT64_MAX};
	for (size_t i = 0; i < count; i++) {
		struct choice choice = next(&filling);
		place(&filling, &choice);
	}
	return filling;
}

// Fills one memory; returns how many bytes it lacks.
static uint64_t fill_memory(struct arena *arena, struct pack_memory memory,
			    const struct need *needs, size_t count, struct pmsav7_block **blocks)
{
	uint64_t end = (uint64_t)memory.address + memory.size;
	uint64_t from = ((uint64_t)memory.address + memory.kernel + PMSAV7_GRANULE - 1) &
			~(uint64_t)(PMSAV7_GRANULE - 1);
	struct filling best = fill(arena, from, needs, count, least_unused);
	struct filling other = fill(arena, from, needs, count, largest);

	if (other.end < best.end)
		best = other;
	*blocks = best.blocks;
	return best.end > end ? best.end - end : 0;
}

static struct pack_block block_of(struct pmsav7_block block)
{
	return (struct pack_block){
		.base = (uint32_t)block.base,
		.size = (uint32_t)(block.end - block.base),
		.regions = block.regions,
	};
}

struct pack_result pack_tasks(struct arena *arena, struct pack_memory flash, struct pack_memory ram,
			      unsigned regions, struct pack_task *tasks, size_t count)
{
	struct need *flash_needs = ARENA_ARRAY(arena, struct need, count);
	struct need *ram_needs = ARENA_ARRAY(arena, struct need, count);
	struct pmsav7_block *blocks;

	for (size_t i = 0; i < count; i++) {
		if (tasks[i].regions_used + 2 > regions)
			return (struct pack_result){.outcome = PACK_TOO_MANY_REGIONS, .task = i};
		unsigned left = regions - tasks[i].regions_used;
		ram_needs[i] = (struct need){tasks[i].ram, left >= 3 ? 2 : 1};
		flash_needs[i] = (struct need){tasks[i].flash, left >= 4 ? 2 : 1};
	}
	struct pack_result result = {.outcome = PACK_DONE};

	result.flash_missing = fill_memory(arena, flash, flash_needs, count, &blocks);
	for (size_t i = 0; i < count; i++)
		tasks[i].flash_block = block_of(blocks[i]);
	result.ram_missing = fill_memory(arena, ram, ram_needs, count, &blocks);
	for (size_t i = 0; i < count; i++)
		tasks[i].ram_block = block_of(blocks[i]);
	if (result.flash_missing > 0 || result.ram_missing > 0)
		result.outcome = PACK_TOO_SMALL;
	return result;
}
