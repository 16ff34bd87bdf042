// `bh test control`, the calls: every operation of the demo's servers, and of one that
// takes and gives values of every kind.
#include <string.h>
#include <unistd.h>

#include "tool/base/file.h"
#include "tool/run/control.h"
#include "tool/run/qmp.h"

#define ARGUMENTS_MAX 8
#define RESET "Jefe.request_reset" // called last
#define RESET_LOOKS 400
#define LOOK_US 50000

struct call {
	const char *operation;
	const char *arguments[ARGUMENTS_MAX]; // to the first NULL
	int status;
	const char *expected; // output (expect.h)
};

// Each reply follows from what pong.idol, uart.idol, jefe.idol and echo.idol say.
static const struct call calls[] = {
	{"Pong.increment", {"value=7"}, 0, "Pong.increment => 8\n"},
	{"Pong.increment", {"value=0xffffffff"}, 0, "Pong.increment => 0\n"},
	{"Pong.complement", {"value=1"}, 0, "Pong.complement => 4294967294\n"},
	{"Uart.write", {"data=\"hello\""}, 0, "Uart.write => ()\n"},
	{"Uart.read", {"data=8"}, 1, "Uart.read => Err(WouldBlock)\n"},
	{"Uart.subscribe", {"bit=3"}, 0, "Uart.subscribe => ()\n"},
	{"Jefe.set_state", {"state=77"}, 0, "Jefe.set_state => ()\n"},
	{"Jefe.get_state", {NULL}, 0, "Jefe.get_state => 77\n"},
	{"Jefe.read_fault_counts",
	 {"counts=11"}, // tasks,
	 0,
	 "Jefe.read_fault_counts => ()\n  counts:\n    0\n    1\n..."},
	{"Jefe.read_event",
	 {"number=0"},
	 0,
	 "Jefe.read_event => {time: *, number: *, task: *, kind: Fault, state_size: *, state: "
	 "*, reserved: 0}\n"},
	{"Jefe.read_task",
	 {"index=1"},
	 0,
	 "Jefe.read_task => {faults: 1, delay: *, state: Held, hold: true, reserved: 0}\n"},
	{"Jefe.read_task", {"index=99"}, 1, "Jefe.read_task => Err(NoTask)\n"},
	{"Jefe.hold", {"index=2"}, 0, "Jefe.hold => ()\n"},
	{"Jefe.release", {"index=2"}, 0, "Jefe.release => ()\n"},
	{"Jefe.fault", {"index=2"}, 0, "Jefe.fault => ()\n"},
	{"Jefe.start", {"index=2"}, 0, "Jefe.start => ()\n"},
	{"Jefe.release", {"index=2"}, 0, "Jefe.release => ()\n"},
	{"Jefe.read_reset", {NULL}, 0, "Jefe.read_reset => {cause: Unknown, task: 0, time: 0}\n"},
	{"Jefe.read_epitaph", {NULL}, 1, "Jefe.read_epitaph => Err(Nothing)\n"},
	{"Jefe.read_crash", {"number=0", "record=512"}, 0, "Jefe.read_crash => *\n..."},
	{"Jefe.check_in", {NULL}, 0, "Jefe.check_in => ()\n"},
	{"Echo.mixed",
	 {"flag=true", "mode=On", "access=Read|Run", "text=\"hi\"", "place={x: -2, y: 300}",
	  "ratio=1.25"},
	 0,
	 "Echo.mixed => ({x: -2, y: 300}, \"hi\", On, Read|Run, true, 2.5)\n"},
	{"Echo.event",
	 {"event=Drag{to: {x: 1, y: -1}}", "maybe=Some(500)"},
	 0,
	 "Echo.event => (Some(500), Drag{to: {x: 1, y: -1}})\n"},
	{"Echo.event",
	 {"event=Move(-1, 2)", "maybe=None"},
	 0,
	 "Echo.event => (None, Move(-1, 2))\n"},
	{"Echo.event", {"event=Idle", "maybe=None"}, 0, "Echo.event => (None, Idle)\n"},
	{"Echo.letter", {"letter='\xc3\xa4'", "wide=-5"}, 0, "Echo.letter => (-5, '\xc3\xa4')\n"},
	{"Echo.shout", {"level=100"}, 0, "Echo.shout => 100\n"},
	{"Echo.shout", {"level=101"}, 1, "Echo.shout => Err(TooLoud)\n"},
	{"Echo.complain", {"level=101"}, 1, "Echo.complain => Err(Noise{level: 101})\n"},
	{"Echo.copy",
	 {"from=[1, 0xffffffff, 7]", "to=2"},
	 0,
	 "Echo.copy => 2\n  to:\n    2\n    0\n"},
	// Mistakes, which never get to the target.
	{"Echo.number",
	 {"value=-1"},
	 1,
	 "value:1:1: error: this cannot be negative\n    1 | -1\n      | ^~\n"},
	{"Echo.number", {"value=0x100000000"}, 1, "value:1:1: error: too large for u32\n..."},
	{"Echo.number", {NULL}, 1, "bh: error: \"value\" is missing\n..."},
	{"Echo.number",
	 {"value=1", "valve=2"},
	 1,
	 "bh: error: \"valve=2\" is no argument of *\n..."},
	{"Echo.number", {"value=1", "value=2"}, 1, "bh: error: \"value\" is given twice\n"},
	{"Echo.nmber", {NULL}, 1, "bh: error: *\n  help: did you mean \"number\"?\n"},
	{"Eco.number", {NULL}, 1, "bh: error: *\n  help: did you mean \"Echo\"?\n"},
	{"Echo.copy",
	 {"from=[]", "to=17"},
	 1,
	 "bh: error: \"to\" is given 17 elements, and may *\n"},
	{"Echo.turn",
	 {"data=@bh"},
	 1,
	 "bh: error: the call takes more than the 2048 bytes that hiffy has\n..."},
	// Calls without a reply.
	{"Echo.refuse",
	 {NULL},
	 1,
	 "bh: error: hiffy*refused by echo: the caller is not allowed to do this\n..."},
	{"Echo.die", {NULL}, 1, "Echo.die => Err(the server was restarted meanwhile)\n"},
	{"Jefe.restart_me",
	 {NULL},
	 1,
	 "bh: error: hiffy was stopped while it made the call: *\n..."},
	{"Echo.hang", {"--timeout", "300"}, 1, "bh: error: echo has not replied in 300 ms\n..."},
};

