// What a debugger does to a system that runs (test/control): its commands are called one
// after the other, and the system goes on between them.
//
// No check depends on how fast it goes: what takes a while is waited for.
#define _GNU_SOURCE // memmem

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "tool/base/file.h"
#include "tool/run/control.h"
#include "tool/run/tests.h"

#define APP "test/control"
#define WORDS_MAX 28

void control_report(const struct control *control, const char *what, bool good, struct str why)
{
	tally_check(control->tally,
		    str_format(control->arena, "control on %s: %s", control->board, what), good,
		    why);
}

struct program_result control_run(const struct control *control, const char *command)
{
	const char *argv[WORDS_MAX + 3] = {CONTROL_BH};
	struct str rest = str_from(command);
	size_t count = 1;
	struct str word;

	while (str_next(&rest, ' ', &word) && count < WORDS_MAX)
		argv[count++] = str_c(control->arena, word);
	argv[count++] = "--target";
	argv[count++] = control->stage.gdb;
	return program_run(control->arena, argv, CONTROL_SECONDS);
}

struct program_result control_shell(const struct control *control, const char *line)
{
	const char *const argv[] = {"sh", "-c", line, NULL};

	return program_run(control->arena, argv, CONTROL_SECONDS);
}

struct program_result control_shell_at_port(const struct control *control, const char *line)
{
	struct str all = str_format(
		control->arena,
		"log=%s.log; timeout 50 " CONTROL_BH " gdb --port 0 --once --target %s 2>$log & "
		"for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do "
		"sleep 0.2; grep -q 'on port' $log && break; done; "
		"port=$(sed -n 's/.*on port \\([0-9]*\\);.*/\\1/p' $log); %s; wait",
		control->dump, control->stage.gdb, line);

	return control_shell(control, all.at);
}

json_t *control_ask(const struct control *control, const char *command)
{
	struct program_result result =
		control_run(control, str_format(control->arena, "%s --json", command).at);

	return result.status == 0 ? json_loadb(result.output.at, result.output.len, 0, NULL) : NULL;
}

void control_expect(const struct control *control, const char *what, struct str expected,
		    struct str output)
{
	struct str why = {"", 0};
	bool good = expect_text(control->arena, &control->marks, expected, output, &why);

	control_report(control, what, good, why);
}

// What `tasks` says of one task.
struct task_view {
	int64_t generation;
	char fault[32]; // its kind, or empty
};

static struct task_view look_at(const struct control *control, const char *task)
{
	struct task_view view = {.generation = -1};
	json_t *root = control_ask(control, str_format(control->arena, "tasks %s", task).at);
	const json_t *of = json_array_get(json_object_get(root, "tasks"), 0);
	const char *kind = json_string_value(json_object_get(json_object_get(of, "fault"), "kind"));

	if (json_is_integer(json_object_get(of, "generation")))
		view.generation = json_integer_value(json_object_get(of, "generation"));
	if (kind != NULL)
		snprintf(view.fault, sizeof view.fault, "%s", kind);
	json_decref(root);
	return view;
}

static void check_state(const struct control *control, const char *what, const char *task,
			int64_t generation, const char *fault)
{
	struct task_view view = look_at(control, task);

	control_report(control, what,
		       view.generation == generation && strcmp(view.fault, fault) == 0,
		       str_format(control->arena, "%s is in generation %lld, fault \"%s\"", task,
				  (long long)view.generation, view.fault));
}

static void check_request(const struct control *control, const char *command)
{
	struct program_result result = control_run(control, command);

	control_report(control, command,
		       result.status == 0 &&
			       memmem(result.output.at, result.output.len, ": done", 6),
		       result.output);
}

static void check_refused(const struct control *control, const char *command, const char *words)
{
	struct program_result result = control_run(control, command);

	control_report(control, str_format(control->arena, "%s is refused", command).at,
		       result.status == 1 && memmem(result.output.at, result.output.len, words,
						    strlen(words)) != NULL,
		       result.output);
}

// Whether a task stays as it is for longer than its restart would take.
static bool stays(const struct control *control, const char *task, int64_t generation)
{
	json_t *before = control_ask(control, "tasks");
	int64_t start = json_integer_value(json_object_get(before, "now"));
	int64_t now = start;

	json_decref(before);
	for (int i = 0; i < CONTROL_LOOKS && now < start + 100; i++) {
		json_t *root = control_ask(control, "tasks");

		now = json_integer_value(json_object_get(root, "now"));
		json_decref(root);
	}
	return now >= start + 100 && look_at(control, task).generation == generation;
}

