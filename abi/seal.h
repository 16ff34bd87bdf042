// A checksum for records in memory that start-up does not clear: what is in such
// memory when the power comes is anything, and no record.
#pragma once

#include <stddef.h>
#include <stdint.h>

// FNV-1a over bytes, 32 bits.
static inline uint32_t seal_of(const void *data, size_t size)
{
	const uint8_t *byte = (const uint8_t *)data;
	uint32_t seal = 0x811C9DC5u;

	for (size_t i = 0; i < size; i++)
		seal = (seal ^ byte[i]) * 0x01000193u;
	return seal;
}
