// Restarts: a new generation, a fresh start, and those who waited for the old one.
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/peer.h"

static uint32_t generation_of(uint32_t task)
{
	return task_id_generation(present(task).raw);
}

static uint32_t next_generation(uint32_t task)
{
	return (generation_of(task) + 1) % TASK_GENERATIONS;
}

static void basic(uint32_t unused)
{
	struct task_id old = present(TASK_PAWN);

	(void)unused;
	ASSERT(task_id_index(old.raw) == TASK_PAWN);
	kipc_restart_task(TASK_PAWN);
	ASSERT(sys_refresh_task_id(old).raw ==
	       task_id_of(TASK_PAWN, (task_id_generation(old.raw) + 1) % TASK_GENERATIONS).raw);
}

// An id is good again after as many restarts as there are generations; before that it
// is not.
static void generation(uint32_t unused)
{
	struct task_id old = present(TASK_PAWN);

	(void)unused;
	for (uint32_t i = 0; i < 2 * TASK_GENERATIONS; i++) {
		uint32_t next = next_generation(TASK_PAWN);

		kipc_restart_task(TASK_PAWN);
		ASSERT(present(TASK_PAWN).raw == task_id_of(TASK_PAWN, next).raw);
		ASSERT((sys_post(old, 1) == 0) == ((i + 1) % TASK_GENERATIONS == 0));
	}
}

static void statics(uint32_t unused)
{
	(void)unused;
	ASSERT(ask(TASK_PAWN, ASSIST_SWAP, 7) == ASSIST_KEPT);
	ASSERT(ask(TASK_PAWN, ASSIST_SWAP, 8) == 7);
	ASSERT(ask(TASK_PAWN, ASSIST_COUNT, 0) == 0);
	ASSERT(ask(TASK_PAWN, ASSIST_COUNT, 0) == 1);
	kipc_restart_task(TASK_PAWN);
	ASSERT(ask(TASK_PAWN, ASSIST_SWAP, 9) == ASSIST_KEPT);
	ASSERT(ask(TASK_PAWN, ASSIST_COUNT, 0) == 0);
}

static void send_to_old(uint32_t unused)
{
	struct task_id old = present(TASK_PAWN);
	uint32_t dead = SYS_CODE_DEAD | next_generation(TASK_PAWN);
	struct sys_result result;
	uint32_t word = 1;

	(void)unused;
	kipc_restart_task(TASK_PAWN);
	result = sys_send(old, ASSIST_ECHO, &word, sizeof word, &word, sizeof word, NULL, 0);
	ASSERT(result.code == dead && result.size == 0 && word == 1);
	ASSERT((dead & ~SYS_CODE_DEAD) == task_id_generation(sys_refresh_task_id(old).raw));
}

static void stale_id(uint32_t unused)
{
	struct task_id old = present(TASK_PAWN);
	struct task_id old_east = present(TASK_EAST);
	uint32_t dead = SYS_CODE_DEAD | next_generation(TASK_PAWN);
	uint32_t east_dead = SYS_CODE_DEAD | next_generation(TASK_EAST);
	struct message message;
	uint8_t byte = 1;

	(void)unused;
	kipc_restart_task(TASK_PAWN);
	ASSERT(sys_post(old, 1) == dead);
	kipc_stop_task(TASK_EAST);
	ASSERT(sys_recv_from(old_east, NULL, 0, 0, &message) == east_dead);
	ASSERT(sys_borrow_info(old, 0).code == dead);
	ASSERT(sys_borrow_read(old, 0, 0, &byte, 1).code == dead);
	ASSERT(sys_borrow_write(old, 0, 0, &byte, 1).code == dead);
	sys_reply(old, 1, NULL, 0);
	sys_reply_fault(old, REPLY_FAULT_BAD_LEASES);
	ASSERT(peer_was_restarted(&old, dead) && old.raw == present(TASK_PAWN).raw);
	ASSERT(ask(TASK_PAWN, ASSIST_ECHO, 1) == ~1u);
}

// The assistant calls, and the peer for which it waits is started afresh.
static void check_woken(uint32_t peer, struct sys_registers registers, enum task_sched sched)
{
	uint32_t dead = SYS_CODE_DEAD | next_generation(peer);
	struct sys_registers results;

	bid_call_later(TASK_ASSIST, registers);
	ASSERT(waits_for(TASK_ASSIST, sched, present(peer).raw));
	kipc_restart_task(peer);
	results = bid_results(TASK_ASSIST);
	ASSERT(results.r[0] == dead && results.r[1] == 0);
}

static struct sys_registers send_to_pawn(void)
{
	return CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD));
}

static void in_reply(uint32_t unused)
{
	(void)unused;
	check_woken(TASK_PAWN, send_to_pawn(), TASK_IN_REPLY);
	ASSERT(ask(TASK_PAWN, ASSIST_ECHO, 1) == ~1u);
}

static void in_send(uint32_t unused)
{
	struct sys_registers sleeps = CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);

	(void)unused;
	bid_call_later(TASK_PAWN, sleeps);
	check_woken(TASK_PAWN, send_to_pawn(), TASK_IN_SEND);
	ASSERT(ask(TASK_PAWN, ASSIST_ECHO, 1) == ~1u);
}

static void in_recv(uint32_t unused)
{
	uint32_t east = present(TASK_EAST).raw;

	(void)unused;
	check_woken(TASK_EAST, CALL(SYS_RECV, 0, 0, 0, SYS_RECV_CLOSED | east), TASK_IN_RECV);
}

