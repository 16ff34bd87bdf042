// Whether a closed receive has found its sender dead cannot be dropped.
// gcc: ignoring return value of 'sys_recv_from'
// clang: ignoring return value of function declared with 'warn_unused_result'
#include "ulib/sys.h"

uint32_t wait(struct task_id from, struct message *to);

uint32_t wait(struct task_id from, struct message *to)
{
#ifdef WRONG
	sys_recv_from(from, NULL, 0, 0, to);
	return 0;
#else
	return sys_recv_from(from, NULL, 0, 0, to);
#endif
}
