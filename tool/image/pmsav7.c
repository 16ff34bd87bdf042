// Region arithmetic of PMSAv7: which blocks regions can permit, and how.
#include "tool/image/pmsav7.h"

#define SUBREGIONS 8u
#define GRANULE_MAX (1ull << 29) // of the region that is the whole address space
#define SUBREGIONS_FROM_LOG2 8u  // smaller regions have none

#define RBAR_VALID (1u << 4)
#define RASR_ENABLE 1u
#define RASR_SIZE_SHIFT 1
#define RASR_SRD_SHIFT 8
#define RASR_B (1u << 16)
#define RASR_C (1u << 17)
#define RASR_TEX_1 (1u << 19)
#define RASR_READ_ONLY (2u << 24) // privileged code may write
#define RASR_READ_WRITE (3u << 24)
#define RASR_NO_EXECUTE (1u << 28)

static uint64_t round_up(uint64_t value, uint64_t unit)
{
	return (value + unit - 1) / unit * unit;
}

static uint64_t divide_up(uint64_t value, uint64_t unit)
{
	return (value + unit - 1) / unit;
}

static uint64_t lowest_bit(uint64_t value)
{
	return value & (~value + 1);
}

// Whether n granules from base lie between two multiples of 8 granules.
static bool in_one_region(uint64_t base, uint64_t n, uint64_t granule)
{
	return base % (SUBREGIONS * granule) + n * granule <= SUBREGIONS * granule;
}

static uint32_t log2_of(uint64_t power)
{
	return (uint32_t)__builtin_ctzll(power);
}

static struct pmsav7_region whole_region(uint64_t base, uint64_t size)
{
	return (struct pmsav7_region){.base = (uint32_t)base, .size_log2 = log2_of(size)};
}

// One region that permits exactly [base, end). The largest granule that divides
// both ends is the only one to try: halving it halves the reach too.
static bool cover_by_one(uint64_t base, uint64_t end, struct pmsav7_region *region)
{
	uint64_t granule = lowest_bit(base | end);
	uint64_t size = end - base;

	if (granule < PMSAV7_GRANULE)
		return false;
	if (granule > GRANULE_MAX)
		granule = GRANULE_MAX;
	if (lowest_bit(size) == size && base % size == 0) {
		*region = whole_region(base, size);
		return true;
	}
	uint64_t n = size / granule;
	if (!in_one_region(base, n, granule))
		return false;
	uint64_t first = base / granule % SUBREGIONS;
	uint32_t permitted = ((1u << n) - 1u) << first;
	*region = whole_region(base - first * granule, SUBREGIONS * granule);
	region->disabled = (uint8_t)~permitted;
	return true;
}

static bool cover_by_two(uint64_t base, uint64_t end, struct pmsav7_region *regions)
{
	for (uint64_t granule = PMSAV7_GRANULE; granule < end - base; granule *= 2) {
		if (base % granule != 0)
			return false;
		for (uint64_t n = 1; n <= SUBREGIONS && base + n * granule < end; n++)
			if (cover_by_one(base, base + n * granule, &regions[0]) &&
			    cover_by_one(base + n * granule, end, &regions[1]))
				return true;
	}
	return false;
}

size_t pmsav7_cover(uint32_t base, uint64_t size, struct pmsav7_region *regions, size_t max)
{
	uint64_t end = base + size;

	if (size == 0 || end > (uint64_t)UINT32_MAX + 1 || max == 0)
		return 0;
	if (cover_by_one(base, end, &regions[0]))
		return 1;
	return max >= 2 && cover_by_two(base, end, regions) ? 2 : 0;
}

// The best block so far and what makes another one better.
struct search {
	uint64_t need;
	uint64_t slack_limit;
	struct pmsav7_block best; // regions 0: none yet
};

static void consider(struct search *search, struct pmsav7_block block)
{
	struct pmsav7_block best = search->best;

	if (block.end - block.base - search->need >= search->slack_limit)
		return;
	// Of two blocks with the same end, the smaller one leaves a larger gap before
	// it, which something else may fill.
	bool better = best.regions == 0 || block.end < best.end ||
		      (block.end == best.end &&
		       (block.base > best.base ||
			(block.base == best.base && block.regions < best.regions)));
	if (better)
		search->best = block;
}

static void fit_one(struct search *search, uint64_t from)
{
	uint64_t n = 0;

	for (uint64_t granule = PMSAV7_GRANULE; n != 1; granule *= 2) {
		n = divide_up(search->need, granule);
		if (n > SUBREGIONS)
			continue;
		uint64_t base = round_up(from, granule);
		if (!in_one_region(base, n, granule))
			base = round_up(base, SUBREGIONS * granule);
		consider(search, (struct pmsav7_block){base, base + n * granule, 1});
	}
}

// Ends a block, begun at `base` and permitted up to `middle`, with a second region.
static void fit_rest(struct search *search, uint64_t base, uint64_t middle)
{
	uint64_t rest = search->need - (middle - base);
	uint64_t n = 0;

	for (uint64_t granule = PMSAV7_GRANULE; n != 1 && middle % granule == 0; granule *= 2) {
		n = divide_up(rest, granule);
		if (n <= SUBREGIONS && in_one_region(middle, n, granule))
			consider(search, (struct pmsav7_block){base, middle + n * granule, 2});
	}
}

static void fit_two(struct search *search, uint64_t from)
{
	for (uint64_t granule = PMSAV7_GRANULE; granule < search->need; granule *= 2) {
		uint64_t first = round_up(from, granule);

		// Starting up to 7 granules later reaches every position in the region.
		for (uint64_t later = 0; later < SUBREGIONS; later++) {
			uint64_t base = first + later * granule;

			for (uint64_t n = 1; n * granule < search->need; n++) {
				if (!in_one_region(base, n, granule))
					break;
				fit_rest(search, base, base + n * granule);
			}
		}
	}
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

// A block within the limit on slack exists. One region: with g such that
// 4g < need <= 8g, some multiple of 8g starts 5 to 8 granules, slack < g. Two:
// from there, as many granules as fit into need, and the rest in granules of
// g / 8 (or the smallest), which start at a multiple of 8 of them.
struct pmsav7_block pmsav7_fit(uint64_t from, uint32_t need, unsigned max)
{
	struct search search = {
		.need = need,
		.slack_limit = larger(PMSAV7_GRANULE, need / (max == 1 ? 4 : 8)),
	};

	fit_one(&search, from);
	if (max > 1)
		fit_two(&search, from);
	return search.best;
}

uint32_t pmsav7_rbar(struct pmsav7_region region, uint32_t number)
{
	return region.base | RBAR_VALID | number;
}

uint32_t pmsav7_rasr(struct pmsav7_region region, struct pmsav7_access access)
{
	uint32_t rasr = RASR_ENABLE | (region.size_log2 - 1) << RASR_SIZE_SHIFT;

	if (region.size_log2 >= SUBREGIONS_FROM_LOG2)
		rasr |= (uint32_t)region.disabled << RASR_SRD_SHIFT;
	rasr |= access.write ? RASR_READ_WRITE : RASR_READ_ONLY;
	if (access.device)
		rasr |= RASR_B;
	else if (access.dma)
		rasr |= RASR_TEX_1;
	else
		rasr |= RASR_C | RASR_B;
	if (!access.execute || access.device)
		rasr |= RASR_NO_EXECUTE;
	return rasr;
}