// The runner restarts a server that panics instead of answering, while suite waits.
static void panic_at_work(uint32_t unused)
{
	uint32_t dead = SYS_CODE_DEAD | next_generation(TASK_PAWN);
	struct sys_result result;

	(void)unused;
	let_runner_restart(true);
	result = sys_send(present(TASK_PAWN), ASSIST_PANIC, NULL, 0, NULL, 0, NULL, 0);
	ASSERT(result.code == dead && result.size == 0);
	ASSERT((dead & ~SYS_CODE_DEAD) == generation_of(TASK_PAWN));
	let_runner_restart(false);
	ASSERT(ask(TASK_PAWN, ASSIST_ECHO, 1) == ~1u);
	ASSERT(faults_notified() == 1);
}

// A fault of the peer alone wakes nobody.
static void fault_alone(uint32_t unused)
{
	uint32_t dead = SYS_CODE_DEAD | next_generation(TASK_PAWN);
	uint32_t id = present(TASK_PAWN).raw;

	(void)unused;
	bid_call_later(TASK_ASSIST, send_to_pawn());
	kipc_fault_task(TASK_PAWN);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, id));
	kipc_restart_task(TASK_PAWN);
	ASSERT(bid_results(TASK_ASSIST).r[0] == dead);
}

// The old life's notifications and timer are no part of the new one.
static void leftovers(uint32_t unused)
{
	struct sys_registers r;

	(void)unused;
	ASSERT(sys_post(present(TASK_PAWN), 6) == 0);
	bid_call(TASK_PAWN, CALL(SYS_SET_TIMER, 1, 0xFFFFFFFF, 0, 8));
	ASSERT(bid_call(TASK_PAWN, CALL(SYS_GET_TIMER, 0)).r[2] == 1);
	kipc_restart_task(TASK_PAWN);
	r = bid_call(TASK_PAWN, CALL(SYS_GET_TIMER, 0));
	ASSERT(r.r[2] == 0 && r.r[3] == 0 && r.r[4] == 0 && r.r[5] == 0);
	ASSERT(sys_post(present(TASK_PAWN), 16) == 0);
	r = bid_call(TASK_PAWN, CALL(SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL));
	ASSERT(r.r[0] == 0 && r.r[1] == TASK_ID_KERNEL && r.r[2] == 16);
}

// The kernel's restart request, in the assistant's memory.
static struct sys_registers reinit(uint32_t task, uint32_t index, uint8_t start)
{
	const struct __attribute__((packed)) {
		uint32_t index;
		uint8_t start;
	} message = {index, start};

	bid_poke(task, 0, &message, sizeof message);
	return CALL(SYS_SEND, send_to(task_id_kernel(), KIPC_REINIT_TASK), layout_of(task).scratch,
		    sizeof message);
}

static void oneself(uint32_t unused)
{
	uint32_t next = next_generation(TASK_PAWN);

	(void)unused;
	ask(TASK_PAWN, ASSIST_SWAP, 7);
	bid_call_later(TASK_PAWN, reinit(TASK_PAWN, TASK_PAWN, 1));
	ASSERT(present(TASK_PAWN).raw == task_id_of(TASK_PAWN, next).raw);
	ASSERT(is_in(TASK_PAWN, TASK_IN_RECV));
	ASSERT(ask(TASK_PAWN, ASSIST_SWAP, 8) == ASSIST_KEPT);
	ASSERT(faults_notified() == 0);
}

static void stop(uint32_t unused)
{
	uint32_t next = next_generation(TASK_PAWN);

	(void)unused;
	bid_call_later(TASK_PAWN, reinit(TASK_PAWN, TASK_PAWN, 0));
	ASSERT(is_in(TASK_PAWN, TASK_STOPPED));
	ASSERT(present(TASK_PAWN).raw == task_id_of(TASK_PAWN, next).raw);
	kipc_restart_task(TASK_PAWN);
	ASSERT(ask(TASK_PAWN, ASSIST_ECHO, 1) == ~1u);
	kipc_stop_task(TASK_PAWN);
	ASSERT(is_in(TASK_PAWN, TASK_STOPPED));
	ASSERT(faults_notified() == 0);
}

// A call to a stopped task waits for its start, and is told of it.
static void call_to_stopped(uint32_t unused)
{
	(void)unused;
	kipc_stop_task(TASK_PAWN);
	check_woken(TASK_PAWN, send_to_pawn(), TASK_IN_SEND);
}

static const struct test_case cases[] = {
	{"test_refresh_task_id_basic", basic, 0},
	{"generation-wrap", generation, 0},
	{"test_restart", statics, 0},
	{"test_restart_taskgen", send_to_old, 0},
	{"stale-id", stale_id, 0},
	{"test_panic_taskgen", panic_at_work, 0},
	{"restart-while-client-in-reply", in_reply, 0},
	{"restart-while-client-in-send", in_send, 0},
	{"restart-while-peer-in-recv", in_recv, 0},
	{"fault-wakes-nobody", fault_alone, 0},
	{"restart-leaves-nothing", leftovers, 0},
	{"restart-oneself", oneself, 0},
	{"stop", stop, 0},
	{"call-to-stopped", call_to_stopped, 0},
};

TEST_TABLE(restart_cases, cases);
