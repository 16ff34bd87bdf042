// Stopping a task that broke a rule.
//
// The peers of a faulted task are left as they are: who waits for it goes on
// waiting until it is restarted, and then gets a dead code.
#include "kern/fault.h"

#include "kern/notify.h"
#include "kern/panic.h"
#include "kern/task.h"
#include "kern/umem.h"

// Notes that a task in no queue or set of senders has faulted, and why.
/*@
  SOUND(requires)
  requires is_task(task) && \valid_read(fault) && \separated(fault, &kernel);
  STAYS_SOUND(ensures)
  ensures timers_stay{Pre, Post} && time_stays{Pre, Post};
  assigns kernel.faulted[0 .. SET_WORDS(KERN_TASKS) - 1], task->state, task->fault;
*/
ALWAYS_INLINE void mark(struct task *task, const struct fault *fault)
{
	set_add(kernel.faulted, KERN_TASKS, task_index(task));
	//@ assert senders_stay{Pre, Here} && ready_stays{Pre, Here} && buckets_stay{Pre, Here};
	//@ ghost Added: ;
	task->state |= STATE_FAULTED;
	task->fault = *fault;
	//@ assert sets_stay{Added, Here};
}

void fault_task(struct task *task, const struct fault *fault)
{
	if (!task_is_faulted(task))
		task_leave(task);
	mark(task, fault);
	if (task_index(task) == TASK_SUPERVISOR)
		panic_supervisor(fault);
	notify_post(task_at(TASK_SUPERVISOR), TASK_FAULT_NOTIFICATION);
}

struct outcome fault_usage(struct task *caller, enum usage_error error)
{
	fault_task(caller, &(struct fault){
				   .kind = FAULT_SYSCALL_USAGE,
				   .reason = (uint8_t)error,
			   });
	return (struct outcome){OUTCOME_FAULTS};
}

struct outcome fault_memory(struct task *caller, uint32_t address)
{
	fault_task(caller, &(struct fault){
				   .kind = FAULT_MEMORY_ACCESS,
				   .reason = FAULT_BY_KERNEL,
				   .has_detail = true,
				   .detail = address,
			   });
	return (struct outcome){OUTCOME_FAULTS};
}

struct outcome fault_refused(struct task *caller, uint32_t base, uint32_t size)
{
	if (!umem_is_well_formed((struct uslice){base, size}, 1))
		return fault_usage(caller, USAGE_INVALID_SLICE);
	return fault_memory(caller, base);
}

struct outcome sys_panic(struct task *caller)
{
	fault_task(caller, &(struct fault){.kind = FAULT_PANIC});
	return (struct outcome){OUTCOME_FAULTS};
}
