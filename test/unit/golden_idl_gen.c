// Golden tests of what is made of interfaces.
//
// Each folder of test/golden/idl-gen/ has a main.idol, and expected.txt: all files that are
// made of it, one after the other. In the case "guarded", some callers are allowed some
// operations. With the name of a case, prints what it is now.
#include "test/unit/golden.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/idl/gen.h"
#include "tool/idl/load.h"

static const struct idl_operation *operation(const struct idl_interface *interface,
					     const char *name)
{
	for (size_t i = 0; i < interface->operation_count; i++)
		if (str_is(interface->operations[i].name, name))
			return &interface->operations[i];
	diag_fatal("the case has no operation \"%s\"", name);
}

static void make_server(struct arena *arena, const struct idl_interface *interface, bool guarded,
			struct gen_files *files)
{
	struct str tasks[] = {S("TASK_CONSOLE"), S("TASK_HOST")};
	const struct gen_server anyone = {NULL, 0};

	if (!guarded) {
		gen_server(arena, interface, &anyone, files);
		return;
	}
	const struct gen_allowed allowed[] = {
		{operation(interface, "switch"), tasks, 2},
		{operation(interface, "nobody"), NULL, 0},
	};
	gen_server(arena, interface, &(struct gen_server){allowed, 2}, files);
}

static struct str make(struct arena *arena, struct str folder, const char **expected)
{
	const struct idl_interface *interface =
		idl_load(arena, str_format(arena, "%s/main.idol", folder.at), false);
	struct gen_files files = {NULL, 0, 0};
	struct text text = {.arena = arena};

	*expected = "expected.txt";
	if (interface == NULL)
		return S("");
	gen_shared(arena, interface, &files);
	gen_client(arena, interface, &files);
	make_server(arena, interface, str_is(path_name(folder), "guarded"), &files);
	gen_add_file(arena, &files, interface->files[0], "doc.md", gen_doc(arena, interface));
	gen_add_file(arena, &files, interface->files[0], "all.json", gen_json(arena, interface));
	for (size_t i = 0; i < files.count; i++)
		text_addf(&text, "==== %.*s\n%.*s", STR_ARG(files.files[i].name),
			  STR_ARG(files.files[i].text));
	return text_str(&text);
}

int main(int argc, char **argv)
{
	static const struct golden golden = {"idl-gen", "test/golden/idl-gen", "main.idol", make};
	struct arena arena = {0};

	if (argc > 1) {
		golden_show(&arena, &golden, argv[1]);
		return 0;
	}
	return golden_check(&arena, &golden) ? 0 : 1;
}
