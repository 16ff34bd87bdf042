// Timers: one for each task, in milliseconds.
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/time.h"

#define BIT (1u << 16)
#define OTHER_BIT (1u << 17)

static bool is_notification(const struct message *message, uint32_t bits)
{
	return message->sender.raw == TASK_ID_KERNEL && message->operation == bits &&
	       message->size == 0 && message->reply_room == 0 && message->lease_count == 0;
}

static struct message receive(uint32_t mask)
{
	struct message message;

	ASSERT(sys_recv_from(task_id_kernel(), NULL, 0, mask, &message) == 0);
	return message;
}

// The time when a millisecond has just begun.
static uint64_t fresh_millisecond(void)
{
	uint64_t start = sys_now();
	uint64_t now = start;

	while (now == start)
		now = sys_now();
	return now;
}

static void time_passes(uint32_t unused)
{
	uint64_t start = sys_now();

	(void)unused;
	ASSERT(fresh_millisecond() > start);
}

static void notify(uint32_t unused)
{
	uint64_t deadline = sys_now() + 10;
	struct message message;

	(void)unused;
	sys_set_timer(deadline, BIT);
	ASSERT(sys_get_timer().armed && sys_get_timer().deadline == deadline);
	ASSERT(sys_get_timer().notifications == BIT);
	message = receive(BIT);
	ASSERT(is_notification(&message, BIT));
	ASSERT(sys_now() >= deadline);
	ASSERT(!sys_get_timer().armed && sys_get_timer().deadline == 0);
	ASSERT(sys_get_timer().notifications == BIT);
}

// A deadline that is now, or before, is posted at once.
static void past(uint32_t unused)
{
	uint64_t now = sys_now();
	struct message message;

	(void)unused;
	sys_set_timer(now, BIT);
	ASSERT(!sys_get_timer().armed);
	message = receive(BIT);
	ASSERT(is_notification(&message, BIT));
	sys_set_timer(0, OTHER_BIT);
	message = receive(OTHER_BIT);
	ASSERT(is_notification(&message, OTHER_BIT));
}

static void cancel(uint32_t unused)
{
	(void)unused;
	sys_set_timer(sys_now() + 5, BIT);
	sys_clear_timer(OTHER_BIT);
	ASSERT(!sys_get_timer().armed && sys_get_timer().notifications == OTHER_BIT);
	time_sleep_for(10);
	sys_set_timer(0, TIME_SLEEP_NOTIFICATION);
	ASSERT(sys_recv_notification(UINT32_MAX) == TIME_SLEEP_NOTIFICATION);
}

static void replace(uint32_t unused)
{
	uint64_t deadline = sys_now() + 10;

	(void)unused;
	sys_set_timer(sys_now() + 5, BIT);
	sys_set_timer(deadline, OTHER_BIT);
	ASSERT(sys_recv_notification(UINT32_MAX) == OTHER_BIT);
	ASSERT(sys_now() >= deadline);
}

// Has assist or pawn set its timer and wait for it.
static void wait_until(uint32_t task, uint64_t deadline)
{
	bid_call(task, CALL(SYS_SET_TIMER, 1, (uint32_t)deadline, (uint32_t)(deadline >> 32), 1));
	bid_call_later(task, CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL));
	ASSERT(waits_for(task, TASK_IN_RECV, TASK_ID_KERNEL));
}

// Several tasks' timers, set in another order than they expire; and one so far off
// that it does not.
static void several(uint32_t unused)
{
	uint64_t now = sys_now();

	(void)unused;
	sys_set_timer(now + 80, BIT);
	wait_until(TASK_ASSIST, now + 120);
	wait_until(TASK_PAWN, now + 40);
	ASSERT(sys_recv_notification(BIT) == BIT);
	ASSERT(sys_now() >= now + 80 && sys_now() < now + 120);
	ASSERT(!waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_RECV, TASK_ID_KERNEL));
	sys_set_timer(now + 160, BIT);
	ASSERT(sys_recv_notification(BIT) == BIT);
	ASSERT(!waits_for(TASK_ASSIST, TASK_IN_RECV, TASK_ID_KERNEL));
	ASSERT(bid_results(TASK_ASSIST).r[2] == 1 && bid_results(TASK_PAWN).r[2] == 1);
	wait_until(TASK_PAWN, UINT64_MAX);
	time_sleep_for(20);
	ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
}

// For each distance up to more than two powers of two: on time, and in turn.
static void distances(uint32_t unused)
{
	(void)unused;
	for (uint32_t ms = 1; ms <= 20; ms++) {
		uint64_t deadline = fresh_millisecond() + ms;

		sys_set_timer(deadline, BIT);
		ASSERT(sys_recv_notification(BIT) == BIT);
		ASSERT(sys_now() == deadline);
	}
}

static const struct test_case cases[] = {
	{"test_timer_advance", time_passes, 0}, {"test_timer_notify", notify, 0},
	{"test_timer_notify_past", past, 0},    {"timer-cancel", cancel, 0},
	{"timer-replace", replace, 0},          {"timer-several", several, 0},
	{"timer-distances", distances, 0},
};

TEST_TABLE(timer_cases, cases);
