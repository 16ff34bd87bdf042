// Golden tests of what is said about mistakes in TOML files.
//
// Each folder of test/golden/toml/ is an app with a mistake, and expected.err is
// what the user should read. With the name of a case, prints what is said now.
// Object files that apps name are made here first, in OBJECTS.
#include <dirent.h>
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/image/model.h"

#define CASES "test/golden/toml"
#define OBJECTS "out/golden"
#define LINE "----------------------------------------"

// What loading the app says.
static struct str said_about(struct arena *arena, struct str folder)
{
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		diag_fatal("out of memory");
	diag_to(out);
	image_load(arena, str_c(arena, folder), NULL);
	diag_to(NULL);
	fclose(out);
	return str_copy(arena, (struct str){text, length});
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

		if (file_exists(str_format(arena, CASES "/%s/expected.err", name.at).at))
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
	struct str said = said_about(arena, folder);

	if (file_read(arena, str_format(arena, "%s/expected.err", folder.at).at, &expected) &&
	    str_equal(said, expected)) {
		printf("ok golden toml: %s\n", name.at);
		return true;
	}
	printf("FAILED golden toml: %s: %s/expected.err:1: the text differs; it is now\n" LINE
	       "\n%s" LINE "\n",
	       name.at, folder.at, said.at);
	return false;
}

// An ELF file without any content.
static void make_object(const char *path, uint16_t type, uint16_t machine)
{
	const Elf32_Ehdr header = {
		.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
		.e_type = type,
		.e_machine = machine,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof header,
	};

	file_write(path, (struct str){(const char *)&header, sizeof header});
}

static void make_objects(void)
{
	file_write(OBJECTS "/source.o", S("int main(void);\n"));
	make_object(OBJECTS "/other.o", ET_REL, EM_RISCV);
	make_object(OBJECTS "/linked.o", ET_EXEC, EM_ARM);
	make_object(OBJECTS "/startless.o", ET_REL, EM_ARM);
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct str *names;
	bool good = true;

	make_objects();
	if (argc > 1) {
		fputs(said_about(&arena, str_format(&arena, CASES "/%s", argv[1])).at, stdout);
		return 0;
	}
	size_t count = list_cases(&arena, &names);
	for (size_t i = 0; i < count; i++)
		good = check_case(&arena, names[i]) && good;
	return good ? 0 : 1;
}
