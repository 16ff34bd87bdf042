// The rules that concern several parts of an image at once.
//
// Each function is one rule. A part that was already refused while it was read is
// not in the model, so no rule complains about what follows from another mistake.
#include "tool/image/load.h"

#include "abi/kipc.h"

#define IDLE_NAME "idle"

static bool has_priority(const struct image_task *task)
{
	return task->priority_place.source != NULL; // else its lack was reported
}

// Task names become C macros, where '-' and '_' are the same, and the kernel has
// a name of its own.
static void check_names(const struct image_model *model)
{
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];
		struct str name = str_upper_snake(model->arena, task->name);

		if (str_is(task->name, "kernel")) {
			diag_error(task->place, "a task cannot be named \"kernel\"");
			diag_help("the kernel is always there; what it needs stands in [kernel]");
		}
		for (size_t k = 0; k < i; k++) {
			const struct image_task *other = &model->tasks[k];

			if (!str_equal(name, str_upper_snake(model->arena, other->name)))
				continue;
			diag_error(task->place, "both \"%.*s\" and \"%.*s\" are TASK_%.*s in C",
				   STR_ARG(other->name), STR_ARG(task->name), STR_ARG(name));
			diag_note(other->place, "the other is here");
			diag_help("rename one of them");
		}
	}
}

// The first task supervises: it alone has priority 0, it runs from the start, and
// it is told of faults by its first notification.
static void check_supervisor(const struct image_model *model)
{
	struct image_task *first = &model->tasks[0];

	first->grants = KIPC_GRANT_ALL;
	if (has_priority(first) && first->priority != 0) {
		diag_error(first->priority_place,
			   "the first task is the supervisor and must have priority 0");
		diag_help("write priority = 0, or put the supervisor's table first");
	}
	for (size_t i = 1; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		if (!has_priority(task) || task->priority != 0)
			continue;
		diag_error(task->priority_place,
			   "only the supervisor can have priority 0, and \"%.*s\" is not the "
			   "first task",
			   STR_ARG(task->name));
		diag_note(first->place, "the supervisor is \"%.*s\"", STR_ARG(first->name));
		diag_help("give \"%.*s\" a priority of 1 or more: larger is less important",
			  STR_ARG(task->name));
	}
	if (!first->start) {
		diag_error(first->place, "the supervisor \"%.*s\" does not run from the start",
			   STR_ARG(first->name));
		diag_help("leave out start = false");
	}
	if (first->notification_count == 0 || !str_is(first->notifications[0].name, "fault")) {
		diag_error(first->notification_count == 0 ? first->place
							  : first->notifications[0].place,
			   "the supervisor's first notification is not \"fault\"");
		diag_help("the kernel tells it of faults with bit 0: "
			  "notifications = [\"fault\", ...]");
	}
}

// Something must always be able to run, below everything else.
static void check_idle(const struct image_model *model)
{
	const struct image_task *idle = NULL;

	for (size_t i = 0; i < model->task_count; i++)
		if (str_is(model->tasks[i].name, IDLE_NAME))
			idle = &model->tasks[i];
	if (idle == NULL) {
		diag_error(place_of_file(model->tasks[0].place.source),
			   "there is no task named \"" IDLE_NAME "\"");
		diag_help("it runs when nothing else can: add [tasks." IDLE_NAME "] with the "
			  "largest priority");
		return;
	}
	if (!idle->start) {
		diag_error(idle->place, "\"" IDLE_NAME "\" does not run from the start");
		diag_help("leave out start = false");
	}
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		if (task == idle || !has_priority(task) || !has_priority(idle) ||
		    task->priority < idle->priority)
			continue;
		diag_error(task->priority_place,
			   "\"%.*s\" with priority %u would never run: \"" IDLE_NAME
			   "\" has priority %u and never waits",
			   STR_ARG(task->name), (unsigned)task->priority, (unsigned)idle->priority);
		diag_note(idle->priority_place, "the priority of \"" IDLE_NAME "\" is here");
		diag_help("give \"" IDLE_NAME "\" a number larger than all others");
	}
}

