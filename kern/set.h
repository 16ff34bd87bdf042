// Sets of small numbers, kept so that the smallest member is found in constant time.
//
// Members below `capacity` are single bits, the smallest at a word's most
// significant end, where count-leading-zeros finds it. Up to 32 members need
// one word. Above that the first word is a summary: its bit w (again from the
// top) is set exactly if word 1 + w is not zero; 32 such words hold 1,024.
//
// `capacity` is a constant at every call, so the branches on it cost nothing.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "arch_port.h"

#define SET_WORDS(capacity) ((capacity) <= 32 ? 1 : 1 + ((capacity) + 31) / 32)
#define SET_CAPACITY_MAX 1024

static inline uint32_t set_bit(uint32_t i)
{
	return 0x80000000u >> (i % 32u);
}

static inline void set_add(uint32_t *words, uint32_t capacity, uint32_t i)
{
	if (capacity <= 32) {
		words[0] |= set_bit(i);
		return;
	}
	words[1 + i / 32] |= set_bit(i);
	words[0] |= set_bit(i / 32);
}

static inline void set_remove(uint32_t *words, uint32_t capacity, uint32_t i)
{
	if (capacity <= 32) {
		words[0] &= ~set_bit(i);
		return;
	}
	words[1 + i / 32] &= ~set_bit(i);
	if (words[1 + i / 32] == 0)
		words[0] &= ~set_bit(i / 32);
}

static inline bool set_has(const uint32_t *words, uint32_t capacity, uint32_t i)
{
	return (words[capacity <= 32 ? 0 : 1 + i / 32] & set_bit(i)) != 0;
}

static inline bool set_is_empty(const uint32_t *words)
{
	return words[0] == 0;
}

// The smallest member. The set must not be empty.
static inline uint32_t set_first(const uint32_t *words, uint32_t capacity)
{
	uint32_t top = arch_count_leading_zeros(words[0]);

	if (capacity <= 32)
		return top;
	return top * 32 + arch_count_leading_zeros(words[1 + top]);
}
