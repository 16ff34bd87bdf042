// The log, and its listeners (history.h).
#include "task/jefe/history.h"

#include "task/jefe/listener.h"
#include "ulib/sys.h"

static struct log all;
static uint32_t told; // number of the first event that the listeners have not been told of

static const struct listener listeners[] = {CONFIG_ON_TASK_FAULT(LISTENER) LISTENER_END};

struct jefe_event *history_add(uint32_t index, enum jefe_event_kind kind, uint64_t now)
{
	struct jefe_event *event = log_add(&all);

	event->time = now;
	event->task = (uint16_t)sys_refresh_task_id(task_id_of(index, 0)).raw;
	event->kind = kind;
	return event;
}

const struct jefe_event *history_find(uint32_t number)
{
	return log_find(&all, number);
}

void history_tell(void)
{
	if (told == all.next)
		return;
	told = all.next;
	listener_tell(listeners);
}
