// bh stackmargin: how much of its stack each task needs.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/margin.h"
#include "tool/debug/session.h"

extern const struct command cmd_stackmargin;

static void print_number(struct text *text, bool known, uint32_t number)
{
	if (known)
		text_addf(text, " %8" PRIu32, number);
	else
		text_addf(text, " %8s", "?");
}

static void print(struct session *session, size_t task, const struct margin *margin)
{
	const struct module *module = &session->program->tasks[task].module;
	struct text *out = &session->out;

	text_addf(out, "%2zu  %-16.*s %8" PRIu32, task, STR_ARG(module->name), module->stack.size);
	print_number(out, margin->has_current, margin->current);
	print_number(out, margin->has_deepest, margin->deepest);
	print_number(out, margin->has_deepest, module->stack.size - margin->deepest);
	text_addf(out, "%s\n", margin->overflowed ? "  all of it used: perhaps overflowed" : "");
}

static json_t *margin_json(struct session *session, size_t task, const struct margin *margin)
{
	const struct module *module = &session->program->tasks[task].module;
	json_t *object = json_object();

	json_object_set_new(object, "name", json_stringn(module->name.at, module->name.len));
	json_object_set_new(object, "size", json_integer(module->stack.size));
	json_object_set_new(object, "current",
			    margin->has_current ? json_integer(margin->current) : json_null());
	json_object_set_new(object, "deepest",
			    margin->has_deepest ? json_integer(margin->deepest) : json_null());
	json_object_set_new(object, "overflowed", json_boolean(margin->overflowed));
	return object;
}

static int run(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {.needs = SESSION_NEEDS_STATE};
	json_t *array = json_array();

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	const struct system *system = session_system(&session);
	text_addf(&session.out, " #  %-16s %8s %8s %8s %8s\n", "task", "size", "now", "deepest",
		  "margin");
	for (size_t i = 0; i < session.program->task_count; i++) {
		struct margin margin = margin_read(session.arena, system, i);

		print(&session, i, &margin);
		json_array_append_new(array, margin_json(&session, i, &margin));
	}
	json_object_set_new(session.root, "stacks", array);
	return session_end(&session, 0);
}

const struct command cmd_stackmargin = {
	.name = "stackmargin",
	.group = "Debug",
	.summary = "show how much of their stacks tasks use",
	.run = run,
	.help = "usage: ./bh stackmargin\n"
		"\n"
		"For each task, in bytes: the size of its stack, how much of it is in use now,\n"
		"how much ever was in this life (the task paints its stack when it starts), and\n"
		"what is left below that. A stack pointer that dips without writing leaves no\n"
		"trace.\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh stackmargin\n",
};
