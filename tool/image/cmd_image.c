// bh image: the steps of a build that ninja calls. Not for people.
#include <stdio.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/image/steps.h"

extern const struct command cmd_image;

static bool patch(const struct image_model *model, const char *name)
{
	for (size_t i = 0; i < model->task_count; i++)
		if (str_is(model->tasks[i].name, name))
			return step_patch(model, i);
	diag_error(nowhere, "there is no task \"%s\"", name);
	return false;
}

static int run(int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*run)(const struct image_model *model);
	} steps[] = {
		{"headers", step_headers}, {"interfaces", step_interfaces},
		{"layout", step_layout},   {"tables", step_tables},
		{"join", step_join},       {"archive", step_archive},
	};
	struct arena arena = {0};
	const char *board = NULL;
	const char *operands[3] = {NULL};
	const struct option_spec specs[] = {{"--board", NULL, &board}};
	int n = options_read(argc, argv, specs, 1, operands, 3);

	if (n < 0)
		return 2;
	if (n < 2) {
		fputs(cmd_image.help, stderr);
		return 2;
	}
	const struct image_model *model = image_load(&arena, operands[1], board);
	if (model == NULL)
		return 1;
	if (strcmp(operands[0], "patch") == 0 && n == 3)
		return patch(model, operands[2]) ? 0 : 1;
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		if (strcmp(operands[0], steps[i].name) == 0)
			return steps[i].run(model) ? 0 : 1;
	fputs(cmd_image.help, stderr);
	return 2;
}

const struct command cmd_image = {
	.name = "image",
	.summary = "do one step of a build",
	.run = run,
	.help = "usage: ./bh image STEP APP [--board BOARD] [TASK]\n"
		"\n"
		"One step of a build, as build.ninja asks for it: headers, interfaces, layout,\n"
		"patch (of a task), tables, join, archive.\n"
		"\n"
		"example: ./bh image layout app/demo\n",
};
