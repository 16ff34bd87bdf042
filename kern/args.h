// Arguments of the system calls whose callers may block, by name: the handler
// reads them when the call is made, its peer's handler when the two meet.
// Layout: abi/sys.h.
#pragma once

#include "kern/kernel.h"

static inline uint32_t args_arg(struct task_ix ix, uint32_t n)
{
	return arch_arg(&task_at(ix)->save, n);
}

static inline struct uslice args_slice(struct task_ix ix, uint32_t n)
{
	return (struct uslice){args_arg(ix, n), args_arg(ix, n + 1)};
}

// SEND.
static inline uint32_t args_target(struct task_ix ix)
{
	return args_arg(ix, 0) >> 16;
}

static inline uint32_t args_operation(struct task_ix ix)
{
	return args_arg(ix, 0) & 0xFFFFu;
}

static inline struct uslice args_message(struct task_ix ix)
{
	return args_slice(ix, 1);
}

static inline struct uslice args_reply_room(struct task_ix ix)
{
	return args_slice(ix, 3);
}

static inline uint32_t args_lease_table(struct task_ix ix)
{
	return args_arg(ix, 5);
}

static inline uint32_t args_lease_count(struct task_ix ix)
{
	return args_arg(ix, 6);
}

// RECV.
static inline struct uslice args_receive_buffer(struct task_ix ix)
{
	return args_slice(ix, 0);
}

static inline uint32_t args_notification_mask(struct task_ix ix)
{
	return args_arg(ix, 2);
}

static inline uint32_t args_receive_from(struct task_ix ix)
{
	return args_arg(ix, 3);
}
