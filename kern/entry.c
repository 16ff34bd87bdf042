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

// Takes the next interrupt or tick here, for want of a task to give it to.
NEVER_INLINE static void park(void)
{
	uint32_t event = arch_wait();

	if (event == ARCH_WAIT_TICK)
		timer_advance(kernel.now + 1);
	else
		irq_fired(event);
}

// Every entry's end. If the idle task cannot run, say because it faulted and the
// supervisor lets it wait, the kernel idles itself.
static void leave(void)
{
	while (!sched_has_work())
		park();
	kernel.current = sched_pick().v;
	if (KERN_CHECK)
		kernel_check();
}

void kern_boot(void)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		struct task_ix ix = {i};

		task_at(ix)->id = task_id_make(i, 0);
		task_at(ix)->level = app_task[i].level;
		arch_task_reset(ix);
		if ((app_task[i].flags & TASK_DESC_START) != 0)
			task_wake(ix);
	}
	leave();
}

static struct outcome dispatch(struct task_ix caller)
{
	switch (arch_call_number(&task_at(caller)->save)) {
	case SYS_SEND:
		return sys_send(caller);
	case SYS_RECV:
		return sys_recv(caller);
	case SYS_REPLY:
		return sys_reply(caller);
	case SYS_SET_TIMER:
		return sys_set_timer(caller);
	case SYS_BORROW_READ:
		return sys_borrow_read(caller);
	case SYS_BORROW_WRITE:
		return sys_borrow_write(caller);
	case SYS_BORROW_INFO:
		return sys_borrow_info(caller);
	case SYS_IRQ_CONTROL:
		return sys_irq_control(caller);
	case SYS_PANIC:
		return sys_panic(caller);
	case SYS_GET_TIMER:
		return sys_get_timer(caller);
	case SYS_REFRESH_TASK_ID:
		return sys_refresh_task_id(caller);
	case SYS_POST:
		return sys_post(caller);
	case SYS_REPLY_FAULT:
		return sys_reply_fault(caller);
	case SYS_IRQ_STATUS:
		return sys_irq_status(caller);
	}
	return fault_usage(caller, USAGE_BAD_SYSCALL);
}

void kern_syscall(void)
{
	struct task_ix caller = {kernel.current};
	struct outcome outcome = dispatch(caller);

	if (KERN_CHECK)
		check_outcome(caller, outcome);
	leave();
}

void kern_interrupt(uint32_t line)
{
	irq_fired(line);
	leave();
}

void kern_tick(uint32_t elapsed)
{
	timer_advance(kernel.now + elapsed);
	leave();
}

void kern_fault(const struct fault *fault)
{
	fault_task((struct task_ix){kernel.current}, fault);
	leave();
}
