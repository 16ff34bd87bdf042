// Values as bytes in messages: little-endian, nothing between them.
//
//	at = wire_put_u32(at, value);     writes where there is room, returns what follows
//
//	struct wire from = wire_of(bytes, size);
//	value = wire_get_u32(&from);      takes the next from what is left
//	value = wire_next_u32(&from);     the same where there is enough left, not counting it
//
// Once something to take was missing or had no meaning, `bad` stays set and all that
// follows is taken as 0: it is enough to look at the end.
//
// Options, choices and characters are as hubpack and ssmarshal have them (doc/idl.md).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words go on the wire as they are");

// C has no such type everywhere. Signed ones are in two's complement.
struct wire_u128 {
	uint64_t low;
	uint64_t high;
};

// Bytes that are taken one value after the other.
struct wire {
	const uint8_t *at;
	size_t left; // bytes
	bool bad;
};

ALWAYS_INLINE struct wire wire_of(const uint8_t *at, size_t size)
{
	return (struct wire){at, size, false};
}

// Writing.

ALWAYS_INLINE uint8_t *wire_put_u8(uint8_t *at, uint8_t value)
{
	__builtin_memcpy(at, &value, sizeof value);
	return at + sizeof value;
}

ALWAYS_INLINE uint8_t *wire_put_u16(uint8_t *at, uint16_t value)
{
	__builtin_memcpy(at, &value, sizeof value);
	return at + sizeof value;
}

ALWAYS_INLINE uint8_t *wire_put_u32(uint8_t *at, uint32_t value)
{
	__builtin_memcpy(at, &value, sizeof value);
	return at + sizeof value;
}

ALWAYS_INLINE uint8_t *wire_put_u64(uint8_t *at, uint64_t value)
{
	__builtin_memcpy(at, &value, sizeof value);
	return at + sizeof value;
}

ALWAYS_INLINE uint8_t *wire_put_f32(uint8_t *at, float value)
{
	__builtin_memcpy(at, &value, sizeof value);
	return at + sizeof value;
}

ALWAYS_INLINE uint8_t *wire_put_f64(uint8_t *at, double value)
{
	__builtin_memcpy(at, &value, sizeof value);
	return at + sizeof value;
}

ALWAYS_INLINE uint8_t *wire_put_bytes(uint8_t *at, const void *from, size_t size)
{
	__builtin_memcpy(at, from, size);
	return at + size;
}

// In one to four bytes. `value` is a character (wire_is_char).
ALWAYS_INLINE uint8_t *wire_put_utf8(uint8_t *at, uint32_t value)
{
	if (value < 0x80)
		return wire_put_u8(at, (uint8_t)value);
	if (value < 0x800) {
		at = wire_put_u8(at, (uint8_t)(0xC0 | value >> 6));
	} else if (value < 0x10000) {
		at = wire_put_u8(at, (uint8_t)(0xE0 | value >> 12));
		at = wire_put_u8(at, (uint8_t)(0x80 | (value >> 6 & 0x3F)));
	} else {
		at = wire_put_u8(at, (uint8_t)(0xF0 | value >> 18));
		at = wire_put_u8(at, (uint8_t)(0x80 | (value >> 12 & 0x3F)));
		at = wire_put_u8(at, (uint8_t)(0x80 | (value >> 6 & 0x3F)));
	}
	return wire_put_u8(at, (uint8_t)(0x80 | (value & 0x3F)));
}

// Taking where there is known to be enough.

ALWAYS_INLINE void wire_next_bytes(struct wire *from, void *to, size_t size)
{
	__builtin_memcpy(to, from->at, size);
	from->at += size;
}

ALWAYS_INLINE uint8_t wire_next_u8(struct wire *from)
{
	uint8_t value;

	wire_next_bytes(from, &value, sizeof value);
	return value;
}

ALWAYS_INLINE uint16_t wire_next_u16(struct wire *from)
{
	uint16_t value;

	wire_next_bytes(from, &value, sizeof value);
	return value;
}

