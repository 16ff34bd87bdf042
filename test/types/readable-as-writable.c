// What a task may read is not written.
// gcc: incompatible type for argument 1 of 'arch_copy'
// clang: passing 'struct readable' to parameter of incompatible type 'struct writable'
#include "kern/umem.h"

void copy(struct writable to, struct readable from);

void copy(struct writable to, struct readable from)
{
#ifdef WRONG
	arch_copy(from, from, to.size);
#else
	arch_copy(to, from, to.size);
#endif
}
