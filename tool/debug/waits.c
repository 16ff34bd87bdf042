// Who waits for whom (waits.h).
#include "tool/debug/waits.h"

const char *waits_kind_text(enum waits_kind kind)
{
	switch (kind) {
	case WAITS_TO_SEND:
		return "send";
	case WAITS_FOR_REPLY:
		return "reply";
	case WAITS_TO_RECEIVE:
		return "receive";
	}
	return "?";
}

static struct waits_edge edge_of(const struct system *system, size_t task)
{
	const struct system_task *of = &system->tasks[task];
	struct waits_edge edge = {.on = SIZE_MAX};
	uint32_t index = task_id_index(of->state.peer);

	if (!of->known || of->state.health == TASK_FAULTED || !of->state.has_peer ||
	    of->state.peer == TASK_ID_KERNEL || index >= system->program->task_count)
		return edge;
	switch (of->state.sched) {
	case TASK_IN_SEND:
		edge.kind = WAITS_TO_SEND;
		break;
	case TASK_IN_REPLY:
		edge.kind = WAITS_FOR_REPLY;
		break;
	case TASK_IN_RECV:
		edge.kind = WAITS_TO_RECEIVE;
		break;
	case TASK_STOPPED:
	case TASK_RUNNABLE:
		return edge;
	}
	// A receiver that a notification can wake as well is not stuck with its peer.
	if (edge.kind == WAITS_TO_RECEIVE && of->save.r4_11[2] != 0)
		return edge;
	edge.on = index;
	return edge;
}

// Following the edges from a task, whether one comes back to it.
static bool comes_back(const struct waits *waits, size_t count, size_t task)
{
	size_t at = waits->edges[task].on;

	for (size_t steps = 0; steps < count && at != SIZE_MAX; steps++) {
		if (at == task)
			return true;
		at = waits->edges[at].on;
	}
	return false;
}

static bool is_first(const struct waits *waits, size_t task)
{
	for (size_t at = waits->edges[task].on; at != task; at = waits->edges[at].on)
		if (at < task)
			return false;
	return true;
}

static struct str name_of(const struct system *system, size_t task)
{
	return system->program->tasks[task].module.name;
}

static uint32_t priority_of(const struct system *system, size_t task)
{
	return system->program->tasks[task].priority;
}

static void note(const struct system *system, struct waits *waits, size_t task, bool inverted,
		 const char *what)
{
	*ARENA_PUSH(system->arena, waits->notes, waits->note_count, waits->note_room) =
		(struct waits_note){
			task,
			inverted,
			str_format(system->arena, "waits for %.*s, %s",
				   STR_ARG(name_of(system, waits->edges[task].on)), what),
		};
}

// Whom a chain of waits leads to; SIZE_MAX for a circle.
static size_t end_of(const struct system *system, const struct waits *waits, size_t task)
{
	for (size_t steps = 0; steps <= system->program->task_count; steps++) {
		if (waits->edges[task].on == SIZE_MAX)
			return task;
		task = waits->edges[task].on;
	}
	return SIZE_MAX;
}

// A task that waits for a less important one waits as well for all that are more important
// than that: such a one may be running now.
static void note_inversion(const struct system *system, struct waits *waits, size_t task)
{
	size_t last = end_of(system, waits, task);
	size_t current = system->mode == SYSTEM_IN_TASK ? system->current : SIZE_MAX;
	struct text text = {.arena = system->arena};

	text_adds(&text, "which is less important");
	if (last != SIZE_MAX && current != SIZE_MAX && current != last &&
	    system->tasks[last].state.sched == TASK_RUNNABLE &&
	    system->tasks[last].state.health != TASK_FAULTED &&
	    priority_of(system, current) > priority_of(system, task))
		text_addf(&text, "; %.*s keeps %.*s from running",
			  STR_ARG(name_of(system, current)), STR_ARG(name_of(system, last)));
	note(system, waits, task, true, str_c(system->arena, text_str(&text)));
}

static void add_notes(const struct system *system, struct waits *waits, size_t task)
{
	size_t on = waits->edges[task].on;
	const struct system_task *other;

	if (on == SIZE_MAX)
		return;
	other = &system->tasks[on];
	if (other->known && other->state.health == TASK_FAULTED)
		note(system, waits, task, false, "which has faulted");
	else if (other->known && other->state.sched == TASK_STOPPED)
		note(system, waits, task, false, "which was never started");
	if (priority_of(system, task) < priority_of(system, on) &&
	    waits->edges[task].kind != WAITS_TO_RECEIVE)
		note_inversion(system, waits, task);
}

struct str waits_circle_text(const struct system *system, const struct waits *waits, size_t first)
{
	struct text text = {.arena = system->arena};
	size_t task = first;

	do {
		text_addf(&text, "%.*s waits for ",
			  STR_ARG(system->program->tasks[task].module.name));
		task = waits->edges[task].on;
	} while (task != first);
	text_add(&text, system->program->tasks[first].module.name);
	return text_str(&text);
}

struct waits waits_read(const struct system *system)
{
	size_t count = system->program->task_count;
	struct waits waits = {
		.edges = ARENA_ARRAY(system->arena, struct waits_edge, count),
	};

	for (size_t i = 0; i < count; i++)
		waits.edges[i] = edge_of(system, i);
	for (size_t i = 0; i < count; i++)
		waits.edges[i].in_circle = comes_back(&waits, count, i);
	for (size_t i = 0; i < count; i++) {
		waits.edges[i].begins_circle = waits.edges[i].in_circle && is_first(&waits, i);
		add_notes(system, &waits, i);
	}
	return waits;
}
