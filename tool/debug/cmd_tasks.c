// bh tasks: what every task is doing.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/fault.h"
#include "tool/debug/session.h"
#include "tool/debug/stack.h"
#include "tool/debug/words.h"

extern const struct command cmd_tasks;

// What is shown of each task.
struct detail {
	bool registers;
	bool stacks;
	bool locals;
	bool all;
};

#define INDENT 6u

// A kernel that is not left again is shown where it is.
static void print_kernel(struct session *session, const struct system *system)
{
	const struct module *kernel = &session->program->kernel;
	struct backtrace trace =
		unwind(session->arena, kernel, session->target, &system->processor, false);
	struct str place = stack_place(session, kernel, &trace);

	text_addf(&session->out, "the processor is in the kernel%s%.*s\n",
		  place.len > 0 ? ": " : "", STR_ARG(place));
}

static void print_head(struct session *session, const struct system *system)
{
	text_addf(&session->out, "%.*s: %s%" PRIu64 ".%03u s since boot\n",
		  STR_ARG(session->target->name), system->now_is_late ? "at least " : "",
		  system->now / 1000, (unsigned)(system->now % 1000));
	if (system->mode == SYSTEM_IN_KERNEL)
		print_kernel(session, system);
	text_addf(&session->out, " #  %-16s %4s %4s  state\n", "task", "gen", "prio");
}

static void print_all(struct session *session, const struct system *system, size_t task)
{
	const struct system_task *of = &system->tasks[task];
	struct text *out = &session->out;

	text_addf(out, "%*sid 0x%04" PRIx32 "; pending:", (int)INDENT, "", of->id);
	for (unsigned bit = 0; bit < 32; bit++)
		if ((of->notes >> bit & 1) != 0)
			text_addf(out, " %.*s",
				  STR_ARG(system_notification_name(system, task, bit)));
	text_adds(out, of->notes == 0 ? " nothing; timer " : "; timer ");
	if (of->timer_armed)
		text_addf(out, "at %" PRIu64 ".%03u s for 0x%08" PRIx32 "\n",
			  of->timer_deadline / 1000, (unsigned)(of->timer_deadline % 1000),
			  of->timer_bits);
	else
		text_adds(out, "off\n");
}

static void print_task(struct session *session, const struct system *system, size_t task,
		       const struct detail *detail)
{
	const struct program_task *of = &session->program->tasks[task];
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	struct backtrace trace = {.count = 0};

	text_addf(&session->out, "%2zu  %-16.*s %4" PRIu32 " %4" PRIu32 "  %.*s\n", task,
		  STR_ARG(of->module.name), task_id_generation(system->tasks[task].id),
		  of->priority, STR_ARG(system_state_text(system, task)));
	if (!system->tasks[task].known)
		return;
	bool faulted = system->tasks[task].state.health == TASK_FAULTED;
	if (faulted || detail->stacks)
		trace = system_backtrace(system, task);
	if (faulted)
		fault_print(session, &session->out, system, task, &trace, INDENT);
	if (detail->all)
		print_all(session, system, task);
	if (detail->registers) {
		stack_print_registers(&session->out, &registers, INDENT, detail->all);
		if (why != NULL)
			text_addf(&session->out, "%*s%s\n", (int)INDENT, "", why);
	}
	if (detail->stacks)
		stack_print(session, &session->out, &of->module, &trace,
			    (struct stack_detail){.locals = detail->locals, .indent = INDENT});
}

static void print(struct session *session, const struct system *system, const struct detail *detail,
		  const bool *wanted)
{
	print_head(session, system);
	for (size_t i = 0; i < session->program->task_count; i++)
		if (wanted[i])
			print_task(session, system, i, detail);
}

static json_t *string(struct str s)
{
	return json_stringn(s.at, s.len);
}

