// bh waits: who waits for whom.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/session.h"
#include "tool/debug/waits.h"

extern const struct command cmd_waits;

static struct str name_of(const struct session *session, size_t task)
{
	return session->program->tasks[task].module.name;
}

// A tree: whoever is waited for, and below it those who wait, and so on.
static void print_tree(struct session *session, const struct system *system,
		       const struct waits *waits, size_t task, unsigned depth)
{
	text_addf(&session->out, "%*s%s%.*s: %.*s\n", (int)depth * 4, "", depth > 0 ? "<- " : "",
		  STR_ARG(name_of(session, task)), STR_ARG(system_state_text(system, task)));
	for (size_t i = 0; i < session->program->task_count; i++)
		if (waits->edges[i].on == task && !waits->edges[i].in_circle &&
		    depth < session->program->task_count)
			print_tree(session, system, waits, i, depth + 1);
}

static void print(struct session *session, const struct system *system, const struct waits *waits)
{
	for (size_t i = 0; i < session->program->task_count; i++)
		if (waits->edges[i].begins_circle)
			text_addf(&session->out, "DEADLOCK: %.*s\n",
				  STR_ARG(waits_circle_text(system, waits, i)));
	for (size_t i = 0; i < session->program->task_count; i++)
		if (waits->edges[i].on == SIZE_MAX || waits->edges[i].in_circle)
			print_tree(session, system, waits, i, 0);
	for (size_t i = 0; i < waits->note_count; i++)
		text_addf(&session->out, "note: %.*s %.*s\n",
			  STR_ARG(name_of(session, waits->notes[i].task)),
			  STR_ARG(waits->notes[i].text));
}

static void print_dot(struct session *session, const struct system *system,
		      const struct waits *waits)
{
	struct text *out = &session->out;

	text_adds(out, "digraph waits {\n\tnode [shape=box];\n");
	for (size_t i = 0; i < session->program->task_count; i++) {
		bool faulted = system->tasks[i].state.health == TASK_FAULTED;

		text_addf(out, "\t\"%.*s\" [label=\"%.*s\\npriority %" PRIu32 "\"%s];\n",
			  STR_ARG(name_of(session, i)), STR_ARG(name_of(session, i)),
			  session->program->tasks[i].priority, faulted ? ", color=red" : "");
	}
	for (size_t i = 0; i < session->program->task_count; i++)
		if (waits->edges[i].on != SIZE_MAX)
			text_addf(out, "\t\"%.*s\" -> \"%.*s\" [label=\"%s\"%s];\n",
				  STR_ARG(name_of(session, i)),
				  STR_ARG(name_of(session, waits->edges[i].on)),
				  waits_kind_text(waits->edges[i].kind),
				  waits->edges[i].in_circle ? ", color=red" : "");
	text_adds(out, "}\n");
}

static void put_json(struct session *session, const struct waits *waits)
{
	json_t *edges = json_array();
	json_t *notes = json_array();

	for (size_t i = 0; i < session->program->task_count; i++) {
		const struct waits_edge *edge = &waits->edges[i];
		json_t *object;

		if (edge->on == SIZE_MAX)
			continue;
		object = json_object();
		struct str from = name_of(session, i);
		struct str on = name_of(session, edge->on);
		json_object_set_new(object, "task", json_stringn(from.at, from.len));
		json_object_set_new(object, "waits-for", json_stringn(on.at, on.len));
		json_object_set_new(object, "kind", json_string(waits_kind_text(edge->kind)));
		json_object_set_new(object, "deadlock", json_boolean(edge->in_circle));
		json_array_append_new(edges, object);
	}
	for (size_t i = 0; i < waits->note_count; i++) {
		const struct waits_note *note = &waits->notes[i];
		struct str task = name_of(session, note->task);
		json_t *object = json_object();

		json_object_set_new(object, "task", json_stringn(task.at, task.len));
		json_object_set_new(object, "priority-inversion", json_boolean(note->inverted));
		json_object_set_new(object, "text", json_stringn(note->text.at, note->text.len));
		json_array_append_new(notes, object);
	}
	json_object_set_new(session->root, "waits", edges);
	json_object_set_new(session->root, "notes", notes);
}

static int run(int argc, char **argv)
{
	struct session session;
	bool dot = false;
	const struct option_spec options[] = {{"--dot", &dot, NULL}};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 1,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	const struct system *system = session_system(&session);
	struct waits waits = waits_read(system);
	if (session.json)
		put_json(&session, &waits);
	else if (dot)
		print_dot(&session, system, &waits);
	else
		print(&session, system, &waits);
	return session_end(&session, 0);
}

const struct command cmd_waits = {
	.name = "waits",
	.group = "Debug",
	.summary = "show who waits for whom",
	.run = run,
	.help = "usage: ./bh waits [--dot]\n"
		"\n"
		"Shows, below each task that waits for no other, those that wait for it. Circles\n"
		"of tasks that wait for each other are deadlocks. Notes tell of what will not\n"
		"end by itself, and of important tasks that wait for less important ones.\n"
		"\n"
		"  --dot            as a drawing for Graphviz\n" SESSION_HELP "\n"
		"example: ./bh waits --dot | dot -Tsvg > waits.svg\n",
};