// A task that waits for a less important one waits for everything in between, and
// two that wait for each other wait for ever. Calls that only go up cannot.
static void check_slots(const struct image_model *model)
{
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		for (size_t k = 0; k < task->slot_count; k++) {
			const struct image_slot *slot = &task->slots[k];
			const struct image_task *peer = &model->tasks[slot->peer];

			if (peer == task) {
				diag_error(slot->place, "the slot leads to its own task");
				diag_help("a task cannot send to itself: leave the slot out");
				continue;
			}
			if (task->sends_to_any || !has_priority(task) || !has_priority(peer) ||
			    peer->priority < task->priority)
				continue;
			diag_error(slot->place,
				   "\"%.*s\" (priority %u) may not send to \"%.*s\" (priority %u), "
				   "which is not more important",
				   STR_ARG(task->name), (unsigned)task->priority,
				   STR_ARG(peer->name), (unsigned)peer->priority);
			diag_note(peer->priority_place, "the priority of \"%.*s\" is here",
				  STR_ARG(peer->name));
			diag_note(task->priority_place, "the priority of \"%.*s\" is here",
				  STR_ARG(task->name));
			diag_help("give \"%.*s\" a smaller number than \"%.*s\"; a tool that must "
				  "reach everyone has sends-to = \"any\"",
				  STR_ARG(peer->name), STR_ARG(task->name));
		}
	}
}

bool image_may_send(const struct image_model *model, size_t from, size_t to)
{
	const struct image_task *task = &model->tasks[from];

	if (from == to)
		return false;
	if (task->sends_to_any)
		return true;
	for (size_t i = 0; i < task->slot_count; i++)
		if (task->slots[i].peer == to)
			return true;
	return false;
}

// Per task, those whom it may send to or hear from: all in one table of the kernel, whose
// places are numbers of 16 bits.
static void check_peers(const struct image_model *model)
{
	const struct image_task *any = NULL;
	size_t peers = 0;

	for (size_t i = 0; i < model->task_count; i++) {
		if (any == NULL && model->tasks[i].sends_to_any)
			any = &model->tasks[i];
		for (size_t k = 0; k < model->task_count; k++)
			peers += image_may_send(model, i, k) || image_may_send(model, k, i);
	}
	if (peers <= UINT16_MAX)
		return;
	diag_error(any != NULL ? any->place : model->tasks[0].place,
		   "the tasks have %zu peers in all, the kernel's table has room for %u", peers,
		   (unsigned)UINT16_MAX);
	diag_help("give tasks with sends-to = \"any\" slots to those that they need");
}

// A peripheral belongs to one task, or its driver could not trust it.
static void check_peripherals(const struct image_model *model)
{
	const struct place **first =
		ARENA_ARRAY(model->arena, const struct place *, model->peripheral_count);

	for (uint32_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		for (size_t k = 0; k < task->use_count; k++) {
			const struct image_use *use = &task->uses[k];
			struct image_peripheral *peripheral = &model->peripherals[use->index];

			if (peripheral->owner == IMAGE_NO_INDEX) {
				peripheral->owner = i;
				first[use->index] = &use->place;
			} else if (peripheral->owner != i) {
				diag_error(use->place, "\"%.*s\" is already used by \"%.*s\"",
					   STR_ARG(peripheral->name),
					   STR_ARG(model->tasks[peripheral->owner].name));
				diag_note(*first[use->index], "its owner is here");
				diag_help("a peripheral belongs to one task: let the other ask "
					  "the owner");
			}
		}
	}
}

// Whether two stretches share an address. Those of size 0 were already refused.
static bool overlap(uint32_t a, uint32_t a_size, uint32_t b, uint32_t b_size)
{
	return a_size > 0 && b_size > 0 && a < (uint64_t)b + b_size && b < (uint64_t)a + a_size;
}

