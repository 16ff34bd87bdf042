// Golden tests of what is made of interfaces.
//
// Each folder of test/golden/idl-gen/ has a main.idol, and expected.txt: all files that are
// made of it, one after the other. In the case "guarded", some callers are allowed some
// operations. With the name of a case, prints what it is now.
// What doc/idl.md shows of files and of what is made of them must be there, too.
#include <string.h>

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
		{operation(interface, "open"), tasks, 1},
		{operation(interface, "nobody"), NULL, 0},
	};
	gen_server(arena, interface,
		   &(struct gen_server){allowed, sizeof allowed / sizeof allowed[0]}, files);
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

// The blocks of code in a page: lines that begin with four blanks, which are left out.
static bool next_block(struct arena *arena, struct str *page, struct str *block)
{
	struct text text = {.arena = arena};
	struct str line;

	while (str_next(page, '\n', &line)) {
		if (str_starts(line, "    "))
			text_addf(&text, "%.*s\n", STR_ARG(str_slice(line, 4, line.len)));
		else if (line.len == 0 && text.len > 0)
			text_adds(&text, "\n");
		else if (text.len > 0)
			break;
	}
	*block = str_trim(text_str(&text));
	return text.len > 0;
}

// A text with its lines moved to the left, so that a part of a file can be found in it.
static struct str moved(struct arena *arena, struct str text, size_t blanks)
{
	struct text left = {.arena = arena};
	struct str line;

	while (str_next(&text, '\n', &line))
		text_addf(
			&left, "%.*s\n",
			STR_ARG(str_slice(line, line.len < blanks ? line.len : blanks, line.len)));
	return text_str(&left);
}

static bool contains(struct str text, struct str part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (memcmp(text.at + i, part.at, part.len) == 0)
			return true;
	return false;
}

// All that the page's blocks can be taken from.
static struct str shown_files(struct arena *arena)
{
	const struct idl_interface *jefe = idl_load(arena, S("idl/jefe.idol"), false);
	struct gen_files files = {NULL, 0, 0};
	struct text text = {.arena = arena};
	struct str idol;
	struct str server;

	if (jefe == NULL || !file_read(arena, "idl/jefe.idol", &idol) ||
	    !file_read(arena, "task/pong/main.c", &server))
		return S("");
	text_addf(&text, "%.*s%.*s", STR_ARG(moved(arena, idol, 8)), STR_ARG(server));
	gen_client(arena, jefe, &files);
	for (size_t i = 0; i < files.count; i++)
		text_add(&text, files.files[i].text);
	return text_str(&text);
}

// Those blocks of the page that are said to be in files are there, and none is forgotten.
static bool check_page(struct arena *arena)
{
	static const char *const begins[] = {"\"read_event\": (", "enum jefe_", "static inline ",
					     "#include \"idl/pong_server.h\""};
	struct str files = shown_files(arena);
	struct str page;
	struct str block;
	unsigned found = 0;

	if (!file_read(arena, "doc/idl.md", &page))
		diag_fatal("there is no doc/idl.md");
	while (next_block(arena, &page, &block)) {
		for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
			if (!str_starts(block, begins[i]))
				continue;
			if (contains(files, block)) {
				found |= 1u << i;
				continue;
			}
			printf("FAILED golden idl-gen: doc/idl.md shows what is not so:\n%.*s\n",
			       STR_ARG(block));
			return false;
		}
	}
	if (found != (1u << sizeof begins / sizeof begins[0]) - 1) {
		printf("FAILED golden idl-gen: doc/idl.md no longer shows something\n");
		return false;
	}
	printf("ok golden idl-gen: what doc/idl.md shows\n");
	return true;
}

int main(int argc, char **argv)
{
	static const struct golden golden = {"idl-gen", "test/golden/idl-gen", "main.idol", make};

	return golden_main(argc, argv, &golden, check_page);
}
