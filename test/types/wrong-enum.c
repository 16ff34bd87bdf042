// A kind of fault is not a mistake in a call.
// gcc: implicit conversion from 'enum fault_kind' to 'enum usage_error'
// clang: implicit conversion from enumeration type 'enum fault_kind' to different enumeration type 'enum usage_error'
#include "kern/fault.h"

struct outcome refuse(struct task *caller);

struct outcome refuse(struct task *caller)
{
#ifdef WRONG
	return fault_usage(caller, FAULT_PANIC);
#else
	return fault_usage(caller, USAGE_BAD_SYSCALL);
#endif
}
