// Task slots: the linked task says where they are, app.toml where they lead.
//
// An entry of .task_slot_table is packed: the address of a 16-bit slot, the length
// of its name, the name; both numbers are 32 bits, little-endian.
#include "tool/image/steps.h"

#include <string.h>

#include "abi/task.h"
#include "tool/base/elf.h"
#include "tool/image/paths.h"

#define ENTRY_HEAD 8u

static uint32_t read_word(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static const struct image_slot *find_slot(const struct image_task *task, struct str name)
{
	for (size_t i = 0; i < task->slot_count; i++)
		if (str_equal(task->slots[i].name, name))
			return &task->slots[i];
	return NULL;
}

static bool is_task(const struct image_model *model, struct str name)
{
	for (size_t i = 0; i < model->task_count; i++)
		if (str_equal(model->tasks[i].name, name))
			return true;
	return false;
}

// What app.toml should say for the task to have this slot too.
static void suggest_slot(const struct image_model *model, const struct image_task *task,
			 struct str name)
{
	struct text line = {.arena = model->arena};

	text_adds(&line, "task-slots = [");
	for (size_t i = 0; i < task->slot_count; i++) {
		const struct image_slot *slot = &task->slots[i];
		struct str peer = model->tasks[slot->peer].name;

		if (str_equal(peer, slot->name))
			text_addf(&line, "\"%.*s\", ", STR_ARG(peer));
		else
			text_addf(&line, "{%.*s = \"%.*s\"}, ", STR_ARG(slot->name), STR_ARG(peer));
	}
	if (is_task(model, name))
		text_addf(&line, "\"%.*s\"]", STR_ARG(name));
	else
		text_addf(&line, "{%.*s = \"...\"}]", STR_ARG(name));
	diag_help("in %.*s, [tasks.%.*s] needs the line: %.*s", STR_ARG(model->app_file),
		  STR_ARG(task->name), STR_ARG(text_str(&line)));
}

static bool bind_slot(const struct image_model *model, const struct image_task *task,
		      struct elf *elf, uint32_t address, struct str name)
{
	const struct image_slot *slot = find_slot(task, name);
	uint8_t id[2];

	if (slot == NULL) {
		diag_error(task->place, "task %.*s has a slot \"%.*s\" that leads nowhere",
			   STR_ARG(task->name), STR_ARG(name));
		suggest_slot(model, task, name);
		return false;
	}
	if (!elf_read_at(elf, address, id, sizeof id) || (id[0] | id[1] << 8) != TASK_ID_UNBOUND) {
		diag_error(task->place,
			   "slot \"%.*s\" of task %.*s is not at 0x%08x, where its table entry "
			   "says",
			   STR_ARG(name), STR_ARG(task->name), address);
		diag_help("define slots with TASK_SLOT of ulib/slot.h");
		return false;
	}
	id[0] = (uint8_t)slot->peer;
	id[1] = (uint8_t)(slot->peer >> 8);
	return elf_write_at(elf, address, id, sizeof id);
}

static bool bind_slots(const struct image_model *model, const struct image_task *task,
		       struct elf *elf)
{
	struct elf_section table;
	bool good = true;

	if (!elf_find_section(elf, ".task_slot_table", &table) || table.bytes == NULL)
		return true;
	for (uint32_t at = 0; at < table.size;) {
		uint32_t left = table.size - at;

		if (left < ENTRY_HEAD || read_word(table.bytes + at + 4) > left - ENTRY_HEAD) {
			diag_error(task->place, "the task slot table of %.*s is malformed",
				   STR_ARG(task->name));
			diag_help("define slots with TASK_SLOT of ulib/slot.h");
			return false;
		}
		uint32_t length = read_word(table.bytes + at + 4);
		struct str name = {(const char *)table.bytes + at + ENTRY_HEAD, length};
		good &= bind_slot(model, task, elf, read_word(table.bytes + at), name);
		at += ENTRY_HEAD + length;
	}
	return good;
}

bool step_patch(const struct image_model *model, size_t task)
{
	const char *name = task_name(model, task);
	struct elf *elf = elf_open(model->arena, image_path(model, "obj/%s.elf", name));

	if (elf == NULL || !bind_slots(model, &model->tasks[task], elf))
		return false;
	elf_save(elf, image_path(model, "img/%s.elf", name));
	return true;
}
