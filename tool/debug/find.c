// Finding what to debug (find.h).
#include "tool/debug/find.h"

#include <errno.h>
#include <glob.h>
#include <signal.h>

#include <jansson.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

static struct find_paths list(struct arena *arena, const char *pattern)
{
	struct find_paths paths = {.count = 0};
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		return paths;
	for (size_t i = 0; i < found.gl_pathc; i++)
		*ARENA_PUSH(arena, paths.items, paths.count, paths.room) =
			str_copy(arena, str_from(found.gl_pathv[i]));
	globfree(&found);
	return paths;
}

struct find_paths find_archives(struct arena *arena)
{
	return list(arena, "out/*/img/final.zip");
}

static struct str string_of(struct arena *arena, const json_t *note, const char *key)
{
	const char *text = json_string_value(json_object_get(note, key));

	return str_copy(arena, str_from(text));
}

// Reads a note. False if it is none, or who wrote it has ended without removing it.
static bool read_note(struct arena *arena, const char *path, struct running *running)
{
	json_t *note = json_load_file(path, 0, NULL);
	pid_t pid = (pid_t)json_integer_value(json_object_get(note, "pid"));
	bool lives = pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);

	*running = (struct running){
		.app = string_of(arena, note, "app"),
		.board = string_of(arena, note, "board"),
		.gdb = string_of(arena, note, "gdb"),
		.archive = string_of(arena, note, "archive"),
	};
	json_decref(note);
	return lives && running->gdb.len > 0;
}

static bool is_meant(struct arena *arena, const struct running *running, const char *name)
{
	struct str full =
		str_format(arena, "%.*s-%.*s", STR_ARG(running->app), STR_ARG(running->board));
	struct str last = path_name(path_join(arena, str_from(name), S("")));

	return str_equal(running->app, last) || str_equal(full, last);
}

static bool none(const char *name)
{
	if (name != NULL)
		diag_error(nowhere, "no image of %s is running", name);
	else
		diag_error(nowhere, "no image is running");
	diag_help("in another terminal: ./bh run app/demo; or give --target HOST:PORT, --dump "
		  "FILE or --archive FILE");
	return false;
}

bool find_running(struct arena *arena, const char *name, struct running *found)
{
	struct find_paths notes = list(arena, "out/*/run.json");
	struct text all = {.arena = arena};
	size_t count = 0;

	for (size_t i = 0; i < notes.count; i++) {
		struct running one;

		if (!read_note(arena, notes.items[i].at, &one) ||
		    (name != NULL && !is_meant(arena, &one, name)))
			continue;
		text_addf(&all, "%s%.*s-%.*s", count == 0 ? "" : ", ", STR_ARG(one.app),
			  STR_ARG(one.board));
		*found = one;
		count++;
	}
	if (count == 0)
		return none(name);
	if (count == 1)
		return true;
	diag_error(nowhere, "%zu images are running: %.*s", count, STR_ARG(text_str(&all)));
	diag_help("say which with --app NAME");
	return false;
}
