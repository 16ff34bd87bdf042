// The debugger: every command, on an image that stands where all its tasks have done
// what they are going to do (test/debug), live and from a dump of it.
//
// A file of test/golden/debug says how a command is called and what it prints:
//
//     $ tasks -s          the command, without what says where the system is
//     @ board NAME        only for that board
//     @ live              not from a dump; `@ dump`: not live
//     @ status 1          the exit status, if it is not 0
//     ...                 the output (expect.h); {scribe:head} is a symbol's address
#define _GNU_SOURCE // memmem

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "tool/base/diag.h"
#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/run/shape.h"
#include "tool/run/show.h"
#include "tool/run/tests.h"
#include "tool/target/clock.h"

#define APP "test/debug"
#define GOLDEN "test/golden/debug"
#define WORDS_MAX 28

void show_report(const struct show *show, const char *what, bool good, struct str why)
{
	tally_check(show->tally, str_format(show->arena, "debug on %s: %s", show->board, what),
		    good, why);
}

struct program_result show_run(const struct show *show, struct str command,
			       const char *const *where)
{
	const char *argv[WORDS_MAX + 1] = {SHOW_BH};
	size_t count = 1;
	struct str word;

	while (str_next(&command, ' ', &word) && count < WORDS_MAX)
		if (word.len > 0)
			argv[count++] = str_c(show->arena, word);
	for (; *where != NULL && count < WORDS_MAX; where++)
		argv[count++] = *where;
	return program_run(show->arena, argv, SHOW_SECONDS);
}

struct program_result show_run_dump(const struct show *show, struct str command)
{
	const char *const where[] = {"--dump", show->dump, NULL};

	return show_run(show, command, where);
}

const char *show_find(struct str text, const char *part)
{
	return memmem(text.at, text.len, part, strlen(part));
}

static struct program_result run_live(const struct show *show, struct str command)
{
	const char *const where[] = {"--target", show->stage.gdb, "--leave-halted", NULL};

	return show_run(show, command, where);
}

// A golden file, read.
struct golden {
	struct str command;
	struct str expected;
	bool live;
	bool dump;
	bool here; // on this board
	int status;
};

static void read_condition(const struct show *show, struct golden *golden, struct str line)
{
	uint64_t status;

	line = str_trim(str_slice(line, 1, line.len));
	if (str_is(line, "live"))
		golden->dump = false;
	else if (str_is(line, "dump"))
		golden->live = false;
	else if (str_starts(line, "board "))
		golden->here &= str_is(str_slice(line, 6, line.len), show->board);
	else if (str_starts(line, "status ") && str_number(str_slice(line, 7, line.len), &status))
		golden->status = (int)status;
}

static struct golden read_golden(const struct show *show, const char *path)
{
	struct golden golden = {.live = true, .dump = true, .here = true};
	struct str rest;
	struct str line;

	if (!file_read(show->arena, path, &rest) || !str_next(&rest, '\n', &line) ||
	    !str_starts(line, "$ "))
		return golden;
	golden.command = str_slice(line, 2, line.len);
	while (str_starts(rest, "@ ") && str_next(&rest, '\n', &line))
		read_condition(show, &golden, line);
	golden.expected = rest;
	return golden;
}

static void compare(const struct show *show, const struct golden *golden, const char *name,
		    const char *how, const struct program_result *result)
{
	struct str why = {"", 0};
	bool good = expect_text(show->arena, &show->marks, golden->expected, result->output, &why);

	if (good && result->status != golden->status) {
		good = false;
		why = str_format(show->arena, "its exit status is %d", result->status);
	}
	show_report(show, str_format(show->arena, "%s, %s", name, how).at, good, why);
}

