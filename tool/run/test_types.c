// What the compilers refuse. Each file of test/types begins with what it is about and what
// each compiler says to it:
//
//     // gcc: ignoring return value of 'sys_send'
//     // clang: ignoring return value of function
//
// With WRONG defined, that is the first error. Without, the file is the same but for the
// mistake, and compiles: so it is not refused for anything else.
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/image/plan_ninja.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define FILES "test/types/*.c"
#define SECONDS 120

#define OPTIONS                                                                              \
	" -std=gnu11 -O1 " PLAN_WARNINGS_CODE " " PLAN_WARNINGS_NAMES " " PLAN_WARNINGS_REST \
	" -DKERN_TASKS=4 -DKERN_LEVELS=4 -DKERN_CHECK=0 -I. -S -o /dev/null "
#define HERE " -Iarch/host -Itest/idl/host" OPTIONS
#define ARM                                                                             \
	" -mthumb -mcpu=cortex-m4 --specs=picolibc.specs -ffreestanding -DARCH_IRQS=32" \
	" -Iarch/armm/fpu -Iulib/arch/armm" OPTIONS

static const struct compiler {
	const char *name;
	const char *label; // of the line that says what it says
	const char *program;
	const char *options;
} compilers[] = {
	{"gcc", "\n// gcc: ", "gcc", HERE},
	{"gcc, Cortex-M4", "\n// gcc: ", "arm-none-eabi-gcc", ARM},
	{"clang", "\n// clang: ", "clang", HERE},
};

struct types {
	struct arena *arena;
	struct tally *tally;
	const struct compiler *compiler;
};

static struct program_result compile(const struct types *types, const char *options,
				     const char *path)
{
	const char *command =
		str_format(types->arena, "exec env LC_ALL=C %s%s%s %s", types->compiler->program,
			   types->compiler->options, options, path)
			.at;
	const char *const argv[] = {"sh", "-c", command, NULL};

	return program_run(types->arena, argv, SECONDS);
}

// The line of the first error; empty if there is none.
static struct str first_error(struct str output)
{
	struct str line;

	while (str_next(&output, '\n', &line))
		if (strstr(line.at, " error: ") != NULL &&
		    strstr(line.at, " error: ") < line.at + line.len)
			return line;
	return (struct str){"", 0};
}

// What the compiler is to say, from the file's head; empty if that does not tell.
static struct str expected_of(const struct types *types, struct str content)
{
	const char *at = strstr(content.at, types->compiler->label);
	struct str rest;
	struct str line = {"", 0};

	if (at == NULL)
		return line;
	rest = str_from(at + strlen(types->compiler->label));
	str_next(&rest, '\n', &line);
	return line;
}

static bool check(const struct types *types, const char *path)
{
	struct arena *arena = types->arena;
	struct str name = str_format(arena, "types: %s, %s", types->compiler->name, path);
	struct str content = {"", 0};
	struct program_result right = compile(types, "", path);
	struct program_result wrong = compile(types, "-DWRONG", path);
	struct str error = first_error(wrong.output);

	file_read(arena, path, &content);
	struct str expected = expected_of(types, content);
	if (right.status != 0)
		tally_failed(types->tally,
			     str_format(arena, "%.*s, without mistake", STR_ARG(name)),
			     right.output);
	else if (wrong.status == 0)
		tally_failed(types->tally, name, S("the mistake is not refused"));
	else if (expected.len == 0 || strstr(str_c(arena, error), str_c(arena, expected)) == NULL)
		tally_failed(types->tally, name,
			     str_format(arena, "not refused with \"%.*s\":\n%.*s",
					STR_ARG(expected), STR_ARG(wrong.output)));
	else
		return true;
	return false;
}

static bool is_here(struct arena *arena, const struct compiler *compiler)
{
	const char *command = str_format(arena, "command -v %s", compiler->program).at;
	const char *const argv[] = {"sh", "-c", command, NULL};

	return program_run(arena, argv, SECONDS).status == 0;
}

static void check_all(const struct types *types, const glob_t *files)
{
	size_t good = 0;

	for (size_t i = 0; i < files->gl_pathc && !tally_is_over(types->tally); i++)
		good += check(types, files->gl_pathv[i]);
	if (good > 0 && good == files->gl_pathc)
		tally_ok(types->tally, str_format(types->arena, "types: %s refuses %zu mistakes",
						  types->compiler->name, good));
}

void test_types(struct arena *arena, struct tally *tally, bool wants_all)
{
	glob_t files;

	if (glob(FILES, 0, NULL, &files) != 0) {
		tally_failed(tally, S("types"), S("there is no " FILES));
		return;
	}
	for (size_t i = 0; i < sizeof compilers / sizeof compilers[0]; i++) {
		struct types types = {arena, tally, &compilers[i]};

		if (wants_all || is_here(arena, types.compiler))
			check_all(&types, &files);
	}
	globfree(&files);
}
