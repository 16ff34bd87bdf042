#include "test/unit/golden.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

#define LINE "----------------------------------------"

static int compare_names(const void *a, const void *b)
{
	const struct str *left = a;
	const struct str *right = b;
	return str_compare(*left, *right);
}

static size_t list_cases(struct arena *arena, const struct golden *golden, struct str **names)
{
	DIR *dir = opendir(golden->folder);
	size_t count = 0;
	size_t room = 0;

	*names = NULL;
	if (dir == NULL)
		diag_fatal("there is no %s here: run this in the repository's root",
			   golden->folder);
	for (const struct dirent *item = readdir(dir); item != NULL; item = readdir(dir)) {
		struct str name = str_copy(arena, str_from(item->d_name));
		struct str mark =
			str_format(arena, "%s/%s/%s", golden->folder, name.at, golden->mark);

		if (file_exists(mark.at))
			*ARENA_PUSH(arena, *names, count, room) = name;
	}
	closedir(dir);
	qsort(*names, count, sizeof **names, compare_names);
	return count;
}

// Where two texts begin to differ.
static unsigned first_difference(struct str now, struct str expected)
{
	unsigned line = 1;

	for (size_t i = 0; i < now.len && i < expected.len && now.at[i] == expected.at[i]; i++)
		line += now.at[i] == '\n';
	return line;
}

static bool check_case(struct arena *arena, const struct golden *golden, struct str name)
{
	struct str folder = str_format(arena, "%s/%s", golden->folder, name.at);
	const char *file = NULL;
	struct str now = golden->make(arena, folder, &file);
	struct str path = str_format(arena, "%s/%s", folder.at, file);
	struct str expected = S("");

	if (file_read(arena, path.at, &expected) && str_equal(now, expected)) {
		printf("ok golden %s: %s\n", golden->name, name.at);
		return true;
	}
	printf("FAILED golden %s: %s: %s:%u: the text differs; it is now\n" LINE "\n%.*s" LINE "\n",
	       golden->name, name.at, path.at, first_difference(now, expected), STR_ARG(now));
	return false;
}

static bool check_all(struct arena *arena, const struct golden *golden)
{
	struct str *names;
	size_t count = list_cases(arena, golden, &names);
	bool good = count > 0;

	for (size_t i = 0; i < count; i++)
		good = check_case(arena, golden, names[i]) && good;
	return good;
}

static void show(struct arena *arena, const struct golden *golden, const char *name)
{
	const char *file = NULL;
	struct str now =
		golden->make(arena, str_format(arena, "%s/%s", golden->folder, name), &file);

	printf("%.*s", STR_ARG(now));
}

int golden_main(int argc, char **argv, const struct golden *golden,
		bool (*also)(struct arena *arena))
{
	struct arena arena = {0};

	if (argc > 1) {
		show(&arena, golden, argv[1]);
		return 0;
	}
	bool good = also == NULL || also(&arena);
	return check_all(&arena, golden) && good ? 0 : 1;
}
