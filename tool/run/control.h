// What the parts of `bh test control` share: the image that runs, and how it is spoken to.
#pragma once

#include <jansson.h>

#include "tool/run/expect.h"
#include "tool/run/program.h"
#include "tool/run/stage.h"
#include "tool/run/tally.h"

#define CONTROL_BH "out/host/bh"
#define CONTROL_SECONDS 60 // for a command
#define CONTROL_LOOKS 200  // for something to happen
#define CONTROL_LOOK_US 50000

struct control {
	struct arena *arena;
	struct tally *tally;
	const char *board;
	struct stage stage;
	struct expect_marks marks; // of the tasks' sources
	const char *dump;          // path of a dump, once there is one
};

void control_report(const struct control *control, const char *what, bool good, struct str why);

// Runs bh with the words of a command on the image that runs.
struct program_result control_run(const struct control *control, const char *command);

// Runs a line of the shell.
struct program_result control_shell(const struct control *control, const char *line);

// The same, while a `bh gdb` for the image that runs serves one client at 127.0.0.1:$port.
struct program_result control_shell_at_port(const struct control *control, const char *line);

// What a command prints with --json; NULL if that is none or the command fails.
json_t *control_ask(const struct control *control, const char *command);

// Whether the output of a command is as expected (expect.h).
void control_expect(const struct control *control, const char *what, struct str expected,
		    struct str output);

// Whether the system runs; else why it seems not to.
bool control_goes_on(const struct control *control, struct str *why);

// What is shown as it changes; what is wrong; that a signal leaves the system running.
void control_watch(const struct control *control);

// The shape of JSON.
void control_json(const struct control *control);

// The last of all: the emulator is killed under a command.
void control_end(const struct control *control);

// GDB, attached to `bh gdb`.
void control_gdb(const struct control *control);

// Calls of servers, by `bh call`.
void control_call(const struct control *control);

// The kernel's trace.
void control_trace(const struct control *control);

// Many commands in one, of `bh debug`.
void control_debug(const struct control *control);
