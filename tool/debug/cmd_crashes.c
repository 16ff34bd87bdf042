// bh crashes: what tasks were when they faulted, as the supervisor kept it.
#include <inttypes.h>

#include "tool/base/diag.h"
#include "tool/command.h"
#include "tool/debug/crash.h"
#include "tool/debug/fault.h"
#include "tool/debug/stack.h"
#include "tool/debug/words.h"

extern const struct command cmd_crashes;

#define INDENT 6u

struct detail {
	bool registers;
	bool locals;
};

// What a record tells, with a session that sees nothing else.
struct view {
	struct session then;
	const struct crash_view *crash;
	bool earlier; // of an earlier boot
	const struct module *module;
	const struct system *system;
	struct registers registers;
	struct backtrace trace;
};

static struct view view_of(const struct session *session, const struct crash_views *crashes,
			   size_t i)
{
	const struct crash_view *crash = &crashes->items[i];
	struct view view = {
		.then = *session,
		.crash = crash,
		.earlier = i < crashes->earlier,
		.module = &session->program->tasks[crash->task].module,
		.system = system_read(session->arena, session->program, crash->target),
	};
	const char *why;

	view.then.target = crash->target;
	view.registers = system_task_registers(view.system, crash->task, &why);
	view.trace = system_backtrace(view.system, crash->task);
	return view;
}

static void print(struct text *out, struct view *view, const struct detail *detail)
{
	size_t task = view->crash->task;

	text_addf(out, "%3" PRIu32 "  %.*s, generation %" PRIu32 ", %" PRIu64 ".%03u s since %s: ",
		  view->crash->number, STR_ARG(view->module->name),
		  task_id_generation(view->system->tasks[task].id), view->crash->time / 1000,
		  (unsigned)(view->crash->time % 1000), view->earlier ? "an earlier boot" : "boot");
	text_addf(out, "%.*s\n", STR_ARG(system_state_text(view->system, task)));
	if (!view->system->tasks[task].known)
		return;
	fault_print(&view->then, out, view->system, task, &view->trace, INDENT);
	if (detail->registers)
		stack_print_registers(out, &view->registers, INDENT, false);
	stack_print(&view->then, out, view->module, &view->trace,
		    (struct stack_detail){.locals = detail->locals, .indent = INDENT});
}

static json_t *view_json(struct view *view, const struct detail *detail)
{
	size_t task = view->crash->task;
	struct str name = view->module->name;
	struct str text = system_state_text(view->system, task);
	json_t *object = json_object();

	json_object_set_new(object, "number", json_integer(view->crash->number));
	json_object_set_new(object, "time", json_integer((json_int_t)view->crash->time));
	json_object_set_new(object, "earlier_boot", json_boolean(view->earlier));
	json_object_set_new(object, "index", json_integer((json_int_t)task));
	json_object_set_new(object, "name", json_stringn(name.at, name.len));
	json_object_set_new(object, "priority",
			    json_integer(view->then.program->tasks[task].priority));
	json_object_set_new(object, "known", json_boolean(view->system->tasks[task].known));
	json_object_set_new(object, "text", json_stringn(text.at, text.len));
	if (!view->system->tasks[task].known)
		return object;
	struct str place = stack_place(&view->then, view->module, &view->trace);
	words_task_json(object, view->system, task);
	json_object_set_new(json_object_get(object, "fault"), "place",
			    place.len == 0 ? json_null() : json_stringn(place.at, place.len));
	json_object_set_new(object, "registers", stack_registers_json(&view->registers));
	json_object_set_new(object, "stack",
			    stack_json(&view->then, view->module, &view->trace,
				       (struct stack_detail){.locals = detail->locals}));
	return object;
}

static int run(int argc, char **argv)
{
	struct session session;
	struct detail detail = {false};
	const struct option_spec options[] = {
		{"-r", &detail.registers, NULL},
		{"-l", &detail.locals, NULL},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 2,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	struct crash_views crashes = crash_read(session.arena, session.program, session.target);
	if (crashes.problem != NULL) {
		diag_error(nowhere, "%s", crashes.problem);
		return session_end(&session, 1);
	}
	if (crashes.foreign > 0)
		session_problem(&session, "%zu records are of another image", crashes.foreign);
	json_t *array = json_array();
	for (size_t i = 0; i < crashes.count; i++) {
		struct view view = view_of(&session, &crashes, i);

		print(&session.out, &view, &detail);
		json_array_append_new(array, view_json(&view, &detail));
	}
	if (crashes.count == 0)
		text_adds(&session.out, "no task has faulted\n");
	json_object_set_new(session.root, "crashes", array);
	return session_end(&session, 0);
}

const struct command cmd_crashes = {
	.name = "crashes",
	.group = "Debug",
	.summary = "show what the supervisor kept of tasks that faulted",
	.run = run,
	.help = "usage: ./bh crashes [-r] [-l]\n"
		"\n"
		"The supervisor's crash records, oldest first: who faulted and why, where it was\n"
		"in the source, and the calls that led there, as far as the kept part of the\n"
		"stack goes. They outlive the task's restart and resets. Other commands look at\n"
		"one of them with --crash NUMBER.\n"
		"\n"
		"  -r  registers\n"
		"  -l  arguments and local variables\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh crashes\n",
};
