// Arguments of the system calls whose callers may block, by name: the handler
// reads them when the call is made, its peer's handler when the two meet.
// Layout: abi/sys.h.
#pragma once

#include "kern/kernel.h"

ALWAYS_INLINE uint32_t args_arg(const struct task *task, uint32_t n)
{
	return arch_arg(&task->save, n);
}

ALWAYS_INLINE struct uslice args_slice(const struct task *task, uint32_t n)
{
	return (struct uslice){args_arg(task, n), args_arg(task, n + 1)};
}

// SEND.
ALWAYS_INLINE uint32_t args_target(const struct task *task)
{
	return args_arg(task, 0) >> 16;
}

ALWAYS_INLINE uint32_t args_operation(const struct task *task)
{
	return args_arg(task, 0) & 0xFFFFu;
}

ALWAYS_INLINE struct uslice args_message(const struct task *task)
{
	return args_slice(task, 1);
}

ALWAYS_INLINE struct uslice args_reply_room(const struct task *task)
{
	return args_slice(task, 3);
}

ALWAYS_INLINE uint32_t args_lease_table(const struct task *task)
{
	return args_arg(task, 5);
}

ALWAYS_INLINE uint32_t args_lease_count(const struct task *task)
{
	return args_arg(task, 6);
}

// RECV.
ALWAYS_INLINE struct uslice args_receive_buffer(const struct task *task)
{
	return args_slice(task, 0);
}

ALWAYS_INLINE uint32_t args_notification_mask(const struct task *task)
{
	return args_arg(task, 2);
}

ALWAYS_INLINE uint32_t args_receive_from(const struct task *task)
{
	return args_arg(task, 3);
}
