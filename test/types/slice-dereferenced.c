// Memory that a task names cannot be read.
// gcc: invalid type argument of unary '*' (have 'struct uslice')
// clang: indirection requires pointer operand ('struct uslice' invalid)
#include "kern/umem.h"

uint8_t first(const struct task *task, struct uslice slice);

uint8_t first(const struct task *task, struct uslice slice)
{
#ifdef WRONG
	(void)task;
	return *slice;
#else
	struct readable from;
	
	return umem_readable(task, slice, &from) ? arch_load_byte(from, 0) : 0;
#endif
}
