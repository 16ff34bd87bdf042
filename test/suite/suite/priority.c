// Priorities: the most important runs, at once; equals run first come, first served.
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

// Whether a task that is more important, and has just been woken, has already run:
// then it is back in its server's loop. If not, it is still runnable.
static bool has_run(uint32_t task)
{
	struct task_state state = kipc_read_task_status(task);

	return state.health == TASK_HEALTHY && state.sched == TASK_IN_RECV && !state.has_peer;
}

static void after_reply(uint32_t unused)
{
	struct message message;

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1)));
	sys_recv_open(NULL, 0, 0, &message);
	sys_reply(message.sender, 0, NULL, 0);
	ASSERT(has_run(TASK_ASSIST));
}

static void after_post(uint32_t unused)
{
	(void)unused;
	bid_call_later(TASK_PAWN, CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL));
	ASSERT(!has_run(TASK_PAWN));
	ASSERT(sys_post(present(TASK_PAWN), 1) == 0);
	ASSERT(has_run(TASK_PAWN));
}

static void after_restart(uint32_t unused)
{
	(void)unused;
	kipc_restart_task(TASK_PAWN);
	ASSERT(has_run(TASK_PAWN));
}

// The supervisor hears of a fault before the one who injected it goes on.
static void after_fault(uint32_t unused)
{
	(void)unused;
	kipc_fault_task(TASK_PAWN);
	ASSERT(faults_notified() == 1);
}

static void after_timer(uint32_t unused)
{
	uint64_t deadline = sys_now() + 10;

	(void)unused;
	bid_call(TASK_PAWN,
		 CALL(SYS_SET_TIMER, 1, (uint32_t)deadline, (uint32_t)(deadline >> 32), 1));
	bid_call_later(TASK_PAWN, CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL));
	while (sys_now() < deadline)
		ASSERT(!has_run(TASK_PAWN) || sys_now() >= deadline);
	ASSERT(has_run(TASK_PAWN));
}

// A less important one does not, until suite waits.
static void less_important(uint32_t unused)
{
	(void)unused;
	kipc_restart_task(TASK_EAST);
	ASSERT(is_in(TASK_EAST, TASK_RUNNABLE));
	for (uint64_t end = sys_now() + 3; sys_now() < end;)
		ASSERT(is_in(TASK_EAST, TASK_RUNNABLE));
	await(TASK_EAST, TASK_IN_SEND, present(TASK_SUITE).raw);
}

// What a worker says next, which is answered so that it can go on.
static struct message hear(uint32_t *word)
{
	struct message message;

	sys_recv_open(word, sizeof *word, 0, &message);
	sys_reply(message.sender, 0, NULL, 0);
	return message;
}

static void first_come(uint32_t other_way_round)
{
	uint32_t first = other_way_round ? TASK_WEST : TASK_EAST;
	uint32_t second = other_way_round ? TASK_EAST : TASK_WEST;
	uint32_t word;

	kipc_restart_task(first);
	kipc_restart_task(second);
	ASSERT(task_id_index(hear(&word).sender.raw) == first);
	ASSERT(task_id_index(hear(&word).sender.raw) == second);
	await(first, TASK_IN_RECV, TASK_ID_KERNEL);
	await(second, TASK_IN_RECV, TASK_ID_KERNEL);
	ASSERT(sys_post(present(second), 1) == 0);
	ASSERT(sys_post(present(first), 1) == 0);
	ASSERT(task_id_index(hear(&word).sender.raw) == second);
	ASSERT(task_id_index(hear(&word).sender.raw) == first);
}

// One of two equals runs for some time, in which suite is woken again and again: it
// keeps its turn each time, so the other one is not heard before it.
static void keep_turn(uint32_t unused)
{
	uint64_t end;
	uint32_t ticks = 0;
	uint32_t word;

	(void)unused;
	kipc_restart_task(TASK_EAST);
	kipc_restart_task(TASK_WEST);
	hear(&word);
	hear(&word);
	await(TASK_EAST, TASK_IN_RECV, TASK_ID_KERNEL);
	await(TASK_WEST, TASK_IN_RECV, TASK_ID_KERNEL);
	ASSERT(sys_post(present(TASK_EAST), WORKER_SLOW) == 0);
	ASSERT(sys_post(present(TASK_WEST), 1) == 0);
	end = sys_now() + 10 * WORKER_SLOW_MS;
	for (;;) {
		struct message message;

		sys_set_timer(sys_now() + 5, NOTIFY_TIMER);
		sys_recv_open(&word, sizeof word, NOTIFY_TIMER, &message);
		if (message.sender.raw != TASK_ID_KERNEL) {
			ASSERT(task_id_index(message.sender.raw) == TASK_EAST);
			break;
		}
		ASSERT(sys_now() < end);
		ticks++;
	}
	ASSERT(ticks >= 2);
}

static const struct test_case cases[] = {
	{"run-after-reply", after_reply, 0},
	{"run-after-post", after_post, 0},
	{"run-after-restart", after_restart, 0},
	{"run-after-fault", after_fault, 0},
	{"run-after-timer", after_timer, 0},
	{"less-important-waits", less_important, 0},
	{"first-come-first-served", first_come, 0},
	{"first-come-first-served-2", first_come, 1},
	{"keep-turn", keep_turn, 0},
};

TEST_TABLE(priority_cases, cases);
