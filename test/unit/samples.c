// Samples of operations, cut out of traces made by hand.
#include "test/unit/unit.h"
#include "tool/run/samples.h"

// Handlers at 100, 200 and 202, of which the second runs on into the third.
static const uint32_t handlers[] = {100, 200, 202};

static struct arena arena;

static struct sampler sampler_of(const struct sample_rule *rules, size_t count)
{
	return sampler_new(&arena, rules, count, handlers, sizeof handlers / sizeof handlers[0]);
}

#define TAKE(sampler, ...)                                       \
	sampler_take((sampler), (const uint32_t[]){__VA_ARGS__}, \
		     sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void cuts_loops(void)
{
	const struct sample_rule loop = {.from = 1000, .until = 1000, .until_end = 1001};
	struct sampler sampler = sampler_of(&loop, 1);
	const struct samples *found = &sampler.results[0];

	TAKE(&sampler, 990, 1000, 1002, 1004, 1000, 1002);
	TAKE(&sampler, 1004, 1000, 1002, 1000, 1002, 1004, 1006);
	CHECK(sampler.total == 13);
	CHECK(found->count == 3 && found->class_count == 2);
	CHECK(samples_usual(found)->instructions == 3 && samples_usual(found)->times == 2);
	CHECK(samples_usual(found)->exceptions == 0);
	CHECK(found->classes[1].instructions == 2 && found->classes[1].times == 1);
}

static void finds_the_largest(void)
{
	const struct sample_rule loop = {.from = 1000, .until = 1000, .until_end = 1001};
	struct sampler sampler = sampler_of(&loop, 1);

	CHECK(samples_largest(&sampler.results[0]) == NULL);
	TAKE(&sampler, 1000, 1002, 1000, 1002, 1004, 1006, 1000, 1002, 1000);
	CHECK(samples_usual(&sampler.results[0])->instructions == 2);
	CHECK(samples_largest(&sampler.results[0])->instructions == 4);
	CHECK(samples_largest(&sampler.results[0])->times == 1);
}

static void keeps_the_path(void)
{
	const struct sample_rule rule = {.from = 1000, .until = 3000, .until_end = 3100};
	struct sampler sampler = sampler_of(&rule, 1);
	const struct sample_class *usual;

	TAKE(&sampler, 3000, 1000, 2999, 3100, 3099, 1001);
	usual = samples_usual(&sampler.results[0]);
	CHECK(usual != NULL && usual->instructions == 3);
	CHECK(usual->path[0] == 1000 && usual->path[1] == 2999 && usual->path[2] == 3100);
}

static void counts_exceptions(void)
{
	const struct sample_rule loop = {.from = 1000, .until = 1000, .until_end = 1001};
	struct sampler sampler = sampler_of(&loop, 1);
	const struct samples *found = &sampler.results[0];

	// One at 100, one at 200, which runs on to 202, one at 202, and one after another.
	TAKE(&sampler, 1000, 100, 104, 1002, 200, 202, 204, 1004, 202, 206, 100, 1006, 1000);
	CHECK(found->count == 1);
	CHECK(found->classes[0].instructions == 12);
	CHECK(found->classes[0].exceptions == 4);
}

static void begins_at_exceptions(void)
{
	const struct sample_rule rule = {
		.from = 202,
		.from_exception = true,
		.until = 3000,
		.until_end = 3001,
	};
	struct sampler sampler = sampler_of(&rule, 1);
	const struct samples *found = &sampler.results[0];

	TAKE(&sampler, 1000, 200, 202, 204, 3000); // from 200: not this one
	CHECK(found->count == 0 && samples_usual(found) == NULL);
	TAKE(&sampler, 1000, 202, 204, 206, 3000);
	CHECK(found->count == 1);
	CHECK(samples_usual(found)->instructions == 3 && samples_usual(found)->exceptions == 1);
}

static void gives_up_what_another_interrupts(void)
{
	const struct sample_rule rules[] = {
		{.from = 1000, .until = 1000, .until_end = 1001},
		{.from = 2000, .until = 2100, .until_end = 2200},
	};
	struct sampler sampler = sampler_of(rules, 2);

	TAKE(&sampler, 1000, 1002, 2000, 1000, 1002, 2000, 2002, 2102, 1000, 1002, 1000);
	CHECK(sampler.results[0].count == 1);
	CHECK(samples_usual(&sampler.results[0])->instructions == 2);
	CHECK(sampler.results[1].count == 1);
	CHECK(samples_usual(&sampler.results[1])->instructions == 2);
}

static void tells_classes_apart(void)
{
	const struct sample_rule loop = {.from = 1000, .until = 1000, .until_end = 1001};
	struct sampler sampler = sampler_of(&loop, 1);
	const struct samples *found = &sampler.results[0];

	// As long as each other, but one holds an exception.
	TAKE(&sampler, 1000, 1002, 1006, 1000, 1002, 100, 1000);
	CHECK(found->class_count == 2);
	CHECK(samples_usual(found)->times == 1);
	TAKE(&sampler, 1002, 100, 1000);
	CHECK(samples_usual(found)->exceptions == 1);
	// Of two as frequent, the shorter.
	TAKE(&sampler, 1002, 1000, 1002, 1000);
	CHECK(samples_usual(found)->instructions == 2);
}

int main(void)
{
	unit_run("samples: loops", cuts_loops);
	unit_run("samples: the largest", finds_the_largest);
	unit_run("samples: the path", keeps_the_path);
	unit_run("samples: exceptions", counts_exceptions);
	unit_run("samples: from an exception on", begins_at_exceptions);
	unit_run("samples: several operations", gives_up_what_another_interrupts);
	unit_run("samples: classes", tells_classes_apart);
	return unit_status();
}
