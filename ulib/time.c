// Sleeping on the task's one timer.
#include "ulib/time.h"

void time_sleep_until(uint64_t deadline)
{
	struct timer_state before = sys_get_timer();

	// A bit 31 that someone else posted ends the wait too early; ask again.
	sys_set_timer(deadline, TIME_SLEEP_NOTIFICATION);
	do {
		sys_recv_notification(TIME_SLEEP_NOTIFICATION);
	} while (sys_get_timer().armed);

	if (before.armed)
		sys_set_timer(before.deadline, before.notifications);
	else
		sys_clear_timer(before.notifications);
}

// The present millisecond is already under way: one more makes the wait whole.
void time_sleep_for(uint32_t ms)
{
	time_sleep_until(sys_now() + ms + 1);
}

uint64_t time_notify_after(uint32_t ms, uint32_t bits)
{
	uint64_t deadline = sys_now() + ms + 1;

	sys_set_timer(deadline, bits);
	return deadline;
}

bool time_has_come(uint32_t bits, uint32_t mask)
{
	return (bits & mask) != 0 && !sys_get_timer().armed;
}
