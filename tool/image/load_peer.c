// What a task's table says of other tasks: its slots.
#include "tool/image/load.h"

uint32_t load_task_index(struct load *load, struct str name, struct place place)
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
	uint32_t index = load_task_index(load, peer, peer_place);

	if (index == IMAGE_NO_INDEX || !load_is_name(name, name_place, "a task slot")) {
		task->slots_refused = true;
		return;
	}
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
