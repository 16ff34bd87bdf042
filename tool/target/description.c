// Descriptions of registers, as far as they are of use here (description.h).
//
// Only tags and their attributes are looked at: <reg name= bitsize= regnum=> and
// <xi:include href=>. A register without a number has the one after the last.
#include "tool/target/description.h"

#include <string.h>

// Takes the text up to and including the next '<', then the tag up to its '>'.
static bool next_tag(struct str *rest, struct str *tag)
{
	struct str skipped;

	if (!str_next(rest, '<', &skipped))
		return false;
	return str_next(rest, '>', tag);
}

static bool is_tag(struct str tag, const char *name)
{
	size_t size = strlen(name);

	return str_starts(tag, name) && tag.len > size &&
	       memchr(" \t\r\n", tag.at[size], 4) != NULL;
}

// The value of an attribute; empty if the tag has none of that name.
static struct str attribute(struct str tag, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 1; i + size + 2 <= tag.len; i++) {
		char quote = tag.at[i + size + 1];
		struct str value;

		if (memcmp(tag.at + i, name, size) != 0 || tag.at[i + size] != '=' ||
		    memchr(" \t\r\n", tag.at[i - 1], 4) == NULL || (quote != '"' && quote != '\''))
			continue;
		value = str_slice(tag, i + size + 2, tag.len);
		return str_slice(value, 0, str_find(value, quote));
	}
	return (struct str){"", 0};
}

struct str description_next_include(struct str *rest)
{
	struct str tag;

	while (next_tag(rest, &tag))
		if (is_tag(tag, "xi:include"))
			return attribute(tag, "href");
	return (struct str){"", 0};
}

// d0 to d15 are pairs of s registers.
static unsigned pair_of(struct str name)
{
	uint64_t n;

	if (name.len < 2 || (name.at[0] != 'd' && name.at[0] != 'D') ||
	    !str_number(str_slice(name, 1, name.len), &n) || n > 15)
		return REG_COUNT;
	return REG_S0 + 2 * (unsigned)n;
}

static void put(struct arena *arena, struct description *to, struct str name, unsigned regnum,
		unsigned bytes)
{
	unsigned number = register_by_name(name);
	bool is_pair = number == REG_COUNT && bytes == 8;

	*ARENA_PUSH(arena, to->items, to->count, to->room) = (struct described_register){
		.regnum = regnum,
		.bytes = bytes,
		.number = is_pair ? pair_of(name) : number,
		.is_pair = is_pair,
	};
}

void description_add(struct arena *arena, struct description *description, struct str xml)
{
	struct str tag;

	while (next_tag(&xml, &tag)) {
		uint64_t bits = 32;
		uint64_t regnum = description->count == 0
					  ? 0
					  : description->items[description->count - 1].regnum + 1;

		if (!is_tag(tag, "reg"))
			continue;
		str_number(attribute(tag, "bitsize"), &bits);
		str_number(attribute(tag, "regnum"), &regnum);
		put(arena, description, attribute(tag, "name"), (unsigned)regnum,
		    (unsigned)(bits / 8));
	}
}

void description_assume(struct arena *arena, struct description *description)
{
	for (unsigned i = 0; i < 16; i++)
		put(arena, description, str_from(register_name(i)), i, 4);
	for (unsigned i = 16; i < 24; i++)
		put(arena, description, S("f"), i, 12);
	put(arena, description, S("fps"), 24, 4);
	put(arena, description, S("xpsr"), 25, 4);
}
