// bh hold, release, start, fault: what the supervisor is to do with a task.
#include <inttypes.h>
#include <stdio.h>

#include "abi/mailbox.h"
#include "tool/command.h"
#include "tool/debug/mailbox.h"

extern const struct command cmd_hold;
extern const struct command cmd_release;
extern const struct command cmd_start;
extern const struct command cmd_fault;

// What each task has come to, once all requests were dealt with.
static void report(struct session *session, const size_t *tasks, size_t count)
{
	json_t *array = json_array();

	session_forget(session);
	const struct system *system = session_system(session);
	for (size_t i = 0; i < count; i++) {
		struct str name = session->program->tasks[tasks[i]].module.name;
		uint32_t generation = task_id_generation(system->tasks[tasks[i]].id);
		struct str state = system_state_text(system, tasks[i]);

		text_addf(&session->out, "%s %.*s: done; generation %" PRIu32 ", %.*s\n",
			  session->command, STR_ARG(name), generation, STR_ARG(state));
		json_array_append_new(array, json_pack("{s:s%,s:i,s:s%}", "name", name.at, name.len,
						       "generation", (int)generation, "text",
						       state.at, state.len));
	}
	json_object_set_new(session->root, "tasks", array);
}

static int request(int argc, char **argv, uint32_t what)
{
	struct session session;
	size_t tasks[SESSION_OPERANDS_MAX];
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_LIVE,
		.operand_max = SESSION_OPERANDS_MAX,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (session.operand_count == 0) {
		fprintf(stderr, "bh %s: which task?\n  help: for example ./bh %s ping\n",
			session.command, session.command);
		return session_end(&session, 2);
	}
	for (size_t i = 0; i < session.operand_count; i++)
		if (!session_task(&session, session.operands[i], &tasks[i]))
			return session_end(&session, 1);
	for (size_t i = 0; i < session.operand_count; i++)
		if (!mailbox_request(&session, what, tasks[i]))
			return session_end(&session, 1);
	report(&session, tasks, session.operand_count);
	return session_end(&session, 0);
}

static int run_hold(int argc, char **argv)
{
	return request(argc, argv, MAILBOX_HOLD);
}

static int run_release(int argc, char **argv)
{
	return request(argc, argv, MAILBOX_RELEASE);
}

static int run_start(int argc, char **argv)
{
	return request(argc, argv, MAILBOX_START);
}

static int run_fault(int argc, char **argv)
{
	return request(argc, argv, MAILBOX_FAULT);
}

#define HELP_END                                                                      \
	"\n"                                                                          \
	"The request goes through the supervisor's mailbox: it takes a kernel that\n" \
	"runs and the supervisor, but no other task. doc/supervise.md has more.\n"    \
	"\n" SESSION_HELP "\n"

const struct command cmd_hold = {
	.name = "hold",
	.group = "Debug",
	.summary = "have a task not restarted after its next fault",
	.run = run_hold,
	.help = "usage: ./bh hold TASK...\n"
		"\n"
		"From its next fault on a held task is left as the fault left it, for someone to\n"
		"look at. One that waits for its restart is held at once.\n" HELP_END
		"example: ./bh hold ping\n",
};

const struct command cmd_release = {
	.name = "release",
	.group = "Debug",
	.summary = "undo `hold`",
	.run = run_release,
	.help = "usage: ./bh release TASK...\n"
		"\n"
		"The task is restarted after faults as its policy says; one that is held is\n"
		"restarted now.\n" HELP_END "example: ./bh release ping\n",
};

const struct command cmd_start = {
	.name = "start",
	.group = "Debug",
	.summary = "restart a task now",
	.run = run_start,
	.help = "usage: ./bh start TASK...\n"
		"\n"
		"Restarts a task, whatever it is doing. If it was to be held at its next fault,\n"
		"it still is.\n" HELP_END "example: ./bh start ping\n",
};

const struct command cmd_fault = {
	.name = "fault",
	.group = "Debug",
	.summary = "stop a task by a fault, and hold it",
	.run = run_fault,
	.help = "usage: ./bh fault TASK...\n"
		"\n"
		"The task faults where it is, and stays so until ./bh release or ./bh "
		"start.\n" HELP_END "example: ./bh fault ping\n",
};
