// Ping: calls pong at a steady pace, and now and then divides by zero on purpose.
//
// The division stops this task and no other: the supervisor restarts it with a
// new generation, .data and .bss as at boot, and it begins again.
#include "gen/task.h"
#include "idl/pong.h"
#include "ulib/panic.h"
#include "ulib/peer.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(pong_slot, "pong");

// Made again if pong is restarted meanwhile: asking twice does no harm.
static uint32_t ask(struct task_id *pong, enum pong_operation operation, uint32_t value)
{
	struct sys_result result;
	uint32_t answer = 0;

	do {
		result = sys_send(*pong, operation, &value, sizeof value, &answer, sizeof answer,
				  NULL, 0);
	} while (peer_was_restarted(pong, result.code));
	ASSERT(result.code == 0 && result.size == sizeof answer);
	return answer;
}

static uint32_t divide(uint32_t dividend, volatile uint32_t divisor)
{
	return dividend / divisor;
}

int main(void)
{
	struct task_id pong = slot_peer(&pong_slot);

	// It is `left` that the division ends on.
	for (uint32_t value = 0, left = CONFIG_CALLS_PER_LIFE;; left--) {
		ASSERT(ask(&pong, PONG_COMPLEMENT, value) == ~value);
		value = ask(&pong, PONG_INCREMENT, value);
		ASSERT(divide(value * left, left) == value);
		time_sleep_for(CONFIG_PERIOD_MS);
	}
}
