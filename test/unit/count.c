// arch/armm/count.c: milliseconds from a counter that wraps, against numbers that are wide
// enough to be simple.
#include "test/unit/unit.h"

#include "arch/armm/count.h"
#include "kern/app.h"
#include "test/unit/random.h"

__extension__ typedef unsigned __int128 wide;

static const struct app_rate rates[] = {
	{25000, 1},        // 25 MHz
	{168000, 1},       // 168 MHz
	{55296, 5},        // 11.0592 MHz
	{4096, 125},       // 32.768 kHz
	{1, 1},            // 1 kHz
	{1001, 1000},      // 1.001 kHz
	{INT32_MAX, 1000}, // the fastest
	{2147483, 1},      // nearly so, with a whole number of cycles in a ms
};

#define RATES (sizeof rates / sizeof rates[0])

static uint64_t expected_ms(wide cycles, const struct app_rate *rate)
{
	return (uint64_t)(cycles * rate->ms / rate->cycles);
}

// How far the counter gets before it is looked at again.
static uint32_t random_step(void)
{
	switch (random_below(6)) {
	case 0:
		return UINT32_MAX;
	case 1:
		return random_below(3);
	case 2:
		return 1u << random_below(32);
	}
	return random_below(UINT32_MAX);
}

// For each rate, whatever it starts from: exact at every look, also after years.
static void test_exact(void)
{
	for (size_t i = 0; i < RATES; i++) {
		uint32_t start = random_below(UINT32_MAX);
		struct count count = {.last = start};
		wide cycles = 0;

		for (uint32_t look = 0; look < 100000; look++) {
			cycles += random_step();
			count_to(&count, &rates[i], start + (uint32_t)cycles);
			CHECK(count.ms == expected_ms(cycles, &rates[i]));
			CHECK(count.rest < rates[i].cycles);
		}
	}
}

// Not a cycle early, not a cycle late, when each is looked at.
static void test_each_cycle(void)
{
	for (size_t i = 0; i < RATES; i++) {
		struct count count = {.last = UINT32_MAX - 1000};

		for (uint32_t cycles = 1; cycles < 200000; cycles++) {
			count_to(&count, &rates[i], UINT32_MAX - 1000 + cycles);
			CHECK(count.ms == expected_ms(cycles, &rates[i]));
		}
	}
}

// The same counter, looked at by another who is seldom there, says the same.
static void test_seldom(void)
{
	struct count often = {0};
	struct count seldom = {0};
	uint32_t counter = 0;

	for (uint32_t i = 0; i < 100000; i++) {
		counter += random_below(100000);
		count_to(&often, &rates[2], counter);
		if (i % 40000 != 39999)
			continue;
		count_to(&seldom, &rates[2], counter);
		CHECK(often.ms == seldom.ms && often.rest == seldom.rest);
	}
}

static void test_scale(void)
{
	for (uint32_t i = 0; i < 100000; i++) {
		uint32_t d = 1 + random_below(INT32_MAX);
		uint32_t n = random_below(d);
		uint32_t m = 1 + random_below(1u << random_below(22));
		struct quotient q = count_scale(n, m, d);

		CHECK(q.whole == (uint64_t)n * m / d && q.rest == (uint64_t)n * m % d);
	}
}

int main(void)
{
	unit_run("count: exact", test_exact);
	unit_run("count: each cycle", test_each_cycle);
	unit_run("count: looked at seldom", test_seldom);
	unit_run("count: scale", test_scale);
	return unit_status();
}
