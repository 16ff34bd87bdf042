// Memory that a task names is not copied before it was checked.
// gcc: incompatible type for argument 2 of 'arch_copy'
// clang: passing 'struct uslice' to parameter of incompatible type 'struct readable'
#include "kern/umem.h"

void copy(const struct task *task, struct writable to, struct uslice slice);

void copy(const struct task *task, struct writable to, struct uslice slice)
{
#ifdef WRONG
	(void)task;
	arch_copy(to, slice, to.size);
#else
	struct readable from;
	
	if (umem_readable(task, slice, &from))
		arch_copy(to, from, to.size);
#endif
}
