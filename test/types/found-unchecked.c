// Whether an id names a task cannot be left open.
// gcc: ignoring return value of 'task_find'
// clang: ignoring return value of function declared with 'warn_unused_result'
#include "kern/task.h"

void wake(uint32_t id);

void wake(uint32_t id)
{
	struct task *task = kernel.current;
	
#ifdef WRONG
	task_find(id, &task);
	task_wake(task);
#else
	if (task_find(id, &task))
		task_wake(task);
#endif
}
