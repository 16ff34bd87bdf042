// bh dump: the whole system, or one task, in a file.
#include <inttypes.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/command.h"
#include "tool/debug/core.h"
#include "tool/debug/session.h"

extern const struct command cmd_dump;

static void note_problem(void *context, const char *text)
{
	session_problem(context, "%s", text);
}

// A name that no file has yet: "demo.core", "demo.core.1", ...
static struct str free_name(struct session *session)
{
	struct str first = session_path(
		session,
		str_format(session->arena, "%.*s.core", STR_ARG(session->program->app)).at);
	struct str name = first;

	for (unsigned i = 1; file_exists(name.at); i++)
		name = str_format(session->arena, "%.*s.%u", STR_ARG(first), i);
	return name;
}

static int run(int argc, char **argv)
{
	struct session session;
	const char *file = NULL;
	const char *only = NULL;
	size_t task = SIZE_MAX;
	const struct option_spec options[] = {{"-o", NULL, &file}, {"--task", NULL, &only}};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 2,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (only != NULL && !session_task(&session, only, &task))
		return session_end(&session, 1);
	struct str path = file == NULL ? free_name(&session) : session_path(&session, file);
	struct str bytes =
		core_make(session.arena, session_system(&session), task, note_problem, &session);
	file_write(path.at, bytes);
	text_addf(&session.out, "wrote %.*s, %zu bytes\n", STR_ARG(path), bytes.len);
	json_object_set_new(session.root, "file", json_stringn(path.at, path.len));
	json_object_set_new(session.root, "size", json_integer((json_int_t)bytes.len));
	return session_end(&session, 0);
}

const struct command cmd_dump = {
	.name = "dump",
	.group = "Debug",
	.summary = "put the state of a system into a file",
	.run = run,
	.help = "usage: ./bh dump [-o FILE] [--task TASK]\n"
		"\n"
		"Writes the memory and registers of a running system into a core file, together\n"
		"with the image's archive: the file is all that is needed to look at it later,\n"
		"on any machine, with --dump. GDB opens it, each task as a thread:\n"
		"\n"
		"    ./bh extract --dump demo.core --all demo\n"
		"    cd demo && gdb-multiarch -x gdb.script -c ../demo.core\n"
		"\n"
		"  -o FILE          where to; else APP.core\n"
		"  --task TASK      only this task's memory and the kernel's\n" SESSION_HELP "\n"
		"example: ./bh dump -o demo.core && ./bh tasks -s --dump demo.core\n",
};
