// Floating point: every task has all of the registers to itself. On cores without,
// there is nothing to see.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "test/suite/suite/probe.h"
#include "ulib/time.h"

#ifdef __ARM_FP

// Makes the call with s0-s31 holding n, n + 1, ...; whether they come back so.
static bool keeps_float(uint32_t n, struct sys_registers registers)
{
	struct probe probe = {.flags = 0};
	uint32_t s[32];
	bool same = true;

	memcpy(probe.call, registers.r, sizeof probe.call);
	for (uint32_t i = 0; i < 32; i++)
		s[i] = n + i;
	probe_float(s, &probe);
	for (uint32_t i = 0; i < 32; i++)
		same = same && s[i] == n + i;
	return same;
}

// Across calls that switch to a task that uses floating point itself, to one that
// does not, and to nobody.
static void kept(uint32_t unused)
{
	uint32_t word = 0x3F800000;
	uint32_t answer;
	struct sys_registers send =
		CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_FLOAT), (uint32_t)&word,
		     sizeof word, (uint32_t)&answer, sizeof answer);
	struct sys_registers sleep =
		CALL(SYS_RECV, 0, 0, NOTIFY_TIMER, SYS_RECV_CLOSED | TASK_ID_KERNEL);

	(void)unused;
	ASSERT(keeps_float(0x40000000, CALL(SYS_GET_TIMER, 0)));
	ASSERT(keeps_float(0x41000000, send));
	ASSERT(keeps_float(0x42000000, send));
	ASSERT(answer == 32 * word + ASSIST_ROUNDING);
	sys_set_timer(sys_now() + 2, NOTIFY_TIMER);
	ASSERT(keeps_float(0x43000000, sleep));
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0) == 32 * word + ASSIST_ROUNDING);
}

// Registers that hold zeros, as at the start, do so after another task has filled them.
static void zeros(uint32_t first)
{
	uint32_t word = 0x3F800000;
	uint32_t answer;
	struct sys_registers send =
		CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_FLOAT), (uint32_t)&word,
		     sizeof word, (uint32_t)&answer, sizeof answer);
	struct probe probe = {.flags = 0};
	uint32_t s[32] = {0};

	memcpy(probe.call, send.r, sizeof probe.call);
	probe_float(s, &probe);
	for (uint32_t i = first; i < first + 16; i++)
		ASSERT(s[i] == 0);
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0) == 32 * word + ASSIST_ROUNDING);
}

// A task that begins to use floating point finds nothing of anybody else's, or of its
// own earlier life.
static void secret(uint32_t unused)
{
	uint32_t word = 0x3F800000;
	uint32_t answer = 1;
	struct sys_registers send =
		CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_FLOAT), (uint32_t)&word,
		     sizeof word, (uint32_t)&answer, sizeof answer);

	(void)unused;
	ASSERT(keeps_float(0x40000000, send) && answer == 0);
	kipc_restart_task(TASK_PAWN);
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0x12345678) == 0);
	ASSERT(ask(TASK_ASSIST, ASSIST_FLOAT, 0x23456789) == 0);
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0x12345678) == 32 * 0x12345678u + ASSIST_ROUNDING);
	kipc_restart_task(TASK_PAWN);
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0x12345678) == 0);
	bid_misdeed(TASK_PAWN, MISDEED_FLOAT, 0);
	kipc_restart_task(TASK_PAWN);
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0) == 0);
}

// A task that restarts itself while it uses floating point.
static void restart_oneself(uint32_t unused)
{
	const struct __attribute__((packed)) {
		uint32_t index;
		uint8_t start;
	} message = {TASK_PAWN, 1};

	(void)unused;
	ask(TASK_PAWN, ASSIST_FLOAT, 0x12345678);
	bid_poke(TASK_PAWN, 0, &message, sizeof message);
	bid_call_later(TASK_PAWN, CALL(SYS_SEND, send_to(task_id_kernel(), KIPC_REINIT_TASK),
				       layout_of(TASK_PAWN).scratch, sizeof message));
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 0) == 0);
}

static void fault(uint32_t unused)
{
	(void)unused;
	bid_misdeed(TASK_ASSIST, MISDEED_FLOAT, 0);
	ASSERT(stopped_for(TASK_ASSIST, FAULT_ILLEGAL_INSTRUCTION));
	ASSERT(ask(TASK_PAWN, ASSIST_FLOAT, 1) == 0);
	time_sleep_for(2);
	kipc_restart_task(TASK_ASSIST);
	ASSERT(ask(TASK_ASSIST, ASSIST_FLOAT, 1) == 0);
}

static const struct test_case cases[] = {
	{"test_floating_point_lowregs", zeros, 0},
	{"test_floating_point_highregs", zeros, 16},
	{"float-kept", kept, 0},
	{"float-secret", secret, 0},
	{"float-restart-oneself", restart_oneself, 0},
	{"test_floating_point_fault", fault, 0},
};

TEST_TABLE(float_cases, cases);

#else

const struct test_table float_cases = {NULL, 0};

#endif
