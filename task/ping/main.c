// Ping: calls pong at a steady pace, and now and then divides by zero on purpose.
//
// The division stops this task and no other: the supervisor restarts it with a
// new generation, .data and .bss as at boot, and it begins again.
#include "gen/task.h"
#include "idl/pong_client.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(pong_slot, "pong");

static uint32_t divide(uint32_t dividend, volatile uint32_t divisor)
{
	return dividend / divisor;
}

int main(void)
{
	struct pong_client pong = pong_client_at(&pong_slot);

	// It is `left` that the division ends on.
	for (uint32_t value = 0, left = CONFIG_CALLS_PER_LIFE;; left--) {
		ASSERT(pong_complement(&pong, value) == ~value);
		value = pong_increment(&pong, value);
		ASSERT(divide(value * left, left) == value);
		time_sleep_for(CONFIG_PERIOD_MS);
	}
}
