// The regions of ARMv7-M's protection unit (PMSAv7), as arithmetic.
//
//     base                                                  base + size
//      |--0--|--1--|--2--|--3--|--4--|--5--|--6--|--7--|
//               \____ permitted ____/                       other subregions disabled
//
// A region is a power of two of bytes, 32 or more, and starts at a multiple of
// its size. From 256 bytes up it consists of 8 equal subregions that can be
// disabled one by one. So one region permits any 1 to 8 consecutive granules
// (g bytes each, g a power of two, 32 or more) that start at a multiple of g and
// do not cross a multiple of 8g. Two regions side by side, with granules of
// their own, fit most sizes within a few per cent at almost any address: this is
// why memory need not come in powers of two.
//
// Where regions overlap the highest number that permits or denies by itself
// decides; the blocks made here share no byte, so numbers do not matter.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PMSAV7_REGIONS 8u
#define PMSAV7_GRANULE 32u // the smallest; all blocks start and end at a multiple

struct pmsav7_region {
	uint32_t base;      // multiple of the size
	uint32_t size_log2; // 5 .. 32
	uint8_t disabled;   // bit i: subregion i does not count
};

// What may be done in a region. Privileged code may do at least as much.
struct pmsav7_access {
	bool write;
	bool execute;
	bool device; // strongly ordered by the bus; never executable
	bool dma;    // memory that is not cached, for sharing with bus masters
};

// A stretch of memory [base, end) that `regions` regions permit exactly.
struct pmsav7_block {
	uint64_t base;
	uint64_t end;
	unsigned regions; // 1 or 2
};

// The regions (1, or 2 if max allows) that permit exactly [base, base + size).
// Stores them and returns their number; 0 if there are none.
size_t pmsav7_cover(uint32_t base, uint64_t size, struct pmsav7_region *regions, size_t max);

// The block of at least `need` bytes (not 0) that ends lowest among those at or
// above `from`, using `max` regions at most (1, or 2 or more, treated as 2). It
// always exists, and is not larger than need by
//     max(PMSAV7_GRANULE, need / 4) - 1 bytes with one region,
//     max(PMSAV7_GRANULE, need / 8) - 1 bytes with two.
struct pmsav7_block pmsav7_fit(uint64_t from, uint32_t need, unsigned max);

// The two registers that make it region `number`.
uint32_t pmsav7_rbar(struct pmsav7_region region, uint32_t number);
uint32_t pmsav7_rasr(struct pmsav7_region region, struct pmsav7_access access);
