// bh idl: interface files, checked and made into C.
#include <stdio.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/idl/gen.h"
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

// Both halves, in C.
static bool write_c(struct arena *arena, const struct idl_interface *interface, const char *folder)
{
	const struct gen_server anyone = {NULL, 0};
	struct gen_files files = {NULL, 0, 0};

	gen_shared(arena, interface, &files);
	gen_client(arena, interface, &files);
	gen_server(arena, interface, &anyone, &files);
	for (size_t i = 0; i < files.count; i++) {
		struct str path =
			str_format(arena, "%s/%.*s", folder, STR_ARG(files.files[i].name));

		file_update(path.at, files.files[i].text);
		printf("%s\n", path.at);
	}
	return true;
}

static bool print_doc(struct arena *arena, const struct idl_interface *interface,
		      const char *folder)
{
	struct str page = gen_doc(arena, interface);

	(void)folder;
	printf("%.*s", STR_ARG(page));
	return true;
}

static bool print_json(struct arena *arena, const struct idl_interface *interface,
		       const char *folder)
{
	struct str text = gen_json(arena, interface);

	(void)folder;
	printf("%.*s", STR_ARG(text));
	return true;
}

static const struct maker {
	const char *name;
	bool (*make)(struct arena *arena, const struct idl_interface *interface,
		     const char *folder);
} makers[] = {
	{"c", write_c},
	{"doc", print_doc},
	{"json", print_json},
};

static int make(const struct maker *maker, const char *folder, const char *const *paths, int count)
{
	bool good = true;

	if (count == 0) {
		fprintf(stderr,
			"bh idl %s: of which file?\n"
			"  help: for example ./bh idl %s idl/uart.idol\n",
			maker->name, maker->name);
		return 2;
	}
	for (int i = 0; i < count; i++) {
		struct arena arena = {NULL};
		const struct idl_interface *interface =
			idl_load(&arena, path_typed(&arena, paths[i]), false);

		good = interface != NULL && maker->make(&arena, interface, folder) && good;
	}
	return good ? 0 : 1;
}

static int run(int argc, char **argv)
{
	const char *operands[OPERANDS_MOST] = {NULL};
	const char *folder = "out/idl";
	const struct option_spec specs[] = {{.name = "--out", .value = &folder}};
	int n = options_read(argc, argv, specs, 1, operands, OPERANDS_MOST);

	if (n < 0)
		return 2;
	if (n > 0 && strcmp(operands[0], "check") == 0)
		return check(operands + 1, n - 1);
	for (size_t i = 0; n > 0 && i < sizeof makers / sizeof makers[0]; i++)
		if (strcmp(operands[0], makers[i].name) == 0)
			return make(&makers[i], folder, operands + 1, n - 1);
	fputs(cmd_idl.help, stderr);
	return 2;
}

const struct command cmd_idl = {
	.name = "idl",
	.group = "Build",
	.summary = "check interface files, show what is made of them",
	.run = run,
	.help = "usage: ./bh idl check FILE...\n"
		"       ./bh idl c FILE... [--out FOLDER]\n"
		"       ./bh idl doc FILE\n"
		"       ./bh idl json FILE\n"
		"\n"
		"  check  reads interface files (.idol) and says what is wrong with them, or what\n"
		"         is in them; types that nobody defines are no mistake until code is made\n"
		"  c      writes client, server, types and codecs to FOLDER, or out/idl; a build\n"
		"         makes those that the tasks of an app need by itself\n"
		"  doc    prints a page for people, in Markdown\n"
		"  json   prints all of it for other programs\n"
		"\n"
		"example: ./bh idl check idl/uart.idol\n",
};
