// A task's calls, to be shown: with the functions inlined in them, lines, and variables.
#pragma once

#include "tool/debug/session.h"
#include "tool/debug/unwind.h"

struct stack_detail {
	bool locals; // arguments and local variables
	unsigned indent;
};

// Frames and what they hold, for people, each a line or more.
void stack_print(struct session *session, struct text *text, const struct module *module,
		 const struct backtrace *trace, struct stack_detail detail);

// The same for machines: {"frames": [...], "whole": true, "ends": null}.
json_t *stack_json(struct session *session, const struct module *module,
		   const struct backtrace *trace, struct stack_detail detail);

// "task/ping/main.c:32, in divide": the innermost place of a trace that is not in the
// library, which is seldom to blame; empty if none is known.
struct str stack_place(struct session *session, const struct module *module,
		       const struct backtrace *trace);

// Registers, several to a line; those that are not known are left out.
void stack_print_registers(struct text *text, const struct registers *registers, unsigned indent,
			   bool with_floats);
json_t *stack_registers_json(const struct registers *registers);
