// Measuring, packing, and saying what is wrong when it does not fit.
#include "tool/image/layout.h"

#include "tool/image/pack.h"
#include "tool/image/paths.h"
#include "tool/image/pmsav7.h"
#include "tool/image/protect.h"

static bool measure_all(const struct image_model *model, struct layout *layout)
{
	bool good = measure_elf(model->arena, image_path(model, "obj/kernel.trial.elf"),
				&layout->kernel.measure);

	for (size_t i = 0; i < model->task_count; i++) {
		const char *path = image_path(model, "obj/%s.trial.elf", task_name(model, i));

		good &= measure_elf(model->arena, path, &layout->tasks[i].measure);
	}
	return good;
}

static bool within_limit(const struct image_task *task, const struct image_limit *limit,
			 uint32_t needed, const char *memory)
{
	if (!limit->given || needed <= limit->bytes)
		return true;
	diag_error(limit->place, "task %.*s needs %u bytes of %s, %u more than its max-sizes allow",
		   STR_ARG(task->name), needed, memory, needed - limit->bytes);
	diag_help("raise the limit to %u, or make the task smaller", needed);
	return false;
}

static bool check_limits(const struct image_model *model, const struct layout *layout)
{
	bool good = true;

	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_task *task = &model->tasks[i];
		const struct measure *measure = &layout->tasks[i].measure;

		good &= within_limit(task, &task->max_flash, measure->flash, "flash");
		good &= within_limit(task, &task->max_ram, measure->ram, "ram");
	}
	return good;
}

// What the tasks need of the packer. False if a peripheral fits no region.
static bool make_needs(const struct image_model *model, const struct layout *layout,
		       struct pack_task *needs)
{
	bool good = true;

	for (size_t i = 0; i < model->task_count; i++) {
		needs[i].flash = layout->tasks[i].measure.flash;
		needs[i].ram = layout->tasks[i].measure.ram;
		good &= protect_shared_regions(model, &model->tasks[i], &needs[i].regions_used);
	}
	return good;
}

static void report_regions(const struct image_model *model, size_t which, unsigned used)
{
	const struct image_task *task = &model->tasks[which];

	diag_error(task->place,
		   "task %.*s has %u protection regions for peripherals and shared memories; the "
		   "processor has %u, and the task's own flash and RAM need 2",
		   STR_ARG(task->name), used, model->port.regions);
	diag_help("leave at most %u of them to this task", model->port.regions - 2);
}

static void report_memory(const struct image_model *model, const struct image_memory *memory,
			  const struct layout *layout, uint64_t missing, bool is_ram)
{
	uint32_t kernel = is_ram ? layout->kernel.measure.ram : layout->kernel.measure.flash;
	size_t largest = 0;

	diag_error(memory->place,
		   "%.*s is too small by %llu bytes: %u bytes at 0x%08x hold the kernel (%u) and "
		   "%zu tasks",
		   STR_ARG(memory->kind), (unsigned long long)missing, memory->size,
		   memory->address, kernel, model->task_count);
	for (size_t i = 1; i < model->task_count; i++) {
		const struct measure *a = &layout->tasks[i].measure;
		const struct measure *b = &layout->tasks[largest].measure;

		if (is_ram ? a->ram > b->ram : a->flash > b->flash)
			largest = i;
	}
	const struct measure *most = &layout->tasks[largest].measure;
	const struct image_task *task = &model->tasks[largest];
	if (is_ram)
		diag_note(task->stacksize_place,
			  "the largest task is %.*s: %u bytes, of which %u are its stack",
			  STR_ARG(task->name), most->ram, most->stack);
	else
		diag_note(task->place, "the largest task is %.*s: %u bytes", STR_ARG(task->name),
			  most->flash);
	diag_help(is_ram ? "lower stacksize where there is room to spare, or leave out a task"
			 : "leave out a task or make one smaller");
}

static struct layout_area area_of(struct pack_block block, uint32_t used)
{
	return (struct layout_area){.base = block.base, .size = block.size, .used = used};
}

static bool pack(const struct image_model *model, struct layout *layout)
{
	struct pack_task *tasks = ARENA_ARRAY(model->arena, struct pack_task, model->task_count);
	const struct image_memory *flash = &model->memories[model->flash];
	const struct image_memory *ram = &model->memories[model->ram];
	const struct measure *kernel = &layout->kernel.measure;

	if (!make_needs(model, layout, tasks))
		return false;
	struct pack_result result = pack_tasks(
		model->arena, (struct pack_memory){flash->address, flash->size, kernel->flash},
		(struct pack_memory){ram->address, ram->size, kernel->ram}, model->port.regions,
		tasks, model->task_count);
	switch (result.outcome) {
	case PACK_DONE:
		break;
	case PACK_TOO_MANY_REGIONS:
		report_regions(model, result.task, tasks[result.task].regions_used);
		return false;
	case PACK_TOO_SMALL:
		if (result.flash_missing > 0)
			report_memory(model, flash, layout, result.flash_missing, false);
		if (result.ram_missing > 0)
			report_memory(model, ram, layout, result.ram_missing, true);
		return false;
	}
	layout->kernel.flash = (struct layout_area){flash->address, kernel->flash, kernel->flash};
	layout->kernel.ram = (struct layout_area){ram->address, kernel->ram, kernel->ram};
	for (size_t i = 0; i < model->task_count; i++) {
		layout->tasks[i].flash = area_of(tasks[i].flash_block, tasks[i].flash);
		layout->tasks[i].ram = area_of(tasks[i].ram_block, tasks[i].ram);
	}
	return true;
}

static struct layout *layout_new(const struct image_model *model)
{
	struct layout *layout = ARENA_NEW(model->arena, struct layout);

	layout->tasks = ARENA_ARRAY(model->arena, struct layout_part, model->task_count);
	return layout;
}

struct layout *layout_make(const struct image_model *model)
{
	struct layout *layout = layout_new(model);

	if (!str_is(model->port.protection, "pmsav7")) {
		diag_error(nowhere, "%.*s: nothing is known of the protection unit \"%.*s\"",
			   STR_ARG(model->port.cpu), STR_ARG(model->port.protection));
		diag_help("port.toml may say \"pmsav7\"");
		return NULL;
	}
	if (!measure_all(model, layout))
		return NULL;
	bool limits = check_limits(model, layout);
	return pack(model, layout) && limits ? layout : NULL;
}

struct layout *layout_imagine(const struct image_model *model)
{
	struct layout *layout = layout_new(model);
	struct layout_area flash = {0, PMSAV7_GRANULE, PMSAV7_GRANULE};
	struct layout_area ram = {0x20000000, PMSAV7_GRANULE, PMSAV7_GRANULE};

	for (size_t i = 0; i < model->task_count; i++) {
		layout->tasks[i].flash = flash;
		layout->tasks[i].ram = ram;
	}
	return layout;
}
