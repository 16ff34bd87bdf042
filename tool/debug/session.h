// What every command of the debugger begins and ends with: its options, the image, the
// target, and what it prints.
//
//	struct session session;
//	const struct session_spec spec = {.needs = SESSION_NEEDS_STATE, ...};
//
//	if (!session_begin(&session, argc, argv, &spec))
//		return session.status;
//	... text_addf(&session.out, ...) or json_object_set_new(session.root, ...)
//	return session_end(&session, 0);
//
// Output is kept until the end, when the target has been left, so that a slow reader
// does not hold it up.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "tool/base/options.h"
#include "tool/debug/program.h"
#include "tool/debug/system.h"
#include "tool/target/target.h"

// Each includes those before it.
enum session_needs {
	SESSION_NEEDS_ARCHIVE, // the image's description
	SESSION_NEEDS_MEMORY,  // memory that can be read, if only flash
	SESSION_NEEDS_STATE,   // a live system or a dump
	SESSION_NEEDS_LIVE,    // one that runs
};

#define SESSION_OPERANDS_MAX 32

struct session_spec {
	enum session_needs needs;
	const struct option_spec *options; // the command's own
	size_t option_count;
	size_t operand_max;
};

struct session {
	struct arena *arena;
	const char *command;
	int status;        // if session_begin() refused
	bool json;         // --json: fill in root, print nothing
	const char *operands[SESSION_OPERANDS_MAX];
	size_t operand_count;
	struct program *program;
	struct target *target;
	struct system *system; // use session_system()
	struct core *core;     // of a dump
	struct target *under;  // what holds the crash record that `target` is; or NULL
	size_t only_task;      // the one task that is known, of a crash; or SIZE_MAX
	struct text out;
	json_t *root;
};

// Reads options, finds image and target, compares their ids, halts the target. False,
// with everything reported, if something is wrong: the command returns `status`.
bool session_begin(struct session *session, int argc, char **argv, const struct session_spec *spec);

// Has commands from here on use the image and the target of this session, which stays
// open, until this is called with NULL. Between commands a live target runs, unless it was
// found halted.
void session_keep(struct session *session);

// The state of all tasks; read when first asked for, and again after session_forget().
struct system *session_system(struct session *session);
void session_forget(struct session *session);

bool session_is_live(const struct session *session);

// Lets a live target run for so long; a signal that comes meanwhile ends the program. False
// if it is to end the command only, of `bh debug`.
bool session_wait(struct session *session, unsigned ms);

// Something that could not be had: told at the end, beside what could.
void session_problem(struct session *session, const char *format, ...) PRINTF_LIKE(2, 3);

// Reports that the target does not answer. Returns false.
bool session_lost(struct session *session);

// Prints what has been put into `out` so far, for commands that go on for ever.
void session_flush(struct session *session);

// The same for machines: `root` as it is now, on a line of its own.
void session_flush_json(struct session *session);

// Leaves the target, prints, and returns the command's exit status.
int session_end(struct session *session, int status);

// The task that an operand names. False, reported, if there is none.
bool session_task(struct session *session, const char *name, size_t *task);

// A path that the user typed for a file to be written, relative to where bh was called.
struct str session_path(struct session *session, const char *typed);

// What every command's help ends with.
#define SESSION_HELP                                                                    \
	"  --dump FILE      a dump made by ./bh dump\n"                                 \
	"  --target WHERE   a GDB server, HOST:PORT or a unix socket's path\n"          \
	"  --leave-halted   that target was halted, and shall stay so\n"                \
	"  --app NAME       which of the images that ./bh run is running\n"             \
	"  --crash N        a task as it was at a crash; ./bh dump --list lists them\n" \
	"  --archive FILE   the image's archive; else it is found, or is in the dump\n" \
	"  --json           for machines; doc/debugger.md has the shape\n"              \
	"\n"                                                                            \
	"Without any of these, the image that ./bh run is running.\n"
