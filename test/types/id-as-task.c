// An id that a task has named is no task: it has to be found first.
// gcc: passing argument 1 of 'task_wake' makes pointer from integer without a cast
// clang: incompatible integer to pointer conversion passing 'uint32_t'
#include "kern/task.h"

void wake(uint32_t id);

void wake(uint32_t id)
{
#ifdef WRONG
	task_wake(id);
#else
	struct task *task;
	
	if (task_find(id, &task))
		task_wake(task);
#endif
}
