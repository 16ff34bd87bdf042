// bh idl: interface files, checked and made into C.
#include <stdio.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/idl/load.h"

extern const struct command cmd_idl;

#define OPERANDS_MOST 256

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

// Types that somebody must define before code can be made.
static void list_unknown(const struct idl_interface *interface)
{
	size_t count = 0;

	for (size_t i = 0; i < interface->type_count; i++) {
		const struct idl_type *type = interface->types[i];

		if (type->kind == IDL_UNKNOWN)
			printf("%s%.*s", count++ == 0 ? "; not defined: " : ", ",
			       STR_ARG(type->name));
	}
}

static bool check_file(const char *typed)
{
	struct arena arena = {0};
	struct str path = path_typed(&arena, typed);
	const struct idl_interface *interface = idl_load_types(&arena, path, true);

	if (interface == NULL)
		return false;
	const struct idl_file *file = interface->files[0];
	printf("%.*s: ", STR_ARG(path));
	if (file->has_interface)
		printf("%.*s, %zu operation%s", STR_ARG(interface->name),
		       interface->operation_count, plural(interface->operation_count));
	if (file->type_count > 0)
		printf("%s%zu type%s", file->has_interface ? ", " : "", file->type_count,
		       plural(file->type_count));
	list_unknown(interface);
	printf("\n");
	return true;
}

static int check(const char *const *paths, int count)
{
	bool good = true;

	if (count == 0) {
		fprintf(stderr, "bh idl check: which files?\n"
				"  help: for example ./bh idl check idl/uart.idol\n");
		return 2;
	}
	for (int i = 0; i < count; i++)
		good = check_file(paths[i]) && good;
	return good ? 0 : 1;
}

static int run(int argc, char **argv)
{
	const char *operands[OPERANDS_MOST] = {NULL};
	int n = options_read(argc, argv, NULL, 0, operands, OPERANDS_MOST);

	if (n < 0)
		return 2;
	if (n > 0 && strcmp(operands[0], "check") == 0)
		return check(operands + 1, n - 1);
	fputs(cmd_idl.help, stderr);
	return 2;
}

const struct command cmd_idl = {
	.name = "idl",
	.group = "Build",
	.summary = "check interface files",
	.run = run,
	.help = "usage: ./bh idl check FILE...\n"
		"\n"
		"Reads interface files (.idol) and says what is wrong with them, or what is in\n"
		"them. Types that nobody defines are no mistake until code is made.\n"
		"\n"
		"example: ./bh idl check idl/uart.idol\n",
};
