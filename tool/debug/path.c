// What users name on the command line (path.h).
#include "tool/debug/path.h"

#include <inttypes.h>
#include <string.h>

#include "tool/base/diag.h"

static void add_module(struct session *session, struct path_variables *list,
		       const struct module *module, const struct str *name)
{
	info_list_variables(session->arena, module->info, module->elf);
	for (size_t i = 0; i < module->info->variable_count; i++) {
		const struct info_variable *variable = &module->info->variables[i];

		if (name == NULL || str_equal(variable->name, *name))
			*ARENA_PUSH(session->arena, list->items, list->count, list->room) =
				(struct path_variable){module, variable};
	}
}

struct path_variables path_variables(struct session *session, struct str module,
				     const struct str *name)
{
	const struct program *program = session->program;
	struct path_variables list = {.count = 0};

	if (module.len == 0 || str_is(module, "kernel"))
		add_module(session, &list, &program->kernel, name);
	for (size_t i = 0; i < program->task_count; i++)
		if (module.len == 0 || str_equal(module, program->tasks[i].module.name))
			add_module(session, &list, &program->tasks[i].module, name);
	return list;
}

bool path_number(struct str text, uint64_t *number)
{
	uint64_t scale = 1;

	if (str_ends(text, "k") || str_ends(text, "K"))
		scale = 1024;
	else if (str_ends(text, "M"))
		scale = (uint64_t)1024 * 1024;
	if (scale > 1)
		text.len--;
	if (!str_number(text, number) || *number > UINT32_MAX / scale)
		return false;
	*number *= scale;
	return true;
}

// The path while it is being read, for errors that point into it.
struct reading {
	struct session *session;
	const char *path;
	struct str rest;
};

