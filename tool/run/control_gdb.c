// `bh test control`, GDB's part: a GDB as anybody has it attaches to `bh gdb`.
#include <stdlib.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/run/control.h"

// Runs GDB: loads all programs, attaches to a target, and gives it commands.
static void expect_of_gdb(const struct control *control, const char *what, const char *target,
			  const char *const *commands, struct str expected)
{
	const char *path = str_format(control->arena, "%s.gdb", control->dump).at;
	const char *const argv[] = {"gdb-multiarch", "-nx", "-batch", "-x", path, NULL};
	struct text script = {.arena = control->arena};

	text_addf(&script,
		  "set pagination off\nset width 0\ncd %s.folder\nsource gdb.script\n"
		  "cd %s\ntarget remote %s\n",
		  control->dump, getcwd(NULL, 0), target);
	for (; *commands != NULL; commands++)
		text_add(&script, expect_fill(control->arena, &control->marks,
					      str_format(control->arena, "%s\n", *commands)));
	file_write(path, text_str(&script));
	control_expect(control, what, expected,
		       program_run(control->arena, argv, CONTROL_SECONDS).output);
}

static const char *live_target(const struct control *control)
{
	return str_format(control->arena, "| " CONTROL_BH " gdb --stdio --target %s",
			  control->stage.gdb)
		.at;
}

static void check_threads(const struct control *control)
{
	const char *const commands[] = {"info threads", "thread 2", "bt", "thread 3", "bt", NULL};
	const char *dump =
		str_format(control->arena, "| " CONTROL_BH " gdb --stdio --dump %s", control->dump)
			.at;
	struct str expected =
		S("...\n"
		  "*1    Thread 1 \"jefe\" (*\n"
		  "  2    Thread 2 \"broken\" (FAULTED: divide by zero) * divide (*) at "
		  "test/control/broken/main.c:{divide}\n"
		  "*3    Thread 3 \"sleeper\" (*\n"
		  "...\n"
		  "#0 *divide (dividend=dividend@entry=12, divisor=divisor@entry=0) at "
		  "test/control/broken/main.c:{divide}\n"
		  "...\n"
		  "#1 *share (all=*) at test/control/broken/main.c:{share}\n"
		  "#2 *main () at test/control/broken/main.c:{main}\n"
		  "#3 *_start () at *\n"
		  "...\n"
		  "#0 *sys_stub_* () at *\n"
		  "...\n"
		  "#4 *main () at test/control/sleeper/main.c:*\n"
		  "#5 *_start () at *\n"
		  "...");

	expect_of_gdb(control, "GDB sees tasks of a live system", live_target(control), commands,
		      expected);
	expect_of_gdb(control, "GDB sees tasks of a dump", dump, commands, expected);
}

static void check_running(const struct control *control)
{
	const char *const commands[] = {
		"break 'test/control/sleeper/main.c':{sleep}",
		"continue",
		"info threads",
		"continue",
		"next",
		"bt 1",
		"while *(unsigned short *)$pc != 0xdf00",
		"stepi",
		"end",
		"stepi", // the system call
		"thread",
		"delete",
		"tbreak kern_syscall",
		"continue",
		"thread 4",
		"stepi",
		"info threads",
		"set $r7 = 77",
		"print $r7",
		NULL,
	};
	struct str expected =
		S("...\n"
		  "Thread 3 \"sleeper\" hit Breakpoint 1, main () at "
		  "test/control/sleeper/main.c:{sleep}\n"
		  "...\n"
		  "* 3    Thread 3 \"sleeper\" (running) * main () at "
		  "test/control/sleeper/main.c:{sleep}\n"
		  "  4    Thread 4 \"idle\" (ready to run) *\n"
		  "...\n"
		  "Thread 3 \"sleeper\" hit Breakpoint 1, main () at *\n"
		  "...\n"
		  "#0 *main () at test/control/sleeper/main.c:*\n"
		  "...\n"
		  "[Current thread is 3 (Thread 3)]\n"
		  "...\n"
		  "Thread * \"kernel\" hit Temporary breakpoint *, kern_syscall (*) at *\n"
		  "...\n"
		  "* 4    Thread 4 \"idle\" (running) *\n"
		  "...\n"
		  "$1 = 77\n"
		  "...");

	expect_of_gdb(control, "GDB stops, continues and steps tasks", live_target(control),
		      commands, expected);
}

// As an IDE does it: over a port.
static void check_port(const struct control *control)
{
	struct program_result result = control_shell_at_port(
		control, "gdb-multiarch -nx -batch -ex 'set architecture armv7e-m' "
			 "-ex \"target remote 127.0.0.1:$port\" -ex 'info threads'");

	control_expect(control, "GDB attaches over a port",
		       S("...\n"
			 "*1    Thread 1 \"jefe\" (*\n"
			 "  2    Thread 2 \"broken\" (FAULTED: divide by zero) *\n"
			 "..."),
		       result.output);
}

void control_gdb(const struct control *control)
{
	const char *const extract[] = {
		CONTROL_BH,    "extract", "--dump",
		control->dump, "--all",   str_format(control->arena, "%s.folder", control->dump).at,
		NULL};
	struct program_result result = program_run(control->arena, extract, CONTROL_SECONDS);

	control_report(control, "an archive can be extracted", result.status == 0, result.output);
	check_threads(control);
	check_running(control);
	check_port(control);
	struct str why;
	bool good = control_goes_on(control, &why);
	control_report(control, "the system goes on when GDB has left", good, why);
}
