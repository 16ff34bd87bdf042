// bh stackmargin: how much of its stack each task uses, and can use.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/bound.h"
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

static void print(struct session *session, size_t task, const struct margin *margin,
		  const struct bound *bound)
{
	struct str name = session->program->tasks[task].module.name;
	struct text *out = &session->out;

	text_addf(out, "%2zu  %-16.*s %8" PRIu32, task, STR_ARG(name), margin->size);
	print_number(out, margin->has_current, margin->current);
	print_number(out, margin->has_deepest, margin->deepest);
	text_addf(out, " %7" PRIu32 "%c", bound->bytes, bound->is_least ? '+' : ' ');
	print_number(out, margin->has_deepest, margin->size - margin->deepest);
	text_adds(out, "\n");
}

static void note(struct session *session, size_t task, const struct margin *margin,
		 const struct bound *bound)
{
	struct str name = session->program->tasks[task].module.name;
	struct text *out = &session->out;

	if (margin->overflowed)
		text_addf(out, "note: %.*s used all of its stack, and perhaps more\n",
			  STR_ARG(name));
	if (bound->bytes > margin->size)
		text_addf(out, "note: %.*s may need %" PRIu32 " bytes more than it has\n",
			  STR_ARG(name), bound->bytes - margin->size);
	if (bound->is_least)
		text_addf(out, "note: %.*s may need more than the bound: %.*s\n", STR_ARG(name),
			  STR_ARG(bound->why));
}

static json_t *to_json(struct session *session, size_t task, const struct margin *margin,
		       const struct bound *bound)
{
	struct str name = session->program->tasks[task].module.name;
	json_t *object = json_object();

	json_object_set_new(object, "name", json_stringn(name.at, name.len));
	json_object_set_new(object, "size", json_integer(margin->size));
	json_object_set_new(object, "current",
			    margin->has_current ? json_integer(margin->current) : json_null());
	json_object_set_new(object, "deepest",
			    margin->has_deepest ? json_integer(margin->deepest) : json_null());
	json_object_set_new(object, "bound", json_integer(bound->bytes));
	json_object_set_new(object, "bound-is-least",
			    bound->is_least ? json_stringn(bound->why.at, bound->why.len)
					    : json_null());
	json_object_set_new(object, "overflowed", json_boolean(margin->overflowed));
	return object;
}

static void show(struct session *session)
{
	const struct system *system = session_system(session);
	size_t count = session->program->task_count;
	struct margin *margins = ARENA_ARRAY(session->arena, struct margin, count);
	struct bound *bounds = ARENA_ARRAY(session->arena, struct bound, count);
	json_t *array = json_array();

	text_addf(&session->out, " #  %-16s %8s %8s %8s %8s %8s\n", "task", "size", "now",
		  "deepest", "bound ", "margin");
	for (size_t i = 0; i < count; i++) {
		margins[i] = margin_read(session->arena, system, i);
		bounds[i] = bound_of(session->arena, &session->program->tasks[i].module);
		print(session, i, &margins[i], &bounds[i]);
		json_array_append_new(array, to_json(session, i, &margins[i], &bounds[i]));
	}
	for (size_t i = 0; i < count; i++)
		note(session, i, &margins[i], &bounds[i]);
	json_object_set_new(session->root, "stacks", array);
}

static int run(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {.needs = SESSION_NEEDS_MEMORY};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	show(&session);
	return session_end(&session, 0);
}

const struct command cmd_stackmargin = {
	.name = "stackmargin",
	.group = "Debug",
	.summary = "show how much of their stacks tasks use",
	.run = run,
	.help = "usage: ./bh stackmargin\n"
		"\n"
		"For each task, in bytes:\n"
		"\n"
		"  size      of its stack\n"
		"  now       in use\n"
		"  deepest   that ever was in this life: the task paints its stack when it\n"
		"            starts. A stack pointer that dips without writing leaves no trace\n"
		"  bound     the most that its code can need along any calls, with what the\n"
		"            processor saves at an interrupt; + if it may be more, and why\n"
		"  margin    size less deepest\n"
		"\n"
		"An archive alone gives size and bound.\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh stackmargin\n",
};
