// Where a value is: DWARF expressions, evaluated in a frame.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

#include "tool/target/target.h"

// What an expression may refer to.
struct location_context;

// Where a function was called from, for values that only the caller still knows.
struct location_call {
	const struct location_context *caller;
	Dwarf_Die caller_function; // that contains the call
	Dwarf_Die function;        // that was called
	uint32_t return_address;   // bit 0 clear
};

struct location_context {
	struct arena *arena;
	struct target *target;
	const struct registers *registers; // of the frame; NULL for none
	bool has_cfa;
	uint32_t cfa;                     // canonical frame address
	Dwarf_Die *function;              // whose frame base counts; NULL for none
	uint32_t pc;                      // for lists of locations
	const struct location_call *call; // NULL if it is not known
};

// The bytes of an object, and which of them could be had.
struct object {
	size_t size;
	uint8_t *bytes;
	bool *known; // per byte
	bool has_address;
	uint32_t address;
};

struct object object_make(struct arena *arena, size_t size);

// Reads an object from memory, as far as that goes.
struct object object_read(struct arena *arena, struct target *target, uint32_t address,
			  size_t size);

bool object_is_known(const struct object *object, size_t offset, size_t size);

// Evaluates an expression that yields an address or a number: the rules of unwinding. A
// `start` that is not NULL is on the stack at the beginning.
bool location_number(const struct location_context *context, const Dwarf_Op *ops, size_t count,
		     const uint32_t *start, uint32_t *number);

// Fetches an object of so many bytes from where an attribute (DW_AT_location) says that
// it is. Bytes that are nowhere are not known: the compiler needs them no more.
struct object location_fetch(const struct location_context *context, Dwarf_Attribute *attribute,
			     size_t size);
