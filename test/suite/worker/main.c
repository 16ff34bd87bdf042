// A worker: tells suite that it was started, and then of each notification that it
// receives.
#include "gen/task.h"
#include "test/suite/protocol.h"

static void tell(enum worker_op operation, uint32_t word)
{
	struct task_id suite = sys_refresh_task_id((struct task_id){TASK_SUITE});

	(void)sys_send(suite, (uint16_t)operation, &word, sizeof word, NULL, 0, NULL, 0);
}

static void be_busy(void)
{
	uint64_t end = sys_now() + WORKER_SLOW_MS;

	while (sys_now() < end)
		;
}

int main(void)
{
	tell(WORKER_HELLO, 0);
	for (;;) {
		uint32_t bits = sys_recv_notification(UINT32_MAX);

		if ((bits & WORKER_SLOW) != 0)
			be_busy();
		tell(WORKER_TURN, bits);
	}
}
