// task/jefe/limit.c: how many faults are too many.
#include "task/jefe/limit.h"
#include "test/unit/unit.h"

static uint64_t times[8];
static uint32_t count;

// Faults at these times; returns which one was too many, from 1, or 0.
static size_t too_many(const struct limit *limit, const uint64_t *at, size_t n)
{
	count = 0;
	for (size_t i = 0; i < n; i++)
		if (limit_fault(limit, &count, times, at[i]))
			return i + 1;
	return 0;
}

#define TOO_MANY(limit, ...)                               \
	too_many((limit), (const uint64_t[]){__VA_ARGS__}, \
		 sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static void three_in_a_second(void)
{
	const struct limit limit = {.faults = 3, .within = 1000, .first = 2};

	CHECK(TOO_MANY(&limit, 10) == 0);
	CHECK(TOO_MANY(&limit, 10, 20) == 0);
	CHECK(TOO_MANY(&limit, 10, 20, 30) == 3);
	CHECK(TOO_MANY(&limit, 10, 500, 1010) == 3);
	CHECK(TOO_MANY(&limit, 10, 500, 1011) == 0);
	CHECK(TOO_MANY(&limit, 10, 500, 1011, 1500) == 4);
	CHECK(TOO_MANY(&limit, 0, 900, 1800, 2700, 3600, 4500) == 0);
	CHECK(TOO_MANY(&limit, 0, 900, 1800, 2700, 3600, 4500, 4600) == 7);
}

static void one_is_too_many(void)
{
	const struct limit limit = {.faults = 1, .within = 1, .first = 0};

	CHECK(TOO_MANY(&limit, 5) == 1);
	CHECK(limit_fault(&limit, &count, times, 5000));
}

// Afterwards it takes as many again.
static void counting_begins_anew(void)
{
	const struct limit limit = {.faults = 2, .within = 100};

	CHECK(TOO_MANY(&limit, 0, 10) == 2);
	CHECK(!limit_fault(&limit, &count, times, 20));
	CHECK(limit_fault(&limit, &count, times, 30));
}

// Its own part of the table, and no other.
static void two_side_by_side(void)
{
	const struct limit a = {.faults = 2, .within = 100, .first = 0};
	const struct limit b = {.faults = 3, .within = 100, .first = 2};
	uint32_t count_a = 0;
	uint32_t count_b = 0;

	times[5] = 77;
	CHECK(!limit_fault(&a, &count_a, times, 0));
	CHECK(!limit_fault(&b, &count_b, times, 10));
	CHECK(!limit_fault(&b, &count_b, times, 20));
	CHECK(limit_fault(&a, &count_a, times, 100));
	CHECK(limit_fault(&b, &count_b, times, 110));
	CHECK(times[5] == 77);
}

// A million faults, each too late to be one too many, then three at once.
static void for_ever(void)
{
	const struct limit limit = {.faults = 3, .within = 10};
	bool never = true;

	count = 0;
	for (uint64_t now = 0; now < 20000000; now += 20)
		never = never && !limit_fault(&limit, &count, times, now);
	CHECK(never);
	CHECK(count <= 2u * limit.faults);
	CHECK(!limit_fault(&limit, &count, times, 20000000));
	CHECK(!limit_fault(&limit, &count, times, 20000001));
	CHECK(limit_fault(&limit, &count, times, 20000002));
}

int main(void)
{
	unit_run("jefe_limit: three in a second", three_in_a_second);
	unit_run("jefe_limit: one is too many", one_is_too_many);
	unit_run("jefe_limit: counting begins anew", counting_begins_anew);
	unit_run("jefe_limit: two side by side", two_side_by_side);
	unit_run("jefe_limit: for ever", for_ever);
	return unit_status();
}
