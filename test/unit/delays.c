// Delays of interrupts, out of traces made by hand.
#include "test/unit/unit.h"
#include "tool/run/delays.h"

// A kernel at [100, 300): a call's handler at 100, an interrupt's at 200, and at 150 it
// looks for interrupts. The task that waits is at [1000, 1100), the others are at 2000.
static const uint32_t handlers[] = {100, 200};
static const uint32_t heads[] = {2010, 2020};

#define ARMED 2000
#define ALONE 2002
#define DRIVER 1000

static struct arena arena;

static struct delays delays_of_heads(void)
{
	const struct delays_rule rule = {
		.armed = ARMED,
		.alone = ALONE,
		.interrupt = 200,
		.look = 150,
		.kernel = 100,
		.kernel_end = 300,
		.driver = DRIVER,
		.driver_end = 1100,
		.heads = heads,
		.head_count = 2,
		.handlers = handlers,
		.handler_count = 2,
	};

	return delays_new(&arena, &rule);
}

#define TAKE(delays, ...)                                      \
	delays_take((delays), (const uint32_t[]){__VA_ARGS__}, \
		    sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

// Six instructions after it was armed, it is pending.
static void learn(struct delays *delays)
{
	TAKE(delays, 1004, ARMED, ALONE, 2004, 2006, 2008, 2004, 200, 202, DRIVER, 1002);
}

static void from_the_exception(void)
{
	struct delays delays = delays_of_heads();
	const struct samples *found = &delays.results[0];

	learn(&delays);
	// The call is entered with the fourth instruction, and left with the eighth.
	TAKE(&delays, ARMED, 2010, 2012, 100, 102, 104, 106, 108, 200, 202, DRIVER);
	CHECK(delays.sound && found->count == 1 && found->class_count == 1);
	CHECK(found->classes[0].instructions == 7 && found->classes[0].exceptions == 2);
	CHECK(found->classes[0].path[0] == 100 && found->classes[0].path[6] == 202);
	CHECK(delays.results[1].count == 0);
}

static void from_the_last_look(void)
{
	struct delays delays = delays_of_heads();
	const struct samples *found = &delays.results[1];

	learn(&delays);
	// It looks once just before, and once just after.
	TAKE(&delays, ARMED, 2020, 100, 102, 150, 152, 154, 150, 152, 200, 202, 204, DRIVER);
	CHECK(delays.sound && found->count == 1);
	CHECK(found->classes[0].instructions == 8 && found->classes[0].exceptions == 1);
	CHECK(found->classes[0].path[0] == 150);
}

static void when_nothing_goes_on(void)
{
	struct delays delays = delays_of_heads();

	learn(&delays);
	TAKE(&delays, ARMED, 2010, 100, 102, 2012, 2014, 200, 202, 204, DRIVER);
	CHECK(delays.sound && delays.results[0].classes[0].instructions == 3);
	CHECK(delays.results[0].classes[0].exceptions == 1);
}

static void keeps_the_largest(void)
{
	struct delays delays = delays_of_heads();
	const struct samples *found = &delays.results[0];

	learn(&delays);
	TAKE(&delays, ARMED, 2010, 2012, 2014, 2016, 100, 102, 200, DRIVER);
	TAKE(&delays, ARMED, 2010, 2012, 2014, 100, 102, 104, 200, 202, DRIVER);
	TAKE(&delays, ARMED, 2010, 2012, 2014, 100, 102, 104, 200, 202, DRIVER);
	TAKE(&delays, ARMED, 2010, 2012, 2014, 2016, 2018, 200, 202, DRIVER);
	CHECK(delays.sound && found->count == 4 && found->class_count == 1);
	CHECK(found->classes[0].instructions == 5 && found->classes[0].times == 2);
}

static void notices_what_is_wrong(void)
{
	struct delays early = delays_of_heads();
	struct delays unknown = delays_of_heads();
	struct delays never = delays_of_heads();

	learn(&early);
	TAKE(&early, ARMED, 2010, 2012, 200, 202, DRIVER);
	CHECK(!early.sound);
	learn(&unknown);
	TAKE(&unknown, ARMED, 2004, 2006, 2008, 2004, 2006, 200, 202, DRIVER);
	CHECK(!unknown.sound);
	learn(&never);
	TAKE(&never, ARMED, 2010, 100, 102, 104, 106, 108, DRIVER);
	CHECK(!never.sound);
}

int main(void)
{
	unit_run("delays: from the exception", from_the_exception);
	unit_run("delays: from the last look", from_the_last_look);
	unit_run("delays: when nothing goes on", when_nothing_goes_on);
	unit_run("delays: the largest", keeps_the_largest);
	unit_run("delays: what is wrong", notices_what_is_wrong);
	return unit_status();
}
