// What a task's table says of other tasks: its slots, and its config, which may
// name tasks that it notifies.
#include "tool/image/load.h"

// The index of a task; reports it if there is none of that name.
static uint32_t find_task(struct load *load, struct str name, struct place place)
{
	const struct image_model *model = load->model;
	struct str *known = ARENA_ARRAY(load->arena, struct str, model->task_count);

	for (uint32_t i = 0; i < model->task_count; i++) {
		known[i] = model->tasks[i].name;
		if (str_equal(known[i], name))
			return i;
	}
	diag_error(place, "there is no task \"%.*s\" in this app", STR_ARG(name));
	section_suggest(name, known, model->task_count, "tasks of this app");
	return IMAGE_NO_INDEX;
}

static void add_slot(struct load *load, struct image_task *task, struct str name, struct str peer,
		     struct place name_place, struct place peer_place)
{
	uint32_t index = find_task(load, peer, peer_place);

	if (index == IMAGE_NO_INDEX || !load_is_name(name, name_place, "a task slot"))
		return;
	for (size_t i = 0; i < task->slot_count; i++) {
		if (!str_equal(task->slots[i].name, name))
			continue;
		diag_error(name_place, "the task slot \"%.*s\" is given twice", STR_ARG(name));
		diag_note(task->slots[i].place, "the first is here");
		diag_help("leave out one of the two");
		return;
	}
	task->slots[task->slot_count++] = (struct image_slot){name, index, name_place};
}

void load_slots(struct load *load, const struct section *table, struct image_task *task)
{
	const struct toml_entry *entry = section_get(table, "task-slots", TOML_ARRAY);
	size_t most = 0;

	if (entry == NULL)
		return;
	const struct toml_node *slots = &entry->value;
	for (size_t i = 0; i < slots->count; i++)
		most += slots->items[i].kind == TOML_TABLE ? slots->items[i].count : 1;
	task->slots = ARENA_ARRAY(load->arena, struct image_slot, most);
	for (size_t i = 0; i < slots->count; i++) {
		const struct toml_node *item = &slots->items[i];

		if (item->kind == TOML_STRING) {
			add_slot(load, task, item->string, item->string, item->place, item->place);
			continue;
		}
		if (item->kind != TOML_TABLE) {
			diag_error(item->place, "a task slot cannot be %s",
				   toml_kind_name(item->kind));
			diag_help("write a task's name, \"pong\", or the slot's name and the "
				  "task's, { peer = \"pong\" }");
			continue;
		}
		for (size_t k = 0; k < item->count; k++) {
			const struct toml_entry *slot = &item->entries[k];

			if (section_is(&slot->value, slot->key, TOML_STRING))
				add_slot(load, task, slot->key, slot->value.string, slot->place,
					 slot->value.place);
		}
	}
}

// config.on-task-fault and config.on-state-change: { task = "notification" }.
static struct image_hook *read_hooks(struct load *load, const struct toml_entry *entry,
				     size_t *count)
{
	struct image_hook *hooks = ARENA_ARRAY(load->arena, struct image_hook, entry->value.count);

	*count = 0;
	if (!section_is(&entry->value, entry->key, TOML_TABLE))
		return hooks;
	for (size_t i = 0; i < entry->value.count; i++) {
		const struct toml_entry *hook = &entry->value.entries[i];
		if (!section_is(&hook->value, hook->key, TOML_STRING))
			continue;
		uint32_t index = find_task(load, hook->key, hook->place);
		if (index == IMAGE_NO_INDEX)
			continue;
		uint32_t bit = load_notification(load, &load->model->tasks[index], &hook->value);
		if (bit != IMAGE_NO_INDEX)
			hooks[(*count)++] = (struct image_hook){index, bit, hook->place};
	}
	return hooks;
}

static bool read_integers(struct load *load, const struct toml_node *array,
			  struct image_config *config)
{
	config->integers = ARENA_ARRAY(load->arena, int64_t, array->count);
	for (size_t i = 0; i < array->count; i++) {
		if (array->items[i].kind != TOML_INTEGER) {
			diag_error(
				array->items[i].place,
				"an array in a task's config holds whole numbers, and this is %s",
				toml_kind_name(array->items[i].kind));
			diag_help("give other things keys of their own");
			return false;
		}
		config->integers[config->integer_count++] = array->items[i].integer;
	}
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
		config->kind = IMAGE_CONFIG_INTEGERS;
		return read_integers(load, value, config);
	case TOML_TABLE:
	case TOML_FLOAT:
	case TOML_DATE:
		break;
	}
	diag_error(value->place, "a task's config cannot hold %s", toml_kind_name(value->kind));
	diag_help("use whole numbers, true and false, strings, and arrays of whole numbers; "
		  "tables are only on-task-fault and on-state-change");
	return false;
}

void load_config(struct load *load, const struct section *table, struct image_task *task)
{
	const struct toml_entry *config = section_get(table, "config", TOML_TABLE);

	if (config == NULL)
		return;
	task->configs = ARENA_ARRAY(load->arena, struct image_config, config->value.count);
	for (size_t i = 0; i < config->value.count; i++) {
		const struct toml_entry *entry = &config->value.entries[i];

		if (str_is(entry->key, "on-task-fault"))
			task->on_task_fault = read_hooks(load, entry, &task->on_task_fault_count);
		else if (str_is(entry->key, "on-state-change"))
			task->on_state_change =
				read_hooks(load, entry, &task->on_state_change_count);
		else if (read_value(load, entry, &task->configs[task->config_count]))
			task->config_count++;
	}
}
