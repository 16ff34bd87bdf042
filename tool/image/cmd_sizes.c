// bh sizes: what each program of an image takes.
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/image/build.h"
#include "tool/image/layout.h"
#include "tool/image/paths.h"

extern const struct command cmd_sizes;

static void print_row(const char *name, const struct measure *measure)
{
	printf("%-16s %8u %8u %8u %8u %8u %10u %8u\n", name, measure->text, measure->rodata,
	       measure->data, measure->bss, measure->stack, measure->flash, measure->ram);
}

static void print_table(const struct image_model *model, const struct layout *layout,
			const struct measure_tasks *tasks)
{
	uint64_t flash = layout->kernel.measure.flash;
	uint64_t ram = layout->kernel.measure.ram;

	printf("%-16s %8s %8s %8s %8s %8s %10s %8s\n", "", "text", "rodata", "data", "bss", "stack",
	       "= flash", "ram");
	print_row("kernel", &layout->kernel.measure);
	for (size_t i = 0; i < model->task_count; i++) {
		print_row(task_name(model, i), &layout->tasks[i].measure);
		flash += layout->tasks[i].measure.flash;
		ram += layout->tasks[i].measure.ram;
	}
	printf("%-16s %44s %10llu %8llu\n", "all", "", (unsigned long long)flash,
	       (unsigned long long)ram);
	printf("\nBytes. Flash is text + rodata + data; RAM is data + bss + stack.\n"
	       "The kernel's code and constants: %u.\n"
	       "Of the kernel's, for each task: %u of RAM, its control block, and %u of flash,\n"
	       "its descriptor; what descriptors refer to takes %u of flash in all.\n",
	       layout->kernel.measure.text + layout->kernel.measure.rodata, tasks->block,
	       tasks->descriptor, tasks->pools);
}

static json_t *sizes_of(const struct measure *measure)
{
	json_t *object = json_object();

	json_object_set_new(object, "flash", json_integer(measure->flash));
	json_object_set_new(object, "ram", json_integer(measure->ram));
	return object;
}

static json_t *kernel_sizes(const struct measure *measure, const struct measure_tasks *tasks)
{
	json_t *object = sizes_of(measure);

	json_object_set_new(object, "code-and-constants",
			    json_integer(measure->text + measure->rodata));
	json_object_set_new(object, "task-control-block", json_integer(tasks->block));
	json_object_set_new(object, "task-descriptor", json_integer(tasks->descriptor));
	json_object_set_new(object, "task-pools", json_integer(tasks->pools));
	return object;
}

static void print_json(const struct image_model *model, const struct layout *layout,
		       const struct measure_tasks *kept)
{
	json_t *root = json_object();
	json_t *tasks = json_array();

	json_object_set_new(root, "kernel", kernel_sizes(&layout->kernel.measure, kept));
	json_object_set_new(root, "tasks", tasks);
	for (size_t i = 0; i < model->task_count; i++) {
		const struct measure *measure = &layout->tasks[i].measure;
		json_t *task = json_object();

		json_object_set_new(task, "name", json_string(task_name(model, i)));
		json_object_update_new(task, sizes_of(measure));
		json_object_set_new(task, "stack", json_integer(measure->stack));
		json_array_append_new(tasks, task);
	}
	json_dumpf(root, stdout, JSON_INDENT(2));
	printf("\n");
	json_decref(root);
}

static int run(int argc, char **argv)
{
	const char *board = NULL;
	bool json = false;
	const char *app;
	const struct option_spec specs[] = {{"--board", NULL, &board}, {"--json", &json, NULL}};
	struct measure_tasks tasks;
	struct built built;
	int n = options_read(argc, argv, specs, 2, &app, 1);

	if (n < 0)
		return 2;
	if (n == 0) {
		fprintf(stderr, "bh sizes: which app?\n  help: for example ./bh sizes app/demo\n");
		return 2;
	}
	if (image_build(app, board, &built) != 0)
		return 1;
	const struct layout *layout = layout_make(built.model);
	if (layout == NULL ||
	    !measure_tasks(built.model->arena, image_path(built.model, "img/kernel.elf"),
			   built.model->task_count, &tasks))
		return 1;
	if (json)
		print_json(built.model, layout, &tasks);
	else
		print_table(built.model, layout, &tasks);
	return 0;
}

const struct command cmd_sizes = {
	.name = "sizes",
	.group = "Build",
	.summary = "show what kernel and tasks take",
	.run = run,
	.help = "usage: ./bh sizes APP [--board BOARD] [--json]\n"
		"\n"
		"Builds APP if needed and lists the bytes that its kernel and tasks need, before\n"
		"they are rounded up for the protection unit ('bh map' shows that). Below that is\n"
		"what the kernel keeps for each task; the kernel's line includes it.\n"
		"\n"
		"  --board BOARD  for a board of board/, not the one that app.toml names\n"
		"  --json         for machines: {\"kernel\": {\"flash\", \"ram\",\n"
		"                 \"code-and-constants\", \"task-control-block\" (RAM, each),\n"
		"                 \"task-descriptor\" (flash, each), \"task-pools\" (flash, "
		"all)},\n"
		"                 \"tasks\": [{\"name\", \"flash\", \"ram\", \"stack\"}]}\n"
		"\n"
		"example: ./bh sizes app/demo\n",
};