ALWAYS_INLINE uint32_t wire_next_u32(struct wire *from)
{
	uint32_t value;

	wire_next_bytes(from, &value, sizeof value);
	return value;
}

ALWAYS_INLINE uint64_t wire_next_u64(struct wire *from)
{
	uint64_t value;

	wire_next_bytes(from, &value, sizeof value);
	return value;
}

ALWAYS_INLINE float wire_next_f32(struct wire *from)
{
	float value;

	wire_next_bytes(from, &value, sizeof value);
	return value;
}

ALWAYS_INLINE double wire_next_f64(struct wire *from)
{
	double value;

	wire_next_bytes(from, &value, sizeof value);
	return value;
}

// Taking where there may not be.

// The next `size` bytes, copied; or zeros, if there are not so many.
ALWAYS_INLINE void wire_get_bytes(struct wire *from, void *to, size_t size)
{
	if (from->left < size) {
		from->bad = true;
		from->left = 0;
		__builtin_memset(to, 0, size);
		return;
	}
	__builtin_memcpy(to, from->at, size);
	from->at += size;
	from->left -= size;
}

static inline uint8_t wire_get_u8(struct wire *from)
{
	uint8_t value;

	wire_get_bytes(from, &value, sizeof value);
	return value;
}

static inline uint16_t wire_get_u16(struct wire *from)
{
	uint16_t value;

	wire_get_bytes(from, &value, sizeof value);
	return value;
}

static inline uint32_t wire_get_u32(struct wire *from)
{
	uint32_t value;

	wire_get_bytes(from, &value, sizeof value);
	return value;
}

static inline uint64_t wire_get_u64(struct wire *from)
{
	uint64_t value;

	wire_get_bytes(from, &value, sizeof value);
	return value;
}

static inline float wire_get_f32(struct wire *from)
{
	float value;

	wire_get_bytes(from, &value, sizeof value);
	return value;
}

static inline double wire_get_f64(struct wire *from)
{
	double value;

	wire_get_bytes(from, &value, sizeof value);
	return value;
}

// One of `count` choices, 256 at most: which, from 0.
static inline uint8_t wire_get_choice(struct wire *from, uint32_t count)
{
	uint8_t choice = wire_get_u8(from);

	if (choice < count)
		return choice;
	from->bad = true;
	return 0;
}

static inline bool wire_get_bool(struct wire *from)
{
	return wire_get_choice(from, 2) != 0;
}

// A `usize`, which is 8 bytes long but must fit in 4.
static inline uint32_t wire_get_usize(struct wire *from)
{
	uint64_t value = wire_get_u64(from);

	if (value <= UINT32_MAX)
		return (uint32_t)value;
	from->bad = true;
	return 0;
}

static inline int32_t wire_get_isize(struct wire *from)
{
	int64_t value = (int64_t)wire_get_u64(from);

	if (value >= INT32_MIN && value <= INT32_MAX)
		return (int32_t)value;
	from->bad = true;
	return 0;
}

// Whether a number is a character: a Unicode scalar value.
static inline bool wire_is_char(uint32_t value)
{
	return value < 0xD800 || (value > 0xDFFF && value <= 0x10FFFF);
}

static inline uint32_t wire_get_utf8(struct wire *from)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000}; // no longer than need be
	uint32_t value = wire_get_u8(from);
	uint32_t more = 0;

	if (value >= 0xF0)
		more = 3;
	else if (value >= 0xE0)
		more = 2;
	else if (value >= 0x80)
		more = 1;
	if ((value >= 0x80 && value < 0xC0) || value >= 0xF8)
		from->bad = true;
	if (more != 0)
		value &= 0x3Fu >> more;
	for (uint32_t i = 0; i < more; i++) {
		uint8_t byte = wire_get_u8(from);

		if ((byte & 0xC0) != 0x80)
			from->bad = true;
		value = value << 6 | (byte & 0x3Fu);
	}
	if (!from->bad && value >= least[more] && wire_is_char(value))
		return value;
	from->bad = true;
	return 0;
}
