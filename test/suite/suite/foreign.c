// A prebuilt task: it was linked, placed, started and bound to its peer though nothing
// was known of it but its object file, and it finds system calls to be what it was
// told elsewhere.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/lease.h"

static void answers(uint32_t unused)
{
	(void)unused;
	ASSERT(ask(TASK_FOREIGN, FOREIGN_COMPLEMENT, 0x12345678) == ~0x12345678u);
}

// North's id is put together by itself, of the index that the builder wrote.
static void relays(uint32_t unused)
{
	(void)unused;
	ASSERT(ask(TASK_FOREIGN, FOREIGN_RELAY, 0x5EA51DE5) == ~0x5EA51DE5u);
	ASSERT(faults_notified() == 0);
}

// Its memory is set up, by names of its own, in each life.
static void restarts(uint32_t unused)
{
	uint32_t old = present(TASK_FOREIGN).raw;

	(void)unused;
	ASSERT(ask(TASK_FOREIGN, FOREIGN_SWAP, 100) == FOREIGN_KEPT);
	ASSERT(ask(TASK_FOREIGN, FOREIGN_SWAP, 200) == 100 + 1);
	ASSERT(ask(TASK_FOREIGN, FOREIGN_SWAP, 300) == 200 + 2);
	kipc_restart_task(TASK_FOREIGN);
	ASSERT(present(TASK_FOREIGN).raw != old);
	ASSERT(ask(TASK_FOREIGN, FOREIGN_SWAP, 100) == FOREIGN_KEPT);
}

static void borrows(uint32_t unused)
{
	static const uint32_t words[] = {1, 20, 300};
	const struct lease lease = {LEASE_READ, (uint32_t)words, sizeof words};
	const uint32_t offset = 4;
	uint32_t sum = 0;
	struct sys_result result = sys_send(present(TASK_FOREIGN), FOREIGN_SUM, &offset,
					    sizeof offset, &sum, sizeof sum, &lease, 1);

	(void)unused;
	ASSERT(result.code == 0 && result.size == sizeof sum && sum == 320);
}

static void sleeps(uint32_t unused)
{
	uint64_t start = sys_now();

	(void)unused;
	ASSERT(ask(TASK_FOREIGN, FOREIGN_SLEEP, 5) == FOREIGN_BIT);
	ASSERT(sys_now() >= start + 5 && sys_now() < start + 20);
}

static void gives_up(uint32_t unused)
{
	static const char words[] = FOREIGN_LAST_WORDS;
	struct sys_result result;
	char text[40];

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_FOREIGN), FOREIGN_PANIC)));
	ASSERT(stopped_for(TASK_FOREIGN, FAULT_PANIC));
	result = kipc_read_panic_message(TASK_FOREIGN, text, sizeof text);
	ASSERT(result.code == 0 && result.size == sizeof words - 1);
	ASSERT(memcmp(text, words, sizeof words - 1) == 0);
}

// What it does not know is refused as everywhere.
static void refuses(uint32_t unused)
{
	struct task_state state;

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_FOREIGN), 99)));
	state = kipc_read_task_status(TASK_ASSIST);
	ASSERT(state.health == TASK_FAULTED && state.fault.kind == FAULT_FROM_SERVER);
	ASSERT(state.fault.task == present(TASK_FOREIGN).raw);
	ASSERT(state.fault.reason == REPLY_FAULT_UNDEFINED_OPERATION);
}

static const struct test_case cases[] = {
	{"prebuilt-answers", answers, 0},   {"prebuilt-calls", relays, 0},
	{"prebuilt-restarts", restarts, 0}, {"prebuilt-borrows", borrows, 0},
	{"prebuilt-sleeps", sleeps, 0},     {"prebuilt-panics", gives_up, 0},
	{"prebuilt-refuses", refuses, 0},
};

TEST_TABLE(foreign_cases, cases);
