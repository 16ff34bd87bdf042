// What a GDB server shows of a system: its threads, which are the tasks, and their
// registers.
//
// A thread's number is the task's index and one, as in dumps. The one behind all tasks is
// the kernel, and there only while the processor is in it.
#pragma once

#include <stddef.h>

#include "tool/debug/system.h"

// The kernel's thread.
size_t gdb_view_kernel(const struct system *system);

// Whether there is such a thread now.
bool gdb_view_has(const struct system *system, size_t thread);

// The thread whose registers are the processor's; if none is, the first.
size_t gdb_view_current(const struct system *system);

// "ping", "kernel"; empty if there is no such thread.
struct str gdb_view_name(const struct system *system, size_t thread);

// What the thread is doing, in words.
struct str gdb_view_state(const struct system *system, size_t thread);

// The list of threads, in XML.
struct str gdb_view_threads(struct arena *arena, const struct system *system);

// Which registers there are, in XML, and in that order their digits; those that are not
// known are x.
struct str gdb_view_description(struct arena *arena, const struct system *system);
struct str gdb_view_registers(struct arena *arena, const struct system *system, size_t thread);

// One of them, empty if there is no such register; and which it is: REG_COUNT if there is
// none, or it is two.
struct str gdb_view_register(struct arena *arena, const struct system *system, size_t thread,
			     size_t regnum);
unsigned gdb_view_register_number(const struct system *system, size_t regnum);
