// bh map: where everything is in memory.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/debug/session.h"
#include "tool/image/build.h"

extern const struct command cmd_map;

// A region and the task that may use it.
struct row {
	const struct region *region;
	struct str task;
};

static int by_address(const void *a, const void *b)
{
	const struct row *left = a;
	const struct row *right = b;

	return (left->region->span.base > right->region->span.base) -
	       (left->region->span.base < right->region->span.base);
}

static struct row *rows_of(struct session *session, size_t *count)
{
	const struct program *program = session->program;
	struct row *rows = NULL;
	size_t room = 0;

	*count = 0;
	for (size_t i = 0; i < program->task_count; i++)
		for (size_t k = 0; k < program->tasks[i].region_count; k++)
			*ARENA_PUSH(session->arena, rows, *count, room) = (struct row){
				&program->tasks[i].regions[k], program->tasks[i].module.name};
	if (*count > 0)
		qsort(rows, *count, sizeof *rows, by_address);
	return rows;
}

static json_t *row_json(const struct row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "task", json_stringn(row->task.at, row->task.len));
	json_object_set_new(object, "what",
			    json_stringn(row->region->what.at, row->region->what.len));
	json_object_set_new(object, "base", json_sprintf("0x%08" PRIx32, row->region->span.base));
	json_object_set_new(object, "size", json_integer(row->region->span.size));
	json_object_set_new(object, "rights",
			    json_stringn(row->region->rights.at, row->region->rights.len));
	return object;
}

static void print_span(struct session *session, struct span span, struct str rights,
		       struct str task, struct str what)
{
	text_addf(&session->out,
		  "0x%08" PRIx32 " - 0x%08" PRIx32 " %9" PRIu32 "  %-5.*s %-16.*s %.*s\n",
		  span.base, span.base + (span.size - 1), span.size, STR_ARG(rights), STR_ARG(task),
		  STR_ARG(what));
}

// What each task may touch, by the archive.
static int show_archive(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {.needs = SESSION_NEEDS_ARCHIVE};
	json_t *array = json_array();
	size_t count;

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	struct row *rows = rows_of(&session, &count);
	text_addf(&session.out, "%-23s %9s  %-5s %-16s %s\n", "address", "bytes", "may", "task",
		  "what");
	print_span(&session, session.program->kernel.flash, S("rx"), S("kernel"), S("flash"));
	print_span(&session, session.program->kernel.ram, S("rw"), S("kernel"), S("ram"));
	for (size_t i = 0; i < count; i++) {
		print_span(&session, rows[i].region->span, rows[i].region->rights, rows[i].task,
			   rows[i].region->what);
		json_array_append_new(array, row_json(&rows[i]));
	}
	json_object_set_new(session.root, "regions", array);
	return session_end(&session, 0);
}

static int show_built(const char *app, const char *board)
{
	struct built built;
	struct str text;

	if (image_build(app, board, &built) != 0)
		return 1;
	if (!file_read(built.model->arena, built.memory_map, &text))
		diag_fatal("cannot read %s", built.memory_map);
	printf("%.*s", STR_ARG(text));
	return 0;
}

// Whether the first argument names an app to be built.
static bool names_app(int argc, char **argv)
{
	return argc > 1 && argv[1][0] != '-';
}

static int run(int argc, char **argv)
{
	const char *board = NULL;
	const char *app;
	const struct option_spec specs[] = {{"--board", NULL, &board}};

	if (!names_app(argc, argv))
		return show_archive(argc, argv);
	if (options_read(argc, argv, specs, 1, &app, 1) < 0)
		return 2;
	return show_built(app, board);
}

const struct command cmd_map = {
	.name = "map",
	.group = "Build",
	.summary = "show where everything is in memory",
	.run = run,
	.help = "usage: ./bh map APP [--board BOARD]\n"
		"       ./bh map [--dump FILE | --archive FILE | ...]\n"
		"\n"
		"With APP, builds it if needed and prints its memory, by address: whose each\n"
		"block is, how much of it is used, what the protection unit's rules cost, what is\n"
		"free. Without, prints what each task of an image may touch, devices included:\n"
		"r read, w write, x execute, d a device, m memory shared with a bus master.\n"
		"\n"
		"  --board BOARD    for a board of board/, not the one that app.toml "
		"names\n" SESSION_HELP "\n"
		"example: ./bh map app/demo\n",
};
