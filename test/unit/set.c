// kern/set.h against an array of flags, for sets of one word and of two levels.
#include "test/unit/unit.h"

#include <string.h>

#include "kern/set.h"
#include "test/unit/random.h"

static uint32_t words[SET_WORDS(SET_CAPACITY_MAX)];
static bool model[SET_CAPACITY_MAX];

static void check_against_model(uint32_t capacity)
{
	uint32_t first = capacity;

	for (uint32_t i = 0; i < capacity; i++) {
		CHECK(set_has(words, capacity, i) == model[i]);
		if (model[i] && first == capacity)
			first = i;
	}
	CHECK(set_is_empty(words) == (first == capacity));
	if (first != capacity)
		CHECK(set_first(words, capacity) == first);
}

static void clear(void)
{
	memset(words, 0, sizeof words);
	memset(model, 0, sizeof model);
}

static void add(uint32_t capacity, uint32_t i)
{
	set_add(words, capacity, i);
	model[i] = true;
}

static void remove_member(uint32_t capacity, uint32_t i)
{
	set_remove(words, capacity, i);
	model[i] = false;
}

static const uint32_t capacities[] = {1, 2, 31, 32, 33, 63, 64, 65, 100, 1022, 1023, 1024};

#define CAPACITIES (sizeof capacities / sizeof capacities[0])

static void test_single_members(void)
{
	for (uint32_t c = 0; c < CAPACITIES; c++) {
		for (uint32_t i = 0; i < capacities[c]; i++) {
			clear();
			check_against_model(capacities[c]);
			add(capacities[c], i);
			check_against_model(capacities[c]);
			remove_member(capacities[c], i);
			check_against_model(capacities[c]);
		}
	}
}

// Adding and removing at random, with more of the one and then of the other, so
// that words fill and run empty.
static void test_random(void)
{
	for (uint32_t c = 0; c < CAPACITIES; c++) {
		uint32_t capacity = capacities[c];

		clear();
		for (uint32_t step = 0; step < 4000; step++) {
			bool filling = step / 500 % 2 == 0;
			uint32_t i = random_below(capacity);

			if (random_below(8) != 0 ? filling : !filling)
				add(capacity, i);
			else
				remove_member(capacity, i);
			if (step % 16 == 0)
				check_against_model(capacity);
		}
	}
}

static void test_drained_in_order(void)
{
	for (uint32_t c = 0; c < CAPACITIES; c++) {
		uint32_t capacity = capacities[c];

		clear();
		for (uint32_t i = capacity; i-- > 0;)
			add(capacity, i);
		for (uint32_t i = 0; i < capacity; i++) {
			CHECK(set_first(words, capacity) == i);
			remove_member(capacity, i);
		}
		CHECK(set_is_empty(words));
	}
}

// What the kernel's size depends on.
static void test_size(void)
{
	CHECK(SET_WORDS(1) == 1);
	CHECK(SET_WORDS(32) == 1);
	CHECK(SET_WORDS(33) == 3);
	CHECK(SET_WORDS(64) == 3);
	CHECK(SET_WORDS(1022) == 33);
	CHECK(SET_WORDS(1024) == 33);
}

int main(void)
{
	unit_run("set: single members", test_single_members);
	unit_run("set: random members", test_random);
	unit_run("set: drained in order", test_drained_in_order);
	unit_run("set: size", test_size);
	return unit_status();
}
