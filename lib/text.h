// Text put together piece by piece in a buffer of fixed size.
//
//	char line[40];
//	struct text text = text_in(line, sizeof line);
//	text_add(&text, "index ");
//	text_add_number(&text, 7);
//
// What does not fit is cut off. There is no closing zero: use data and size.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct text {
	char *data;
	size_t room; // bytes at data
	size_t size; // bytes used
};

static inline struct text text_in(char *data, size_t room)
{
	return (struct text){data, room, 0};
}

void text_add_char(struct text *to, char c);

void text_add(struct text *to, const char *string);

void text_add_bytes(struct text *to, const char *data, size_t size);

// Decimal.
void text_add_number(struct text *to, uint32_t value);

// "0x" and eight digits.
void text_add_hex(struct text *to, uint32_t value);

// The eight digits alone.
void text_add_hex_digits(struct text *to, uint32_t value);

// Milliseconds as seconds: "1.204".
void text_add_seconds(struct text *to, uint64_t ms);

// Spaces until the text is `size` bytes long.
void text_pad(struct text *to, size_t size);
