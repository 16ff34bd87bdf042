// Looking at everything (look.h), as the commands of tool/debug do. What comes out is
// text, of which nothing is expected but that it can be made.
#include "test/fuzz/look.h"

#include "tool/debug/bound.h"
#include "tool/debug/crash.h"
#include "tool/debug/info.h"
#include "tool/debug/margin.h"
#include "tool/debug/path.h"
#include "tool/debug/ring.h"
#include "tool/debug/stack.h"
#include "tool/debug/timeline.h"
#include "tool/debug/waits.h"
#include "tool/debug/words.h"

static const struct stack_detail detail = {.locals = true, .indent = 6};

struct session look_begin(struct arena *arena, struct program *program, struct target *target)
{
	return (struct session){
		.arena = arena,
		.command = "look",
		.program = program,
		.target = target,
		.only_task = SIZE_MAX,
		.out.arena = arena,
		.root = json_object(),
	};
}

static int drop(const char *text, size_t size, void *context)
{
	(void)text;
	(void)size;
	(void)context;
	return 0;
}

static void look_at_json(json_t *json)
{
	json_dump_callback(json, drop, NULL, JSON_ENCODE_ANY);
	json_decref(json);
}

void look_at_trace(struct session *session, const struct module *module,
		   const struct backtrace *trace)
{
	stack_print(session, &session->out, module, trace, detail);
	look_at_json(stack_json(session, module, trace, detail));
	text_add(&session->out, stack_place(session, module, trace));
}

void look_at_task(struct session *session, const struct system *system, size_t task)
{
	const struct module *module = &session->program->tasks[task].module;
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	struct backtrace trace = system_backtrace(system, task);
	json_t *object = json_object();
	struct str panic;

	text_add(&session->out, system_state_text(system, task));
	stack_print_registers(&session->out, &registers, 6, true);
	look_at_trace(session, module, &trace);
	if (system_panic_message(system, task, &panic))
		text_add(&session->out, panic);
	words_call(&session->out, system, task);
	words_sched(&session->out, system, task);
	for (unsigned bit = 0; bit < 32; bit += 5)
		text_add(&session->out, system_notification_name(system, task, bit));
	words_task_json(object, system, task);
	look_at_json(object);
	(void)margin_read(session->arena, system, task);
}

static void look_at_waits(struct session *session, const struct system *system)
{
	struct waits waits = waits_read(system);

	for (size_t i = 0; i < session->program->task_count; i++)
		if (waits.edges[i].in_circle)
			text_add(&session->out, waits_circle_text(system, &waits, i));
}

static void look_at_rings(struct session *session)
{
	size_t count;
	const struct ring *rings = ring_find(session, S(""), &count);

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < rings[i].count; k++)
			value_print(&session->out, &rings[i].lines[k].payload, 0);
	counters_find(session, S(""), &count);
}

static void look_at_crashes(struct session *session)
{
	struct crash_views crashes = crash_read(session->arena, session->program, session->target);

	for (size_t i = 0; i < crashes.count; i++) {
		const struct crash_view *crash = &crashes.items[i];
		const struct system *system =
			system_read(session->arena, session->program, crash->target);

		look_at_task(session, system, crash->task);
	}
}

static void look_at_timeline(struct session *session)
{
	struct timeline timeline = timeline_read(session->arena, session->program, session->target);

	for (size_t i = 0; i < timeline.count; i++)
		text_add(&session->out,
			 timeline_name(session->arena, session->program, &timeline.spans[i]));
	for (size_t i = 0; i < session->program->task_count; i++)
		(void)timeline_cycles(&timeline, i);
}

void look_at_system(struct session *session)
{
	const struct system *system = session_system(session);
	struct backtrace kernel = unwind(session->arena, &session->program->kernel, session->target,
					 &system->processor, false);

	look_at_trace(session, &session->program->kernel, &kernel);
	for (size_t i = 0; i < session->program->task_count; i++)
		look_at_task(session, system, i);
	look_at_waits(session, system);
	look_at_rings(session);
	look_at_crashes(session);
	look_at_timeline(session);
}

static void look_at_variables(struct session *session, struct str module)
{
	struct path_variables all = path_variables(session, module, NULL);

	for (size_t i = 0; i < all.count; i++) {
		const struct path_variable *one = &all.items[i];
		Dwarf_Die die = one->variable->die;
		Dwarf_Die type;

		if (!info_declared_type(&die, &type))
			continue;
		struct value value =
			value_at(session->program, session->target, &type, one->variable->address);
		value_print(&session->out, &value, 0);
		text_add(&session->out, value_type_name(session->arena, &value));
		look_at_json(value_json(&value));
	}
}

void look_at_module(struct session *session, const struct module *module)
{
	struct bound bound = bound_of(session->arena, module);

	text_add(&session->out, bound.why);
	for (uint32_t at = 0; at < module->flash.size && at < 4096; at += 14)
		text_add(&session->out,
			 module_name_address(session->arena, module, module->flash.base + at));
	look_at_variables(session, module->name);
}

void look_at_program(struct session *session)
{
	look_at_module(session, &session->program->kernel);
	for (size_t i = 0; i < session->program->task_count; i++)
		look_at_module(session, &session->program->tasks[i].module);
}
