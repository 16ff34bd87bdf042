// Notifications: posted bits, taken through a mask.
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

static void post(uint32_t unused)
{
	struct sys_registers r;

	(void)unused;
	ASSERT(sys_post(present(TASK_PAWN), 0xAA00006A) == 0);
	r = bid_call(TASK_PAWN,
		     CALL(SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL, 9, 9));
	ASSERT(r.r[0] == 0 && r.r[1] == TASK_ID_KERNEL && r.r[2] == 0xAA00006A);
	ASSERT(r.r[3] == 0 && r.r[4] == 0 && r.r[5] == 0);
	ASSERT(r.r[6] == 0 && r.r[7] == SYS_RECV);
}

// Only what is in the mask is taken; the rest stays, and adds up.
static void mask(uint32_t unused)
{
	struct task_id self = present(TASK_SUITE);

	(void)unused;
	ASSERT(sys_post(self, 0xF) == 0);
	ASSERT(sys_recv_notification(0x3) == 0x3);
	ASSERT(sys_post(self, 0x30) == 0);
	ASSERT(sys_recv_notification(0x18) == 0x18);
	ASSERT(sys_recv_notification(UINT32_MAX) == 0x24);
}

static struct sys_registers sleep_for(uint32_t bits)
{
	return CALL(SYS_RECV, 0, 0, bits, SYS_RECV_CLOSED | TASK_ID_KERNEL);
}

static void wake(uint32_t unused)
{
	(void)unused;
	bid_call_later(TASK_PAWN, sleep_for(6));
	ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
	ASSERT(sys_post(present(TASK_PAWN), 0xFFFFFFF9) == 0);
	ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
	ASSERT(sys_post(present(TASK_PAWN), 4) == 0);
	ASSERT(bid_results(TASK_PAWN).r[2] == 4);
}

// Before any message, and also to a receiver that is closed on somebody.
static void before_messages(uint32_t unused)
{
	struct message message;

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 5)));
	ASSERT(sys_post(present(TASK_SUITE), 1) == 0);
	sys_recv_open(NULL, 0, 1, &message);
	ASSERT(message.sender.raw == TASK_ID_KERNEL && message.operation == 1);
	ASSERT(sys_post(present(TASK_SUITE), 2) == 0);
	ASSERT(sys_recv_from(present(TASK_ASSIST), NULL, 0, 2, &message) == 0);
	ASSERT(message.sender.raw == TASK_ID_KERNEL && message.operation == 2);
	sys_recv_open(NULL, 0, UINT32_MAX, &message);
	ASSERT(message.sender.raw == present(TASK_ASSIST).raw && message.operation == 5);
}

// A receiver that is closed on the kernel hears nobody else.
static void closed(uint32_t unused)
{
	(void)unused;
	bid_call_later(TASK_PAWN, sleep_for(1));
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD)));
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_SEND, present(TASK_PAWN).raw));
	ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
	ASSERT(sys_post(present(TASK_PAWN), 1) == 0);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_PAWN).raw));
}

// To one who has faulted or was stopped: they collect, and a restart drops them.
static void to_the_dead(uint32_t unused)
{
	(void)unused;
	bid_misdeed(TASK_PAWN, MISDEED_UNDEFINED, 0);
	ASSERT(sys_post(present(TASK_PAWN), UINT32_MAX) == 0);
	ASSERT(stopped_for(TASK_PAWN, FAULT_ILLEGAL_INSTRUCTION));
	kipc_stop_task(TASK_PAWN);
	ASSERT(sys_post(present(TASK_PAWN), UINT32_MAX) == 0);
	ASSERT(is_in(TASK_PAWN, TASK_STOPPED));
	kipc_restart_task(TASK_PAWN);
	bid_call_later(TASK_PAWN, sleep_for(UINT32_MAX));
	ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, TASK_ID_KERNEL));
}

// Before anything else is looked at, even what is wrong.
static void before_faults(uint32_t unused)
{
	struct sys_registers r;

	(void)unused;
	ASSERT(sys_post(present(TASK_PAWN), 2) == 0);
	r = bid_call(TASK_PAWN,
		     CALL(SYS_RECV, 0xFFFFFFFF, 0xFFFFFFFF, 2, SYS_RECV_CLOSED | TASK_COUNT));
	ASSERT(r.r[0] == 0 && r.r[1] == TASK_ID_KERNEL && r.r[2] == 2);
	ASSERT(faults_notified() == 0);
}

static uint32_t notes_of_runner(void)
{
	return ask(TASK_RUNNER, RUNNER_NOTES, 0);
}

// By one bit, and no other.
static void of_a_fault(uint32_t unused)
{
	(void)unused;
	ASSERT(notes_of_runner() == 0);
	bid_misdeed(TASK_ASSIST, MISDEED_PANIC, 0);
	ASSERT(notes_of_runner() == TASK_FAULT_NOTIFICATION);
	ASSERT(notes_of_runner() == 0);
}

// The supervisor is notified once for each fault, here: it runs in between.
static void of_faults(uint32_t unused)
{
	(void)unused;
	ASSERT(faults_notified() == 0);
	bid_misdeed(TASK_PAWN, MISDEED_DIVIDE, 0);
	ASSERT(faults_notified() == 1);
	bid_misdeed(TASK_ASSIST, MISDEED_DIVIDE, 0);
	ASSERT(faults_notified() == 2);
}

static const struct test_case cases[] = {
	{"test_post", post, 0},
	{"notification-mask", mask, 0},
	{"post-wakes", wake, 0},
	{"notification-before-message", before_messages, 0},
	{"closed-on-kernel", closed, 0},
	{"post-to-the-dead", to_the_dead, 0},
	{"notification-before-faults", before_faults, 0},
	{"test_supervisor_fault_notification", of_a_fault, 0},
	{"fault-notifications", of_faults, 0},
};

TEST_TABLE(notification_cases, cases);
