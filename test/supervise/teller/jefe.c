// The teller's calls (jefe.h).
#include "test/supervise/teller/jefe.h"

#include <string.h>

#include "gen/task.h"
#include "idl/jefe_client.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/slot.h"
#include "ulib/time.h"

TASK_SLOT(jefe_slot, "jefe");

static struct jefe_client *jefe(void)
{
	static struct jefe_client client;

	client = jefe_client_at(&jefe_slot);
	return &client;
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

uint32_t ask(enum jefe_op operation, uint32_t index)
{
	return sys_send(jefe()->task, (uint16_t)operation, &index, sizeof index, NULL, 0, NULL, 0)
		.code;
}

uint32_t read_fault_counts(const struct lease *lease)
{
	return sys_send(jefe()->task, JEFE_OP_READ_FAULT_COUNTS, NULL, 0, NULL, 0, lease, 1).code;
}

void request_reset(void)
{
	jefe_request_reset(jefe());
}

struct jefe_task look(uint32_t index)
{
	struct jefe_task task;

	ASSERT(jefe_read_task(jefe(), index, &task) == JEFE_READ_TASK_OK);
	return task;
}

bool read_epitaph(struct epitaph *to)
{
	struct jefe_epitaph told;

	if (jefe_read_epitaph(jefe(), &told) != JEFE_READ_EPITAPH_OK)
		return false;
	memcpy(to, &told, sizeof told);
	return true;
}

uint32_t read_crash(uint32_t number, void *to, size_t room)
{
	uint32_t size;

	if (jefe_read_crash(jefe(), number, to, room, &size) != JEFE_READ_CRASH_OK)
		return 0;
	return size;
}

bool is_held(uint32_t index)
{
	return look(index).state == JEFE_TASK_STATE_HELD;
}

bool is_well(uint32_t index)
{
	struct task_state state = kipc_read_task_status(index);

	return state.health == TASK_HEALTHY && state.sched == TASK_IN_RECV;
}

struct jefe_reset last_reset(void)
{
	struct jefe_reset reset;

	jefe_read_reset(jefe(), &reset);
	return reset;
}

struct jefe_event event_at(uint32_t number)
{
	struct jefe_event event = {0};

	if (jefe_read_event(jefe(), number, &event) != JEFE_READ_EVENT_OK)
		event = (struct jefe_event){0};
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
