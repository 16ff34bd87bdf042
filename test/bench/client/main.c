// Client: goes through all operations, once `bh bench` can see that nothing else is
// going on, and says how long it took by a timer.
#include "gen/task.h"
#include "lib/text.h"
#include "test/bench/client/calls.h"
#include "test/bench/mark.h"
#include "test/bench/protocol.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

#define TIMES 65 // intervals between them: 64
#define CALIBRATION_TIMES 10000

// Time enough for the less important tasks to start.
#define SETTLE_MS 3

TASK_SLOT(reader_slot, "keeper");

// All but this task and the idle one wait for a message.
static void check_others(void)
{
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		if (i != TASK_CLIENT && i != TASK_IDLE)
			ASSERT(kipc_read_task_status(i).sched == TASK_IN_RECV);
}

// Until the added tasks have been woken, and wait again. Whoever asks for the time has what
// is due dealt with in that call, so nobody may while the alarm is to come.
static void wait_for_alarm(void)
{
	ASSERT(sys_now() < ALARM_MS);
	calibrate_2((ALARM_MS - SETTLE_MS) * 1000000 / 2);
	ASSERT(sys_now() >= ALARM_MS);
	time_sleep_for(1);
}

static void calibrate(void)
{
	static uint32_t word;

	calibrate_2(CALIBRATION_TIMES);
	calibrate_3(CALIBRATION_TIMES, counter);
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
	call_copies();
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
	MARK(begin);
	wait_for_alarm();
	check_others();
	MARK(timed);
	before = *counter;
	calibrate();
	measure();
	MARK(end);
	after = *counter;
	report(after - before);
	for (;;)
		sys_recv_notification(0);
}
