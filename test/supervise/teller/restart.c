// Restarts: when they come, and when they do not.
#include "gen/task.h"
#include "test/supervise/teller/case.h"
#include "test/supervise/teller/jefe.h"
#include "ulib/kipc.h"
#include "ulib/lease.h"
#include "ulib/time.h"

// One fault, and what is told of it. The log has it once, with its cause.
static int once(uint32_t life)
{
	uint32_t number = events_so_far();
	struct jefe_event event;
	uint64_t fault;
	uint64_t restart;

	(void)life;
	tell(TASK_PLAIN, TELL_DIE);
	CHECK(look(TASK_PLAIN).state == JEFE_TASK_STATE_WAITING);
	CHECK(look(TASK_PLAIN).faults == 1 && look(TASK_PLAIN).delay == 5);
	CHECK(generation(TASK_PLAIN) == 0);
	time_sleep_for(10);
	CHECK(is_well(TASK_PLAIN) && generation(TASK_PLAIN) == 1);
	CHECK(look(TASK_PLAIN).state == JEFE_TASK_STATE_RUNNING);
	event = event_at(number);
	CHECK(event.state_size == 3 && event.state[0] == TASK_FAULTED);
	CHECK(event.state[1] == FAULT_DIVIDE_BY_ZERO && event.state[2] == TASK_RUNNABLE);
	CHECK(next_is(&number, JEFE_EVENT_KIND_FAULT, TASK_PLAIN, &fault));
	CHECK(next_is(&number, JEFE_EVENT_KIND_RESTART, TASK_PLAIN, &restart));
	CHECK(restart - fault == 5);
	CHECK(event_at(number).kind == 0);
	CHECK((sys_recv_notification(NOTIFY_TASK_FAULT | NOTIFY_RX_IRQ) & NOTIFY_TASK_FAULT) != 0);
	return 0;
}

// Kills a victim as often as there are delays, each time soon after its restart.
static bool waits_so(uint32_t index, const uint32_t *delays, size_t count)
{
	uint32_t number = events_so_far();

	for (size_t i = 0; i < count; i++) {
		uint64_t fault;
		uint64_t restart;

		tell(index, TELL_DIE);
		time_sleep_for(delays[i] + 2);
		if (!next_is(&number, JEFE_EVENT_KIND_FAULT, index, &fault) ||
		    !next_is(&number, JEFE_EVENT_KIND_RESTART, index, &restart) ||
		    restart - fault != delays[i])
			return false;
	}
	return true;
}

static int back_off(uint32_t life)
{
	static const uint32_t usual[] = {5, 10, 20, 40, 80};
	static const uint32_t slow[] = {30, 60, 100, 100};
	static const uint32_t more[] = {160};

	(void)life;
	CHECK(waits_so(TASK_PLAIN, usual, 5));
	CHECK(waits_so(TASK_SLOW, slow, 4));
	time_sleep_for(150);
	CHECK(waits_so(TASK_SLOW, slow, 2));
	CHECK(waits_so(TASK_PLAIN, more, 1));
	time_sleep_for(1000);
	CHECK(waits_so(TASK_PLAIN, usual, 2));
	return 0;
}

static int hold(uint32_t life)
{
	uint32_t number = events_so_far();
	uint64_t time;

	(void)life;
	CHECK(ask(JEFE_OP_HOLD, TASK_PLAIN) == 0);
	CHECK(is_well(TASK_PLAIN) && !is_held(TASK_PLAIN) && look(TASK_PLAIN).hold == 1);
	tell(TASK_PLAIN, TELL_DIE);
	time_sleep_for(100);
	CHECK(is_held(TASK_PLAIN) && generation(TASK_PLAIN) == 0);
	CHECK(next_is(&number, JEFE_EVENT_KIND_FAULT, TASK_PLAIN, &time));
	CHECK(next_is(&number, JEFE_EVENT_KIND_HELD, TASK_PLAIN, &time));

	CHECK(ask(JEFE_OP_START, TASK_PLAIN) == 0);
	time_sleep_for(1);
	CHECK(is_well(TASK_PLAIN) && generation(TASK_PLAIN) == 1);
	tell(TASK_PLAIN, TELL_DIE);
	time_sleep_for(100);
	CHECK(is_held(TASK_PLAIN));

	CHECK(ask(JEFE_OP_RELEASE, TASK_PLAIN) == 0);
	time_sleep_for(1);
	CHECK(is_well(TASK_PLAIN) && generation(TASK_PLAIN) == 2);
	tell(TASK_PLAIN, TELL_DIE);
	time_sleep_for(10);
	CHECK(is_well(TASK_PLAIN) && generation(TASK_PLAIN) == 3);
	CHECK(look(TASK_PLAIN).faults == 3);
	return 0;
}

