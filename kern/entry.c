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
#include "kern/trace.h"

KEPT struct kernel kernel;

// Takes the next interrupt or alarm here, for want of a task to give it to.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires irqs_are_sound && is_task(kernel.current);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NEVER_INLINE static void park(void)
{
	uint32_t event = arch_wait();

	if (event == ARCH_WAIT_ALARM)
		timer_alarm();
	else
		irq_fired(event);
}

// The end of an entry that has left somebody runnable.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires kernel.ready[0] != 0 && trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel.current, kernel_trace;
*/
ALWAYS_INLINE struct task *run(void)
{
	struct task *next = sched_pick();

	kernel.current = next;
	trace(TRACE_RUN, 0);
	if (KERN_CHECK)
		kernel_check();
	return next;
}

// The end of one that may not have: if the idle task cannot run either, say because it
// faulted and the supervisor lets it wait, the kernel idles itself.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires irqs_are_sound && is_task(kernel.current);
  requires trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel, kernel_trace;
*/
ALWAYS_INLINE struct task *leave(void)
{
	/*@
	  STAYS_SOUND(loop invariant)
	  loop assigns kernel;
	*/
	while (!sched_has_work())
		park();
	return run();
}

/*@
  // A task's entry in the table before its first life (K11).
  predicate is_made(struct task *task, integer i) = task->desc == &app_task[i] &&
    task->index == i && task->id == i && task->level == app_task[i].level &&
    task->level_bit == 0x80000000 >> task->level % 32 &&
    task->ready.next == i && task->ready.prev == i &&
    task->timer.link.next == i && task->timer.link.prev == i;
*/

// Makes it from cleared memory.
/*@
  requires i < KERN_TASKS;
  ensures is_made(&kernel.task[i], i);
  assigns kernel.task[i].index, kernel.task[i].id, kernel.task[i].desc, kernel.task[i].level,
    kernel.task[i].level_bit, kernel.task[i].ready, kernel.task[i].timer.link, kernel.task[i].save;
*/
ALWAYS_INLINE void make_task(uint32_t i)
{
	struct task *task = task_at(i);

	task->index = (uint16_t)i;
	task->id = task_id_make(i, 0);
	task->desc = &app_task[i];
	task->level = task->desc->level;
	task->level_bit = set_bit(task->level % 32);
	task->ready = task->timer.link = (struct link){(uint16_t)i, (uint16_t)i};
	arch_task_reset(task);
}

/*@
  requires image_is_sound && kernel_is_cleared;
  SOUND(ensures)
  ensures time_stays{Pre, Post} && kernel_is_cleared;
  assigns kernel.task[0 .. KERN_TASKS - 1];
*/
ALWAYS_INLINE void make_tasks(void)
{
	/*@
	  loop invariant 0 <= i <= KERN_TASKS;
	  loop invariant \forall integer j; 0 <= j < i ==> is_made(&kernel.task[j], j);
	  loop invariant tasks_are_cleared;
	  loop assigns i, kernel.task[0 .. KERN_TASKS - 1];
	  loop variant KERN_TASKS - i;
	*/
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		make_task(i);
	//@ assert kernel_is_cleared;
}

// Wakes a task that runs from boot.
/*@
  SOUND(requires)
  requires is_task(task);
  STAYS_SOUND(ensures)
  ensures work_stays{Pre, Post};
  ensures starts(task->index) ==> kernel.ready[0] != 0;
  assigns kernel;
*/
ALWAYS_INLINE void start(struct task *task)
{
	if ((task->desc->flags & TASK_DESC_START) != 0)
		task_wake(task);
}

struct task *kern_boot(void)
{
	timer_boot();
	make_tasks();
	/*@
	  SOUND(loop invariant)
	  loop invariant sound: timers_are_ahead;
	  loop invariant 0 <= i <= KERN_TASKS && (somebody_starts{Pre}(i) ==> kernel.ready[0] != 0);
	  loop assigns i, kernel;
	  loop variant KERN_TASKS - i;
	*/
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		start(task_at(i));
		//@ assert starts{Pre}(i) ==> kernel.ready[0] != 0;
		//@ assert somebody_starts{Pre}(i + 1) ==> kernel.ready[0] != 0;
	}
	return run();
}

// Has the call that is made again go on where it gave way.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel.progress, caller->progress, caller->save;
*/
ALWAYS_INLINE void take_up(struct task *caller, uint32_t number)
{
	arch_set_call_number(&caller->save, number);
	kernel.progress = caller->progress;
	caller->progress = 0;
	//@ assert sets_stay{Pre, Here};
}

// Ends that call: how far it had come means nothing to the next.
/*@
  SOUND(requires)
  STAYS_SOUND(ensures)
  ensures kernel.progress == 0;
  assigns kernel.progress;
*/
ALWAYS_INLINE void forget(void)
{
	kernel.progress = 0;
	//@ assert sets_stay{Pre, Here};
}

// A call with a number that abi/sys.h does not have: the caller's fault, unless the call
// is one that gave way to an interrupt and is made again.
/*@
  SOUND(requires)
  requires ranks_are_sound;
  requires sound: timers_are_ahead;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \old(caller->progress) != 0 ==> kernel.progress == 0;
  assigns kernel, kernel_epitaph.magic;
*/
NEVER_INLINE static struct outcome call_again(struct task *caller, uint32_t marked)
{
	uint32_t number = marked & ~ARCH_CALL_AGAIN;
	struct outcome outcome;

	if (caller->progress == 0)
		return fault_usage(caller, USAGE_BAD_SYSCALL);
	take_up(caller, number);
	switch (number) {
	case SYS_SEND:
		outcome = sys_send(caller);
		break;
	case SYS_RECV:
		outcome = sys_recv(caller);
		break;
	case SYS_REPLY:
		outcome = sys_reply(caller);
		break;
	case SYS_BORROW_READ:
		outcome = sys_borrow_read(caller);
		break;
	case SYS_BORROW_WRITE:
		outcome = sys_borrow_write(caller);
		break;
	default:
		outcome = fault_usage(caller, USAGE_BAD_SYSCALL);
		break;
	}
	forget();
	return outcome;
}

/*@
  SOUND(requires)
  requires ranks_are_sound;
  requires sound: timers_are_ahead;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel, kernel_epitaph.magic;
*/
static struct outcome call(struct task *caller)
{
	uint32_t number = arch_call_number(&caller->save);

	switch (number) {
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
	return call_again(caller, number);
}

struct task *kern_syscall(struct task *caller)
{
	struct outcome outcome;

	trace(TRACE_CALL, arch_call_number(&caller->save));
	outcome = call(caller);
	if (KERN_CHECK)
		check_outcome(caller, outcome);
	return leave();
}

struct task *kern_interrupt(uint32_t line)
{
	trace(TRACE_INTERRUPT, line);
	irq_fired_here(line);
	return run();
}

struct task *kern_alarm(void)
{
	trace(TRACE_ALARM, 0);
	timer_alarm();
	return run();
}

struct task *kern_fault(const struct fault *fault)
{
	trace(TRACE_FAULT, fault->kind);
	fault_task(kernel.current, fault);
	return leave();
}
