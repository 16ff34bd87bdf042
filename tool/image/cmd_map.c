// bh map: where everything is in memory.
#include <stdio.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/image/build.h"

extern const struct command cmd_map;

static int run(int argc, char **argv)
{
	const char *board = NULL;
	const char *app;
	const struct option_spec specs[] = {{"--board", NULL, &board}};
	struct built built;
	struct str text;
	int n = options_read(argc, argv, specs, 1, &app, 1);

	if (n < 0)
		return 2;
	if (n == 0) {
		fprintf(stderr, "bh map: which app?\n  help: for example ./bh map app/demo\n");
		return 2;
	}
	if (image_build(app, board, &built) != 0)
		return 1;
	if (!file_read(built.model->arena, built.memory_map, &text))
		diag_fatal("cannot read %s", built.memory_map);
	printf("%.*s", STR_ARG(text));
	return 0;
}

const struct command cmd_map = {
	.name = "map",
	.group = "Build",
	.summary = "show where everything is in memory",
	.run = run,
	.help = "usage: ./bh map APP [--board BOARD]\n"
		"\n"
		"Builds APP if needed and prints its memory, by address: whose each block is,\n"
		"how much of it is used, what the protection unit's rules cost, what is free.\n"
		"\n"
		"  --board BOARD  for a board of board/, not the one that app.toml names\n"
		"\n"
		"example: ./bh map app/demo\n",
};