static int hold_while_waiting(uint32_t life)
{
	(void)life;
	tell(TASK_SLOW, TELL_DIE);
	CHECK(ask(JEFE_OP_HOLD, TASK_SLOW) == 0);
	time_sleep_for(100);
	CHECK(is_held(TASK_SLOW) && generation(TASK_SLOW) == 0);
	CHECK(ask(JEFE_OP_RELEASE, TASK_SLOW) == 0);
	time_sleep_for(1);
	CHECK(is_well(TASK_SLOW));
	return 0;
}

static int fault_on_request(uint32_t life)
{
	struct task_state state;

	(void)life;
	CHECK(ask(JEFE_OP_FAULT, TASK_PLAIN) == 0);
	time_sleep_for(100);
	CHECK(is_held(TASK_PLAIN) && look(TASK_PLAIN).faults == 1);
	state = kipc_read_task_status(TASK_PLAIN);
	CHECK(state.health == TASK_FAULTED && state.fault.kind == FAULT_INJECTED);
	CHECK(task_id_index(state.fault.task) == TASK_JEFE);
	return 0;
}

// A start disturbs whatever the task is doing, and one that was never started begins.
static int start(uint32_t life)
{
	(void)life;
	CHECK(ask(JEFE_OP_START, TASK_PLAIN) == 0);
	time_sleep_for(1);
	CHECK(is_well(TASK_PLAIN) && generation(TASK_PLAIN) == 1);
	CHECK(look(TASK_PLAIN).faults == 0);
	CHECK(kipc_read_task_status(TASK_SPARE).sched == TASK_STOPPED);
	CHECK(ask(JEFE_OP_START, TASK_SPARE) == 0);
	time_sleep_for(1);
	CHECK(is_well(TASK_SPARE) && generation(TASK_SPARE) == 1);
	return 0;
}

static int no_such_task(uint32_t life)
{
	struct jefe_task task = look(TASK_JEFE);

	(void)life;
	CHECK(ask(JEFE_OP_START, TASK_JEFE) == JEFE_TASK_ERROR_NO_TASK);
	CHECK(ask(JEFE_OP_FAULT, TASK_JEFE) == JEFE_TASK_ERROR_NO_TASK);
	CHECK(ask(JEFE_OP_HOLD, TASK_COUNT) == JEFE_TASK_ERROR_NO_TASK);
	CHECK(ask(JEFE_OP_RELEASE, UINT32_MAX) == JEFE_TASK_ERROR_NO_TASK);
	CHECK(task.state == JEFE_TASK_STATE_RUNNING && task.faults == 0);
	return 0;
}

// Three faults in a second are too many for it.
static int limit(uint32_t life)
{
	uint32_t number = events_so_far();
	uint64_t time;

	(void)life;
	for (int i = 0; i < 3; i++) {
		tell(TASK_LIMITED, TELL_DIE);
		time_sleep_for(50);
	}
	CHECK(is_held(TASK_LIMITED) && generation(TASK_LIMITED) == 2);
	for (int i = 0; i < 2; i++) {
		CHECK(next_is(&number, JEFE_EVENT_KIND_FAULT, TASK_LIMITED, &time));
		CHECK(next_is(&number, JEFE_EVENT_KIND_RESTART, TASK_LIMITED, &time));
	}
	CHECK(next_is(&number, JEFE_EVENT_KIND_FAULT, TASK_LIMITED, &time));
	CHECK(next_is(&number, JEFE_EVENT_KIND_HELD, TASK_LIMITED, &time));
	CHECK(event_at(number).kind == 0);
	time_sleep_for(2000);
	CHECK(is_held(TASK_LIMITED));

	CHECK(ask(JEFE_OP_RELEASE, TASK_LIMITED) == 0);
	time_sleep_for(1);
	tell(TASK_LIMITED, TELL_DIE);
	time_sleep_for(50);
	CHECK(is_well(TASK_LIMITED));
	return 0;
}

