// How a system call ended cannot be dropped.
// gcc: ignoring return value of 'sys_send'
// clang: ignoring return value of function declared with 'warn_unused_result'
#include "kern/ipc.h"

struct outcome send(struct task *caller);

struct outcome send(struct task *caller)
{
#ifdef WRONG
	sys_send(caller);
	return (struct outcome){OUTCOME_RETURNS};
#else
	return sys_send(caller);
#endif
}
