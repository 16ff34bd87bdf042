// A task's config: constants for its code, and a few tables that name other tasks.
//
//   key = 5, true, "text", [1, 2]    a constant of the task's own
//   key = ["ping", "pong"]           tasks of the app
//   on-KEY = { task = "bit" }        whom the task notifies, by which notification
//   allowed-callers = { op = [...] } who may ask for an operation
//
// The task.toml of a package may have a [config] too: then it lists every key that there
// is, with its default.
#include "tool/image/load.h"

// The tables among the keys, and where their content goes.
static const char allowed_callers[] = "allowed-callers";
static const char hook_prefix[] = "on-";

// Tasks named in an array, by index.
static void read_tasks(struct load *load, const struct toml_node *array, struct str key,
		       uint32_t **tasks, size_t *count)
{
	*tasks = ARENA_ARRAY(load->arena, uint32_t, array->count);
	*count = 0;
	for (size_t i = 0; i < array->count; i++) {
		const struct toml_node *item = &array->items[i];

		if (!section_is(item, key, TOML_STRING))
			continue;
		uint32_t index = load_task_index(load, item->string, item->place);
		if (index != IMAGE_NO_INDEX)
			(*tasks)[(*count)++] = index;
	}
}

static void read_hooks(struct load *load, const struct toml_entry *entry, struct image_hooks *hooks)
{
	const struct toml_node *table = &entry->value;

	hooks->key = entry->key;
	if (!section_is(table, entry->key, TOML_TABLE))
		return;
	hooks->items = ARENA_ARRAY(load->arena, struct image_hook, table->count);
	for (size_t i = 0; i < table->count; i++) {
		const struct toml_entry *hook = &table->entries[i];

		if (!section_is(&hook->value, hook->key, TOML_STRING))
			continue;
		uint32_t index = load_task_index(load, hook->key, hook->place);
		if (index == IMAGE_NO_INDEX)
			continue;
		uint32_t bit = load_notification(load, &load->model->tasks[index], &hook->value);
		if (bit != IMAGE_NO_INDEX)
			hooks->items[hooks->count++] = (struct image_hook){index, bit, hook->place};
	}
}

static bool read_integers(struct load *load, const struct toml_node *array,
			  struct image_config *config)
{
	config->integers = ARENA_ARRAY(load->arena, int64_t, array->count);
	for (size_t i = 0; i < array->count; i++) {
		if (array->items[i].kind != TOML_INTEGER) {
			diag_error(array->items[i].place,
				   "an array in a task's config holds whole numbers, and this is "
				   "%s",
				   toml_kind_name(array->items[i].kind));
			diag_help("use whole numbers only, or names of tasks only");
			return false;
		}
		config->integers[config->integer_count++] = array->items[i].integer;
	}
	return true;
}

static bool read_array(struct load *load, const struct toml_node *array,
		       struct image_config *config)
{
	if (array->count == 0 || array->items[0].kind != TOML_STRING) {
		config->kind = IMAGE_CONFIG_INTEGERS;
		return read_integers(load, array, config);
	}
	config->kind = IMAGE_CONFIG_TASKS;
	read_tasks(load, array, config->key, &config->tasks, &config->task_count);
	return true;
}

// One value of a task's config; false, reported, if C has no use for it.
static bool read_value(struct load *load, const struct toml_entry *entry,
		       struct image_config *config)
{
	const struct toml_node *value = &entry->value;

	*config = (struct image_config){.key = entry->key, .place = entry->place};
	if (!load_is_name(entry->key, entry->place, "a task's config value"))
		return false;
	switch (value->kind) {
	case TOML_INTEGER:
		config->kind = IMAGE_CONFIG_INTEGER;
		config->integer = value->integer;
		return true;
	case TOML_BOOLEAN:
		config->kind = IMAGE_CONFIG_BOOLEAN;
		config->integer = value->boolean ? 1 : 0;
		return true;
	case TOML_STRING:
		config->kind = IMAGE_CONFIG_STRING;
		config->string = value->string;
		return true;
	case TOML_ARRAY:
		return read_array(load, value, config);
	case TOML_TABLE:
	case TOML_FLOAT:
	case TOML_DATE:
		break;
	}
	diag_error(value->place, "a task's config cannot hold %s", toml_kind_name(value->kind));
	diag_help("use whole numbers, true and false, strings, and arrays; tables are only "
		  "allowed-callers and those whose name begins with on-");
	return false;
}

