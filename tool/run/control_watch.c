// `bh test control`, looking on: what is shown as it changes, what is wrong with a system,
// and that all that goes on for long leaves the system running when it is ended.
#define _GNU_SOURCE // memmem

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/run/control.h"

// The guest's time; -1 if it does not answer.
static int64_t now_of(const struct control *control)
{
	json_t *root = control_ask(control, "tasks");
	const json_t *now = json_object_get(root, "now");
	int64_t ms = json_is_integer(now) ? json_integer_value(now) : -1;

	json_decref(root);
	return ms;
}

// However little the host lets the guest do.
bool control_goes_on(const struct control *control, struct str *why)
{
	int64_t before = now_of(control);
	int64_t after = before;

	for (unsigned i = 0; i < CONTROL_LOOKS && before >= 0 && after == before; i++) {
		usleep(CONTROL_LOOK_US);
		after = now_of(control);
	}
	*why = str_format(control->arena, "%lld, then %lld ms since boot", (long long)before,
			  (long long)after);
	return before >= 0 && after > before;
}

// Lets a command run for so many seconds, and then interrupts it.
static struct program_result interrupt(const struct control *control, const char *seconds,
				       const char *command)
{
	const char *line =
		str_format(control->arena,
			   "sleep %s | timeout -k 20 -s INT %s " CONTROL_BH " %s --target %s",
			   seconds, seconds, command, control->stage.gdb)
			.at;

	return control_shell(control, line);
}

static void check_interrupts(const struct control *control)
{
	static const struct {
		const char *command;
		const char *seconds;
	} commands[] = {
		{"ringbuf sleeper --follow", "0.7"},
		{"diagnose --wait 60000", "0.7"},
		{"gdb --port 0", "0.7"},
		{"debug", "0.7"},
		// In the middle of many exchanges.
		{"tasks -v", "0.03"},
		{"tasks -v", "0.06"},
		{"tasks -v", "0.1"},
		{"stackmargin", "0.05"},
		{"stackmargin", "0.1"},
	};

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		struct str why;
		const char *what =
			str_format(control->arena, "the system goes on: %s, ended after %s s",
				   commands[i].command, commands[i].seconds)
				.at;

		interrupt(control, commands[i].seconds, commands[i].command);
		bool good = control_goes_on(control, &why);
		control_report(control, what, good, why);
	}
}

// Sleeper notes 1, 2, 3 and so on: each line shown is of a later one.
static void check_follow(const struct control *control)
{
	struct program_result result = interrupt(control, "2", "ringbuf sleeper --follow");
	struct str rest = result.output;
	struct str line;
	uint64_t last = 0;
	size_t count = 0;
	bool good = true;

	while (str_next(&rest, '\n', &line)) {
		uint64_t awake;

		if (!str_number(str_slice(line, str_find_last(line, ' ') + 1, line.len), &awake))
			continue;
		good &= awake > last;
		last = awake;
		count++;
	}
	// What fits into the ring is there at once; that more comes takes following it.
	control_report(control, "a ring can be followed", good && count > 4, result.output);
}

// The two tasks that wait for each other, and the one that waits for idle: whoever is at
// work just then, hiffy for one, is said to keep idle from running.
static void check_findings(const struct control *control)
{
	struct program_result result = control_run(control, "diagnose --wait 0");

	control_expect(control, "what is wrong, the likeliest cause first",
		       S("[task-faulted] broken: FAULTED: divide by zero\n"
			 "      at test/control/broken/main.c:{divide}, in divide\n"
			 "[deadlock] left: left waits for right waits for left\n"
			 "[priority-inversion] hurried: waits for idle, which is less important*\n"
			 "[crash-record] broken: *\n"
			 "..."),
		       result.output);
	result = control_run(control, "waits");
	control_expect(control, "who waits for whom, with a circle",
		       S("DEADLOCK: left waits for right waits for left\n"
			 "...\n"
			 "idle: *\n"
			 "    <- hurried: waiting for idle to take its message\n"
			 "...\n"
			 "left: waiting for right to take its message\n"
			 "right: waiting for left to take its message\n"
			 "note: hurried waits for idle, which is less important*\n"),
		       result.output);
}

// A path may be a port instead: here, that of our own server.
static void check_port(const struct control *control)
{
	struct program_result result =
		control_shell_at_port(control, CONTROL_BH " tasks broken --target 127.0.0.1:$port");

	control_expect(control, "a target behind a port",
		       S("127.0.0.1:*: * s since boot\n"
			 "...\n"
			 " 1  broken * FAULTED: divide by zero\n"
			 "      at test/control/broken/main.c:{divide}, *\n"),
		       result.output);
}

void control_watch(const struct control *control)
{
	struct str why;
	bool good = control_goes_on(control, &why);

	control_report(control, "the system runs", good, why); // so that hurried has had its turn
	check_findings(control);
	check_follow(control);
	check_port(control);
	check_interrupts(control);
}

// Whoever looks at a target that ends is told.
void control_end(const struct control *control)
{
	const char *line = str_format(control->arena,
				      "(sleep 1; kill -9 %d) & " CONTROL_BH
				      " readvar sleeper:sleeper_ring.next --watch --target %s",
				      (int)control->stage.qemu.pid, control->stage.gdb)
				   .at;
	struct program_result result = control_shell(control, line);

	control_report(control, "a target that ends is reported", result.status == 1, S(""));
	control_expect(control, "a target that ends is reported in words",
		       S("...\n"
			 "bh: error: *: the connection was closed\n"
			 "  help: it, or the GDB server before it, has ended; start it again\n"),
		       result.output);
}