// The counter of the kernel's clock is the kernel's, under whatever name.
static void check_counter(const struct image_model *model)
{
	const struct image_peripheral *counter;

	if (model->counter == IMAGE_NO_INDEX)
		return;
	counter = &model->peripherals[model->counter];
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		for (size_t k = 0; k < task->use_count; k++) {
			const struct image_use *use = &task->uses[k];
			const struct image_peripheral *used = &model->peripherals[use->index];

			if (!overlap(used->address, used->size, counter->address, counter->size))
				continue;
			diag_error(use->place,
				   "\"%.*s\" holds the counter that the kernel takes the "
				   "time from, and no task can use it",
				   STR_ARG(used->name));
			diag_note(model->counter_place, "it is chosen here");
			diag_help("use another timer of the chip");
		}
	}
}

// Peripherals of the chip may overlap (one block seen two ways), but not between
// tasks, and not with memory.
static void check_ranges(const struct image_model *model)
{
	for (size_t i = 0; i < model->peripheral_count; i++) {
		const struct image_peripheral *a = &model->peripherals[i];

		for (size_t k = 0; k < i; k++) {
			const struct image_peripheral *b = &model->peripherals[k];

			if (a->owner == IMAGE_NO_INDEX || b->owner == IMAGE_NO_INDEX ||
			    a->owner == b->owner ||
			    !overlap(a->address, a->size, b->address, b->size))
				continue;
			diag_error(a->place,
				   "the peripherals \"%.*s\" and \"%.*s\" overlap, and belong to "
				   "different tasks",
				   STR_ARG(b->name), STR_ARG(a->name));
			diag_note(b->place, "the other is here");
			diag_help("give both to one task, or correct address and size");
		}
		for (size_t k = 0; k < model->memory_count; k++) {
			const struct image_memory *m = &model->memories[k];

			if (!overlap(a->address, a->size, m->address, m->size))
				continue;
			diag_error(a->place, "the peripheral \"%.*s\" overlaps a memory",
				   STR_ARG(a->name));
			diag_note(m->place, "the memory \"%.*s\" is here", STR_ARG(m->kind));
			diag_help("correct address and size of one of them");
		}
	}
	for (size_t i = 0; i < model->memory_count; i++) {
		const struct image_memory *a = &model->memories[i];

		for (size_t k = 0; k < i; k++) {
			const struct image_memory *b = &model->memories[k];

			if (!overlap(a->address, a->size, b->address, b->size))
				continue;
			diag_error(a->place, "the memories \"%.*s\" and \"%.*s\" overlap",
				   STR_ARG(b->kind), STR_ARG(a->kind));
			diag_note(b->place, "the other is here");
			diag_help("correct address and size of one of them");
		}
	}
}

// A line has one owner, who also uses the peripheral it comes from. Lines count,
// not names: some chips join the interrupts of several peripherals.
static void check_irqs(const struct image_model *model)
{
	const struct image_irq **first =
		ARENA_ARRAY(model->arena, const struct image_irq *, model->irqs);
	const struct image_task **owner =
		ARENA_ARRAY(model->arena, const struct image_task *, model->irqs);

	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		for (size_t k = 0; k < task->irq_count; k++) {
			const struct image_irq *irq = &task->irqs[k];
			struct str peripheral = model->peripherals[irq->peripheral].name;
			bool used = false;

			for (size_t u = 0; u < task->use_count; u++)
				used = used || task->uses[u].index == irq->peripheral;
			if (!used) {
				diag_error(irq->place,
					   "\"%.*s\" takes an interrupt of \"%.*s\" without "
					   "using it",
					   STR_ARG(task->name), STR_ARG(peripheral));
				diag_help("add \"%.*s\" to its \"uses\"", STR_ARG(peripheral));
			}
			if (first[irq->line] == NULL) {
				first[irq->line] = irq;
				owner[irq->line] = task;
				continue;
			}
			diag_error(irq->place, "interrupt line %u already belongs to \"%.*s\"",
				   (unsigned)irq->line, STR_ARG(owner[irq->line]->name));
			diag_note(first[irq->line]->place, "its owner is here");
			diag_help("a line has one owner, and is named once");
		}
	}
}

