// The packer, by properties: whatever the needs are, the protection unit as
// simulated here permits a task exactly its blocks and nothing else.
#include "tool/image/pack.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "test/unit/unit.h"
#include "tool/image/pmsav7.h"

#define TASKS_MAX 24
#define ROUNDS 150

static const struct pmsav7_access access_flash = {.execute = true};
static const struct pmsav7_access access_ram = {.write = true};

// A small generator, so that every run tests the same.
static uint32_t random_state = 1;

static uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % limit;
}

// Sizes of every magnitude equally often: 1 .. 64 KiB.
static uint32_t random_size(void)
{
	return 1 + random_below(1u << (4 + random_below(13)));
}

// A protection unit as the architecture manual describes it, from its registers.
struct unit {
	uint32_t rbar[PMSAV7_REGIONS];
	uint32_t rasr[PMSAV7_REGIONS];
	uint32_t count;
};

static bool region_matches(uint32_t rbar, uint32_t rasr, uint32_t address)
{
	uint32_t size_log2 = ((rasr >> 1) & 31) + 1;
	uint64_t size = (uint64_t)1 << size_log2;
	uint64_t base = rbar & ~31u;

	if ((rasr & 1) == 0 || address < base || address - base >= size)
		return false;
	uint32_t disabled = (rasr >> 8) & 0xff;
	uint64_t subregion = (address - base) / (size >= 8 ? size / 8 : 1);
	return size < 256 || (disabled >> subregion & 1) == 0;
}

// The attributes that count at an address: of the highest region that matches.
static uint32_t unit_lookup(const struct unit *unit, uint32_t address)
{
	for (uint32_t i = unit->count; i-- > 0;)
		if (region_matches(unit->rbar[i], unit->rasr[i], address))
			return unit->rasr[i];
	return 0;
}

// Adds the block's regions; false if the arithmetic of pmsav7.c broke a rule.
static bool unit_add(struct unit *unit, struct pack_block block, struct pmsav7_access access)
{
	struct pmsav7_region regions[2];
	size_t n = pmsav7_cover(block.base, block.size, regions, 2);

	if (n == 0 || n > block.regions)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint64_t size = (uint64_t)1 << regions[i].size_log2;

		if (size < 32 || regions[i].base % size != 0 || unit->count == PMSAV7_REGIONS)
			return false;
		unit->rbar[unit->count] = pmsav7_rbar(regions[i], unit->count);
		unit->rasr[unit->count] = pmsav7_rasr(regions[i], access);
		unit->count++;
	}
	return true;
}

static bool inside(struct pack_block block, uint64_t address)
{
	return address >= block.base && address - block.base < block.size;
}

// Looks at every granule from `from` to `to`; regions cannot end within one.
static bool permits_exactly(const struct unit *unit, const struct pack_task *task, uint32_t from,
			    uint32_t to)
{
	for (uint32_t at = from; at < to; at += PMSAV7_GRANULE) {
		uint32_t rasr = unit_lookup(unit, at);
		uint32_t expected = 0;

		if (inside(task->flash_block, at))
			expected = 2; // read-only, and executable
		if (inside(task->ram_block, at))
			expected = 3 | 1 << 4; // read and write, and never executed
		if ((rasr >> 24 & 0x1f) != expected)
			return false;
	}
	return true;
}

// An image to pack, in memories that are large enough.
struct image {
	struct arena arena;
	struct pack_memory flash;
	struct pack_memory ram;
	struct pack_task tasks[TASKS_MAX];
	size_t count;
	struct pack_result result;
};

static void make_image(struct image *image, unsigned most_regions_used)
{
	*image = (struct image){
		.flash = {0x08000000, 1u << 22, random_size()},
		.ram = {0x20000000, 1u << 22, random_size()},
		.count = 1 + random_below(TASKS_MAX),
	};
	for (size_t i = 0; i < image->count; i++)
		image->tasks[i] = (struct pack_task){
			.flash = random_size(),
			.ram = random_size(),
			.regions_used = random_below(most_regions_used + 1),
		};
	image->result = pack_tasks(&image->arena, image->flash, image->ram, PMSAV7_REGIONS,
				   image->tasks, image->count);
}

static void permitted_memory_is_the_blocks(void)
{
	for (int round = 0; round < 40; round++) {
		struct image image;

		make_image(&image, 6);
		CHECK(image.result.outcome == PACK_DONE);
		for (size_t i = 0; i < image.count; i++) {
			struct unit unit = {.count = 0};
			const struct pack_task *task = &image.tasks[i];

			CHECK(unit_add(&unit, task->flash_block, access_flash));
			CHECK(unit_add(&unit, task->ram_block, access_ram));
			CHECK(unit.count + task->regions_used <= PMSAV7_REGIONS);
			CHECK(permits_exactly(&unit, task, 0x08000000, 0x08280000));
			CHECK(permits_exactly(&unit, task, 0x20000000, 0x20280000));
		}
	}
}

static bool overlap(struct pack_block a, struct pack_block b)
{
	return a.base < b.base + b.size && b.base < a.base + a.size;
}

static bool holds(struct pack_block block, uint32_t need, struct pack_memory memory)
{
	return block.size >= need && block.base >= memory.address + memory.kernel &&
	       block.base + block.size <= memory.address + memory.size;
}

