// Trace rings and counters (ring.h).
#include "tool/debug/ring.h"

#include <string.h>

#define COUNTERS_MAX 256

static bool contains(struct str whole, struct str part)
{
	for (size_t i = 0; i + part.len <= whole.len; i++)
		if (memcmp(whole.at + i, part.at, part.len) == 0)
			return true;
	return part.len == 0;
}

// Variables of tasks whose name has this ending, and the part asked for in it.
static struct path_variables find(struct session *session, const char *ending, struct str part)
{
	struct path_variables all = path_variables(session, S(""), NULL);
	struct path_variables found = {.count = 0};

	for (size_t i = 0; i < all.count; i++) {
		const struct path_variable *one = &all.items[i];

		if (str_ends(one->variable->name, ending) && one->module->name.len > 0 &&
		    (contains(one->variable->name, part) || contains(one->module->name, part)))
			*ARENA_PUSH(session->arena, found.items, found.count, found.room) = *one;
	}
	return found;
}

static struct str name_of(struct session *session, const struct path_variable *variable)
{
	return str_format(session->arena, "%.*s:%.*s", STR_ARG(variable->module->name),
			  STR_ARG(variable->variable->name));
}

static bool value_of_variable(struct session *session, const struct path_variable *variable,
			      struct value *value)
{
	Dwarf_Die die = variable->variable->die;
	Dwarf_Die type;

	if (!info_type(&die, &type))
		return false;
	*value = value_at(session->program, session->target, &type, variable->variable->address);
	return true;
}

// A member that is a number; false if there is none or it could not be read.
static bool number_in(const struct value *value, const char *name, uint32_t *number)
{
	struct value member;
	const char *why;
	int64_t wide;

	if (!value_member(value, str_from(name), &member, &why) || !value_number(&member, &wide))
		return false;
	*number = (uint32_t)wide;
	return true;
}

static bool read_line(const struct value *entry, struct ring_line *line)
{
	struct value head;
	const char *why;

	return value_member(entry, S("head"), &head, &why) &&
	       value_member(entry, S("payload"), &line->payload, &why) &&
	       number_in(&head, "line", &line->line) &&
	       number_in(&head, "generation", &line->generation) &&
	       number_in(&head, "count", &line->count);
}

static void read_lines(struct session *session, struct ring *ring, const struct value *value)
{
	struct value entries;
	struct value entry;
	uint32_t next;
	const char *why;

	ring->problem = "it is no ring, or cannot be read";
	if (!number_in(value, "next", &next) || !value_member(value, S("entry"), &entries, &why))
		return;
	size_t length = value_length(&entries);
	if (next >= length) {
		ring->problem = "its position is outside of it: the memory is spoilt, or the task "
				"has not begun";
		return;
	}
	ring->problem = NULL;
	ring->lines = ARENA_ARRAY(session->arena, struct ring_line, length);
	for (size_t i = 0; i < length; i++) {
		struct ring_line line = {.line = 0};

		// The next to be used is the oldest.
		if (!value_index(&entries, (int64_t)((next + i) % length), &entry, &why) ||
		    !read_line(&entry, &line))
			ring->problem = "a part of it cannot be read";
		else if (line.count != 0)
			ring->lines[ring->count++] = line;
	}
}

struct ring *ring_find(struct session *session, struct str part, size_t *count)
{
	struct path_variables found = find(session, "_ring", part);
	struct ring *rings = ARENA_ARRAY(session->arena, struct ring, found.count);

	for (size_t i = 0; i < found.count; i++) {
		struct value value;

		rings[i] = (struct ring){
			.name = name_of(session, &found.items[i]),
			.task = program_find_task(session->program, found.items[i].module->name),
			.problem = "its type is not known",
		};
		if (value_of_variable(session, &found.items[i], &value))
			read_lines(session, &rings[i], &value);
	}
	*count = found.count;
	return rings;
}

static void read_counters(struct session *session, struct counters *counters,
			  const struct value *value)
{
	struct str names[COUNTERS_MAX];
	size_t count = value_member_names(value, names, COUNTERS_MAX);

	counters->items = ARENA_ARRAY(session->arena, struct counter, count);
	counters->count = count;
	for (size_t i = 0; i < count; i++) {
		counters->items[i].name = names[i];
		counters->items[i].known = number_in(value, names[i].at, &counters->items[i].value);
	}
}

struct counters *counters_find(struct session *session, struct str part, size_t *count)
{
	struct path_variables found = find(session, "_counters", part);
	struct counters *all = ARENA_ARRAY(session->arena, struct counters, found.count);

	for (size_t i = 0; i < found.count; i++) {
		struct value value;

		all[i] = (struct counters){
			.name = name_of(session, &found.items[i]),
			.task = program_find_task(session->program, found.items[i].module->name),
		};
		if (value_of_variable(session, &found.items[i], &value))
			read_counters(session, &all[i], &value);
	}
	*count = found.count;
	return all;
}
