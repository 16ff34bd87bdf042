// Numbers in the byte order of the targets, which is little-endian, on any host.
#pragma once

#include <stdint.h>

static inline uint16_t bytes_half(const uint8_t *b)
{
	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t bytes_word(const uint8_t *b)
{
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t bytes_double(const uint8_t *b)
{
	return bytes_word(b) | (uint64_t)bytes_word(b + 4) << 32;
}

// A number of 1 to 8 bytes.
static inline uint64_t bytes_number(const uint8_t *b, unsigned size)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < size && i < 8; i++)
		number |= (uint64_t)b[i] << (8 * i);
	return number;
}

static inline void bytes_put_word(uint8_t *b, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		b[i] = (uint8_t)(word >> (8 * i));
}
