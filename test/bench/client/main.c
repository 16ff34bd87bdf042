// Client: goes through all operations, once `bh bench` can see that nothing else is
// going on, and says how long it took by a timer.
#include "gen/task.h"
#include "lib/text.h"
#include "test/bench/client/calls.h"
#include "test/bench/mark.h"
#include "test/bench/protocol.h"
#include "test/bench/timer.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

#define TIMES 65 // intervals between them: 64
#define CALIBRATION_TIMES 10000

// Time enough for the less important tasks to start.
#define SETTLE_MS 3

TASK_SLOT(reader_slot, "keeper");

static struct cmsdk_timer *const timer = (struct cmsdk_timer *)TIMER1_BASE;

// All but this task and the idle one wait for a message.
static void check_others(void)
{
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		if (i != TASK_CLIENT && i != TASK_IDLE)
			ASSERT(kipc_read_task_status(i).sched == TASK_IN_RECV);
}

static void calibrate(void)
{
	static uint32_t word;

	calibrate_2(CALIBRATION_TIMES);
	calibrate_3(CALIBRATION_TIMES, &timer->value);
	calibrate_7(CALIBRATION_TIMES, &word);
	calibrate_10(CALIBRATION_TIMES);
}

static void measure(void)
{
	call_null(TIMES);
	call_get_timer(TIMES);
	call_set_timer(TIMES);
	call_rpc_4_4(TIMES);
	call_rpc_idl_4_4(TIMES);
	call_rpc_256_256(TIMES);
	call_rpc_1024_4(TIMES);
	call_lease_read_1024(TIMES);
	call_post(TIMES);
	call_irq(TIMES);
	call_restart(TIMES);
}

static void report(uint32_t ticks)
{
	char space[KEEPER_LINE];
	struct text line = text_in(space, sizeof space);

	text_add(&line, "ticks ");
	text_add_number(&line, ticks);
	text_add(&line, "\n");
	(void)sys_send(slot_peer(&reader_slot), KEEPER_PRINT, line.data, line.size, NULL, 0, NULL,
		       0);
}

int main(void)
{
	uint32_t before;
	uint32_t after;

	time_sleep_for(SETTLE_MS);
	check_others();
	timer->reload = UINT32_MAX;
	timer->value = UINT32_MAX;
	timer->ctrl = TIMER_CTRL_ENABLE;
	MARK(begin);
	before = timer->value;
	calibrate();
	measure();
	MARK(end);
	after = timer->value;
	report(before - after);
	for (;;)
		sys_recv_notification(0);
}
