// Strings as pointer and length.
#include "tool/base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str str_from(const char *c_string)
{
	return (struct str){c_string, c_string == NULL ? 0 : strlen(c_string)};
}

struct str str_copy(struct arena *arena, struct str s)
{
	char *copy = arena_alloc(arena, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.at, s.len);
	return (struct str){copy, s.len};
}

const char *str_c(struct arena *arena, struct str s)
{
	return str_copy(arena, s).at;
}

struct str str_format_list(struct arena *arena, const char *format, va_list list)
{
	va_list again;
	va_copy(again, list);
	int length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return S("");

	size_t len = (size_t)length;
	char *at = arena_alloc(arena, len + 1);
	vsnprintf(at, len + 1, format, list);
	return (struct str){at, len};
}

struct str str_format(struct arena *arena, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	struct str made = str_format_list(arena, format, list);
	va_end(list);
	return made;
}

bool str_equal(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_is(struct str s, const char *c_string)
{
	return str_equal(s, str_from(c_string));
}

int str_compare(struct str a, struct str b)
{
	size_t shared = a.len < b.len ? a.len : b.len;
	int order = shared == 0 ? 0 : memcmp(a.at, b.at, shared);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool str_starts(struct str s, const char *prefix)
{
	struct str p = str_from(prefix);
	return s.len >= p.len && str_equal(str_slice(s, 0, p.len), p);
}

bool str_ends(struct str s, const char *suffix)
{
	struct str e = str_from(suffix);
	return s.len >= e.len && str_equal(str_slice(s, s.len - e.len, s.len), e);
}

struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (struct str){s.len == 0 ? s.at : s.at + from, to - from};
}

struct str str_trim(struct str s)
{
	while (s.len > 0 && isspace((unsigned char)s.at[0]))
		s = str_slice(s, 1, s.len);
	while (s.len > 0 && isspace((unsigned char)s.at[s.len - 1]))
		s.len--;
	return s;
}

size_t str_find(struct str s, char byte)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == byte)
			return i;
	return s.len;
}

size_t str_find_last(struct str s, char byte)
{
	for (size_t i = s.len; i > 0; i--)
		if (s.at[i - 1] == byte)
			return i - 1;
	return s.len;
}

bool str_next(struct str *rest, char byte, struct str *part)
{
	if (rest->len == 0)
		return false;
	size_t end = str_find(*rest, byte);
	*part = str_slice(*rest, 0, end);
	*rest = str_slice(*rest, end + 1, rest->len);
	return true;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

bool str_number(struct str s, uint64_t *number)
{
	uint64_t base = 10;
	uint64_t sum = 0;

	if (str_starts(s, "0x") || str_starts(s, "0X")) {
		base = 16;
		s = str_slice(s, 2, s.len);
	}
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		uint64_t digit = (uint64_t)digit_value(s.at[i]);

		if (digit >= base || sum > (UINT64_MAX - digit) / base)
			return false;
		sum = sum * base + digit;
	}
	*number = sum;
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

// One row of the usual table at a time, and the row before the last for swaps.
size_t str_distance(struct str a, struct str b)
{
	enum { LONGEST = 64 };
	size_t rows[3][LONGEST + 1];

	if (a.len > LONGEST || b.len > LONGEST)
		return str_equal(a, b) ? 0 : LONGEST;
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i - 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t differs = a.at[i - 1] != b.at[j - 1];

			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + differs);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1])
				row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
		}
	}
	return rows[a.len % 3][b.len];
}

struct str str_nearest(struct str wrong, const struct str *names, size_t count)
{
	size_t best = 1 + wrong.len / 3; // a third of the letters may be wrong
	struct str found = S("");

	for (size_t i = 0; i < count; i++) {
		size_t distance = str_distance(wrong, names[i]);

		if (distance < best || (distance == best && found.len == 0)) {
			best = distance;
			found = names[i];
		}
	}
	return found;
}

struct str str_upper_snake(struct arena *arena, struct str s)
{
	char *at = arena_alloc(arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] == '-' ? '_' : (char)toupper((unsigned char)s.at[i]);
	return (struct str){at, s.len};
}

void text_add(struct text *text, struct str s)
{
	size_t needed = text->len + s.len + 1;

	if (needed > text->room) {
		size_t room = needed < 256 ? 256 : needed * 2;
		text->at = arena_grow(text->arena, text->at, text->len, room);
		text->room = room;
	}
	if (s.len > 0)
		memcpy(text->at + text->len, s.at, s.len);
	text->len += s.len;
	text->at[text->len] = '\0';
}

void text_adds(struct text *text, const char *c_string)
{
	text_add(text, str_from(c_string));
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	text_add(text, str_format_list(text->arena, format, list));
	va_end(list);
}

struct str text_str(const struct text *text)
{
	return text->at == NULL ? S("") : (struct str){text->at, text->len};
}
