// The trace (abi/trace.h). KERN_TRACE, the number of its entries, comes from the
// compiler's command line; with 0, nothing of it is part of the image.
#pragma once

#include "abi/trace.h"
#include "kern/kernel.h"

// The compiler wants one to talk of, even where there is none and nobody calls this.
#define TRACE_ENTRIES (KERN_TRACE != 0 ? KERN_TRACE : 1)

struct trace {
	struct trace_head head;
	struct trace_entry entry[TRACE_ENTRIES];
};

extern struct trace kernel_trace;

void trace_put(uint32_t kind, uint32_t detail);

// Notes that the kernel was entered, or is about to leave, for the current task.
ALWAYS_INLINE void trace(uint32_t kind, uint32_t detail)
{
	if (KERN_TRACE != 0)
		trace_put(kind, detail);
}
