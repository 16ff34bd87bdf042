// The trace (abi/trace.h). KERN_TRACE, the number of its entries, comes from the
// compiler's command line; with 0, nothing of it is part of the image.
#pragma once

#include "abi/trace.h"
#include "kern/kernel.h"
#include "kern/sound.h"

// The compiler wants one to talk of, even where there is none and nobody calls this.
#define TRACE_ENTRIES (KERN_TRACE != 0 ? KERN_TRACE : 1)

struct trace {
	struct trace_head head;
	struct trace_entry entry[TRACE_ENTRIES];
};

extern struct trace kernel_trace;

/*@
  predicate trace_is_sound = kernel_trace.head.next < TRACE_ENTRIES;
*/

/*@
  requires trace_is_sound && is_task(kernel.current);
  ensures trace_is_sound;
  ensures kernel_trace.head.count == (uint32_t)(\old(kernel_trace.head.count) + 1);
  assigns kernel_trace;
*/
void trace_put(uint32_t kind, uint32_t detail);

// Notes that the kernel was entered, or is about to leave, for the current task.
/*@
  requires trace_is_sound && is_task(kernel.current);
  ensures trace_is_sound;
  assigns kernel_trace;
*/
ALWAYS_INLINE void trace(uint32_t kind, uint32_t detail)
{
	if (KERN_TRACE != 0)
		trace_put(kind, detail);
}
