// bh ringbuf: what tasks have noted in their trace rings.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/ring.h"
#include "tool/debug/session.h"

extern const struct command cmd_ringbuf;

// What of a ring was shown already, by `--follow`: the newest line.
struct seen {
	bool any;
	uint32_t line;
	uint32_t generation;
	uint32_t count;
};

static json_t *ring_json(const struct ring *ring)
{
	json_t *object = json_object();
	json_t *lines = json_array();

	for (size_t i = 0; i < ring->count; i++) {
		const struct ring_line *line = &ring->lines[i];
		json_t *one = json_object();

		json_object_set_new(one, "line", json_integer(line->line));
		json_object_set_new(one, "generation", json_integer(line->generation));
		json_object_set_new(one, "count", json_integer(line->count));
		json_object_set_new(one, "payload", value_json(&line->payload));
		json_array_append_new(lines, one);
	}
	json_object_set_new(object, "name", json_stringn(ring->name.at, ring->name.len));
	json_object_set_new(object, "entries", lines);
	json_object_set_new(object, "problem",
			    ring->problem == NULL ? json_null() : json_string(ring->problem));
	return object;
}

static void print_line(struct session *session, const struct ring_line *line, bool with_name,
		       const struct ring *ring)
{
	struct text *out = &session->out;

	if (with_name)
		text_addf(out, "%.*s ", STR_ARG(ring->name));
	text_addf(out, "%5" PRIu32 " %5" PRIu32 " %5" PRIu32 "  ", line->line, line->generation,
		  line->count);
	value_print(out, &line->payload, 19);
	text_adds(out, "\n");
}

static void print_ring(struct session *session, const struct ring *ring)
{
	text_addf(&session->out, "%.*s\n", STR_ARG(ring->name));
	if (ring->problem != NULL)
		session_problem(session, "%.*s: %s", STR_ARG(ring->name), ring->problem);
	if (ring->count == 0) {
		text_adds(&session->out, "  nothing noted\n");
		return;
	}
	text_addf(&session->out, "%5s %5s %5s  payload, oldest first\n", "line", "gen", "times");
	for (size_t i = 0; i < ring->count; i++)
		print_line(session, &ring->lines[i], false, ring);
}

static int show(struct session *session, struct str part)
{
	size_t count;
	struct ring *rings = ring_find(session, part, &count);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		print_ring(session, &rings[i]);
		json_array_append_new(array, ring_json(&rings[i]));
	}
	json_object_set_new(session->root, "rings", array);
	if (count == 0)
		session_problem(session, part.len == 0 ? "no task has a ring"
						       : "no ring has that in its name");
	return count > 0 ? 0 : 1;
}

// The lines behind the one that was the newest the last time; all if it is gone, and then
// others may be `lost`.
static size_t first_new(const struct ring *ring, const struct seen *seen, bool *lost)
{
	*lost = false;
	for (size_t i = ring->count; seen->any && i > 0; i--) {
		const struct ring_line *line = &ring->lines[i - 1];

		if (line->line == seen->line && line->generation == seen->generation)
			return line->count == seen->count ? i : i - 1;
	}
	*lost = seen->any && ring->count > 0;
	return 0;
}

static void follow_ring(struct session *session, const struct ring *ring, struct seen *seen)
{
	bool lost;
	size_t from = first_new(ring, seen, &lost);

	if (lost)
		text_addf(&session->out,
			  "%.*s: it has gone round since; lines may be missing here\n",
			  STR_ARG(ring->name));
	for (size_t i = from; i < ring->count; i++)
		print_line(session, &ring->lines[i], true, ring);
	if (session->json && from < ring->count) {
		struct ring news = *ring;

		news.lines += from;
		news.count -= from;
		json_object_set_new(session->root, "rings", json_pack("[o]", ring_json(&news)));
		json_object_set_new(session->root, "lost", json_boolean(lost));
		session_flush_json(session);
	}
	if (ring->count == 0)
		return;
	const struct ring_line *last = &ring->lines[ring->count - 1];
	*seen = (struct seen){true, last->line, last->generation, last->count};
}

static int follow(struct session *session, struct str part)
{
	size_t count;
	struct seen *seen;

	// Lists of variables are made now, to be kept.
	ring_find(session, part, &count);
	if (count == 0)
		return show(session, part);
	seen = ARENA_ARRAY(session->arena, struct seen, count);
	struct arena_point mark = arena_mark(session->arena);
	for (;;) {
		if (!target_halt(session->target))
			return session_lost(session) ? 0 : 1;
		struct ring *rings = ring_find(session, part, &count);
		for (size_t i = 0; i < count; i++)
			follow_ring(session, &rings[i], &seen[i]);
		if (!target_resume(session->target))
			return session_lost(session) ? 0 : 1;
		if (!session->json)
			session_flush(session);
		arena_release(session->arena, mark);
		session->out = (struct text){.arena = session->arena};
		if (!session_wait(session, 100))
			return 0;
	}
}

static int run(int argc, char **argv)
{
	struct session session;
	bool follows = false;
	const struct option_spec options[] = {{"--follow", &follows, NULL}};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_MEMORY,
		.options = options,
		.option_count = 1,
		.operand_max = 1,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	struct str part = str_from(session.operand_count > 0 ? session.operands[0] : NULL);
	if (follows && session_is_live(&session))
		return session_end(&session, follow(&session, part));
	return session_end(&session, show(&session, part));
}

const struct command cmd_ringbuf = {
	.name = "ringbuf",
	.group = "Debug",
	.summary = "show what tasks noted in trace rings",
	.run = run,
	.help = "usage: ./bh ringbuf [PART] [--follow]\n"
		"\n"
		"Shows the trace rings (ulib/ring.h) of all tasks, or those with PART in their\n"
		"name or their task's: for each entry the line of source, how often its place\n"
		"was used, how many times in a row it came, and what was noted.\n"
		"\n"
		"  --follow         go on, showing what is new, until Ctrl-C; with --json an\n"
		"                   object on a line each time\n" SESSION_HELP "\n"
		"example: ./bh ringbuf uart --follow\n",
};