static bool wrong(const struct reading *reading, const char *what)
{
	struct source *source = ARENA_NEW(reading->session->arena, struct source);

	source->path = str_from("the command line");
	source->text = str_from(reading->path);
	diag_error(
		(struct place){source, 1, (uint32_t)(source->text.len - reading->rest.len) + 1, 1},
		"%s", what);
	return false;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static struct str take_word(struct reading *reading)
{
	size_t n = 0;

	while (n < reading->rest.len && is_word(reading->rest.at[n]))
		n++;
	struct str word = str_slice(reading->rest, 0, n);
	reading->rest = str_slice(reading->rest, n, reading->rest.len);
	return word;
}

static bool take(struct reading *reading, const char *text)
{
	if (!str_starts(reading->rest, text))
		return false;
	reading->rest = str_slice(reading->rest, strlen(text), reading->rest.len);
	return true;
}

// A task's name may have dashes; a module's prefix ends with a colon.
static struct str take_module(struct reading *reading)
{
	size_t colon = str_find(reading->rest, ':');
	struct str module = str_slice(reading->rest, 0, colon);

	if (colon == reading->rest.len)
		return (struct str){"", 0};
	reading->rest = str_slice(reading->rest, colon + 1, reading->rest.len);
	return module;
}

static bool no_member(const struct reading *reading, const struct value *value, struct str name,
		      const char *why)
{
	enum { MANY = 64 };
	struct str names[MANY];
	size_t count = value_member_names(value, names, MANY);
	struct str near = str_nearest(name, names, count);

	wrong(reading, str_format(reading->session->arena, "\"%.*s\": %s", STR_ARG(name), why).at);
	if (near.len > 0)
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
	else if (count > 0)
		diag_help("it is a %.*s; ./bh readvar without the member shows all of them",
			  STR_ARG(value_type_name(reading->session->arena, value)));
	return false;
}

static bool walk_member(struct reading *reading, struct value *value)
{
	struct reading before = *reading;
	struct str name = take_word(reading);
	struct value member;
	const char *why;

	if (!value_member(value, name, &member, &why))
		return no_member(&before, value, name, why);
	*value = member;
	return true;
}

static bool walk_arrow(struct reading *reading, struct value *value)
{
	struct value pointee;
	const char *why;

	if (!value_pointee(value, &pointee, &why))
		return wrong(reading, why);
	*value = pointee;
	return walk_member(reading, value);
}

static bool walk_index(struct reading *reading, struct value *value)
{
	size_t end = str_find(reading->rest, ']');
	struct value element;
	const char *why;
	uint64_t index;

	if (!str_number(str_slice(reading->rest, 0, end), &index) || end == reading->rest.len)
		return wrong(reading, "a number and ] must follow [");
	if (!value_index(value, (int64_t)index, &element, &why))
		return wrong(reading, why);
	reading->rest = str_slice(reading->rest, end + 1, reading->rest.len);
	*value = element;
	return true;
}

// Follows members, indices and arrows to the path's end.
static bool walk(struct reading *reading, struct value *value)
{
	while (reading->rest.len > 0) {
		bool good;

		if (take(reading, "->"))
			good = walk_arrow(reading, value);
		else if (take(reading, "."))
			good = walk_member(reading, value);
		else if (take(reading, "["))
			good = walk_index(reading, value);
		else
			good = wrong(reading, "after a name comes ., -> or [");
		if (!good)
			return false;
	}
	return true;
}

static bool no_variable(const struct reading *reading, struct str module, struct str name)
{
	struct path_variables all = path_variables(reading->session, module, NULL);
	struct str *names = ARENA_ARRAY(reading->session->arena, struct str, all.count);

	size_t task;

	if (module.len > 0 && !str_is(module, "kernel") &&
	    !session_task(reading->session, str_c(reading->session->arena, module), &task))
		return false;
	for (size_t i = 0; i < all.count; i++)
		names[i] = all.items[i].variable->name;
	struct str near = str_nearest(name, names, all.count);
	diag_error(nowhere, "there is no variable \"%.*s\"%s%.*s", STR_ARG(name),
		   module.len > 0 ? " in " : "", STR_ARG(module));
	if (near.len > 0)
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
	else
		diag_help("./bh readvar --list shows all; a variable that the compiler or "
			  "linker left out is not there");
	return false;
}

// One value: of a variable, followed as the rest of the path says.
static bool evaluate(const struct reading *from, const struct path_variable *variable,
		     unsigned stars, struct value *value)
{
	struct reading reading = *from;
	Dwarf_Die die = variable->variable->die;
	Dwarf_Die type;
	const char *why;

	if (!info_declared_type(&die, &type))
		return wrong(&reading, "its type is not known");
	*value = value_at(reading.session->program, reading.session->target, &type,
			  variable->variable->address);
	if (!walk(&reading, value))
		return false;
	for (; stars > 0; stars--) {
		struct value pointee;

		if (!value_pointee(value, &pointee, &why))
			return wrong(&reading, why);
		*value = pointee;
	}
	return true;
}

bool path_values(struct session *session, const char *path, struct path_value **values,
		 size_t *count)
{
	struct reading reading = {session, path, str_from(path)};
	unsigned stars = 0;

	while (take(&reading, "*"))
		stars++;
	struct str module = take_module(&reading);
	while (take(&reading, "*"))
		stars++;
	struct str name = take_word(&reading);
	struct str tail = reading.rest;
	struct path_variables found = path_variables(session, module, &name);

	*count = 0;
	if (found.count == 0)
		return no_variable(&reading, module, name);
	*values = ARENA_ARRAY(session->arena, struct path_value, found.count);
	for (size_t i = 0; i < found.count; i++) {
		struct path_value *one = &(*values)[*count];

		if (!evaluate(&reading, &found.items[i], stars, &one->value))
			return false;
		one->name = str_format(session->arena, "%.*s%.*s:%.*s%.*s",
				       (int)(stars < 8 ? stars : 8), "********",
				       STR_ARG(found.items[i].module->name), STR_ARG(name),
				       STR_ARG(tail));
		++*count;
	}
	return true;
}

static bool find_peripheral(const struct program *program, const char *name, uint32_t *address,
			    uint32_t *size)
{
	const json_t *list = json_object_get(program->manifest, "peripherals");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		if (strcmp(json_string_value(json_object_get(one, "name")), name) != 0)
			continue;
		*address = (uint32_t)json_integer_value(json_object_get(one, "base"));
		*size = (uint32_t)json_integer_value(json_object_get(one, "size"));
		return true;
	}
	return false;
}

bool path_memory(struct session *session, const char *path, uint32_t *address, uint32_t *size)
{
	struct path_value *values;
	uint64_t number;
	size_t count;

	*size = 0;
	if (path_number(str_from(path), &number)) {
		*address = (uint32_t)number;
		return true;
	}
	if (find_peripheral(session->program, path, address, size))
		return true;
	if (!path_values(session, path, &values, &count))
		return false;
	if (count > 1) {
		diag_error(nowhere, "%zu programs have a variable of that name", count);
		diag_help("say which: %.*s", STR_ARG(values[0].name));
		return false;
	}
	// There is one. NOLINTNEXTLINE(clang-analyzer-core.NullDereference)
	*address = values[0].value.object.address;
	*size = (uint32_t)values[0].value.object.size;
	return true;
}
