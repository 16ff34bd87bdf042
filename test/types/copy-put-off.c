// A copy that has given way to an interrupt is not taken for one that is done.
// gcc: ignoring return value of 'copy_in_steps'
// clang: ignoring return value of function declared with 'warn_unused_result'
#include "kern/copy.h"

bool copy(struct task *task, struct writable to, struct readable from);

bool copy(struct task *task, struct writable to, struct readable from)
{
#ifdef WRONG
	copy_in_steps(task, to, from, to.size);
	return true;
#else
	return copy_in_steps(task, to, from, to.size);
#endif
}
