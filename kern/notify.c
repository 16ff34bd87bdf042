// Notifications: 32 bits per task that others set and RECV takes.
#include "kern/notify.h"

#include "abi/sys.h"
#include "kern/args.h"
#include "kern/fault.h"
#include "kern/task.h"

bool notify_take(struct task_ix ix)
{
	struct task *task = task_at(ix);
	uint32_t bits = task->notes & args_notification_mask(ix);

	if (bits == 0)
		return false;
	task->notes &= ~bits;
	arch_return(&task->save, 0, 0);
	arch_return(&task->save, 1, TASK_ID_KERNEL);
	arch_return(&task->save, 2, bits);
	arch_return(&task->save, 3, 0);
	arch_return(&task->save, 4, 0);
	arch_return(&task->save, 5, 0);
	return true;
}

void notify_post(struct task_ix ix, uint32_t bits)
{
	struct task *task = task_at(ix);

	task->notes |= bits;
	if (task->state == TASK_IN_RECV && notify_take(ix))
		task_wake(ix);
}

struct outcome sys_post(struct task_ix caller)
{
	uint32_t id = args_arg(caller, 0);
	uint32_t bits = args_arg(caller, 1);
	struct task_ix peer;

	if (!task_find(id, &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!task_is_present(id, peer))
		return task_return_dead(caller, peer);
	notify_post(peer, bits);
	task_return_code(caller, 0);
	return (struct outcome){OUTCOME_RETURNS};
}
