// A handler's outcome is not a code, nor a number.
// gcc: incompatible types when returning type 'unsigned int' but 'struct outcome' was expected
// clang: returning 'unsigned int' from a function with incompatible result type 'struct outcome'
#include "kern/task.h"

struct outcome refuse(struct task *caller);

struct outcome refuse(struct task *caller)
{
#ifdef WRONG
	task_return_code(caller, 1);
	return OUTCOME_RETURNS;
#else
	task_return_code(caller, 1);
	return (struct outcome){OUTCOME_RETURNS};
#endif
}
