// The tasks in the supervisor's care (wards.h).
#include "task/jefe/wards.h"

#include "gen/task.h"
#include "task/jefe/crash.h"
#include "task/jefe/history.h"
#include "task/jefe/life.h"
#include "task/jefe/limit.h"
#include "task/jefe/policy.h"
#include "ulib/kipc.h"

#define DELAYS(first, longest, steady) {first, longest, steady},
static const struct policy_delays delays[] = {RESTART_DELAYS(DELAYS)};
static const uint8_t delays_of[TASK_COUNT] = RESTART_DELAYS_OF;

#define HOLD LIMIT_HOLD
#define RESET LIMIT_RESET
#define RESTART LIMIT_RESTART
#define LIMIT(task, faults, within, first, then, peer) {task, faults, within, first, then, peer},

// One entry more than there are, which ends the list: without any, all that has to do
// with limits is left out by the compiler.
static const struct limit limits[RESTART_LIMIT_COUNT + 1] = {RESTART_LIMITS(LIMIT)};
static uint32_t limit_counts[RESTART_LIMIT_COUNT + 1];
static uint64_t limit_times[RESTART_TIME_COUNT + 1];

static struct ward ward[TASK_COUNT];

static uint32_t generation_of(uint32_t index)
{
	return task_id_generation(sys_refresh_task_id(task_id_of(index, 0)).raw);
}

static void restart(uint32_t index, uint64_t now)
{
	kipc_restart_task(index);
	policy_restart(&ward[index], now);
	history_add(index, JEFE_EVENT_KIND_RESTART, now);
}

// A failure of a task: whether its limit says that this is one too many, and then which.
static const struct limit *find_exceeded(uint32_t index, uint64_t now)
{
	for (uint32_t i = 0; limits[i].faults != 0; i++)
		if (limits[i].task == index &&
		    limit_fault(&limits[i], &limit_counts[i], limit_times, now))
			return &limits[i];
	return NULL;
}

// A task failed. If that was once too often, something more has to be done, which may
// be to restart a peer, whose failure that is in turn; the builder has seen to it that
// this comes to an end.
static void judge(uint32_t index, uint64_t now)
{
	const struct limit *limit;

	while ((limit = find_exceeded(index, now)) != NULL) {
		if (limit->then == LIMIT_RESET)
			life_end(JEFE_RESET_CAUSE_GAVE_UP, index, now);
		if (limit->then == LIMIT_HOLD) {
			if (ward[index].state == WARD_RUNNING)
				kipc_stop_task(index);
			policy_give_up(&ward[index]);
			history_add(index, JEFE_EVENT_KIND_HELD, now);
			return;
		}
		index = limit->peer;
		if (ward[index].state == WARD_HELD)
			return;
		restart(index, now);
	}
}

static void note_fault(uint32_t index, uint64_t now)
{
	struct jefe_event *event;

	if (!policy_fault(&ward[index], &delays[delays_of[index]], generation_of(index), now))
		return;
	event = history_add(index, JEFE_EVENT_KIND_FAULT, now);
	event->state_size = (uint8_t)kipc_read_task_status_raw(index, event->state);
	if (CONFIG_CRASH_RECORDS != 0)
		crash_keep(event);
	if (ward[index].state == WARD_HELD)
		history_add(index, JEFE_EVENT_KIND_HELD, now);
	else
		judge(index, now);
}

void wards_look(uint64_t now)
{
	uint32_t faulted = kipc_find_faulted_task(1);

	while (faulted != 0) {
		note_fault(faulted, now);
		faulted = kipc_find_faulted_task(faulted + 1);
	}
}

void wards_restart(uint64_t now)
{
	for (uint32_t index = 1; index < TASK_COUNT; index++)
		if (policy_is_due(&ward[index], now))
			restart(index, now);
}

uint64_t wards_next(void)
{
	return policy_next(ward, TASK_COUNT);
}

bool wards_has(uint32_t index)
{
	return index != TASK_SUPERVISOR && index < TASK_COUNT;
}

void wards_start(uint32_t index, uint64_t now)
{
	policy_start(&ward[index], now);
}

void wards_hold(uint32_t index, uint64_t now)
{
	uint8_t before = ward[index].state;

	policy_hold(&ward[index]);
	if (ward[index].state != before)
		history_add(index, JEFE_EVENT_KIND_HELD, now);
}

void wards_release(uint32_t index, uint64_t now)
{
	policy_release(&ward[index], now);
}

void wards_fault(uint32_t index, uint64_t now)
{
	wards_hold(index, now);
	kipc_fault_task(index);
	wards_look(now);
}

void wards_restart_caller(uint32_t index, uint64_t now)
{
	policy_again(&ward[index], &delays[delays_of[index]], now);
}

bool wards_runs_since(uint32_t index, uint64_t time)
{
	return ward[index].state == WARD_RUNNING && ward[index].started <= time;
}

uint32_t wards_faults(uint32_t index)
{
	return ward[index].faults;
}

void wards_read(uint32_t index, struct jefe_task *to)
{
	*to = (struct jefe_task){
		.faults = ward[index].faults,
		.delay = ward[index].delay,
		.state = (enum jefe_task_state)ward[index].state,
		.hold = ward[index].hold,
	};
}

_Static_assert((int)WARD_RUNNING == (int)JEFE_TASK_STATE_RUNNING &&
		       (int)WARD_WAITING == (int)JEFE_TASK_STATE_WAITING &&
		       (int)WARD_HELD == (int)JEFE_TASK_STATE_HELD,
	       "told as they are");
