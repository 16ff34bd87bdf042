// A task's id is not an index, nor a number.
// gcc: incompatible type for argument 1 of 'task_id_of'
// clang: to parameter of incompatible type 'uint32_t'
#include "ulib/sys.h"

struct task_id again(struct task_id id);

struct task_id again(struct task_id id)
{
#ifdef WRONG
	return task_id_of(id, 0);
#else
	return task_id_of(task_id_index(id.raw), 0);
#endif
}
