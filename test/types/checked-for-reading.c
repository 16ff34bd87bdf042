// A check for reading gives nothing to write to.
// gcc: passing argument 3 of 'umem_readable' from incompatible pointer type
// clang: incompatible pointer types passing 'struct writable *' to parameter of type 'struct readable *'
#include "kern/umem.h"

void clear(const struct task *task, struct uslice slice);

void clear(const struct task *task, struct uslice slice)
{
	struct writable to;
	
#ifdef WRONG
	if (umem_readable(task, slice, &to))
		arch_store_byte(to, 0, 0);
#else
	if (umem_writable(task, slice, &to))
		arch_store_byte(to, 0, 0);
#endif
}
