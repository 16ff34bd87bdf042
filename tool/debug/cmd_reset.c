// bh reset: the processor and its devices begin anew.
#include "tool/command.h"
#include "tool/debug/session.h"

extern const struct command cmd_reset;

static int run(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {.needs = SESSION_NEEDS_LIVE};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (!target_reset(session.target))
		return session_end(&session, session_lost(&session) ? 0 : 1);
	text_adds(&session.out, "reset\n");
	json_object_set_new(session.root, "reset", json_true());
	return session_end(&session, 0);
}

const struct command cmd_reset = {
	.name = "reset",
	.group = "Debug",
	.summary = "start the system over",
	.run = run,
	.help = "usage: ./bh reset\n"
		"\n"
		"Resets the processor and its devices. Memory that start-up does not clear keeps\n"
		"what it holds.\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh reset\n",
};
