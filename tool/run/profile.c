// Showing where an operation's instructions go (profile.h).
#include "tool/run/profile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

// Instructions of a program, or of a function in it, or of a part of that function.
struct share {
	const struct code_place *place;
	uint32_t instructions;
	uint32_t of_symbol;
	uint32_t of_program;
};

static bool same_symbol(const struct code_place *a, const struct code_place *b)
{
	return str_equal(a->program, b->program) && str_equal(a->symbol, b->symbol);
}

// Largest program first, in it the largest function, in that the largest part.
static int by_share(const void *a, const void *b)
{
	const struct share *left = a;
	const struct share *right = b;
	int order = (left->of_program < right->of_program) - (left->of_program > right->of_program);

	if (order == 0)
		order = str_compare(left->place->program, right->place->program);
	if (order == 0)
		order = (left->of_symbol < right->of_symbol) - (left->of_symbol > right->of_symbol);
	if (order == 0)
		order = str_compare(left->place->symbol, right->place->symbol);
	if (order == 0)
		order = (left->instructions < right->instructions) -
			(left->instructions > right->instructions);
	return order;
}

static size_t count_shares(const struct code *code, const struct sample_class *class,
			   struct share *shares)
{
	size_t count = 0;

	for (uint32_t i = 0; i < class->instructions; i++) {
		const struct code_place *place = code_at(code, class->path[i]);
		size_t k = 0;

		while (k < count && !(same_symbol(shares[k].place, place) &&
				      str_equal(shares[k].place->function, place->function)))
			k++;
		if (k == count)
			shares[count++] = (struct share){.place = place};
		shares[k].instructions++;
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < count; k++) {
			if (str_equal(shares[i].place->program, shares[k].place->program))
				shares[i].of_program += shares[k].instructions;
			if (same_symbol(shares[i].place, shares[k].place))
				shares[i].of_symbol += shares[k].instructions;
		}
	}
	return count;
}

void profile_print(struct arena *arena, const struct code *code, const struct sample_class *class)
{
	struct share *shares = ARENA_ARRAY(arena, struct share, class->instructions);
	size_t count = count_shares(code, class, shares);

	qsort(shares, count, sizeof shares[0], by_share);
	for (size_t i = 0; i < count; i++) {
		const struct code_place *place = shares[i].place;
		bool begins = i == 0 || !same_symbol(shares[i - 1].place, place);

		if (i == 0 || !str_equal(shares[i - 1].place->program, place->program))
			printf("%6" PRIu32 "  %.*s\n", shares[i].of_program,
			       STR_ARG(place->program));
		if (begins)
			printf("%6" PRIu32 "      %.*s\n", shares[i].of_symbol,
			       STR_ARG(place->symbol));
		if (shares[i].instructions < shares[i].of_symbol)
			printf("%6" PRIu32 "          %.*s\n", shares[i].instructions,
			       STR_ARG(place->function));
	}
}

void profile_list(const struct code *code, const struct sample_class *class)
{
	struct str line = S("");

	for (uint32_t i = 0; i < class->instructions; i++) {
		const struct code_place *place = code_at(code, class->path[i]);
		bool moved = i == 0 || !str_equal(line, place->line);

		line = place->line;
		printf("%5" PRIu32 "  %08" PRIx32 "  %-40.*s", i + 1, place->address,
		       STR_ARG(place->instruction));
		if (moved)
			printf("  %.*s  %.*s", STR_ARG(place->function), STR_ARG(line));
		printf("\n");
	}
}