// allowed-callers: { operation = ["task"] }.
static void read_callers(struct load *load, const struct toml_entry *table, struct image_task *task)
{
	size_t room = task->callers_count + table->value.count;

	if (!section_is(&table->value, table->key, TOML_TABLE))
		return;
	task->callers =
		arena_grow(load->arena, task->callers, task->callers_count * sizeof *task->callers,
			   room * sizeof *task->callers);
	for (size_t i = 0; i < table->value.count; i++) {
		const struct toml_entry *entry = &table->value.entries[i];
		struct image_callers *callers = &task->callers[task->callers_count];

		if (!section_is(&entry->value, entry->key, TOML_ARRAY) ||
		    !load_is_name(entry->key, entry->place, "an operation"))
			continue;
		*callers = (struct image_callers){.operation = entry->key, .place = entry->place};
		read_tasks(load, &entry->value, entry->key, &callers->tasks, &callers->count);
		task->callers_count++;
	}
}

static void read_entry(struct load *load, const struct toml_entry *entry, struct image_task *task)
{
	if (str_is(entry->key, allowed_callers))
		read_callers(load, entry, task);
	else if (str_starts(entry->key, hook_prefix) && entry->value.kind == TOML_TABLE)
		read_hooks(load, entry, &task->hooks[task->hooks_count++]);
	else if (read_value(load, entry, &task->configs[task->config_count]))
		task->config_count++;
}

static const struct toml_entry *find_entry(const struct toml_node *table, struct str key)
{
	for (size_t i = 0; table != NULL && i < table->count; i++)
		if (str_equal(table->entries[i].key, key))
			return &table->entries[i];
	return NULL;
}

// Keys of `given` must be among those of `known`, and their values of the same kind;
// reports and counts those that are not.
static bool is_known(struct load *load, const struct toml_entry *given,
		     const struct toml_node *known, struct str package)
{
	const struct toml_entry *model = find_entry(known, given->key);
	struct str *names = ARENA_ARRAY(load->arena, struct str, known->count);

	if (model != NULL && !section_is(&given->value, given->key, model->value.kind))
		return false;
	if (model != NULL && given->value.kind == TOML_ARRAY && given->value.count > 0 &&
	    model->value.count > 0)
		return section_is(given->value.items, given->key, model->value.items->kind);
	if (model != NULL)
		return true;
	for (size_t i = 0; i < known->count; i++)
		names[i] = known->entries[i].key;
	diag_error(given->place, "the package %.*s knows no \"%.*s\" here", STR_ARG(package),
		   STR_ARG(given->key));
	section_suggest(given->key, names, known->count, "keys that it knows");
	return false;
}

static bool callers_are_known(struct load *load, const struct toml_node *given,
			      const struct toml_node *known, struct str package)
{
	bool good = true;

	for (size_t i = 0; i < given->count; i++)
		good = is_known(load, &given->entries[i], known, package) && good;
	return good;
}

// What the package's own config says and the app's does not. Of the callers of
// operations each is by itself.
static void read_defaults(struct load *load, const struct toml_node *defaults,
			  const struct toml_node *given, struct image_task *task)
{
	for (size_t i = 0; i < defaults->count; i++) {
		const struct toml_entry *entry = &defaults->entries[i];
		const struct toml_entry *own = find_entry(given, entry->key);

		if (own == NULL) {
			read_entry(load, entry, task);
			continue;
		}
		if (!str_is(entry->key, allowed_callers) || own->value.kind != TOML_TABLE)
			continue;
		for (size_t k = 0; k < entry->value.count; k++) {
			struct toml_entry rest = *entry;

			rest.value.entries = &entry->value.entries[k];
			rest.value.count = 1;
			if (find_entry(&own->value, rest.value.entries->key) == NULL)
				read_callers(load, &rest, task);
		}
	}
}

void load_config(struct load *load, const struct section *table, struct image_task *task)
{
	const struct toml_entry *config = section_get(table, "config", TOML_TABLE);
	const struct toml_node *given = config != NULL ? &config->value : NULL;
	const struct toml_node *defaults = task->package_config;
	size_t most = (given != NULL ? given->count : 0) + (defaults != NULL ? defaults->count : 0);

	task->configs = ARENA_ARRAY(load->arena, struct image_config, most);
	task->hooks = ARENA_ARRAY(load->arena, struct image_hooks, most);
	for (size_t i = 0; given != NULL && i < given->count; i++) {
		const struct toml_entry *entry = &given->entries[i];

		if (defaults != NULL && !is_known(load, entry, defaults, task->package))
			continue;
		if (defaults != NULL && str_is(entry->key, allowed_callers) &&
		    !callers_are_known(load, &entry->value,
				       &find_entry(defaults, entry->key)->value, task->package))
			continue;
		read_entry(load, entry, task);
	}
	if (defaults != NULL)
		read_defaults(load, defaults, given, task);
}
