// The kernel's trace: who had the processor, and why the kernel took it. It is
// `kernel_trace` in the kernel's memory, for a debugger to read, of images whose app.toml
// says `[kernel] trace = ENTRIES`.
#pragma once

#include <stdint.h>

// From here on the kernel has the processor, because the task that had it ...
#define TRACE_CALL 1u      // made a system call; detail: its number (abi/sys.h)
#define TRACE_INTERRUPT 2u // was interrupted; detail: the line
#define TRACE_ALARM 3u     // was interrupted by the timer
#define TRACE_FAULT 4u     // broke a rule; detail: enum fault_kind
// From here on the task has it.
#define TRACE_RUN 5u

struct trace_entry {
	uint32_t time; // by the counter that the clock is read from (app_counter)
	uint32_t what; // kind, index of the task << 8, detail << 18
};

#define TRACE_KIND(what) ((what)&0xFFu)
#define TRACE_TASK(what) ((what) >> 8 & 0x3FFu)
#define TRACE_DETAIL(what) ((what) >> 18)

// As many entries as there is room for in the variable follow.
struct trace_head {
	uint32_t next;  // entry to be written next: the oldest, once all have been used
	uint32_t count; // entries written, wraps
};
