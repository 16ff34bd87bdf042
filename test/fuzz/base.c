// What fuzzers begin with (base.h).
#include "test/fuzz/base.h"

#include <stdio.h>
#include <stdlib.h>

#include "test/fuzz/exit.h"
#include "test/fuzz/handles.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/debug/info.h"

struct str base_read(struct arena *arena, const char *path)
{
	struct str content;

	if (!file_read(arena, path, &content)) {
		fprintf(stderr, "%s is missing: ./bh test fuzz makes it\n", path);
		exit(1);
	}
	return content;
}

void base_be_silent(void)
{
	FILE *nowhere_to = fopen("/dev/null", "w");

	if (nowhere_to != NULL)
		diag_to(nowhere_to);
}

static void list_variables(struct arena *arena, const struct program *program)
{
	info_list_variables(arena, program->kernel.info, program->kernel.elf);
	for (size_t i = 0; i < program->task_count; i++)
		info_list_variables(arena, program->tasks[i].module.info,
				    program->tasks[i].module.elf);
}

struct base base_open(struct arena *arena)
{
	struct base base = {.bytes = base_read(arena, BASE_DUMP)};
	const char *why;

	handles_begin();
	base_be_silent();
	base.core = core_open(arena, base.bytes, S("the dump"), &why);
	if (base.core != NULL)
		base.program = program_open(arena, base.core->archive, "its archive");
	if (base.program == NULL)
		abort();
	core_add_flash(base.core, base.program);
	list_variables(arena, base.program);
	handles_keep();
	return base;
}

void base_try(struct arena *arena, void (*f)(void *context), void *context)
{
	if (!exit_caught(f, context))
		abort();
	handles_close();
	arena_clear(arena);
}
