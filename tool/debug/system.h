// The running system as the kernel sees it, at one moment: what each task is doing,
// read in one go from the kernel's task table and decoded by its layout table.
//
// This is what commands, a GDB server, or any other view of tasks begin with. Task
// numbers are positions in the task table, program->task_count of them. Something that
// could not be read is marked so, and everything else is still there.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/task_state.h"
#include "tool/debug/program.h"
#include "tool/debug/unwind.h"
#include "tool/target/target.h"

// The processor's own part of a task.
struct system_save {
	uint32_t r4_11[8];
	uint32_t psp;        // the frame that the hardware made is there
	uint32_t exc_return; // how the kernel will return to it
	bool has_fp;         // s16_31 mean something
	uint32_t s16_31[16];
};

struct system_task {
	bool known;              // the entry was read and makes sense
	uint32_t id;             // with the present generation
	struct task_state state; // lib/task_state.h
	uint32_t notes;          // pending notification bits
	bool timer_armed;
	uint64_t timer_deadline; // ms since boot
	uint32_t timer_bits;
	struct system_save save; // of a task that does not run
};

enum system_mode {
	SYSTEM_UNKNOWN, // no registers
	SYSTEM_IN_TASK, // a task's code runs: the current one's
	SYSTEM_IN_KERNEL,
};

struct system {
	struct arena *arena;
	const struct program *program;
	struct target *target;
	bool booted;         // the kernel has set itself up
	const char *problem; // why the kernel's data are not known, or NULL
	uint64_t now;        // ms since boot
	bool now_is_late;    // the clock cannot be read: it is no less than `now`
	size_t current;      // task whose registers are the processor's, or SIZE_MAX
	enum system_mode mode;
	struct registers processor;
	struct system_task *tasks;
};

// Takes a snapshot of a halted target. If it is live and halted in the kernel, it first
// runs, or is stepped, to where a task's code goes on, if that comes soon: only there are
// tables and registers a whole.
struct system *system_read(struct arena *arena, const struct program *program,
			   struct target *target);

// The same, but a target that is halted in the kernel stays where it is.
struct system *system_read_as_is(struct arena *arena, const struct program *program,
				 struct target *target);

// The registers that a task's code would see, as many as can be had. `why` is set to
// words for what is missing, or NULL.
struct registers system_task_registers(const struct system *system, size_t task, const char **why);

// The task's calls.
struct backtrace system_backtrace(const struct system *system, size_t task);

// What a task that panicked said. False if it did not panic or that cannot be read.
bool system_panic_message(const struct system *system, size_t task, struct str *message);

// "ping", or "task 9" for one that does not exist.
struct str system_task_name(const struct system *system, uint32_t id);

// What the task is doing, in words: "waiting for a notification: timer (in 60 ms)".
struct str system_state_text(const struct system *system, size_t task);

// Names of the notification bits of a task: "timer", "rx-irq (uart0.rx)", "bit 7".
struct str system_notification_name(const struct system *system, size_t task, unsigned bit);
