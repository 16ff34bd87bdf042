// Reads, plans, runs ninja, and shows what went wrong as people want to see it:
// what the compiler or a step of ours said, without the commands around it.
#include "tool/image/build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/image/paths.h"
#include "tool/image/plan_ninja.h"

// Names that stand beside the tasks' in the image's folder.
static bool names_are_free(const struct image_model *model)
{
	static const char *const taken[] = {"final", "idl", "inputs", "kernel", "rel", "ulib"};
	bool good = true;

	for (size_t i = 0; i < model->task_count; i++) {
		for (size_t k = 0; k < sizeof taken / sizeof taken[0]; k++) {
			if (!str_is(model->tasks[i].name, taken[k]))
				continue;
			diag_error(model->tasks[i].place, "a task cannot be named \"%s\"",
				   taken[k]);
			diag_help("choose another name: the builder's own files have this one");
			good = false;
		}
	}
	return good;
}

static struct str read_all(struct arena *arena, int from)
{
	struct text text = {.arena = arena};
	char buffer[4096];

	for (;;) {
		ssize_t n = read(from, buffer, sizeof buffer);

		if (n > 0)
			text_add(&text, (struct str){buffer, (size_t)n});
		else if (n == 0 || errno != EINTR)
			return text_str(&text);
	}
}

// Shows ninja's output without its own lines: "[3/9] compile x", "FAILED: x" and
// the command after it, "ninja: build stopped".
static void show(struct str output)
{
	bool command_follows = false;
	struct str line;

	while (str_next(&output, '\n', &line)) {
		bool failed = str_starts(line, "FAILED: ");
		bool ours = failed || command_follows || str_starts(line, "ninja: build stopped") ||
			    str_starts(line, "ninja: no work to do") ||
			    (str_starts(line, "[") && str_find(line, ']') < line.len &&
			     str_find(line, '/') < str_find(line, ']'));

		if (!ours)
			fprintf(stderr, "%.*s\n", STR_ARG(line));
		command_follows = failed;
	}
}

// Ninja, as the child process that it replaces.
static void become_ninja(const char *file, int output)
{
	int nothing = open("/dev/null", O_RDONLY);

	dup2(nothing, STDIN_FILENO); // a piped console is not ninja's to read
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	unsetenv("BH_CALLED_FROM"); // paths in the plan are relative to the root
	execlp("ninja", "ninja", "-f", file, (char *)NULL);
	fprintf(stderr, "ninja cannot be run: %s\n", strerror(errno));
	_exit(127);
}

static int run_ninja(struct arena *arena, const char *file)
{
	int ends[2];
	int status;

	fflush(NULL);
	if (pipe(ends) != 0)
		diag_fatal("cannot make a pipe: %s", strerror(errno));
	pid_t child = fork();
	if (child < 0)
		diag_fatal("cannot start ninja: %s", strerror(errno));
	if (child == 0) {
		close(ends[0]);
		become_ninja(file, ends[1]);
	}
	close(ends[1]);
	struct str output = read_all(arena, ends[0]);
	close(ends[0]);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			diag_fatal("lost ninja: %s", strerror(errno));
	show(output);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}

// Two builds of one image take turns. Returns what to close in the end.
static int lock(const struct image_model *model)
{
	folder_make(model->out.at);
	int file = open(image_path(model, ".lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (file < 0 || flock(file, LOCK_EX) != 0)
		diag_fatal("cannot lock %s: %s", model->out.at, strerror(errno));
	return file;
}

int image_build(const char *app, const char *board, struct built *out)
{
	// Never released: what is built stays described until the program ends.
	static struct arena arena;
	struct image_model *model = image_load(&arena, app, board);

	if (model == NULL || !names_are_free(model))
		return 1;
	int locked = lock(model);
	const char *plan = image_path(model, "build.ninja");
	file_update(plan, plan_ninja(model));
	*out = (struct built){
		.model = model,
		.final_elf = image_path(model, "img/final.elf"),
		.final_bin = image_path(model, "img/final.bin"),
		.memory_map = image_path(model, "img/memory.map"),
		.manifest = image_path(model, "img/manifest.json"),
		.archive = image_path(model, "img/final.zip"),
	};
	int status = run_ninja(&arena, plan);
	close(locked);
	return status;
}
