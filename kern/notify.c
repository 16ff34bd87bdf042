// Notifications: 32 bits per task that others set and RECV takes.
#include "kern/notify.h"

#include "abi/sys.h"
#include "kern/args.h"
#include "kern/fault.h"
#include "kern/task.h"

void notify_take(struct task *task)
{
	uint32_t bits = task->notes & args_notification_mask(task);

	notify_set(task, task->notes & ~bits);
	notify_deliver(task, bits);
}

void notify_post(struct task *task, uint32_t bits)
{
	notify_set(task, task->notes | bits);
	if (!task_is_receiving(task) || (task->notes & args_notification_mask(task)) == 0)
		return;
	notify_take(task);
	//@ assert timers_stay{Pre, Here};
	//@ assert other_states_stay{Pre, Here}(task);
	//@ assert other_registers_stay{Pre, Here}(task);
	task_wake(task);
}

struct outcome sys_post(struct task *caller)
{
	uint32_t id = args_arg(caller, 0);
	uint32_t bits = args_arg(caller, 1);
	struct task *peer;

	if (!task_find(id, &peer))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!task_is_present(id, peer))
		return task_return_dead(caller, peer);
	notify_post(peer, bits);
	task_return_code(caller, 0);
	return (struct outcome){OUTCOME_RETURNS};
}
