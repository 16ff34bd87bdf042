// Golden tests of interface files.
//
// Each folder of test/golden/idl/ has a main.idol, and what is made of it: expected.model,
// or expected.err, which is what the user should read. A file named allow-unknown says
// that types need not be defined, one named require-interface that types alone will not
// do. With the name of a case, prints what it is now.
// The interface that doc/idl.md shows is tried too.
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "test/unit/idl_dump.h"
#include "tool/base/file.h"
#include "tool/idl/load.h"

#define CASES "test/golden/idl"
#define LINE "----------------------------------------"

// The model as text, or what is wrong.
static struct str outcome(struct arena *arena, struct str folder, bool *good)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	struct str allow = str_format(arena, "%.*s/allow-unknown", STR_ARG(folder));
	struct str require = str_format(arena, "%.*s/require-interface", STR_ARG(folder));
	struct str path = str_format(arena, "%.*s/main.idol", STR_ARG(folder));
	const struct idl_interface *interface;

	if (out == NULL)
		diag_fatal("out of memory");
	diag_to(out);
	if (file_exists(require.at))
		interface = idl_load(arena, path, file_exists(allow.at));
	else
		interface = idl_load_types(arena, path, file_exists(allow.at));
	diag_to(NULL);
	fclose(out);
	*good = interface != NULL;
	return interface != NULL ? idl_dump(arena, interface)
				 : str_copy(arena, (struct str){text, length});
}

static int compare_names(const void *a, const void *b)
{
	const struct str *left = a;
	const struct str *right = b;
	return str_compare(*left, *right);
}

static size_t list_cases(struct arena *arena, struct str **names)
{
	DIR *dir = opendir(CASES);
	size_t count = 0;
	size_t room = 0;

	*names = NULL;
	if (dir == NULL)
		diag_fatal("there is no " CASES " here: run this in the repository's root");
	for (const struct dirent *item = readdir(dir); item != NULL; item = readdir(dir)) {
		struct str name = str_copy(arena, str_from(item->d_name));

		if (file_exists(str_format(arena, CASES "/%s/main.idol", name.at).at))
			*ARENA_PUSH(arena, *names, count, room) = name;
	}
	closedir(dir);
	qsort(*names, count, sizeof **names, compare_names);
	return count;
}

static bool check_case(struct arena *arena, struct str name)
{
	struct str folder = str_format(arena, CASES "/%s", name.at);
	struct str expected;
	bool good;
	struct str now = outcome(arena, folder, &good);
	struct str file = str_format(arena, "%s/expected.%s", folder.at, good ? "model" : "err");

	if (file_read(arena, file.at, &expected) && str_equal(now, expected)) {
		printf("ok golden idl: %s\n", name.at);
		return true;
	}
	printf("FAILED golden idl: %s: %s:1: the text differs; it is now\n" LINE "\n%s" LINE "\n",
	       name.at, file.at, now.at);
	return false;
}

// The interface that doc/idl.md shows, which stands there as a block of code.
static bool check_page(struct arena *arena)
{
	struct text file = {.arena = arena};
	struct str page;
	struct str line;

	if (!file_read(arena, "doc/idl.md", &page))
		diag_fatal("there is no doc/idl.md");
	while (str_next(&page, '\n', &line) && !str_starts(line, "The notation"))
		if (file.len > 0 || str_starts(line, "    // A lamp"))
			text_addf(&file, "%.*s\n", STR_ARG(str_slice(line, 4, line.len)));
	const struct source source = {S("doc/idl.md"), text_str(&file)};
	if (file.len > 0 && idl_load_text(arena, &source, false) != NULL) {
		printf("ok golden idl: the interface in doc/idl.md\n");
		return true;
	}
	printf("FAILED golden idl: the interface in doc/idl.md: it is not one\n");
	return false;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct str *names;
	bool good = true;

	if (argc > 1) {
		fputs(outcome(&arena, str_format(&arena, CASES "/%s", argv[1]), &good).at, stdout);
		return 0;
	}
	size_t count = list_cases(&arena, &names);
	good = check_page(&arena);
	for (size_t i = 0; i < count; i++)
		good = check_case(&arena, names[i]) && good;
	return good ? 0 : 1;
}
