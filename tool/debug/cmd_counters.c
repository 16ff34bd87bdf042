// bh counters: what tasks have counted.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/ring.h"
#include "tool/debug/session.h"

extern const struct command cmd_counters;

static json_t *counters_json(const struct counters *counters)
{
	json_t *object = json_object();
	json_t *values = json_object();

	for (size_t i = 0; i < counters->count; i++)
		json_object_set_new(values, counters->items[i].name.at,
				    counters->items[i].known
					    ? json_integer(counters->items[i].value)
					    : json_null());
	json_object_set_new(object, "name", json_stringn(counters->name.at, counters->name.len));
	json_object_set_new(object, "values", values);
	return object;
}

static void print(struct session *session, const struct counters *counters, bool zeros)
{
	text_addf(&session->out, "%.*s\n", STR_ARG(counters->name));
	for (size_t i = 0; i < counters->count; i++) {
		const struct counter *one = &counters->items[i];

		if (!one->known)
			text_addf(&session->out, "  %10s  %.*s\n", "?", STR_ARG(one->name));
		else if (zeros || one->value != 0)
			text_addf(&session->out, "  %10" PRIu32 "  %.*s\n", one->value,
				  STR_ARG(one->name));
	}
}

static int run(int argc, char **argv)
{
	struct session session;
	bool zeros = false;
	const struct option_spec options[] = {{"-f", &zeros, NULL}};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_MEMORY,
		.options = options,
		.option_count = 1,
		.operand_max = 1,
	};
	size_t count;

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	struct str part = str_from(session.operand_count > 0 ? session.operands[0] : NULL);
	struct counters *all = counters_find(&session, part, &count);
	json_t *array = json_array();
	for (size_t i = 0; i < count; i++) {
		print(&session, &all[i], zeros);
		json_array_append_new(array, counters_json(&all[i]));
	}
	json_object_set_new(session.root, "counters", array);
	if (count == 0)
		session_problem(&session, part.len == 0 ? "no task has counters"
							: "no counters have that in their name");
	return session_end(&session, count > 0 ? 0 : 1);
}

const struct command cmd_counters = {
	.name = "counters",
	.group = "Debug",
	.summary = "show what tasks counted",
	.run = run,
	.help = "usage: ./bh counters [PART] [-f]\n"
		"\n"
		"Shows the counters (ulib/counters.h) of all tasks, or those with PART in their\n"
		"name or their task's.\n"
		"\n"
		"  -f               those that are 0, too\n" SESSION_HELP "\n"
		"example: ./bh counters pong\n",
};