// The task that is restarted when this one failed too often, or NULL.
static const struct image_task *restarts(const struct image_model *model,
					 const struct image_task *task)
{
	if (task->restart.then != IMAGE_THEN_RESTART || task->restart.peer == IMAGE_NO_INDEX)
		return NULL;
	return &model->tasks[task->restart.peer];
}

// A restart of a peer counts as its failure, which may lead to the next restart. That
// must come to an end, and not at the supervisor.
static void check_restarts(const struct image_model *model)
{
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];
		const struct image_task *peer = restarts(model, task);
		size_t steps = 0;

		if (peer == model->tasks) {
			diag_error(task->restart.then_place, "the supervisor cannot be restarted");
			diag_help("to begin anew with everything, write then = \"reset\"");
			continue;
		}
		while (peer != NULL && peer != task && steps++ < model->task_count)
			peer = restarts(model, peer);
		if (peer != task)
			continue;
		diag_error(task->restart.then_place,
			   steps == 0 ? "a task cannot be its own last resort"
				      : "these restarts lead back to \"%.*s\"",
			   STR_ARG(task->name));
		diag_help("name another task, or write \"hold\" or \"reset\"");
	}
}

// Config keys become C macros too.
static void check_configs(const struct image_model *model)
{
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		for (size_t k = 1; k < task->config_count; k++) {
			struct str name = str_upper_snake(model->arena, task->configs[k].key);

			for (size_t m = 0; m < k; m++) {
				struct str other =
					str_upper_snake(model->arena, task->configs[m].key);

				if (!str_equal(name, other))
					continue;
				diag_error(task->configs[k].place,
					   "two keys of this config are CONFIG_%.*s in C",
					   STR_ARG(name));
				diag_note(task->configs[m].place, "the other is here");
				diag_help("rename one of them");
			}
		}
	}
}

static const struct image_config *find_number(const struct image_task *task, const char *key)
{
	for (size_t i = 0; i < task->config_count; i++)
		if (str_is(task->configs[i].key, key) &&
		    task->configs[i].kind == IMAGE_CONFIG_INTEGER)
			return &task->configs[i];
	return NULL;
}

// A watchdog that is fed every `progress-ms` must wait for longer than that.
static void check_watchdog(const struct image_model *model, const struct image_task *feeder,
			   const struct image_hook *fed)
{
	const struct image_config *period = find_number(feeder, "progress-ms");
	const struct image_config *timeout = find_number(&model->tasks[fed->task], "timeout-ms");

	if (period == NULL || timeout == NULL || timeout->integer > period->integer)
		return;
	diag_error(timeout->place, "\"%.*s\" would reset a system in which all is well",
		   STR_ARG(model->tasks[fed->task].name));
	diag_note(period->place, "it is fed as often as this, in ms");
	diag_help("make timeout-ms more than progress-ms; twice as much leaves some room");
}

static void check_watchdogs(const struct image_model *model)
{
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];

		for (size_t k = 0; k < task->hooks_count; k++)
			for (size_t m = 0;
			     m < task->hooks[k].count && str_is(task->hooks[k].key, "on-progress");
			     m++)
				check_watchdog(model, task, &task->hooks[k].items[m]);
	}
}

void check_model(const struct image_model *model)
{
	if (model->task_count == 0)
		return; // [tasks] is missing or empty, as load_app() said
	check_names(model);
	check_supervisor(model);
	check_idle(model);
	check_slots(model);
	check_peers(model);
	check_peripherals(model);
	check_counter(model);
	check_ranges(model);
	check_irqs(model);
	check_restarts(model);
	check_interfaces(model);
	check_configs(model);
	check_watchdogs(model);
}
