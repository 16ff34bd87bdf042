// Faults and restarts, read from the supervisor's log one by one.
#include "task/console/events.h"

#include "lib/fault_text.h"
#include "task/console/lives.h"
#include "task/console/names.h"
#include "task/console/serial.h"
#include "task/console/supervisor.h"
#include "ulib/kipc.h"

static uint32_t next; // number of the first event not yet shown

// False if there is no event with this number or a later one.
static bool read_event(uint32_t number, struct jefe_event *event)
{
	return jefe_read_event(supervisor(), number, event) == JEFE_READ_EVENT_OK;
}

// The message of a panic, if the task has not been restarted since.
static void add_panic_message(struct text *line, uint32_t task)
{
	struct text longer = *line;
	struct sys_result result;
	size_t room;

	if (sys_refresh_task_id((struct task_id){task}).raw != task)
		return;
	text_add(&longer, ": ");
	room = longer.room - longer.size;
	result = kipc_read_panic_message(task_id_index(task), longer.data + longer.size, room);
	if (result.code != 0)
		return;
	longer.size += result.size < room ? result.size : room;
	*line = longer;
}

static void add_fault(struct text *line, const struct jefe_event *event)
{
	struct task_state state;

	text_add(line, " (generation ");
	text_add_number(line, task_id_generation(event->task));
	text_add(line, "): ");
	if (task_state_decode(&state, event->state, event->state_size) == 0) {
		text_add(line, "in an unknown state");
		return;
	}
	fault_text(line, &state.fault, &names);
	if (state.fault.kind == FAULT_PANIC)
		add_panic_message(line, event->task);
}

static void add_event(struct text *line, const struct jefe_event *event)
{
	switch (event->kind) {
	case JEFE_EVENT_KIND_FAULT:
		task_name_text(line, event->task, &names);
		add_fault(line, event);
		return;
	case JEFE_EVENT_KIND_RESTART:
		task_name_text(line, event->task, &names);
		text_add(line, " restarted as generation ");
		text_add_number(line, task_id_generation(event->task));
		return;
	case JEFE_EVENT_KIND_HELD:
		task_name_text(line, event->task, &names);
		text_add(line, " is held");
		return;
	case JEFE_EVENT_KIND_RESET:
		lives_text(line);
		return;
	}
}

static void show(const struct jefe_event *event)
{
	struct text line = serial_begin_line();

	if (event->number != next) {
		text_add(&line, "(too fast: ");
		text_add_number(&line, event->number - next);
		text_add(&line, " events not shown)");
		serial_write_line(&line);
		line = serial_begin_line();
	}
	text_add_char(&line, '[');
	text_add_seconds(&line, event->time);
	text_add(&line, " s] ");
	add_event(&line, event);
	serial_write_line(&line);
}

void events_open(void)
{
	struct jefe_event event;
	uint32_t number = 0;

	while (read_event(number, &event)) {
		if (event.kind == JEFE_EVENT_KIND_FAULT &&
		    task_id_index(event.task) == TASK_CONSOLE)
			next = event.number;
		number = event.number + 1;
	}
}

bool events_are_there(void)
{
	struct jefe_event event;

	return read_event(next, &event);
}

uint32_t events_show(uint32_t index)
{
	struct jefe_event event;
	uint32_t ends = 0;

	while (read_event(next, &event)) {
		show(&event);
		next = event.number + 1;
		if ((event.kind == JEFE_EVENT_KIND_RESTART || event.kind == JEFE_EVENT_KIND_HELD) &&
		    task_id_index(event.task) == index)
			ends++;
	}
	return ends;
}
