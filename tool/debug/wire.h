// Values of interfaces' types: as users write them, as they are on the wire, and as they
// are shown.
//
//     7, -3, 0x10, 2.5, true, 'a'       numbers and the like
//     On                                a variant; Key(3), Drag{to: {x: 1, y: 2}} with fields
//     Read|Write                        bits
//     {x: 1, y: 2}   (1, On)            a struct, a tuple
//     [1, 2, 3]  [0; 8]  "text"         an array; of bytes also as text, padded with zeros
//     None, Some(4), Ok(1), Err(Busy)   what may be one thing or another
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "tool/idl/model.h"

// Appends a value that a text says to a message. False, reported with the place in the text,
// if it says none.
bool wire_put(struct text *to, const struct source *text, const struct idl_type *type,
	      enum idl_encoding encoding);

// Appends elements, until the text ends: what is leased. Their number goes to `count`.
bool wire_put_slice(struct text *to, const struct source *text, const struct idl_type *element,
		    size_t *count);

// The value at the front of *bytes, which it is taken off: for people, and for machines.
// False if they hold none.
bool wire_take(struct str *bytes, const struct idl_type *type, enum idl_encoding encoding,
	       struct text *shown, json_t **value);
