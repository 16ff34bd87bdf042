// Arguments of the system calls whose callers may block, by name: the handler
// reads them when the call is made, its peer's handler when the two meet.
// Layout: abi/sys.h.
#pragma once

#include "kern/kernel.h"

/*@
  requires \valid_read(task) && n < 7;
  ensures \result == task->save.arg[n];
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_arg(const struct task *task, uint32_t n)
{
	return arch_arg(&task->save, n);
}

/*@
  requires \valid_read(task) && n < 6;
  ensures \result.base == task->save.arg[n] && \result.size == task->save.arg[n + 1];
  assigns \nothing;
*/
ALWAYS_INLINE struct uslice args_slice(const struct task *task, uint32_t n)
{
	return (struct uslice){args_arg(task, n), args_arg(task, n + 1)};
}

// SEND.
/*@
  requires \valid_read(task);
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_target(const struct task *task)
{
	return args_arg(task, 0) >> 16;
}

/*@
  requires \valid_read(task);
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_operation(const struct task *task)
{
	return args_arg(task, 0) & 0xFFFFu;
}

/*@
  requires \valid_read(task);
  ensures \result.base == task->save.arg[1] && \result.size == task->save.arg[2];
  assigns \nothing;
*/
ALWAYS_INLINE struct uslice args_message(const struct task *task)
{
	return args_slice(task, 1);
}

/*@
  requires \valid_read(task);
  ensures \result.base == task->save.arg[3] && \result.size == task->save.arg[4];
  assigns \nothing;
*/
ALWAYS_INLINE struct uslice args_reply_room(const struct task *task)
{
	return args_slice(task, 3);
}

/*@
  requires \valid_read(task);
  ensures \result == task->save.arg[5];
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_lease_table(const struct task *task)
{
	return args_arg(task, 5);
}

/*@
  requires \valid_read(task);
  ensures \result == task->save.arg[6];
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_lease_count(const struct task *task)
{
	return args_arg(task, 6);
}

// RECV.
/*@
  requires \valid_read(task);
  ensures \result.base == task->save.arg[0] && \result.size == task->save.arg[1];
  assigns \nothing;
*/
ALWAYS_INLINE struct uslice args_receive_buffer(const struct task *task)
{
	return args_slice(task, 0);
}

/*@
  requires \valid_read(task);
  ensures \result == task->save.arg[2];
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_notification_mask(const struct task *task)
{
	return args_arg(task, 2);
}

/*@
  requires \valid_read(task);
  ensures \result == task->save.arg[3];
  assigns \nothing;
*/
ALWAYS_INLINE uint32_t args_receive_from(const struct task *task)
{
	return args_arg(task, 3);
}