static struct program_result make(const struct control *control, const char *operation,
				  const char *const *arguments)
{
	const char *argv[ARGUMENTS_MAX + 6] = {CONTROL_BH, "call", operation};
	size_t count = 3;

	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[i] != NULL; i++)
		argv[count++] = arguments[i];
	argv[count++] = "--target";
	argv[count++] = control->stage.gdb;
	return program_run(control->arena, argv, CONTROL_SECONDS);
}

static void check_call(const struct control *control, const struct call *call)
{
	struct program_result result = make(control, call->operation, call->arguments);
	struct text name = {.arena = control->arena};

	text_addf(&name, "%s", call->operation);
	for (size_t i = 0; i < ARGUMENTS_MAX && call->arguments[i] != NULL; i++)
		text_addf(&name, " %s", call->arguments[i]);
	control_expect(control, text_str(&name).at, str_from(call->expected), result.output);
	if (result.status != call->status)
		control_report(control, str_format(control->arena, "status of %s", name.at).at,
			       false, str_format(control->arena, "%d", result.status));
}

// A lease of 1 KiB from a file and back into one.
static void check_lease(const struct control *control)
{
	enum { SIZE = 1024 };
	const char *in = str_format(control->arena, "%s.in", control->dump).at;
	const char *out = str_format(control->arena, "%s.out", control->dump).at;
	const char *data = str_format(control->arena, "data=@%s", in).at;
	const char *const arguments[ARGUMENTS_MAX] = {data, "-o", out, NULL};
	char bytes[SIZE];
	struct str back;
	bool good = true;

	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * i >> 3);
	file_write(in, (struct str){bytes, SIZE});
	struct program_result result = make(control, "Echo.turn", arguments);
	if (!file_read(control->arena, out, &back) || back.len != SIZE)
		back = (struct str){"", 0};
	for (size_t i = 0; i < back.len; i++)
		good &= back.at[i] == bytes[SIZE - 1 - i];
	control_report(control, "a lease of 1 KiB goes there and comes back",
		       result.status == 0 && back.len == SIZE && good, result.output);
}

static bool is_made(const char *operation)
{
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
		if (strcmp(calls[i].operation, operation) == 0)
			return true;
	return strcmp(operation, RESET) == 0;
}

