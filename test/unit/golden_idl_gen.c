// Golden tests of what is made of interfaces.
//
// Each folder of test/golden/idl-gen/ has a main.idol, and expected.txt: all files that are
// made of it, one after the other. In the case "guarded", some callers are allowed some
// operations. With the name of a case, prints what it is now.
#include <stdbool.h>
#include <stdio.h>

#include "tool/base/file.h"
#include "tool/idl/gen.h"
#include "tool/idl/load.h"

#define CASES "test/golden/idl-gen"
#define LINE "----------------------------------------"

static const char *const cases[] = {"guarded", "line", "shapes"};

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

static struct str make(struct arena *arena, const char *name)
{
	struct str path = str_format(arena, CASES "/%s/main.idol", name);
	const struct idl_interface *interface = idl_load(arena, path, false);
	struct gen_files files = {NULL, 0, 0};
	struct text text = {.arena = arena};

	if (interface == NULL)
		return S("");
	gen_shared(arena, interface, &files);
	gen_client(arena, interface, &files);
	make_server(arena, interface, str_is(str_from(name), "guarded"), &files);
	gen_add_file(arena, &files, interface->files[0], "doc.md", gen_doc(arena, interface));
	gen_add_file(arena, &files, interface->files[0], "all.json", gen_json(arena, interface));
	for (size_t i = 0; i < files.count; i++)
		text_addf(&text, "==== %.*s\n%.*s", STR_ARG(files.files[i].name),
			  STR_ARG(files.files[i].text));
	return text_str(&text);
}

// Where two texts begin to differ.
static unsigned first_difference(struct str now, struct str expected)
{
	unsigned line = 1;

	for (size_t i = 0; i < now.len && i < expected.len && now.at[i] == expected.at[i]; i++)
		line += now.at[i] == '\n';
	return line;
}

static bool check_case(struct arena *arena, const char *name)
{
	struct str path = str_format(arena, CASES "/%s/expected.txt", name);
	struct str now = make(arena, name);
	struct str expected = S("");

	if (file_read(arena, path.at, &expected) && str_equal(now, expected)) {
		printf("ok golden idl-gen: %s\n", name);
		return true;
	}
	printf("FAILED golden idl-gen: %s: %s:%u: the text differs; it is now\n" LINE "\n%.*s" LINE
	       "\n",
	       name, path.at, first_difference(now, expected), STR_ARG(now));
	return false;
}

int main(int argc, char **argv)
{
	struct arena arena = {NULL};
	bool good = true;

	if (argc > 1) {
		struct str now = make(&arena, argv[1]);

		printf("%.*s", STR_ARG(now));
		return 0;
	}
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		good = check_case(&arena, cases[i]) && good;
	return good ? 0 : 1;
}
