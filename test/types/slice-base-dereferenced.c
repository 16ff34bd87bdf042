// Nor can its address.
// gcc: invalid type argument of unary '*' (have 'uint32_t'
// clang: indirection requires pointer operand ('uint32_t'
#include "kern/umem.h"

uint8_t first(const struct task *task, struct uslice slice);

uint8_t first(const struct task *task, struct uslice slice)
{
#ifdef WRONG
	(void)task;
	return *slice.base;
#else
	struct readable from;
	
	return umem_readable(task, slice, &from) ? arch_load_byte(from, 0) : 0;
#endif
}
