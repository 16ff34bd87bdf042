// A checksum for records in memory that start-up does not clear: what is in such
// memory when the power comes is anything, and no record.
#pragma once

#include <stddef.h>
#include <stdint.h>

// FNV-1a over bytes, 32 bits.
/*@
  requires \valid_read(byte + (0 .. size - 1));
  assigns \nothing;
*/
static inline uint32_t seal_of_bytes(const uint8_t *byte, size_t size)
{
	uint32_t seal = 0x811C9DC5u;

	/*@
	  loop invariant 0 <= i <= size;
	  loop assigns i, seal;
	  loop variant size - i;
	*/
	for (size_t i = 0; i < size; i++)
		seal = (seal ^ byte[i]) * 0x01000193u;
	return seal;
}

// The same over the bytes of whatever lies at `data`.
static inline uint32_t seal_of(const void *data, size_t size)
{
	return seal_of_bytes((const uint8_t *)data, size);
}