static int within_limit(uint32_t life)
{
	(void)life;
	for (int i = 0; i < 6; i++) {
		tell(TASK_LIMITED, TELL_DIE);
		time_sleep_for(600);
		CHECK(is_well(TASK_LIMITED));
	}
	return 0;
}

// Its peer is restarted too, once.
static int peer(uint32_t life)
{
	uint32_t number = events_so_far();
	uint64_t time;

	(void)life;
	tell(TASK_NEEDY, TELL_DIE);
	time_sleep_for(50);
	CHECK(generation(TASK_SERVER) == 0 && generation(TASK_NEEDY) == 1);
	tell(TASK_NEEDY, TELL_DIE);
	time_sleep_for(50);
	CHECK(generation(TASK_SERVER) == 1 && generation(TASK_NEEDY) == 2);
	CHECK(is_well(TASK_SERVER) && is_well(TASK_NEEDY));
	CHECK(look(TASK_SERVER).faults == 0);
	CHECK(next_is(&number, JEFE_EVENT_KIND_FAULT, TASK_NEEDY, &time));
	CHECK(next_is(&number, JEFE_EVENT_KIND_RESTART, TASK_NEEDY, &time));
	CHECK(next_is(&number, JEFE_EVENT_KIND_FAULT, TASK_NEEDY, &time));
	CHECK(next_is(&number, JEFE_EVENT_KIND_RESTART, TASK_SERVER, &time));
	CHECK(next_is(&number, JEFE_EVENT_KIND_RESTART, TASK_NEEDY, &time));
	return 0;
}

static int restart_me(uint32_t life)
{
	(void)life;
	tell(TASK_PLAIN, TELL_AGAIN);
	CHECK(generation(TASK_PLAIN) == 0 && look(TASK_PLAIN).state == JEFE_TASK_STATE_WAITING);
	time_sleep_for(10);
	CHECK(is_well(TASK_PLAIN) && generation(TASK_PLAIN) == 1);
	CHECK(look(TASK_PLAIN).faults == 0);
	return 0;
}

// Only the teller may ask for that.
static int trespass(uint32_t life)
{
	struct task_state state;

	(void)life;
	ask(JEFE_OP_HOLD, TASK_PLAIN);
	tell(TASK_PLAIN, TELL_TRESPASS);
	state = kipc_read_task_status(TASK_PLAIN);
	CHECK(state.health == TASK_FAULTED && state.fault.kind == FAULT_FROM_SERVER);
	CHECK(task_id_index(state.fault.task) == TASK_JEFE);
	CHECK(state.fault.reason == REPLY_FAULT_ACCESS_VIOLATION);
	return 0;
}

static int system_state(uint32_t life)
{
	(void)life;
	CHECK(ask(JEFE_OP_SET_STATE, 7) == 0);
	CHECK((sys_recv_notification(NOTIFY_STATE) & NOTIFY_STATE) != 0);
	CHECK(ask(JEFE_OP_SET_STATE, 7) == 0);
	time_notify_after(5, NOTIFY_TASK_FAULT);
	CHECK(sys_recv_notification(NOTIFY_STATE | NOTIFY_TASK_FAULT) == NOTIFY_TASK_FAULT);
	return 0;
}

// The counts of faults, into memory that holds the very lease: what it says changes
// under the supervisor's hands, which is no reason to fail.
static int lent_lease(uint32_t life)
{
	static struct {
		struct lease lease;
		uint32_t behind[TASK_COUNT];
	} lent;
	uint32_t *counts = &lent.lease.length;

	(void)life;
	tell(TASK_PLAIN, TELL_DIE);
	lent.lease = lease_write(counts, TASK_COUNT * sizeof *counts);
	CHECK(read_fault_counts(&lent.lease) == 0);
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		CHECK(counts[i] == (i == TASK_PLAIN ? 1 : 0));
	return 0;
}

const struct test_case restart_cases[] = {
	{"restart", once},
	{"back-off", back_off},
	{"hold", hold},
	{"hold-while-waiting", hold_while_waiting},
	{"fault-on-request", fault_on_request},
	{"start", start},
	{"no-such-task", no_such_task},
	{"limit", limit},
	{"within-limit", within_limit},
	{"peer", peer},
	{"restart-me", restart_me},
	{"trespass", trespass},
	{"lent-lease", lent_lease},
	{"state", system_state},
	{0},
};
