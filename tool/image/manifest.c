// img/manifest.json (manifest.h). Lists are in table order: a task's index is its
// position, and so is a notification's bit.
#include "tool/image/manifest.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "abi/kipc.h"
#include "tool/image/protect.h"

static json_t *string(struct str s)
{
	return json_stringn(s.at, s.len);
}

static json_t *strings(const struct image_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, string(list->items[i]));
	return array;
}

static void put_span(json_t *object, uint32_t base, uint32_t size)
{
	json_object_set_new(object, "base", json_integer(base));
	json_object_set_new(object, "size", json_integer(size));
}

static json_t *span(uint32_t base, uint32_t size)
{
	json_t *object = json_object();

	put_span(object, base, size);
	return object;
}

static json_t *area(const struct layout_area *of)
{
	json_t *object = span(of->base, of->size);

	json_object_set_new(object, "used", json_integer(of->used));
	return object;
}

static void put_part(json_t *object, const struct layout_part *part, uint32_t stacksize)
{
	json_object_set_new(object, "flash", area(&part->flash));
	json_object_set_new(object, "ram", area(&part->ram));
	json_object_set_new(object, "stack", span(part->ram.base, stacksize));
}

static json_t *notifications(const struct image_task *task)
{
	json_t *array = json_array();

	for (size_t i = 0; i < task->notification_count; i++)
		json_array_append_new(array, string(task->notifications[i].name));
	return array;
}

static json_t *interrupts(const struct image_model *model, const struct image_task *task)
{
	json_t *array = json_array();

	for (size_t i = 0; i < task->irq_count; i++) {
		const struct image_irq *irq = &task->irqs[i];
		json_t *object = json_object();

		json_object_set_new(object, "peripheral",
				    string(model->peripherals[irq->peripheral].name));
		json_object_set_new(object, "name", string(irq->name));
		json_object_set_new(object, "line", json_integer(irq->line));
		json_object_set_new(object, "notification", json_integer(irq->notification));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *slots(const struct image_task *task)
{
	json_t *object = json_object();

	for (size_t i = 0; i < task->slot_count; i++)
		json_object_set_new(object, str_copy(&(struct arena){NULL}, task->slots[i].name).at,
				    json_integer(task->slots[i].peer));
	return object;
}

static json_t *grants(const struct image_task *task)
{
	static const struct {
		uint8_t bit;
		const char *name;
	} names[] = {
		{KIPC_GRANT_READ_STATUS, "read-status"},
		{KIPC_GRANT_RESTART, "restart"},
		{KIPC_GRANT_FAULT, "fault"},
		{KIPC_GRANT_RESET, "reset"},
		{KIPC_GRANT_DUMP, "dump"},
		{KIPC_GRANT_SOFTWARE_IRQ, "software-irq"},
	};
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if ((task->grants & names[i].bit) != 0)
			json_array_append_new(array, json_string(names[i].name));
	return array;
}

// A letter for each thing that may be done: "rwx", "d" for a device, "m" for memory
// that a bus master shares.
static json_t *rights(const struct protect_piece *piece)
{
	char letters[6];
	size_t n = 0;

	if (piece->read)
		letters[n++] = 'r';
	if (piece->write)
		letters[n++] = 'w';
	if (piece->execute)
		letters[n++] = 'x';
	if (piece->device)
		letters[n++] = 'd';
	if (piece->dma)
		letters[n++] = 'm';
	return json_stringn(letters, n);
}

static json_t *regions(const struct image_model *model, const struct layout *layout, size_t task)
{
	json_t *array = json_array();
	size_t count;
	struct protect_piece *pieces = protect_pieces(model, layout, task, &count);

	for (size_t i = 0; i < count; i++) {
		json_t *object = span(pieces[i].base, pieces[i].size);

		json_object_set_new(object, "what", string(pieces[i].what));
		json_object_set_new(object, "rights", rights(&pieces[i]));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *one_task(const struct image_model *model, const struct layout *layout, size_t index)
{
	const struct image_task *task = &model->tasks[index];
	json_t *object = json_object();

	json_object_set_new(object, "name", string(task->name));
	json_object_set_new(object, "package", string(task->package));
	json_object_set_new(object, "description", string(task->description));
	json_object_set_new(object, "priority", json_integer(task->priority));
	json_object_set_new(object, "start", json_boolean(task->start));
	put_part(object, &layout->tasks[index], task->stacksize);
	json_object_set_new(object, "regions", regions(model, layout, index));
	json_object_set_new(object, "features", strings(&task->features));
	json_object_set_new(object, "notifications", notifications(task));
	json_object_set_new(object, "interrupts", interrupts(model, task));
	json_object_set_new(object, "slots", slots(task));
	json_object_set_new(object, "sends-to-any", json_boolean(task->sends_to_any));
	json_object_set_new(object, "kernel-operations", grants(task));
	return object;
}

static json_t *memories(const struct image_model *model)
{
	json_t *array = json_array();

	for (size_t i = 0; i < model->memory_count; i++) {
		const struct image_memory *memory = &model->memories[i];
		json_t *object = span(memory->address, memory->size);

		json_object_set_new(object, "kind", string(memory->kind));
		json_object_set_new(object, "name", string(memory->name));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *peripherals(const struct image_model *model)
{
	json_t *array = json_array();

	for (size_t i = 0; i < model->peripheral_count; i++) {
		const struct image_peripheral *of = &model->peripherals[i];
		json_t *object = span(of->address, of->size);

		json_object_set_new(object, "name", string(of->name));
		json_object_set_new(object, "owner",
				    of->owner == IMAGE_NO_INDEX ? json_null()
								: json_integer(of->owner));
		json_array_append_new(array, object);
	}
	return array;
}

struct str manifest_text(const struct image_model *model, const struct layout *layout, uint64_t id)
{
	json_t *root = json_object();
	json_t *kernel = json_object();
	json_t *tasks = json_array();

	put_part(kernel, &layout->kernel, model->kernel_stacksize);
	for (size_t i = 0; i < model->task_count; i++)
		json_array_append_new(tasks, one_task(model, layout, i));
	json_object_set_new(root, "manifest", json_integer(MANIFEST_VERSION));
	json_object_set_new(root, "app", string(model->name));
	json_object_set_new(root, "board", string(model->board.name));
	json_object_set_new(root, "chip", string(model->board.chip));
	json_object_set_new(root, "arch", string(model->port.arch));
	json_object_set_new(root, "cpu", string(model->port.cpu));
	json_object_set_new(root, "fpu", json_boolean(model->port.fpu));
	json_object_set_new(root, "clock", json_integer(model->clock));
	json_object_set_new(root, "machine", string(model->board.machine));
	json_object_set_new(root, "console", string(model->board.console));
	json_object_set_new(root, "image-id",
			    string(str_format(model->arena, "0x%016" PRIx64, id)));
	json_object_set_new(root, "kernel", kernel);
	json_object_set_new(root, "tasks", tasks);
	json_object_set_new(root, "memories", memories(model));
	json_object_set_new(root, "peripherals", peripherals(model));
	char *text = json_dumps(root, JSON_INDENT(2));
	if (text == NULL)
		diag_fatal("the manifest of %.*s cannot be written: a name is not UTF-8",
			   STR_ARG(model->name));
	struct str result = str_format(model->arena, "%s\n", text);
	free(text);
	json_decref(root);
	return result;
}