// Each of the four, and what becomes of the task.
static void check_requests(const struct control *control)
{
	check_request(control, "fault sleeper");
	check_state(control, "fault stops the task", "sleeper", 0, "injected");
	control_report(control, "fault holds the task", stays(control, "sleeper", 0),
		       S("it was restarted"));
	check_request(control, "start sleeper");
	check_state(control, "start restarts it", "sleeper", 1, "");
	check_request(control, "fault sleeper");
	check_request(control, "release sleeper");
	check_state(control, "release restarts it", "sleeper", 2, "");
	check_request(control, "hold sleeper idle");
	check_state(control, "hold leaves it alone", "sleeper", 2, "");
	check_request(control, "release sleeper idle");
	check_refused(control, "hold jefe", "does not do that to itself");
	check_refused(control, "hold sleepr", "did you mean \"sleeper\"?");
}

// The records of broken's own fault and of those that were asked for.
static void check_crashes(const struct control *control)
{
	struct program_result result = control_run(control, "crashes");

	control_expect(
		control, "crashes",
		S("  0  broken, generation 0, 0.0* s since boot: FAULTED: divide by zero\n"
		  "      at test/control/broken/main.c:{divide}, in divide, pc 0x*\n"
		  "      #0  0x* divide at test/control/broken/main.c:{divide}:*\n"
		  "      #1  0x* share at test/control/broken/main.c:{share}:*\n"
		  "      #2  0x* main at test/control/broken/main.c:{main}:*\n"
		  "      #3  *_start*\n"
		  "...\n"
		  "  1  sleeper, generation 0, * s since boot: FAULTED: stopped on request of "
		  "jefe\n"
		  "...\n"
		  "  2  sleeper, generation 1, * s since boot: FAULTED: stopped on request of "
		  "jefe\n"
		  "..."),
		result.output);
	json_t *root = control_ask(control, "crashes");
	const json_t *crashes = json_object_get(root, "crashes");
	const json_t *first = json_array_get(crashes, 0);
	const char *kind =
		json_string_value(json_object_get(json_object_get(first, "fault"), "kind"));
	control_report(control, "crashes, as JSON",
		       json_array_size(crashes) == 3 && kind != NULL &&
			       strcmp(kind, "divide-by-zero") == 0,
		       result.output);
	json_decref(root);
}

// A dump has the records too.
static void check_dump(const struct control *control)
{
	const char *const crashes[] = {CONTROL_BH, "crashes", "--dump", control->dump, NULL};
	const char *const hold[] = {CONTROL_BH, "hold", "sleeper", "--dump", control->dump, NULL};
	struct program_result dump =
		control_run(control, str_format(control->arena, "dump -o %s", control->dump).at);
	struct program_result live = control_run(control, "crashes");
	struct program_result result = program_run(control->arena, crashes, CONTROL_SECONDS);

	control_report(control, "a dump has the same crash records",
		       dump.status == 0 && result.status == 0 &&
			       str_equal(result.output, live.output),
		       result.output);
	result = program_run(control->arena, hold, CONTROL_SECONDS);
	control_report(control, "nothing can be held in a dump", result.status == 1, result.output);
}

static void check_all(const struct control *control)
{
	struct task_view view = look_at(control, "broken");

	for (int i = 0; i < CONTROL_LOOKS && view.fault[0] == '\0'; i++) {
		usleep(CONTROL_LOOK_US);
		view = look_at(control, "broken");
	}
	control_watch(control);
	check_requests(control);
	check_crashes(control);
	check_dump(control);
	control_gdb(control);
	control_trace(control);
	control_debug(control);
	control_call(control);
	control_json(control);
	control_end(control);
}

void test_control(struct arena *arena, struct tally *tally, const char *board)
{
	struct control control = {.arena = arena, .tally = tally, .board = board};
	const char *why;

	expect_read_marks(arena, &control.marks, APP "/broken/main.c");
	expect_read_marks(arena, &control.marks, APP "/sleeper/main.c");
	if (stage_open(arena, &control.stage, APP, board, "sleeper", "main", &why)) {
		control.dump = str_format(arena, "%.*s/control.core",
					  STR_ARG(control.stage.guest.model->out))
				       .at;
		check_all(&control);
	} else {
		control_report(&control, "the image starts", false, str_from(why));
	}
	stage_close(&control.stage);
}
