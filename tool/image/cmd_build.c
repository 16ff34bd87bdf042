// bh build: an image from its app.toml.
#include <stdio.h>

#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/image/build.h"
#include "tool/image/layout.h"

extern const struct command cmd_build;

static int run(int argc, char **argv)
{
	const char *board = NULL;
	const char *app;
	const struct option_spec specs[] = {{"--board", NULL, &board}};
	struct built built;
	int n = options_read(argc, argv, specs, 1, &app, 1);

	if (n < 0)
		return 2;
	if (n == 0) {
		fprintf(stderr, "bh build: which app?\n  help: for example ./bh build app/demo\n");
		return 2;
	}
	if (image_build(app, board, &built) != 0)
		return 1;
	const struct layout *layout = layout_make(built.model);
	if (layout == NULL)
		return 1;
	printf("built %s: kernel and %zu tasks for %.*s, %u + %u bytes of kernel flash and RAM\n",
	       built.final_elf, built.model->task_count, STR_ARG(built.model->board.name),
	       layout->kernel.flash.used, layout->kernel.ram.used);
	return 0;
}

const struct command cmd_build = {
	.name = "build",
	.group = "Build",
	.summary = "build an image",
	.run = run,
	.help = "usage: ./bh build APP [--board BOARD]\n"
		"\n"
		"Builds the image that APP describes: a folder with an app.toml, or the file.\n"
		"Everything made on the way is in out/NAME-BOARD, readable; the results are in\n"
		"its folder img: final.elf, final.bin, memory.map, manifest.json, and\n"
		"final.zip, which holds all that the debugger needs.\n"
		"\n"
		"  --board BOARD  for a board of board/, not the one that app.toml names\n"
		"\n"
		"example: ./bh build app/demo --board mps2-an385\n",
};