// Whether some call is made of every operation of an image's servers.
static void check_all_made(const struct control *control, const char *image, json_t *list)
{
	const json_t *servers = json_object_get(list, "servers");
	struct text missing = {.arena = control->arena};
	const json_t *server;
	const json_t *operation;
	size_t i;
	size_t k;

	text_adds(&missing, "");
	json_array_foreach(servers, i, server)
	{
		json_array_foreach(json_object_get(server, "operations"), k, operation)
		{
			struct str name =
				str_format(control->arena, "%s.%s",
					   json_string_value(json_object_get(server, "interface")),
					   json_string_value(json_object_get(operation, "name")));

			if (!is_made(name.at))
				text_addf(&missing, "%.*s is not called\n", STR_ARG(name));
		}
	}
	control_report(control,
		       str_format(control->arena, "every operation of %s is called", image).at,
		       json_array_size(servers) > 0 && missing.len == 0, text_str(&missing));
	json_decref(list);
}

// The demo, and the one of its kind that calls can be made of.
static void check_operations_of(const struct control *control, const char *app)
{
	struct built demo;

	if (image_build(app, control->board, &demo) != 0) {
		control_report(control, app, false, S("it does not build"));
		return;
	}
	const char *const argv[] = {CONTROL_BH,   "call",   "--list", "--archive",
				    demo.archive, "--json", NULL};
	struct program_result result = program_run(control->arena, argv, CONTROL_SECONDS);
	check_all_made(control, app, json_loadb(result.output.at, result.output.len, 0, NULL));
}

static void check_operations(const struct control *control)
{
	check_all_made(control, "this image", control_ask(control, "call --list"));
	check_operations_of(control, "app/demo");
	check_operations_of(control, "app/lab");
}

static void check_json(const struct control *control)
{
	json_t *root = control_ask(control, "call Echo.complain level=300");
	json_t *list = control_ask(control, "call --list");
	size_t operations = 0;
	const json_t *server;
	size_t i;

	// A reply that is an error makes the command fail.
	control_report(control, "an error fails the command", root == NULL, S("it did not"));
	json_array_foreach(json_object_get(list, "servers"), i, server) operations +=
		json_array_size(json_object_get(server, "operations"));
	// 15 of jefe, 2 of pong, 3 of uart, 11 of echo.
	control_report(control, "call --list", operations == 15 + 2 + 3 + 11,
		       str_format(control->arena, "%zu operations", operations));
	json_decref(root);
	json_decref(list);
	root = control_ask(control, "call Echo.number value=4");
	control_report(control, "a reply as JSON",
		       json_integer_value(json_object_get(root, "ok")) == 5 &&
			       json_is_null(json_object_get(root, "error")),
		       S("it is not 5"));
	json_decref(root);
}

// The emulator stops when its guest asks for a reset; this process then resets it. It ends
// with 0 if that was asked for.
static pid_t start_resetter(const struct control *control)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	struct qmp *qmp = qmp_open(control->arena, control->stage.qemu.qmp);
	for (unsigned i = 0; qmp != NULL && i < RESET_LOOKS; i++) {
		const char *name;

		while (qmp_event(qmp, &name, NULL))
			if (strcmp(name, "SHUTDOWN") == 0)
				_exit(qmp_reset(qmp) ? 0 : 1);
		usleep(LOOK_US);
	}
	_exit(1);
}

static void check_reset(const struct control *control)
{
	pid_t child = start_resetter(control);
	struct program_result result = control_run(control, "call " RESET " --timeout 20000");

	control_report(control, RESET " resets the system",
		       child > 0 && program_wait(child, CONTROL_SECONDS) == 0, S("it does not"));
	control_expect(control, RESET,
		       S("bh: error: the system was reset while hiffy made the call\n"
			 "  help: *\n"),
		       result.output);
	control_expect(control, "crashes of before the reset",
		       S("* s since an earlier boot: FAULTED: *\n"
			 "...\n"
			 "*  broken, generation 0, 0.0* s since boot: FAULTED: *\n"
			 "..."),
		       control_run(control, "crashes").output);
	control_expect(control, "dump --list: crashes of before the reset",
		       S("* (since an earlier boot)\n"
			 "...\n"
			 "*  0.0* s  broken       FAULTED: divide by zero\n"
			 "..."),
		       control_run(control, "dump --list").output);
}

void control_call(const struct control *control)
{
	check_lease(control);
	check_operations(control);
	check_json(control);
	for (size_t i = 0; i < sizeof calls / sizeof calls[0] && !tally_is_over(control->tally);
	     i++)
		check_call(control, &calls[i]);
	// The hung call is ended by starting its caller anew.
	struct program_result result = control_run(control, "start hiffy");
	json_t *root = control_ask(control, "call Pong.increment value=1");

	control_report(control, "start ends a call that hangs",
		       result.status == 0 && json_integer_value(json_object_get(root, "ok")) == 2,
		       result.output);
	json_decref(root);
	check_reset(control);
}
