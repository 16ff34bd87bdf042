// Numbers that look random and are the same in every run (xorshift32).
#pragma once

#include <stdint.h>

static uint32_t random_state = 1;

static inline uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state % limit;
}
