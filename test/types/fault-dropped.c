// A call that ends in a fault does not go on.
// gcc: ignoring return value of 'fault_usage'
// clang: ignoring return value of function declared with 'warn_unused_result'
#include "kern/fault.h"

struct outcome refuse(struct task *caller);

struct outcome refuse(struct task *caller)
{
#ifdef WRONG
	fault_usage(caller, USAGE_BAD_SYSCALL);
	return (struct outcome){OUTCOME_RETURNS};
#else
	return fault_usage(caller, USAGE_BAD_SYSCALL);
#endif
}