static void blocks_are_apart_and_large_enough(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct image image;

		make_image(&image, 6);
		for (size_t i = 0; i < image.count; i++) {
			const struct pack_task *a = &image.tasks[i];

			CHECK(holds(a->flash_block, a->flash, image.flash));
			CHECK(holds(a->ram_block, a->ram, image.ram));
			for (size_t k = 0; k < i; k++) {
				const struct pack_task *b = &image.tasks[k];

				CHECK(!overlap(a->flash_block, b->flash_block));
				CHECK(!overlap(a->ram_block, b->ram_block));
			}
		}
	}
}

static uint32_t at_least_granule(uint32_t bytes)
{
	return bytes < PMSAV7_GRANULE ? PMSAV7_GRANULE : bytes;
}

static bool tight(struct pack_block block, uint32_t need, unsigned regions)
{
	return block.size - need < at_least_granule(need / (regions == 1 ? 4 : 8));
}

static void blocks_are_tight(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct image image;

		make_image(&image, 6);
		for (size_t i = 0; i < image.count; i++) {
			const struct pack_task *task = &image.tasks[i];
			unsigned left = PMSAV7_REGIONS - task->regions_used;

			CHECK(tight(task->ram_block, task->ram, left >= 3 ? 2 : 1));
			CHECK(tight(task->flash_block, task->flash, left >= 4 ? 2 : 1));
		}
	}
}

// Gaps and slack together, when every block may have two regions.
static void little_is_lost_in_all(void)
{
	uint64_t all_needed = 0;
	uint64_t all_lost = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct image image;
		uint64_t needed = 0;
		uint64_t bound = PMSAV7_GRANULE; // to get from the kernel to a granule
		uint64_t end = 0;

		make_image(&image, 4);
		for (size_t i = 0; i < image.count; i++) {
			struct pack_block block = image.tasks[i].ram_block;
			uint32_t need = image.tasks[i].ram;

			needed += need;
			bound += need + at_least_granule(need / 4);
			if (block.base + block.size > end)
				end = block.base + block.size;
		}
		uint64_t taken = end - image.ram.address - image.ram.kernel;
		CHECK(taken <= bound);
		all_needed += needed;
		all_lost += taken - needed;
	}
	CHECK(all_lost * 20 < all_needed); // in practice, less than 5 %
}

static void the_lack_is_told_in_bytes(void)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct image image;
		uint32_t end = 0;

		make_image(&image, 4);
		for (size_t i = 0; i < image.count; i++) {
			struct pack_block block = image.tasks[i].ram_block;

			if (block.base + block.size > end)
				end = block.base + block.size;
		}
		uint32_t lack = 1 + random_below(end - image.ram.address);
		image.ram.size = end - image.ram.address - lack;
		struct pack_result result = pack_tasks(&image.arena, image.flash, image.ram,
						       PMSAV7_REGIONS, image.tasks, image.count);
		CHECK(result.outcome == PACK_TOO_SMALL);
		CHECK(result.flash_missing == 0);
		CHECK(result.ram_missing == lack);
		image.ram.size += lack;
		result = pack_tasks(&image.arena, image.flash, image.ram, PMSAV7_REGIONS,
				    image.tasks, image.count);
		CHECK(result.outcome == PACK_DONE);
	}
}

static void seven_peripherals_are_too_many(void)
{
	struct arena arena = {0};
	struct pack_memory memory = {0x20000000, 4096, 0};
	struct pack_task tasks[] = {
		{.flash = 32, .ram = 32, .regions_used = 6},
		{.flash = 32, .ram = 32, .regions_used = 7},
	};

	CHECK(pack_tasks(&arena, memory, memory, PMSAV7_REGIONS, tasks, 1).outcome == PACK_DONE);
	struct pack_result result = pack_tasks(&arena, memory, memory, PMSAV7_REGIONS, tasks, 2);
	CHECK(result.outcome == PACK_TOO_MANY_REGIONS);
	CHECK(result.task == 1);
}

static void whole_regions_need_no_subregions(void)
{
	struct pmsav7_region regions[2];

	CHECK(pmsav7_cover(0x40004000, 0x1000, regions, 2) == 1);
	CHECK(regions[0].base == 0x40004000 && regions[0].size_log2 == 12);
	CHECK(regions[0].disabled == 0);
	CHECK(pmsav7_cover(0x20000000, 32, regions, 1) == 1);
	CHECK(regions[0].size_log2 == 5);
	CHECK(pmsav7_cover(0, (uint64_t)1 << 32, regions, 1) == 1);
	CHECK(regions[0].size_log2 == 32);
	CHECK(pmsav7_cover(0x40000000, 0x80000000, regions, 1) == 1);
	CHECK(regions[0].base == 0 && regions[0].size_log2 == 32 && regions[0].disabled == 0xc3);
	CHECK(pmsav7_cover(0x20000010, 32, regions, 2) == 0);
	CHECK(pmsav7_cover(0x20000000, 0, regions, 2) == 0);
	CHECK(pmsav7_cover(0xfffff000, 0x2000, regions, 2) == 0);
}

int main(void)
{
	unit_run("pack: a task may touch its blocks and nothing else",
		 permitted_memory_is_the_blocks);
	unit_run("pack: blocks do not overlap and are large enough",
		 blocks_are_apart_and_large_enough);
	unit_run("pack: blocks are tight", blocks_are_tight);
	unit_run("pack: little is lost in all", little_is_lost_in_all);
	unit_run("pack: what is missing is told in bytes", the_lack_is_told_in_bytes);
	unit_run("pack: seven peripherals are too many", seven_peripherals_are_too_many);
	unit_run("pack: whole regions need no subregions", whole_regions_need_no_subregions);
	return unit_status();
}
