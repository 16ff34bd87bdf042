// What a failing kernel leaves behind: one record, `kernel_epitaph`, in memory
// that start-up does not clear. The kernel fills it and resets; a debugger, or
// the next boot, finds it by its magic number.
#pragma once

#include <stdint.h>

#define EPITAPH_MAGIC 0x45504954u

enum epitaph_kind {
	EPITAPH_SUPERVISOR_FAULT = 1, // detail: enum fault_kind | reason << 8
	EPITAPH_UNEXPECTED_IRQ = 2,   // detail: the line
	EPITAPH_KERNEL_FAULT = 3,     // detail: the processor's fault status
	EPITAPH_BROKEN_INVARIANT = 4, // detail: its number
	EPITAPH_NO_PROTECTION = 5,    // detail: regions that the processor has
	EPITAPH_NMI = 6,              // the non-maskable interrupt, which nothing here uses
};

struct epitaph {
	uint32_t magic;       // EPITAPH_MAGIC, written last
	uint32_t kind;        // enum epitaph_kind
	uint32_t detail;      // by kind
	uint32_t task;        // index of the task that was current
	uint32_t pc;          // where the kernel was, for KERNEL_FAULT; else 0
	uint32_t address;     // that the fault was about, or 0
	uint32_t image_id[2]; // low, high word
	uint64_t now;         // ms since boot
};

_Static_assert(sizeof(struct epitaph) == 40, "an epitaph has no padding");
