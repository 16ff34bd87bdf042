// bh readvar: variables by name.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/base/diag.h"
#include "tool/command.h"
#include "tool/debug/path.h"
#include "tool/debug/session.h"

extern const struct command cmd_readvar;

static json_t *string(struct str s)
{
	return json_stringn(s.at, s.len);
}

static void list_one(struct session *session, const struct path_variable *one, json_t *array)
{
	struct value value = {.has_type = false};
	Dwarf_Die die = one->variable->die;
	size_t size = 0;

	if (info_declared_type(&die, &value.declared) && info_type(&die, &value.type)) {
		value.has_type = true;
		size = value_type_size(&value.type);
	}
	struct str type = value_type_name(session->arena, &value);
	if (!session->json) {
		text_addf(&session->out, "0x%08" PRIx32 " %6zu  %.*s:%.*s  %.*s\n",
			  one->variable->address, size, STR_ARG(one->module->name),
			  STR_ARG(one->variable->name), STR_ARG(type));
		return;
	}
	json_t *object = json_object();
	json_object_set_new(object, "module", string(one->module->name));
	json_object_set_new(object, "name", string(one->variable->name));
	json_object_set_new(object, "function",
			    one->variable->function.len == 0 ? json_null()
							     : string(one->variable->function));
	json_object_set_new(object, "file", string(one->variable->file));
	json_object_set_new(object, "line", json_integer(one->variable->line));
	json_object_set_new(object, "address",
			    json_sprintf("0x%08" PRIx32, one->variable->address));
	json_object_set_new(object, "size", json_integer((json_int_t)size));
	json_object_set_new(object, "type", string(type));
	json_array_append_new(array, object);
}

static bool contains(struct str whole, const char *part)
{
	size_t size = str_from(part).len;

	for (size_t i = 0; i + size <= whole.len; i++)
		if (str_starts(str_slice(whole, i, whole.len), part))
			return true;
	return false;
}

static int list(struct session *session)
{
	struct path_variables all = path_variables(session, S(""), NULL);
	json_t *array = json_array();
	size_t count = 0;

	if (!session->json)
		text_addf(&session->out, "%-10s %6s  %s\n", "address", "bytes", "variable  type");
	for (size_t i = 0; i < all.count; i++) {
		const struct path_variable *one = &all.items[i];

		if (session->operand_count > 0 &&
		    !contains(str_format(session->arena, "%.*s:%.*s", STR_ARG(one->module->name),
					 STR_ARG(one->variable->name)),
			      session->operands[0]))
			continue;
		list_one(session, one, array);
		count++;
	}
	json_object_set_new(session->root, "variables", array);
	if (count == 0)
		session_problem(session, "no variable has that in its name, TASK:VARIABLE");
	return count > 0 ? 0 : 1;
}

static void show(struct session *session, const struct path_value *one, json_t *array)
{
	if (!session->json) {
		text_addf(&session->out, "%.*s = ", STR_ARG(one->name));
		value_print(&session->out, &one->value, 0);
		text_adds(&session->out, "\n");
		return;
	}
	json_t *object = json_object();
	json_object_set_new(object, "name", string(one->name));
	json_object_set_new(object, "address",
			    json_sprintf("0x%08" PRIx32, one->value.object.address));
	json_object_set_new(object, "size", json_integer((json_int_t)one->value.object.size));
	json_object_set_new(object, "type", string(value_type_name(session->arena, &one->value)));
	json_object_set_new(object, "value", value_json(&one->value));
	json_array_append_new(array, object);
}

// False if a path is wrong: reported, and no better the next time.
static bool show_all(struct session *session)
{
	json_t *array = json_array();

	for (size_t i = 0; i < session->operand_count; i++) {
		struct path_value *values;
		size_t count;

		if (!path_values(session, session->operands[i], &values, &count)) {
			json_decref(array);
			return false;
		}
		for (size_t k = 0; k < count; k++)
			show(session, &values[k], array);
	}
	json_object_set_new(session->root, "variables", array);
	return true;
}

// What show_all() has put together, to be compared.
static struct str shown_now(const struct session *session, struct arena *arena)
{
	if (!session->json)
		return str_copy(arena, text_str(&session->out));
	char *dump = json_dumps(session->root, JSON_COMPACT);
	struct str copy = str_copy(arena, str_from(dump));
	free(dump);
	return copy;
}

static void print_shown(struct session *session)
{
	if (session->json)
		session_flush_json(session);
	else
		session_flush(session);
}

// Shows them whenever something has changed, until a signal ends the program.
static int watch(struct session *session, unsigned ms)
{
	struct arena shown[2] = {{NULL}, {NULL}}; // what is shown, and what was before
	struct str last = {"", 0};

	// Lists of variables are made now, to be kept.
	path_variables(session, S(""), NULL);
	struct arena_point mark = arena_mark(session->arena);
	for (unsigned round = 0;; round ^= 1) {
		if (!target_halt(session->target))
			return session_lost(session) ? 0 : 1;
		if (!show_all(session))
			return 1;
		struct str now = shown_now(session, &shown[round]);
		if (!str_equal(now, last))
			print_shown(session);
		last = now;
		arena_release(session->arena, mark);
		session->out = (struct text){.arena = session->arena};
		arena_release(&shown[round ^ 1], (struct arena_point){NULL, 0});
		if (!target_resume(session->target))
			return session_lost(session) ? 0 : 1;
		if (!session_wait(session, ms))
			return 0;
	}
}

static int run(int argc, char **argv)
{
	struct session session;
	bool lists = false;
	bool watches = false;
	const char *every = NULL;
	uint64_t ms = 200;
	const struct option_spec options[] = {
		{"--list", &lists, NULL},
		{"--watch", &watches, NULL},
		{"--every", NULL, &every},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_MEMORY,
		.options = options,
		.option_count = 3,
		.operand_max = SESSION_OPERANDS_MAX,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (lists)
		return session_end(&session, list(&session));
	if (every != NULL && (!str_number(str_from(every), &ms) || ms > 3600000)) {
		diag_error(nowhere, "'%s' is not a number of milliseconds", every);
		diag_help("for example --every 500; an hour at most");
		return session_end(&session, 2);
	}
	if (session.operand_count == 0) {
		fprintf(stderr, "bh readvar: which variable?\n"
				"  help: for example ./bh readvar pong:pong_counters; --list lists "
				"them\n");
		return session_end(&session, 2);
	}
	if (watches && session_is_live(&session))
		return session_end(&session, watch(&session, (unsigned)ms));
	return session_end(&session, show_all(&session) ? 0 : 1);
}

const struct command cmd_readvar = {
	.name = "readvar",
	.group = "Debug",
	.summary = "show variables",
	.run = run,
	.help = "usage: ./bh readvar [TASK:]VARIABLE... [--watch [--every MS]]\n"
		"       ./bh readvar --list [PART]\n"
		"\n"
		"Shows variables that live as long as their program, or parts of them: members\n"
		"(ward[2].state), what pointers lead to (*head, head->next). \"kernel:\" names\n"
		"the kernel's. Without a task, those of all programs that have one of that name.\n"
		"\n"
		"  --list [PART]    list variables; those with PART in TASK:VARIABLE\n"
		"  --watch          show them again whenever they have changed; with --json\n"
		"                   an object on a line each time\n"
		"  --every MS       look so often; 200 if not given\n" SESSION_HELP "\n"
		"example: ./bh readvar jefe:ward[4].state --watch\n",
};
