// A task is no id, whose generation has to be looked at.
// gcc: passing argument 1 of 'task_is_present' makes integer from pointer without a cast
// clang: incompatible pointer to integer conversion passing 'const struct task *'
#include "kern/task.h"

bool is_present(const struct task *task);

bool is_present(const struct task *task)
{
#ifdef WRONG
	return task_is_present(task, task);
#else
	return task_is_present(task_id_of(task), task);
#endif
}
