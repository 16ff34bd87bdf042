// Calls on a stack: from the registers of the innermost function outwards.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/debug/location.h"
#include "tool/debug/program.h"
#include "tool/target/target.h"

struct frame {
	struct registers registers; // as this function sees them; those that are known
	uint32_t pc;                // where it is: of callers, in the call instruction
	bool has_cfa;
	uint32_t cfa; // the stack pointer before it was called
};

struct backtrace {
	struct frame *frames; // innermost first
	size_t count;
	bool whole;      // it goes back to where the program begins
	bool guessed;    // where the innermost frame is was found by trying
	const char *why; // it ends early, or was found by trying, in words
};

// What an expression may refer to in a frame, which stays; no function's frame base.
struct location_context unwind_context(struct arena *arena, struct target *target,
				       const struct frame *frame);

// The calls of a program that has these registers. `after_call`: the program counter is
// behind an instruction that is still being carried out, a system call. Whatever is wrong
// with the stack, it ends: each frame lies above the one before, in the module's stack.
struct backtrace unwind(struct arena *arena, const struct module *module, struct target *target,
			const struct registers *registers, bool after_call);

// The same when it is not known where the program is, only that it called what is on its
// stack: its innermost frames are lost, and the first one that leads, by the rules, back
// to where the program begins is looked for. None if there is no such frame. `why` says
// what happened.
struct backtrace unwind_by_trying(struct arena *arena, const struct module *module,
				  struct target *target, const char *why);
