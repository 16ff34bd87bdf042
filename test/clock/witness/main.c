// Witness: compares the kernel's clock with a counter of the board that has no part in it.
//
// When the clock says `ms` between two looks at the counter, the kernel has counted at
// least ms * COUNTS_PER_MS cycles and less than one millisecond more. So how far the
// kernel's counter is ahead of the board's lies between two bounds, and if nothing is
// ever lost, it is always the same: each look brings the bounds nearer together, and a
// clock that errs by more than what is left between them is found out.
//
// A line on the serial line is read by the tool:
//
//   exact sleeps N wraps N within N    how often it slept, how often the counter began
//                                      anew, counts that are left between the bounds
//   wrong at N ms                      there is nothing left between them
//   late at N ms                       a sleep took too long
#include "chip/mps2/regs.h"
#include "gen/task.h"
#include "lib/text.h"
#include "ulib/panic.h"
#include "ulib/time.h"

#define MS_IN_HOUR 3600000u
#define CYCLES_PER_BIT 217u // 115,200 bits per second of a 25 MHz clock

// The longest sleep: the counter must be looked at before it has begun anew.
#define SLEEP_MAX 60000u

static struct cmsdk_uart *const uart = (struct cmsdk_uart *)UART0_BASE;
static struct mps2_fpgaio *const fpgaio = (struct mps2_fpgaio *)FPGAIO_BASE;

// The board's counter without its bounds.
struct counts {
	uint64_t total;
	uint32_t last;
	uint32_t wraps;
};

// How many counts the kernel's is ahead, at least and at most.
struct lead {
	int64_t least;
	int64_t most;
};

static uint64_t look(struct counts *counts)
{
	uint32_t now = fpgaio->counter;

	counts->wraps += now < counts->last;
	counts->total += now - counts->last;
	counts->last = now;
	return counts->total;
}

// False if the clock cannot be right.
static bool compare(struct counts *counts, struct lead *lead)
{
	uint64_t before = look(counts);
	uint64_t cycles = sys_now() * CONFIG_COUNTS_PER_MS;
	uint64_t after = look(counts);
	int64_t least = (int64_t)(cycles - after);
	int64_t most = (int64_t)(cycles + CONFIG_COUNTS_PER_MS - 1 - before);

	if (least > lead->least)
		lead->least = least;
	if (most < lead->most)
		lead->most = most;
	return lead->least <= lead->most;
}

static uint32_t random_below(uint32_t limit)
{
	static uint32_t state = 1;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % limit;
}

// Short and long ones, odd and even.
static uint32_t random_sleep(void)
{
	switch (random_below(4)) {
	case 0:
		return 1 + random_below(20);
	case 1:
		return 1 + random_below(2000);
	}
	return 1 + random_below(SLEEP_MAX);
}

// Some other moment of the millisecond.
static void spin(void)
{
	for (volatile uint32_t i = random_below(20000); i > 0; i--)
		;
}

static void print(const struct text *line)
{
	for (size_t i = 0; i < line->size; i++) {
		while ((uart->state & CMSDK_UART_STATE_TX_FULL) != 0)
			;
		uart->data = (uint8_t)line->data[i];
	}
}

static void say_moment(const char *what)
{
	char space[60];
	struct text line = text_in(space, sizeof space);

	text_add(&line, what);
	text_add(&line, " at ");
	text_add_number(&line, (uint32_t)sys_now());
	text_add(&line, " ms\n");
	print(&line);
}

static void say_exact(uint32_t sleeps, const struct counts *counts, const struct lead *lead)
{
	char space[80];
	struct text line = text_in(space, sizeof space);

	text_add(&line, "exact sleeps ");
	text_add_number(&line, sleeps);
	text_add(&line, " wraps ");
	text_add_number(&line, counts->wraps);
	text_add(&line, " within ");
	text_add_number(&line, (uint32_t)(lead->most - lead->least));
	text_add(&line, "\n");
	print(&line);
}

static void watch(void)
{
	struct counts counts = {.last = fpgaio->counter};
	struct lead lead = {INT64_MIN, INT64_MAX};
	uint32_t sleeps = 0;

	while (sys_now() < CONFIG_HOURS * MS_IN_HOUR) {
		uint64_t deadline = sys_now() + random_sleep();

		time_sleep_until(deadline);
		sleeps++;
		if (sys_now() > deadline + 1) {
			say_moment("late");
			return;
		}
		spin();
		if (!compare(&counts, &lead)) {
			say_moment("wrong");
			return;
		}
	}
	say_exact(sleeps, &counts, &lead);
}

int main(void)
{
	uart->bauddiv = CYCLES_PER_BIT;
	uart->ctrl = CMSDK_UART_CTRL_TX_ENABLE;
	watch();
	for (;;)
		sys_recv_notification(0);
}