static void check_golden(const struct show *show, const char *name)
{
	const char *path = str_format(show->arena, GOLDEN "/%s", name).at;
	struct golden golden = read_golden(show, path);

	if (!golden.here)
		return;
	if (golden.live) {
		struct program_result result = run_live(show, golden.command);

		compare(show, &golden, name, "live", &result);
	}
	if (golden.dump) {
		struct program_result result = show_run_dump(show, golden.command);

		compare(show, &golden, name, "dump", &result);
	}
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void check_all_golden(const struct show *show)
{
	struct dirent **entries;
	int count = scandir(GOLDEN, &entries, NULL, by_name);

	for (int i = 0; i < count && !tally_is_over(show->tally); i++) {
		const char *name = entries[i]->d_name;

		if (name[0] != '.' &&
		    (show->only_case == NULL || strcmp(show->only_case, name) == 0))
			check_golden(show, name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

// Every command, with --json, prints what doc/debugger.md promises.
static void check_json(const struct show *show)
{
	static const struct {
		const char *command;
		const char *shape;
	} shapes[] = {
		{"tasks -v", SHAPE_COMMAND
		 "now:i now-is-late:b tasks[].index:i tasks[].name:s "
		 "tasks[].priority:i tasks[].known:b tasks[].text:s tasks[].id:i "
		 "tasks[].generation:i tasks[].state:s tasks[].running:b "
		 "tasks[].peer.id:i tasks[].peer.name:s tasks[].waits-for:a "
		 "tasks[].pending:a tasks[].timer.deadline:i "
		 "tasks[].timer.notifications:a tasks[].fault.kind:s "
		 "tasks[].fault.text:s tasks[].fault.place:s? tasks[].registers:o "
		 "tasks[].stack.frames[*].pc:x tasks[].stack.frames[*].cfa:x? "
		 "tasks[].stack.frames[*].function:s? "
		 "tasks[].stack.frames[*].inlined:b "
		 "tasks[].stack.frames[*].file:s? tasks[].stack.frames[*].line:i "
		 "tasks[].stack.frames[*].column:i "
		 "tasks[].stack.frames[*].locals[*].name:s "
		 "tasks[].stack.frames[*].locals[*].argument:b "
		 "tasks[].stack.frames[*].locals[*].type:s "
		 "tasks[].stack.whole:b tasks[].stack.guessed:b tasks[].stack.ends:s?"},
		{"registers", SHAPE_COMMAND "task:s? registers.pc:x registers.sp:x"},
		{"registers caller", SHAPE_COMMAND "task:s registers.r0:x registers.pc:x"},
		{"readmem 0x20000000 16", SHAPE_COMMAND "address:x size:i bytes:s"},
		{"readvar scribe:head",
		 SHAPE_COMMAND "variables[].name:s variables[].address:x variables[].size:i "
			       "variables[].type:s variables[].value:v"},
		{"readvar --list",
		 SHAPE_COMMAND "variables[].module:s variables[].name:s variables[].function:s? "
			       "variables[].file:s variables[].line:i variables[].address:x "
			       "variables[].size:i variables[].type:s"},
		{"ringbuf",
		 SHAPE_COMMAND "rings[].name:s rings[].entries[].line:i "
			       "rings[].entries[].generation:i rings[].entries[].count:i "
			       "rings[].entries[].payload:v rings[].problem:s?"},
		{"counters", SHAPE_COMMAND "counters[].name:s counters[].values:o"},
		{"stackmargin",
		 SHAPE_COMMAND "stacks[].name:s stacks[].size:i stacks[].current:i? "
			       "stacks[].deepest:i? stacks[].bound:i? stacks[].bound-is-least:s? "
			       "stacks[].overflowed:b"},
		{"map", SHAPE_COMMAND "regions[].task:s regions[].what:s regions[].base:x "
				      "regions[].size:i regions[].rights:s"},
		{"manifest", SHAPE_COMMAND "manifest:o"},
		{"extract --list", SHAPE_COMMAND "files[].name:s files[].size:i"},
		{"waits", SHAPE_COMMAND "waits[].task:s waits[].waits-for:s waits[].kind:s "
					"waits[].deadlock:b notes[].task:s notes[].text:s"},
		{"diagnose", SHAPE_COMMAND "findings[].code:s findings[].task:s? findings[].text:s "
					   "findings[].place:s?"},
	};

	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		const char *what =
			str_format(show->arena, "shape of %s --json", shapes[i].command).at;
		struct str command = str_format(show->arena, "%s --json", shapes[i].command);
		struct program_result result = show_run_dump(show, command);
		json_t *root = json_loadb(result.output.at, result.output.len, 0, NULL);
		struct str wrong = {"", 0};
		bool good = shape_holds(root, shapes[i].shape, &wrong);

		show_report(show, what, result.status == 0 && good, wrong);
		json_decref(root);
	}
}

// Of each task whose bound is one, what was ever used of the stack is no more, and not
// much less: all that a task of this image does, it does at once.
static void check_bounds(const struct show *show)
{
	struct program_result result = show_run_dump(show, S("stackmargin --json"));
	json_t *root = json_loadb(result.output.at, result.output.len, 0, NULL);
	const json_t *stacks = json_object_get(root, "stacks");
	size_t compared = 0;
	bool good = true;

	for (size_t i = 0; i < json_array_size(stacks); i++) {
		const json_t *stack = json_array_get(stacks, i);
		const json_t *deepest = json_object_get(stack, "deepest");
		json_int_t bound = json_integer_value(json_object_get(stack, "bound"));

		if (!json_is_integer(deepest) ||
		    !json_is_null(json_object_get(stack, "bound-is-least")))
			continue;
		compared++;
		good &= json_integer_value(deepest) <= bound &&
			bound <= json_integer_value(deepest) + 40;
	}
	show_report(show, "no task's stack gets deeper than its bound", good && compared >= 10,
		    result.output);
	json_decref(root);
}

static size_t count(struct str text, const char *part)
{
	size_t n = 0;

	for (const char *at; (at = show_find(text, part)) != NULL; n++)
		text = str_slice(text, (size_t)(at - text.at) + 1, text.len);
	return n;
}

// The guest's time, in milliseconds since boot, as `tasks` tells it.
static int64_t read_now(const struct show *show, const char *const *where)
{
	struct program_result result = show_run(show, S("tasks --json"), where);
	json_t *root = json_loadb(result.output.at, result.output.len, 0, NULL);
	const json_t *now = json_object_get(root, "now");
	int64_t ms = json_is_integer(now) ? json_integer_value(now) : -1;

	json_decref(root);
	return ms;
}

// A processor that has executed nothing yet: that is what is said, and nothing made of
// memory that nobody has written.
static void check_early(const struct show *show)
{
	struct show early = *show;
	const char *why;

	if (!stage_open(show->arena, &early.stage, APP, show->board, NULL, NULL, &why)) {
		show_report(show, "an image that has not begun", false, str_from(why));
	} else {
		struct program_result tasks = run_live(&early, S("tasks -s"));
		struct program_result findings = run_live(&early, S("diagnose --wait 0"));

		show_report(show, "a system that has not begun is said to be that",
			    tasks.status == 0 && show_find(tasks.output, "in arm_reset") != NULL &&
				    show_find(tasks.output, "has not set itself up") != NULL &&
				    findings.status == 0 &&
				    str_starts(findings.output, "[not-booted] ") &&
				    count(findings.output, "[") == 1,
			    str_format(show->arena, "%.*s%.*s", STR_ARG(tasks.output),
				       STR_ARG(findings.output)));
	}
	stage_close(&early.stage);
}

// Starts bh with these words, its output thrown away or put into a file.
static pid_t start_bh(const char *const *argv, const char *output)
{
	pid_t child = fork();

	if (child < 0)
		diag_fatal("%s cannot be started: %s", argv[0], strerror(errno));
	if (child != 0)
		return child;
	int nothing = open("/dev/null", O_RDONLY);
	int to = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (nothing < 0 || to < 0)
		_exit(1);
	dup2(nothing, STDIN_FILENO);
	dup2(to, STDOUT_FILENO);
	dup2(to, STDERR_FILENO);
	execv(SHOW_BH, (char *const *)(uintptr_t)argv);
	_exit(1);
}

// Starts `bh readvar --watch`, and ends it with a signal.
static bool interrupt_watch(const struct show *show)
{
	const char *const argv[] = {SHOW_BH, "readvar",  "kernel:kernel.now", "--watch", "--every",
				    "1",     "--target", show->stage.gdb,     NULL};
	pid_t child = start_bh(argv, "/dev/null");

	usleep(300000);
	kill(child, SIGINT);
	return program_wait(child, SHOW_SECONDS) == 128 + SIGINT;
}

// From here on the guest runs: a command that was not told to leave it halted lets it go.
static void check_running(const struct show *show)
{
	const char *const where[] = {"--target", show->stage.gdb, NULL};
	int64_t before = read_now(show, where);

	usleep(100000);
	int64_t after = read_now(show, where);
	show_report(show, "a target runs on after a command", before >= 0 && after > before,
		    str_format(show->arena, "%lld, then %lld ms since boot", (long long)before,
			       (long long)after));
	show_report(show, "a signal ends a watch", interrupt_watch(show), S("it did not end so"));
	before = read_now(show, where);
	usleep(100000);
	after = read_now(show, where);
	show_report(show, "a target runs on after a signal", before >= 0 && after > before,
		    str_format(show->arena, "%lld, then %lld ms since boot", (long long)before,
			       (long long)after));
}

// A dump of one task has its memory, and not that of others.
static void check_one_task(const struct show *show)
{
	const char *file = str_format(show->arena, "%s.one", show->dump).at;
	const char *const where[] = {"--dump", file, NULL};
	struct program_result made =
		run_live(show, str_format(show->arena, "dump --task scribe -o %s", file));
	struct program_result own = show_run(show, S("readvar scribe:second.amount"), where);
	struct program_result other = show_run(show, S("tasks -s keeper"), where);

	show_report(show, "a dump of one task has its memory and no other's",
		    made.status == 0 && str_is(own.output, "scribe:second.amount = 65535\n") &&
			    other.status == 0 &&
			    show_find(other.output, "the task's stack cannot be read") != NULL,
		    str_format(show->arena, "%.*s%.*s%.*s", STR_ARG(made.output),
			       STR_ARG(own.output), STR_ARG(other.output)));
	unlink(file);
}

static void check_write(const struct show *show)
{
	struct program_result write = run_live(show, S("writemem scribe:first.amount 4321"));
	struct program_result wrong = run_live(show, S("writemem scribe:first.amount 5 x"));
	struct program_result read = run_live(show, S("readvar scribe:first.amount"));

	show_report(
		show, "what is written can be read",
		write.status == 0 && str_is(read.output, "scribe:first.amount = 4321\n"),
		str_format(show->arena, "%.*s%.*s", STR_ARG(write.output), STR_ARG(read.output)));
	show_report(show, "nothing is written when a number is none",
		    wrong.status == 1 && show_find(wrong.output, "'x' is not a number") != NULL &&
			    str_is(read.output, "scribe:first.amount = 4321\n"),
		    wrong.output);
	struct program_result dump = show_run_dump(show, S("writemem scribe:first.amount 1"));
	show_report(show, "a dump cannot be written", dump.status == 1, dump.output);
	dump = show_run_dump(show, S("readmem 0x20000000 1024k"));
	show_report(show, "memory that a dump has in part",
		    dump.status == 1 && show_find(dump.output, "0x20000000  ") != NULL &&
			    show_find(dump.output, "of 1048576 bytes at 0x20000000: ") != NULL,
		    dump.output);
}

// The archive alone is of another image on the other board: it must be refused.
static void check_wrong_image(const struct show *show)
{
	const char *const where[] = {"--target",
				     show->stage.gdb,
				     "--leave-halted",
				     "--archive",
				     "out/demo-mps2-an386/img/final.zip",
				     NULL};
	const char *const dumped[] = {"--dump", show->dump, "--archive",
				      "out/demo-mps2-an386/img/final.zip", NULL};
	struct program_result result;
	struct built built;

	if (image_build("app/demo", "mps2-an386", &built) != 0)
		return;
	result = show_run(show, S("tasks"), where);
	show_report(show, "the archive of another image is refused",
		    result.status == 1 &&
			    show_find(result.output, "does not run this image") != NULL,
		    result.output);
	result = show_run(show, S("tasks"), dumped);
	show_report(show, "the archive of another image is refused for a dump",
		    result.status == 1 &&
			    show_find(result.output, "the dump is not of this image") != NULL,
		    result.output);
}

static void end(pid_t child)
{
	kill(child, SIGINT);
	program_wait(child, SHOW_SECONDS);
}

// Tries until the run that was just started is found, or for long enough.
static bool is_found(const struct show *show, const char *const *where)
{
	uint64_t limit = clock_ms() + (uint64_t)SHOW_SECONDS * 1000;

	while (clock_ms() < limit) {
		if (show_run(show, S("tasks"), where).status == 0)
			return true;
		usleep(100000);
	}
	return false;
}

// What `bh readvar --watch` shows of a variable that changes ten times a second.
static struct str follow(const struct show *show, const char *app)
{
	const char *const argv[] = {
		SHOW_BH, "readvar", "pong:pong_server_counters", "--watch", "--app", app, NULL};
	const char *path = str_format(show->arena, "%s.followed", show->dump).at;
	struct str output = {"", 0};
	pid_t child = start_bh(argv, path);

	sleep(3);
	end(child);
	file_read(show->arena, path, &output);
	unlink(path);
	return output;
}

// The number of the first crash record of a run; waits until there is one. -1: never.
static int64_t first_crash(const struct show *show, const char *const *where)
{
	uint64_t limit = clock_ms() + (uint64_t)SHOW_SECONDS * 1000;

	while (clock_ms() < limit) {
		struct program_result list = show_run(show, S("dump --list --json"), where);
		json_t *root = json_loadb(list.output.at, list.output.len, 0, NULL);
		const json_t *first = json_array_get(json_object_get(root, "crashes"), 0);
		const json_t *number = json_object_get(first, "number");
		int64_t value = json_is_integer(number) ? json_integer_value(number) : -1;

		json_decref(root);
		if (value >= 0)
			return value;
		usleep(200000);
	}
	return -1;
}

// The demo's ping divides by zero; the supervisor keeps a record of it, which is as good as
// a dump.
static void check_crashes(const struct show *show, const char *const *where)
{
	long long number = (long long)first_crash(show, where);
	const char *file = str_format(show->arena, "%s.crash", show->dump).at;
	const char *const dumped[] = {"--dump", file, NULL};
	struct program_result list = show_run(show, S("dump --list"), where);
	struct program_result live;
	struct program_result dump;

	show_report(show, "crash records are listed with their place",
		    number >= 0 && show_find(list.output, "divide by zero") != NULL &&
			    show_find(list.output, "at task/ping/main.c:") != NULL,
		    list.output);
	// The record may have been replaced meanwhile: then there is a newer one.
	live = show_run(show, str_format(show->arena, "dump --crash %lld -o %s", number, file),
			where);
	if (live.status != 0)
		live = show_run(show,
				str_format(show->arena, "dump --crash %lld -o %s",
					   (long long)first_crash(show, where), file),
				where);
	dump = show_run(show, S("tasks -s"), dumped);
	struct program_result findings = show_run(show, S("diagnose --wait 3000"), where);
	show_report(show, "a task that flaps is diagnosed first, with its line",
		    show_find(findings.output, "[task-flaps] ping: ") == findings.output.at &&
			    show_find(findings.output,
				      "divide by zero\n      at task/ping/main.c:") != NULL,
		    findings.output);
	show_report(
		show, "a crash record becomes a dump",
		live.status == 0 && dump.status == 0 && show_find(dump.output, "ping") != NULL &&
			show_find(dump.output, "jefe") == NULL &&
			show_find(dump.output, "FAULTED: divide by zero") != NULL &&
			show_find(dump.output, "main at task/ping/main.c:") != NULL,
		str_format(show->arena, "%.*s%.*s", STR_ARG(live.output), STR_ARG(dump.output)));
	unlink(file);
}

// The demo, as a person starts it: it is found without being told where, goes on, and
// can be reset.
static void check_found(const struct show *show)
{
	const char *app = str_format(show->arena, "demo-%s", show->board).at;
	const char *const argv[] = {SHOW_BH, "run", "app/demo", "--board", show->board, NULL};
	const char *const where[] = {"--app", app, NULL};
	struct built built;

	// A build may take longer than a run may take to be found.
	if (image_build("app/demo", show->board, &built) != 0) {
		show_report(show, "the demo builds", false, S("it does not"));
		return;
	}
	pid_t child = start_bh(argv, "/dev/null");
	bool found = is_found(show, where);

	show_report(show, "a run is found by itself", found, S("it is not"));
	if (found) {
		struct str watched = follow(show, app);

		check_crashes(show, where);
		int64_t before = read_now(show, where);
		struct program_result reset = show_run(show, S("reset"), where);
		show_report(show, "a variable can be watched", count(watched, " = {") >= 2,
			    watched);
		usleep(200000);
		show_report(show, "a reset starts the system over",
			    reset.status == 0 && before > 2000 && read_now(show, where) < before,
			    reset.output);
	}
	end(child);
	show_report(show, "a run that has ended is not found",
		    show_run(show, S("tasks"), where).status == 1, S("it is"));
}

// A dump of a dump is the same again.
static void check_dump_of_dump(const struct show *show)
{
	const char *path = str_format(show->arena, "%s.again", show->dump).at;
	struct str first = {"", 0};
	struct str again = {"", 0};
	struct program_result result =
		show_run_dump(show, str_format(show->arena, "dump --json -o %s", path));
	json_t *root = json_loadb(result.output.at, result.output.len, 0, NULL);

	file_read(show->arena, show->dump, &first);
	file_read(show->arena, path, &again);
	unlink(path);
	show_report(show, "a dump of a dump is the same",
		    result.status == 0 && first.len > 0 && str_equal(first, again) &&
			    json_integer_value(json_object_get(root, "size")) ==
				    (json_int_t)again.len,
		    result.output);
	json_decref(root);
}

static void check_all(struct show *show)
{
	struct program_result dump;

	dump = run_live(show, str_format(show->arena, "dump -o %s", show->dump));
	show_report(show, "a dump can be taken", dump.status == 0, dump.output);
	if (dump.status != 0)
		return;
	check_all_golden(show);
	if (show->only_case != NULL)
		return;
	check_json(show);
	check_dump_of_dump(show);
	check_bounds(show);
	show_gdb(show);
	show_spoilt(show);
	check_wrong_image(show);
	check_one_task(show);
	check_write(show);
	check_running(show);
	check_early(show);
	check_found(show);
}

// Addresses as golden files name them: {scribe:grid}, in hexadecimal.
static void mark_symbols(struct show *show, const char *task)
{
	const char *path = str_format(show->arena, "%.*s/img/%s.elf",
				      STR_ARG(show->stage.guest.model->out), task)
				   .at;
	const struct elf *elf = elf_open(show->arena, path);

	for (size_t i = 1; elf != NULL && i < elf_symbol_count(elf); i++) {
		struct elf_symbol symbol = elf_symbol_at(elf, i);

		if (symbol.name.len > 0)
			expect_add_mark(
				show->arena, &show->marks,
				str_format(show->arena, "%s:%.*s", task, STR_ARG(symbol.name)),
				str_format(show->arena, "0x%08" PRIx32, symbol.value));
	}
}

void test_debug(struct arena *arena, struct tally *tally, const char *board, const char *only_case)
{
	struct show show = {
		.arena = arena,
		.tally = tally,
		.board = board,
		.only_case = only_case,
	};
	const char *why;

	expect_read_marks(arena, &show.marks, APP "/cast/main.c");
	expect_read_marks(arena, &show.marks, APP "/scribe/main.c");
	if (!stage_open(arena, &show.stage, APP, board, "teller", "debug_settled", &why)) {
		show_report(&show, "the image gets to where it is looked at", false, str_from(why));
	} else {
		show.dump =
			str_format(arena, "%.*s/test.core", STR_ARG(show.stage.guest.model->out))
				.at;
		mark_symbols(&show, "scribe");
		mark_symbols(&show, "stray");
		check_all(&show);
	}
	stage_close(&show.stage);
}
