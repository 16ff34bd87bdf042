// The teller's calls (jefe.h).
#include "test/supervise/teller/jefe.h"

#include "gen/task.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(jefe_slot, "jefe");

static uint32_t call(enum jefe_operation operation, const uint32_t *argument, void *to, size_t room)
{
	struct sys_result result =
		sys_send(slot_peer(&jefe_slot), (uint16_t)operation, argument,
			 argument != NULL ? sizeof *argument : 0, to, room, NULL, 0);

	ASSERT(result.code != 0 || result.size == room);
	return result.code;
}

void tell(uint32_t index, uint32_t bits)
{
	(void)sys_post(sys_refresh_task_id(task_id_of(index, 0)), bits);
	time_sleep_for(1);
}

uint32_t generation(uint32_t index)
{
	return task_id_generation(sys_refresh_task_id(task_id_of(index, 0)).raw);
}

uint32_t ask(enum jefe_operation operation, uint32_t index)
{
	return call(operation, &index, NULL, 0);
}

void request_reset(void)
{
	call(JEFE_REQUEST_RESET, NULL, NULL, 0);
}

struct jefe_task look(uint32_t index)
{
	struct jefe_task task;

	ASSERT(call(JEFE_READ_TASK, &index, &task, sizeof task) == 0);
	return task;
}

bool is_held(uint32_t index)
{
	return look(index).state == JEFE_HELD;
}

bool is_well(uint32_t index)
{
	struct task_state state = kipc_read_task_status(index);

	return state.health == TASK_HEALTHY && state.sched == TASK_IN_RECV;
}

struct jefe_reset last_reset(void)
{
	struct jefe_reset reset;

	ASSERT(call(JEFE_READ_RESET, NULL, &reset, sizeof reset) == 0);
	return reset;
}

struct jefe_event event_at(uint32_t number)
{
	struct jefe_event event = {0};

	if (call(JEFE_READ_EVENT, &number, &event, sizeof event) != 0)
		event.kind = 0;
	return event;
}

uint32_t events_so_far(void)
{
	uint32_t number = 0;
	struct jefe_event event;

	while ((event = event_at(number)).kind != 0)
		number = event.number + 1;
	return number;
}

bool next_is(uint32_t *number, uint32_t kind, uint32_t index, uint64_t *time)
{
	struct jefe_event event = event_at(*number);

	*time = event.time;
	return event.kind == kind && event.number == (*number)++ &&
	       task_id_index(event.task) == index;
}
