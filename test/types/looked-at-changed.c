// A function that looks at a task does not change it.
// gcc: assignment of member 'notes' in read-only object
// clang: cannot assign to variable 'task' with const-qualified type
#include "kern/kernel.h"

uint32_t look(const struct task *task);

uint32_t look(const struct task *task)
{
#ifdef WRONG
	task->notes = 0;
	return 0;
#else
	return task->notes;
#endif
}
