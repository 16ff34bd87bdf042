// The tide: comes when its timer says so, and has gauge change many words at once. Its
// floating-point registers, if there are any, keep what they hold meanwhile.
#include <string.h>

#include "gen/task.h"
#include "test/soak/protocol.h"
#include "test/suite/suite/probe.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(keeper_slot, "keeper");
TASK_SLOT(gauge_slot, "gauge");

static uint32_t words[GAUGE_WORDS];
static uint32_t answer[GAUGE_WORDS + 1];

// Bits may come from anybody; the timer alone says when it has come.
static void wait(uint32_t ms)
{
	uint64_t deadline = time_notify_after(ms, NOTIFY_TIMER);

	while (!time_has_come(sys_recv_notification(NOTIFY_TIMER), NOTIFY_TIMER))
		continue;
	ASSERT(sys_now() >= deadline);
}

static void call(struct sys_registers *send, uint32_t number)
{
	struct probe probe = {.flags = 0};

	memcpy(probe.call, send->r, sizeof probe.call);
#ifdef __ARM_FP
	uint32_t s[32];

	for (uint32_t i = 0; i < 32; i++)
		s[i] = (number << 5) + i;
	probe_float(s, &probe);
	for (uint32_t i = 0; i < 32; i++)
		ASSERT(s[i] == (number << 5) + i);
#else
	(void)number;
	probe_call(&probe);
#endif
	memcpy(send->r, probe.call, sizeof probe.call);
}

static void measure(uint32_t number)
{
	struct sys_registers send = {{
		slot_peer(&gauge_slot).raw << 16 | GAUGE_READ,
		(uint32_t)words,
		sizeof words,
		(uint32_t)answer,
		sizeof answer,
		0,
		0,
		SYS_SEND,
	}};

	for (uint32_t i = 0; i < GAUGE_WORDS; i++)
		words[i] = number * 0x01000193u + i;
	answer[GAUGE_WORDS] = number;
	call(&send, number);
	ASSERT(send.r[0] == 0 && send.r[1] == sizeof words && answer[GAUGE_WORDS] == number);
	for (uint32_t i = 0; i < GAUGE_WORDS; i++)
		ASSERT(answer[i] == words[i] + i && words[i] == number * 0x01000193u + i);
}

int main(void)
{
	for (uint32_t number = 1;; number++) {
		struct sys_result result;

		wait(number % 4);
		measure(number);
		result = sys_send(slot_peer(&keeper_slot), KEEPER_ALIVE, NULL, 0, NULL, 0, NULL, 0);
		ASSERT(result.code == 0);
	}
}
