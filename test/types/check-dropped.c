// What a check of memory says cannot be dropped.
// gcc: ignoring return value of 'umem_writable'
// clang: ignoring return value of function declared with 'warn_unused_result'
#include "kern/umem.h"

void clear(const struct task *task, struct uslice slice);

void clear(const struct task *task, struct uslice slice)
{
	struct writable to;
	
#ifdef WRONG
	umem_writable(task, slice, &to);
	arch_store_byte(to, 0, 0);
#else
	if (umem_writable(task, slice, &to))
		arch_store_byte(to, 0, 0);
#endif
}
