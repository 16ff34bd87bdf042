// The trace (kern/trace.h). It is no part of struct kernel: nothing that the kernel does
// depends on it.
#include "kern/trace.h"

#include "kern/arch.h"

struct trace kernel_trace;

void trace_put(uint32_t kind, uint32_t detail)
{
	uint32_t next = kernel_trace.head.next;

	kernel_trace.entry[next] = (struct trace_entry){
		.time = arch_counter(),
		.what = kind | task_index(kernel.current) << 8 | detail << 18,
	};
	kernel_trace.head.next = next + 1 < TRACE_ENTRIES ? next + 1 : 0;
	kernel_trace.head.count++;
}
