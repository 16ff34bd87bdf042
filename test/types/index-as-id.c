// A task's index is not its id.
// gcc: incompatible type for argument 1 of 'sys_post'
// clang: to parameter of incompatible type 'struct task_id'
#include "ulib/sys.h"

uint32_t poke(uint32_t index);

uint32_t poke(uint32_t index)
{
#ifdef WRONG
	return sys_post(index, 1);
#else
	return sys_post(task_id_of(index, 0), 1);
#endif
}
