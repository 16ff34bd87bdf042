// Dumps: a system's memory and registers in one ELF core file, with the archive of its
// image inside, so that the file alone is enough on any machine.
//
//     PT_NOTE   CORE      NT_PRPSINFO, and NT_PRSTATUS for each task: its registers as
//                         a thread's, by which GDB shows every task as one
//               Bulkhead  what the dump is, as JSON; the processor's registers, number
//                         and value, 32 bits each
//     PT_LOAD   RAM, by address; flash is in the archive
//     PT_NOTE   Bulkhead  the archive
//
// A thread's number is the task's index and one.
#pragma once

#include <stdbool.h>

#include "tool/debug/program.h"
#include "tool/debug/system.h"
#include "tool/target/target.h"

// What a dump is to be of.
struct core_wish {
	size_t only_task; // SIZE_MAX: the whole system
	bool of_crash;    // the system is a crash record of that task
};

// The bytes of a dump. Memory that cannot be read is left out, and said so through
// `problem`.
struct str core_make(struct arena *arena, const struct system *system, struct core_wish wish,
		     void (*problem)(void *context, const char *text), void *context);

struct core {
	struct target *target; // with flash, once core_add_flash() has been called
	struct str archive;    // empty if it is missing
	struct str *problems;  // what is missing or makes no sense, in words
	size_t problem_count;
	size_t problem_room;
	struct str task;   // of a dump of one task; else empty
	uint64_t image_id; // 0 if it does not say
	bool of_crash;     // made of a crash record: nothing is known of other tasks
	struct core_contents *contents;
};

// Reads a dump of any state: what can be had is there, what is missing is told. NULL, with
// the reason in *why, only if it is no dump at all. `bytes` must stay.
struct core *core_open(struct arena *arena, struct str bytes, struct str name, const char **why);

// Adds the flash that the program's archive holds to the dump's memory.
void core_add_flash(struct core *core, const struct program *program);
