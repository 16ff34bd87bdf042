// Registers: a system call changes its results and nothing else, and a task that is
// interrupted finds everything as it was.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "test/suite/suite/probe.h"

#define FLAGS_NZCVQ 0xF8000000u

// The call, with these arguments; it is to have `results` results.
static void check_call(uint32_t flags, struct sys_registers registers, uint32_t results)
{
	struct probe probe = {
		.fixed = {0x11111111, 0x22222222, 0x33333333, 0x44444444, 0xCCCCCCCC},
		.flags = flags,
	};
	struct probe before;

	memcpy(probe.call, registers.r, sizeof probe.call);
	before = probe;
	probe_call(&probe);
	ASSERT(memcmp(probe.fixed, before.fixed, sizeof probe.fixed) == 0);
	ASSERT((probe.flags & FLAGS_NZCVQ) == flags);
	for (uint32_t i = results; i < 8; i++)
		ASSERT(probe.call[i] == before.call[i]);
}

static void check_calls(uint32_t flags)
{
	struct sys_registers get = CALL(SYS_GET_TIMER, 1, 2, 3, 4, 5, 6, 7);
	struct sys_registers post = CALL(SYS_POST, present(TASK_SUITE).raw, 1, 3, 4, 5, 6, 7);
	struct sys_registers set = CALL(SYS_SET_TIMER, 0, 2, 3, 4, 5, 6, 7);
	struct sys_registers reply = CALL(SYS_REPLY, present(TASK_PAWN).raw, 2, 0, 0, 5, 6, 7);
	struct sys_registers refresh = CALL(SYS_REFRESH_TASK_ID, TASK_PAWN, 2, 3, 4, 5, 6, 7);
	struct sys_registers info = CALL(SYS_BORROW_INFO, present(TASK_PAWN).raw, 2, 3, 4, 5, 6, 7);

	check_call(flags, get, 6);
	check_call(flags, post, 2);
	check_call(flags, set, 0);
	check_call(flags, reply, 0);
	check_call(flags, refresh, 1);
	check_call(flags, info, 2);
}

static void quick_calls(uint32_t unused)
{
	(void)unused;
	check_calls(0);
	check_calls(FLAGS_NZCVQ);
	check_calls(0xA0000000);
}

// Calls during which other tasks run.
static void blocking_calls(uint32_t unused)
{
	uint32_t word = 5;
	uint32_t answer = 0;
	struct sys_registers send =
		CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_ECHO), (uint32_t)&word,
		     sizeof word, (uint32_t)&answer, sizeof answer, 6, 0);
	struct sys_registers sleep =
		CALL(SYS_RECV, 0, 0, NOTIFY_TIMER, SYS_RECV_CLOSED | TASK_ID_KERNEL, 5, 6, 7);

	(void)unused;
	check_call(0x60000000, send, 2);
	ASSERT(answer == ~5u);
	sys_set_timer(sys_now() + 2, NOTIFY_TIMER);
	check_call(0x90000000, sleep, 6);
}

// In each of these stretches, of more than 6 ms, come an alarm that wakes nobody else and
// one that wakes a more important task.
static void preempted(uint32_t unused)
{
	(void)unused;
	for (uint32_t i = 0; i < 3; i++) {
		uint64_t deadline = sys_now() + 5;

		bid_call(TASK_PAWN,
			 CALL(SYS_SET_TIMER, 1, (uint32_t)deadline, (uint32_t)(deadline >> 32), 1));
		bid_call_later(TASK_PAWN,
			       CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL));
		ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
		sys_set_timer(sys_now() + 1, NOTIFY_TIMER);
		ASSERT(probe_spin(100000, 0x5A5A0000) == 0);
		ASSERT(!sys_get_timer().armed);
		ASSERT(!waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
	}
}

static const struct test_case cases[] = {
	{"registers-across-calls", quick_calls, 0},
	{"registers-across-blocking-calls", blocking_calls, 0},
	{"registers-when-preempted", preempted, 0},
};

TEST_TABLE(registers_cases, cases);
