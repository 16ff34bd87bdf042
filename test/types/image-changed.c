// What the image says of a task does not change.
// gcc: assignment of member 'priority' in read-only object
// clang: cannot assign to non-static data member 'desc' with const-qualified type
#include "kern/app.h"
#include "kern/kernel.h"

void promote(struct task *task);

void promote(struct task *task)
{
#ifdef WRONG
	task->desc->priority = 0;
#else
	task->level = task->desc->level;
#endif
}
