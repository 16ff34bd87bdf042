// All that the debugger's commands have done with a target and a program, whatever these
// hold.
#pragma once

#include "tool/debug/session.h"
#include "tool/debug/unwind.h"

// A session of no command. `program` and `target` may be whatever was opened.
struct session look_begin(struct arena *arena, struct program *program, struct target *target);

// One task; what is known of one program; a trace of calls.
void look_at_task(struct session *session, const struct system *system, size_t task);
void look_at_module(struct session *session, const struct module *module);
void look_at_trace(struct session *session, const struct module *module,
		   const struct backtrace *trace);

// Every task's state, registers and stack; rings, counters, waits, crash records.
void look_at_system(struct session *session);

// What is known without a running system, of all programs: every variable with its value,
// the bounds of stacks, what lies at addresses.
void look_at_program(struct session *session);
