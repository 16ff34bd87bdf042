// The kernel's entries: each does its work, then gives the processor to the first
// in turn of the most important runnable tasks.
#include "kern/entry.h"

#include "abi/sys.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/check.h"
#include "kern/fault.h"
#include "kern/ipc.h"
#include "kern/irq.h"
#include "kern/lease.h"
#include "kern/notify.h"
#include "kern/sched.h"
#include "kern/task.h"
#include "kern/timer.h"

KEPT struct kernel kernel;

// Takes the next interrupt or alarm here, for want of a task to give it to.
NEVER_INLINE static void park(void)
{
	uint32_t event = arch_wait();

	if (event == ARCH_WAIT_ALARM)
		timer_alarm();
	else
		irq_fired(event);
}

// Every entry's end. If the idle task cannot run, say because it faulted and the
// supervisor lets it wait, the kernel idles itself.
ALWAYS_INLINE struct task *leave(void)
{
	struct task *next;

	while (!sched_has_work())
		park();
	next = task_at(sched_pick());
	KEEP(next);
	kernel.current = next;
	if (KERN_CHECK)
		kernel_check();
	return next;
}

struct task *kern_boot(void)
{
	timer_boot();
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		struct task *task = task_at(i);

		task->id = task_id_make(i, 0);
		task->desc = &app_task[i];
		task->level = app_task[i].level;
		ring_leave_alone(RING_READY, task);
		ring_leave_alone(RING_TIMER, task);
		arch_task_reset(task);
		if ((app_task[i].flags & TASK_DESC_START) != 0)
			task_wake(task);
	}
	return leave();
}

// Indexed by the number of the call (abi/sys.h).
static struct outcome (*const handlers[])(struct task *caller) = {
	[SYS_SEND] = sys_send,
	[SYS_RECV] = sys_recv,
	[SYS_REPLY] = sys_reply,
	[SYS_SET_TIMER] = sys_set_timer,
	[SYS_BORROW_READ] = sys_borrow_read,
	[SYS_BORROW_WRITE] = sys_borrow_write,
	[SYS_BORROW_INFO] = sys_borrow_info,
	[SYS_IRQ_CONTROL] = sys_irq_control,
	[SYS_PANIC] = sys_panic,
	[SYS_GET_TIMER] = sys_get_timer,
	[SYS_REFRESH_TASK_ID] = sys_refresh_task_id,
	[SYS_POST] = sys_post,
	[SYS_REPLY_FAULT] = sys_reply_fault,
	[SYS_IRQ_STATUS] = sys_irq_status,
};

#define HANDLERS (sizeof handlers / sizeof handlers[0])

// A call with a number of no handler: the caller's fault, unless it is one that gave
// way to an interrupt and is made again.
NEVER_INLINE static struct outcome call_again(struct task *caller, uint32_t marked)
{
	uint32_t number = marked & ~ARCH_CALL_AGAIN;
	struct outcome outcome;

	if (caller->progress == 0 || number >= HANDLERS)
		return fault_usage(caller, USAGE_BAD_SYSCALL);
	arch_set_call_number(&caller->save, number);
	kernel.progress = caller->progress;
	caller->progress = 0;
	outcome = handlers[number](caller);
	kernel.progress = 0;
	return outcome;
}

struct task *kern_syscall(struct task *caller)
{
	uint32_t number = arch_call_number(&caller->save);
	struct outcome outcome;

	if (number < HANDLERS)
		outcome = handlers[number](caller);
	else
		outcome = call_again(caller, number);
	if (KERN_CHECK)
		check_outcome(caller, outcome);
	return leave();
}

struct task *kern_interrupt(uint32_t line)
{
	irq_fired(line);
	return leave();
}

struct task *kern_alarm(void)
{
	timer_alarm();
	return leave();
}

struct task *kern_fault(const struct fault *fault)
{
	fault_task(kernel.current, fault);
	return leave();
}
