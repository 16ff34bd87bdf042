// bh idl: interface files, checked and made into C.
#include <stdio.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/idl/gen.h"
#include "tool/idl/load.h"
#include "tool/idl/print.h"

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
	if (file->type_count > 0 || !file->has_interface)
		printf("%s%zu type%s", file->has_interface ? ", " : "", file->type_count,
		       plural(file->type_count));
	list_unknown(interface);
	printf("\n");
	idl_check_client(interface, true);
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

// What to make of an interface.
struct wanted {
	bool client;
	bool server;
	bool doc;
	bool json;
	bool text;
};

static void add_text(struct arena *arena, const struct idl_interface *interface,
		     struct gen_files *files, const char *ending, struct str text)
{
	struct gen_file *file = ARENA_PUSH(arena, files->files, files->count, files->room);

	file->name = str_format(arena, "%.*s.%s", STR_ARG(interface->files[0]->stem), ending);
	file->text = text;
}

static void make_files(struct arena *arena, const struct idl_interface *interface,
		       const struct wanted *wanted, struct gen_files *files)
{
	const struct gen_server anyone = {NULL, 0};

	if (wanted->client || wanted->server)
		gen_shared(arena, interface, files);
	if (wanted->client)
		gen_client(arena, interface, files);
	if (wanted->server)
		gen_server(arena, interface, &anyone, files);
	if (wanted->doc)
		add_text(arena, interface, files, "md", gen_doc(arena, interface));
	if (wanted->json)
		add_text(arena, interface, files, "json", gen_json(arena, interface));
	if (wanted->text)
		add_text(arena, interface, files, "idol", idl_print(arena, interface));
}

// Writes the files to a folder and lists them; without one, shows them.
static void put_files(struct arena *arena, const struct gen_files *files, const char *folder)
{
	struct str place = path_to_make(arena, folder == NULL ? "." : folder);

	for (size_t i = 0; i < files->count; i++) {
		const struct gen_file *file = &files->files[i];

		if (folder == NULL) {
			printf("%.*s", STR_ARG(file->text));
			continue;
		}
		struct str path = path_join(arena, place, file->name);

		file_update(path.at, file->text);
		printf("%s\n", path.at);
	}
}

static int generate(const char *const *paths, int count, struct wanted wanted, const char *folder)
{
	bool good = true;

	if (count == 0) {
		fprintf(stderr,
			"bh idl gen: of which file?\n"
			"  help: for example ./bh idl gen idl/uart.idol --client -o out/idl\n");
		return 2;
	}
	if (!wanted.doc && !wanted.json && !wanted.text && !wanted.client && !wanted.server)
		wanted.client = wanted.server = true;
	if ((wanted.client || wanted.server) && folder == NULL) {
		fprintf(stderr, "bh idl gen: where to?\n"
				"  help: C is several files: name their folder, -o out/idl\n");
		return 2;
	}
	for (int i = 0; i < count; i++) {
		struct arena arena = {NULL};
		struct gen_files files = {NULL, 0, 0};
		const struct idl_interface *interface =
			idl_load(&arena, path_typed(&arena, paths[i]), false);

		if (interface == NULL || (wanted.client && !idl_check_client(interface, false))) {
			good = false;
			continue;
		}
		make_files(&arena, interface, &wanted, &files);
		put_files(&arena, &files, folder);
	}
	return good ? 0 : 1;
}

static int run(int argc, char **argv)
{
	const char *operands[OPERANDS_MOST] = {NULL};
	const char *folder = NULL;
	struct wanted wanted = {false};
	const struct option_spec specs[] = {
		{"--client", &wanted.client, NULL}, {"--server", &wanted.server, NULL},
		{"--doc", &wanted.doc, NULL},       {"--json", &wanted.json, NULL},
		{"--idol", &wanted.text, NULL},     {"-o", NULL, &folder},
		{"--out", NULL, &folder},
	};
	int n = options_read(argc, argv, specs, sizeof specs / sizeof specs[0], operands,
			     OPERANDS_MOST);

	if (n < 0)
		return 2;
	if (n > 0 && strcmp(operands[0], "check") == 0)
		return check(operands + 1, n - 1);
	if (n > 0 && strcmp(operands[0], "gen") == 0)
		return generate(operands + 1, n - 1, wanted, folder);
	fputs(cmd_idl.help, stderr);
	return 2;
}

const struct command cmd_idl = {
	.name = "idl",
	.group = "Build",
	.summary = "check interface files, show what is made of them",
	.run = run,
	.help = "usage: ./bh idl check FILE...\n"
		"       ./bh idl gen FILE... [--client] [--server] -o FOLDER\n"
		"       ./bh idl gen FILE... [--doc] [--json] [--idol] [-o FOLDER]\n"
		"\n"
		"  check  reads interface files (.idol) and says what is wrong with them, or what\n"
		"         is in them; types that nobody defines are no mistake until code is\n"
		"         made, and what only a client cannot do without none until one is made\n"
		"  gen    makes C of them, or other things; a build does so by itself for the\n"
		"         tasks of an app that serve interfaces and call them (doc/idl.md)\n"
		"\n"
		"  --client   what a task needs to call the operations\n"
		"  --server   what a task needs to serve them; with neither, both\n"
		"  --doc      a page for people, in Markdown\n"
		"  --json     all of it for other programs\n"
		"  --idol     the interface in one file that uses no others\n"
		"  -o FOLDER  where the files go; without, pages are printed\n"
		"\n"
		"example: ./bh idl check idl/uart.idol\n",
};
