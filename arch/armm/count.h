// Whole milliseconds from a counter of 32 bits that wraps, with nothing lost.
#pragma once

#include <stdint.h>

struct app_rate;

struct count {
	uint64_t ms;   // that have passed
	uint32_t last; // what the counter said then
	uint32_t rest; // what has passed besides: rest / rate.cycles of a millisecond
};

// Takes note of what the counter says now: less than 2^32 cycles after it was last looked at.
void count_to(struct count *count, const struct app_rate *rate, uint32_t counter);

// n * m / d, rounded down, and what is left of it, for n < d and d < 2^31: the product
// may be larger than a word. One round for each bit of m.
struct quotient {
	uint32_t whole;
	uint32_t rest;
};

struct quotient count_scale(uint32_t n, uint32_t m, uint32_t d);
