// bh tasks: what every task is doing.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/session.h"

extern const struct command cmd_tasks;

static void print_head(struct session *session, const struct system *system)
{
	text_addf(&session->out, "%.*s: %" PRIu64 ".%03u s since boot\n",
		  STR_ARG(session->target->name), system->now / 1000,
		  (unsigned)(system->now % 1000));
	text_addf(&session->out, " #  %-16s %4s %4s  state\n", "task", "gen", "prio");
}

static void print_task(struct session *session, const struct system *system, size_t task)
{
	const struct program_task *of = &session->program->tasks[task];

	text_addf(&session->out, "%2zu  %-16.*s %4" PRIu32 " %4" PRIu32 "  %.*s\n", task,
		  STR_ARG(of->module.name), task_id_generation(system->tasks[task].id),
		  of->priority, STR_ARG(system_state_text(system, task)));
}

static int run(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.operand_max = SESSION_OPERANDS_MAX,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	const struct system *system = session_system(&session);
	if (system->problem != NULL)
		session_problem(&session, "%s", system->problem);
	print_head(&session, system);
	for (size_t i = 0; i < session.program->task_count; i++)
		print_task(&session, system, i);
	return session_end(&session, 0);
}

const struct command cmd_tasks = {
	.name = "tasks",
	.group = "Debug",
	.summary = "show what every task is doing",
	.run = run,
	.help = "usage: ./bh tasks [TASK...]\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh tasks\n",
};