static json_t *task_json(struct session *session, const struct system *system, size_t task,
			 const struct detail *detail)
{
	const struct program_task *of = &session->program->tasks[task];
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	json_t *object = json_object();

	json_object_set_new(object, "index", json_integer((json_int_t)task));
	json_object_set_new(object, "name", string(of->module.name));
	json_object_set_new(object, "priority", json_integer(of->priority));
	json_object_set_new(object, "known", json_boolean(system->tasks[task].known));
	json_object_set_new(object, "text", string(system_state_text(system, task)));
	if (!system->tasks[task].known)
		return object;
	words_task_json(object, system, task);
	struct backtrace trace = system_backtrace(system, task);
	if (system->tasks[task].state.health == TASK_FAULTED) {
		struct str place = stack_place(session, &of->module, &trace);

		json_object_set_new(json_object_get(object, "fault"), "place",
				    place.len == 0 ? json_null() : string(place));
	}
	if (detail->registers)
		json_object_set_new(object, "registers", stack_registers_json(&registers));
	if (detail->stacks)
		json_object_set_new(object, "stack",
				    stack_json(session, &of->module, &trace,
					       (struct stack_detail){.locals = detail->locals}));
	return object;
}

static void put_json(struct session *session, const struct system *system,
		     const struct detail *detail, const bool *wanted)
{
	json_t *tasks = json_array();

	for (size_t i = 0; i < session->program->task_count; i++)
		if (wanted[i])
			json_array_append_new(tasks, task_json(session, system, i, detail));
	json_object_set_new(session->root, "now", json_integer((json_int_t)system->now));
	json_object_set_new(session->root, "now-is-late", json_boolean(system->now_is_late));
	json_object_set_new(session->root, "tasks", tasks);
}

// Which tasks were asked for: all if none was named.
static bool choose(struct session *session, bool *wanted)
{
	for (size_t i = 0; i < session->program->task_count; i++)
		wanted[i] = session->operand_count == 0 &&
			    (session->only_task == SIZE_MAX || session->only_task == i);
	for (size_t i = 0; i < session->operand_count; i++) {
		size_t task;

		if (!session_task(session, session->operands[i], &task))
			return false;
		wanted[task] = true;
	}
	return true;
}

static int run(int argc, char **argv)
{
	struct session session;
	struct detail detail = {false};
	const struct option_spec options[] = {
		{"-r", &detail.registers, NULL},
		{"-s", &detail.stacks, NULL},
		{"-l", &detail.locals, NULL},
		{"-v", &detail.all, NULL},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 4,
		.operand_max = SESSION_OPERANDS_MAX,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	bool *wanted = ARENA_ARRAY(session.arena, bool, session.program->task_count);
	if (!choose(&session, wanted))
		return session_end(&session, 1);
	const struct system *system = session_system(&session);
	detail.registers |= detail.all;
	detail.locals |= detail.all;
	detail.stacks |= detail.locals;
	if (system->problem != NULL)
		session_problem(&session, "%s", system->problem);
	else if (!system->booted && session.only_task == SIZE_MAX)
		session_problem(&session, "the kernel has not set itself up: what its table says "
					  "of tasks means nothing yet");
	if (session.only_task != SIZE_MAX && detail.stacks &&
	    !system_backtrace(system, session.only_task).whole)
		session_problem(&session, "the crash record keeps only a part of the stack; "
					  "`crash-stack` in the supervisor's config says how much");
	if (session.json)
		put_json(&session, system, &detail, wanted);
	else
		print(&session, system, &detail, wanted);
	return session_end(&session, 0);
}

const struct command cmd_tasks = {
	.name = "tasks",
	.group = "Debug",
	.summary = "show what every task is doing",
	.run = run,
	.help = "usage: ./bh tasks [TASK...] [-r] [-s] [-l] [-v]\n"
		"\n"
		"For each task: its generation, its priority, and what it is doing or waiting\n"
		"for. A task that was stopped is shown with the rule that it broke and the\n"
		"line of source where it did.\n"
		"\n"
		"  -r  registers\n"
		"  -s  the stack: functions, also inlined ones, with lines\n"
		"  -l  the same with arguments and local variables\n"
		"  -v  all of it\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh tasks ping -l\n",
};
