// bh dump: the whole system, or one task, in a file.
#include <inttypes.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/command.h"
#include "tool/debug/core.h"
#include "tool/debug/crash.h"
#include "tool/debug/session.h"
#include "tool/debug/stack.h"

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

static void list_one(struct session *session, const struct crash_view *crash, bool earlier,
		     json_t *array)
{
	const struct system *system = system_read(session->arena, session->program, crash->target);
	const struct module *module = &session->program->tasks[crash->task].module;
	struct backtrace trace = system_backtrace(system, crash->task);
	struct str place = stack_place(session, module, &trace);
	struct str state = system_state_text(system, crash->task);
	struct str panic;

	text_addf(&session->out, "%5" PRIu32 "  %6" PRIu64 ".%03u s  %-12.*s %.*s%s\n",
		  crash->number, crash->time / 1000, (unsigned)(crash->time % 1000),
		  STR_ARG(module->name), STR_ARG(state), earlier ? " (since an earlier boot)" : "");
	if (place.len > 0)
		text_addf(&session->out, "%*sat %.*s\n", 32, "", STR_ARG(place));
	if (system_panic_message(system, crash->task, &panic))
		text_addf(&session->out, "%*sit said: %.*s\n", 32, "", STR_ARG(panic));
	json_t *object = json_object();
	json_object_set_new(object, "number", json_integer(crash->number));
	json_object_set_new(object, "time", json_integer((json_int_t)crash->time));
	json_object_set_new(object, "earlier_boot", json_boolean(earlier));
	json_object_set_new(object, "task", json_stringn(module->name.at, module->name.len));
	json_object_set_new(object, "text", json_stringn(state.at, state.len));
	json_object_set_new(object, "place",
			    place.len == 0 ? json_null() : json_stringn(place.at, place.len));
	json_array_append_new(array, object);
}

static int list(struct session *session)
{
	struct crash_views crashes = crash_read(session->arena, session->program, session->target);
	json_t *array = json_array();

	if (crashes.problem != NULL)
		session_problem(session, "%s", crashes.problem);
	else if (crashes.count == 0)
		text_adds(&session->out, "no crash records\n");
	if (crashes.foreign > 0)
		session_problem(session, "%zu records are of another image", crashes.foreign);
	for (size_t i = 0; i < crashes.count; i++)
		list_one(session, &crashes.items[i], i < crashes.earlier, array);
	json_object_set_new(session->root, "crashes", array);
	return crashes.problem == NULL ? 0 : 1;
}

static int dump(struct session *session, const char *file, size_t task)
{
	bool of_crash = session->only_task != SIZE_MAX;
	struct core_wish wish = {of_crash ? session->only_task : task, of_crash};
	struct str path = file == NULL ? free_name(session) : session_path(session, file);
	struct str bytes =
		core_make(session->arena, session_system(session), wish, note_problem, session);

	file_write(path.at, bytes);
	text_addf(&session->out, "wrote %.*s, %zu bytes\n", STR_ARG(path), bytes.len);
	json_object_set_new(session->root, "file", json_stringn(path.at, path.len));
	json_object_set_new(session->root, "size", json_integer((json_int_t)bytes.len));
	return 0;
}

static int run(int argc, char **argv)
{
	struct session session;
	bool lists = false;
	const char *file = NULL;
	const char *only = NULL;
	size_t task = SIZE_MAX;
	const struct option_spec options[] = {
		{"-o", NULL, &file},
		{"--task", NULL, &only},
		{"--list", &lists, NULL},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 3,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (lists)
		return session_end(&session, list(&session));
	if (only != NULL && !session_task(&session, only, &task))
		return session_end(&session, 1);
	return session_end(&session, dump(&session, file, task));
}

const struct command cmd_dump = {
	.name = "dump",
	.group = "Debug",
	.summary = "put the state of a system into a file",
	.run = run,
	.help = "usage: ./bh dump [-o FILE] [--task TASK | --crash N] | --list\n"
		"\n"
		"Writes the memory and registers of a running system into a core file, together\n"
		"with the image's archive: the file is all that is needed to look at it later,\n"
		"on any machine, with --dump. GDB opens it, each task as a thread:\n"
		"\n"
		"    ./bh extract --dump demo.core --all demo\n"
		"    cd demo && gdb-multiarch -x gdb.script -c ../demo.core\n"
		"\n"
		"  -o FILE          where to; else APP.core\n"
		"  --task TASK      only this task's memory and the kernel's\n"
		"  --list           the crash records that the supervisor keeps: what tasks were\n"
		"                   when they faulted, before it restarted them\n" SESSION_HELP "\n"
		"example: ./bh dump -o demo.core && ./bh tasks -s --dump demo.core\n",
};
