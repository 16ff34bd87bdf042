// Messages of test/idl/lab.idol, decoded and encoded again.
//
// An encoding has one form for each value, so what comes out is what was read, apart from
// what follows it. Only bools of zerocopy have more: anything but 0 is true.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The longest that any of them makes.
#define ROUND_MOST 128

enum round_encoding { ROUND_ZEROCOPY, ROUND_SSMARSHAL, ROUND_HUBPACK };

struct round {
	const char *name;
	enum round_encoding encoding;
	bool has_bool; // in zerocopy
	// False if the bytes are refused; else how many came of them again.
	bool (*turn)(const uint8_t *bytes, size_t size, uint8_t *again, size_t *again_size);
};

extern const struct round rounds[];
extern const size_t round_count;
