// GDB, as it comes, on a dump: every task is a thread with its calls and its floating-point
// registers.
#define _GNU_SOURCE // memmem

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "tool/base/file.h"
#include "tool/run/show.h"

// What GDB printed of a task's thread, whose number is the task's index and one.
static struct str thread_section(const struct show *show, struct str output, const char *task)
{
	const struct image_model *model = show->stage.guest.model;
	const char *at = NULL;

	for (size_t i = 0; i < model->task_count; i++)
		if (str_is(model->tasks[i].name, task))
			at = show_find(output, str_format(show->arena, "(LWP %zu):", i + 1).at);
	if (at == NULL)
		return (struct str){"", 0};
	struct str section = str_slice(output, (size_t)(at - output.at), output.len);
	const char *end = show_find(section, "\nThread ");
	return end == NULL ? section : str_slice(section, 0, (size_t)(end - section.at));
}

// Whether all of these occur, in this order.
static bool holds_in_order(struct str text, const char *const *parts, size_t count)
{
	for (size_t i = 0; i < count && parts[i] != NULL; i++) {
		const char *at = show_find(text, parts[i]);

		if (at == NULL)
			return false;
		text = str_slice(text, (size_t)(at - text.at) + strlen(parts[i]), text.len);
	}
	return text.len > 0 || count == 0;
}

// What GDB prints for a command, once it has opened the dump.
static struct str run_gdb(const struct show *show, const char *command)
{
	struct str folder = str_format(show->arena, "%s.folder", show->dump);
	struct str inside = str_format(show->arena, "cd %.*s", STR_ARG(folder));
	struct str core = str_format(show->arena, "core-file ../%.*s",
				     STR_ARG(path_name(str_from(show->dump))));
	const char *const argv[] = {"gdb-multiarch",
				    "-nx",
				    "-batch",
				    "-ex",
				    inside.at,
				    "-ex",
				    "source gdb.script",
				    "-ex",
				    core.at,
				    "-ex",
				    "set backtrace past-main on",
				    "-ex",
				    command,
				    NULL};

	return program_run(show->arena, argv, SHOW_SECONDS).output;
}

// GDB opens the dump, and finds what each task was in from its innermost function to the
// first.
static void check_backtraces(const struct show *show)
{
	static const struct {
		const char *task;
		const char *functions[4];
	} traces[] = {
		{"boss", {"sys_stub_recv_notification", "main ()", "_start ()"}},
		{"keeper", {"sys_stub_recv_notification", "keep ()", "main ()", "_start ()"}},
		{"caller", {"call (", "main ()", "_start ()"}},
		{"queued", {"ask (", "main ()", "_start ()"}},
		{"listener", {"listen_to (", "main ()", "_start ()"}},
		{"late", {"_start ()"}},
		{"refused", {"ask (", "main ()", "_start ()"}},
		{"divider", {"divide (", "main ()", "_start ()"}},
		{"digger", {"dig (", "dig (", "main ()", "_start ()"}},
		{"quitter", {"give_up (", "quit ()", "main ()", "_start ()"}},
		{"stray", {"fill (", "main ()", "_start ()"}},
		{"jumper", {"jump (", "main ()", "_start ()"}},
		{"rude", {"intrude ()", "main ()", "_start ()"}},
		{"sloppy", {"misplace ()", "main ()", "_start ()"}},
		{"scribe", {"sys_stub_recv_notification", "main ()", "_start ()"}},
		{"teller", {"debug_settled ()", "tell ()", "main ()", "_start ()"}},
		{"worker", {"work (", "main ()", "_start ()"}},
		{"idle", {"_start ()"}},
	};
	struct str output = run_gdb(show, "thread apply all bt");

	for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++) {
		struct str section = thread_section(show, output, traces[i].task);

		show_report(show,
			    str_format(show->arena, "GDB's backtrace of %s", traces[i].task).at,
			    holds_in_order(section, traces[i].functions, 4),
			    section.len > 0 ? section : output);
	}
}

// Whether GDB shows a task's s registers as bh does. Some of them must be more than 0.
static bool floats_agree(const struct show *show, struct str section, const char *task)
{
	struct program_result ours =
		show_run_dump(show, str_format(show->arena, "registers %s -f --json", task));
	json_t *root = json_loadb(ours.output.at, ours.output.len, 0, NULL);
	const json_t *registers = json_object_get(root, "registers");
	size_t agree = 0;
	bool any = false;

	for (unsigned i = 0; i < 32; i++) {
		const char *name = str_format(show->arena, "s%u", i).at;
		const char *value = json_string_value(json_object_get(registers, name));
		const char *at = show_find(section, str_format(show->arena, "\n%s ", name).at);

		if (value == NULL || at == NULL)
			break;
		struct str line = str_slice(section, (size_t)(at - section.at) + 1, section.len);
		line = str_slice(line, 0, str_find(line, '\n'));
		agree += show_find(line, str_format(show->arena, "(raw %s)", value).at) != NULL;
		any |= strcmp(value, "0x00000000") != 0;
	}
	json_decref(root);
	return agree == 32 && any;
}

static void check_floats(const struct show *show)
{
	static const char *const tasks[] = {"divider", "worker"};
	struct str output = run_gdb(show, "thread apply all info float");

	for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
		struct str section = thread_section(show, output, tasks[i]);

		show_report(
			show,
			str_format(show->arena, "GDB's floating-point registers of %s", tasks[i])
				.at,
			floats_agree(show, section, tasks[i]), section);
	}
}

// A variable that is in a register which the functions called by its own must save: with
// floating point, one of that unit's.
static void check_kept(const struct show *show)
{
	struct str output =
		run_gdb(show, "thread apply all -s -q frame apply all -s -q print rate");
	struct str section = thread_section(show, output, "worker");

	show_report(show, "GDB's value of a float in a register",
		    show_find(section.len > 0 ? section : output, " = 0.75") != NULL, output);
}

void show_gdb(const struct show *show)
{
	show_run_dump(show, str_format(show->arena, "extract --all %s.folder", show->dump));
	check_backtraces(show);
	if (show->stage.guest.model->port.fpu)
		check_floats(show);
	check_kept(show);
}
