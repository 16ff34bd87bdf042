// Bounded text: digits without stdio and without 64-bit division.
#include "lib/text.h"

void text_add_char(struct text *to, char c)
{
	if (to->size < to->room)
		to->data[to->size++] = c;
}

void text_add(struct text *to, const char *string)
{
	while (*string != '\0')
		text_add_char(to, *string++);
}

void text_add_bytes(struct text *to, const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		text_add_char(to, data[i]);
}

void text_add_number(struct text *to, uint32_t value)
{
	char digits[10]; // least significant first
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	while (count != 0)
		text_add_char(to, digits[--count]);
}

void text_add_hex(struct text *to, uint32_t value)
{
	text_add(to, "0x");
	text_add_hex_digits(to, value);
}

void text_add_hex_digits(struct text *to, uint32_t value)
{
	for (uint32_t shift = 32; shift != 0; shift -= 4)
		text_add_char(to, "0123456789abcdef"[value >> (shift - 4) & 15]);
}

// Long division, 16 bits at a time: small cores have no 64-bit divide, and the
// library's is larger than the rest of this file.
void text_add_seconds(struct text *to, uint64_t ms)
{
	uint32_t seconds = 0;
	uint32_t rest = 0;

	for (uint32_t shift = 64; shift != 0; shift -= 16) {
		rest = rest << 16 | (uint32_t)(ms >> (shift - 16) & 0xFFFF);
		seconds = seconds << 16 | rest / 1000;
		rest %= 1000;
	}
	text_add_number(to, seconds);
	text_add_char(to, '.');
	text_add_char(to, (char)('0' + rest / 100));
	text_add_char(to, (char)('0' + rest / 10 % 10));
	text_add_char(to, (char)('0' + rest % 10));
}

void text_pad(struct text *to, size_t size)
{
	while (to->size < size && to->size < to->room)
		text_add_char(to, ' ');
}
