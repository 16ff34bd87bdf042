// `bh test control`, many commands in one: what `bh debug` reads from its input.
#define _GNU_SOURCE // memmem

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/run/control.h"
#include "tool/target/clock.h"

#define TERMINAL_MS 20000

// Runs `bh debug` with these lines, of which none holds a single quotation mark or a
// percent sign.
static struct program_result run_lines(const struct control *control, const char *lines,
				       const char *where, const char *path)
{
	const char *command = str_format(control->arena, "printf '%s' | " CONTROL_BH " debug %s %s",
					 lines, where, path)
				      .at;
	const char *const argv[] = {"sh", "-c", command, NULL};

	return program_run(control->arena, argv, CONTROL_SECONDS);
}

// Reads what a terminal shows until it has shown some words, for at most a few seconds.
// `seen` is how much of it was waited for before, and will have been.
static bool shows(int terminal, struct text *shown, size_t *seen, const char *words)
{
	uint64_t limit = clock_ms() + TERMINAL_MS;
	struct pollfd ready = {.fd = terminal, .events = POLLIN};
	char bytes[256];

	while (clock_ms() < limit) {
		const char *at =
			memmem(shown->at + *seen, shown->len - *seen, words, strlen(words));

		if (at != NULL) {
			*seen = (size_t)(at - shown->at) + strlen(words);
			return true;
		}
		ssize_t n = poll(&ready, 1, 100) > 0 ? read(terminal, bytes, sizeof bytes) : 0;
		if (n < 0)
			return false;
		text_add(shown, (struct str){bytes, (size_t)n});
	}
	return false;
}

static bool type(int terminal, const char *keys)
{
	return write(terminal, keys, strlen(keys)) == (ssize_t)strlen(keys);
}

// As a person uses it: Ctrl-C ends what goes on, and a line that is not meant; Ctrl-D ends
// it all.
static void check_terminal(const struct control *control)
{
	static const char *const ctrl_c = "\x03";
	static const char *const ctrl_d = "\x04";
	struct text shown = {.arena = control->arena};
	size_t seen = 0;
	int terminal;
	int status;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);

	if (child == 0) {
		setenv("TERM", "dumb", 1);
		execl(CONTROL_BH, CONTROL_BH, "debug", "--target", control->stage.gdb,
		      (char *)NULL);
		_exit(1);
	}
	if (child < 0) {
		control_report(control, "bh debug on a terminal, and Ctrl-C there", false,
			       str_format(control->arena, "there is no terminal to be had: %s",
					  strerror(errno)));
		return;
	}
	text_adds(&shown, "");
	bool good = shows(terminal, &shown, &seen, "bh> ") &&
		    type(terminal, "ringbuf sleeper --follow\n") &&
		    shows(terminal, &shown, &seen, "sleeper_ring") && type(terminal, ctrl_c) &&
		    shows(terminal, &shown, &seen, "bh> ") && type(terminal, "not meant") &&
		    shows(terminal, &shown, &seen, "not meant") && type(terminal, ctrl_c) &&
		    shows(terminal, &shown, &seen, "bh> ") && type(terminal, "tasks idle\n") &&
		    shows(terminal, &shown, &seen, "gen prio  state") &&
		    shows(terminal, &shown, &seen, "bh> ") && type(terminal, ctrl_d);
	status = program_wait(child, good ? TERMINAL_MS / 1000 : 0);
	close(terminal);
	control_report(control, "bh debug on a terminal, and Ctrl-C there", good && status == 0,
		       text_str(&shown));
}

void control_debug(const struct control *control)
{
	const char *lines = "# a comment, and an empty line\n\n"
			    "call Pong.increment value=1\n"
			    "taks\n"
			    "tasks sleepr\n"
			    "call Uart.write \"data=\\\\\"a b\\\\\"\"\n"
			    "fault sleeper\n"
			    "tasks sleeper\n"
			    "start sleeper\n"
			    "tasks --dump x\n"
			    "tasks \"sleeper\n"
			    "tasks --crash 2\n"
			    "tasks sleeper\n"
			    "quit\n"
			    "never read\n";
	struct program_result result = run_lines(control, lines, "--target", control->stage.gdb);

	control_expect(control, "bh debug takes many commands",
		       S("Pong.increment => 2\n"
			 "bh: there is no command 'taks'; did you mean 'tasks'?\n"
			 "  help: *\n"
			 "bh: error: there is no task \"sleepr\"\n"
			 "  help: did you mean \"sleeper\"?\n"
			 "Uart.write => ()\n"
			 "fault sleeper: done; generation *, FAULTED: stopped on request of jefe\n"
			 "*s since boot\n"
			 " #  task              gen prio  state\n"
			 " 2  sleeper * FAULTED: stopped on request of jefe\n"
			 "...\n"
			 "start sleeper: done; *\n"
			 "bh tasks: what is looked at was said when `bh debug` was started\n"
			 "typed:1:7: error: this quotation mark has no second\n"
			 "...\n"
			 "crash 2: *\n"
			 "...\n"
			 " 2  sleeper * FAULTED: stopped on request of jefe\n"
			 "...\n"
			 " #  task              gen prio  state\n"
			 " 2  sleeper *\n"),
		       result.output);
	control_report(control, "bh debug ends with the last command's status", result.status == 0,
		       str_format(control->arena, "it is %d", result.status));
	result = run_lines(control, "registers sleeper\nwaits\n", "--json --target",
			   control->stage.gdb);
	control_expect(control, "bh debug has each command print JSON",
		       S("{\n"
			 "  \"command\": \"registers\",\n"
			 "...\n"
			 "}\n"
			 "{\n"
			 "  \"command\": \"waits\",\n"
			 "...\n"
			 "}\n"),
		       result.output);
	result = run_lines(control, "crashes\nhold sleeper\n", "--dump", control->dump);
	control_expect(
		control, "bh debug on a dump",
		S("  0  broken, *\n...\nbh: error: a dump has not what `bh hold` needs\n..."),
		result.output);
	check_terminal(control);
	control_report(control, "bh debug fails as the last command did", result.status == 1,
		       str_format(control->arena, "it is %d", result.status));
}
