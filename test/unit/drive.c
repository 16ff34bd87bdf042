// Driving the kernel on the host.
#include "test/unit/drive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kern/entry.h"
#include "kern/fault.h"
#include "kern/kernel.h"
#include "kern/sched.h"
#include "kern/task.h"

void drive_boot(void)
{
	memset(&kernel, 0, sizeof kernel);
	host_irq = (struct host_irq){0, 0};
	host_clock = (struct host_clock){.end = host_clock.end};
	host_steps = UINT32_MAX;
	(void)kern_boot();
}

void drive_call(uint32_t task, uint32_t number, const uint32_t arg[7])
{
	if (!drive_is(task, TASK_RUNNABLE)) {
		fprintf(stderr, "drive: task %u cannot make call %u\n", task, number);
		abort();
	}
	memcpy(kernel.task[task].save.arg, arg, sizeof kernel.task[task].save.arg);
	kernel.task[task].save.number = number;
	kernel.current = task_at(task);
	(void)kern_syscall(task_at(task));
}

void drive_again(uint32_t task)
{
	if (!drive_is(task, TASK_RUNNABLE) ||
	    (kernel.task[task].save.number & ARCH_CALL_AGAIN) == 0) {
		fprintf(stderr, "drive: task %u has no call to make again\n", task);
		abort();
	}
	kernel.current = task_at(task);
	(void)kern_syscall(task_at(task));
}

uint32_t drive_result(uint32_t task, uint32_t n)
{
	return kernel.task[task].save.arg[n];
}

uint32_t drive_current(void)
{
	return task_index(kernel.current);
}

uint32_t drive_id(uint32_t task)
{
	return task_id_of(task_at(task));
}

void drive_restart(uint32_t task)
{
	task_restart(task_at(task), true);
	kernel.current = sched_pick();
}

void drive_fault(uint32_t task)
{
	fault_task(task_at(task),
		   &(struct fault){.kind = FAULT_INJECTED, .detail = TASK_SUPERVISOR});
	kernel.current = sched_pick();
}

bool drive_is(uint32_t task, enum task_sched state)
{
	return !task_is_faulted(task_at(task)) && task_sched_state(task_at(task)) == state;
}

bool drive_faulted(uint32_t task, enum fault_kind kind, uint32_t reason, uint32_t detail)
{
	const struct fault *fault = &kernel.task[task].fault;

	return task_is_faulted(&kernel.task[task]) && fault->kind == kind &&
	       fault->reason == reason && fault->detail == detail;
}

bool drive_misused(uint32_t task, enum usage_error error)
{
	return drive_faulted(task, FAULT_SYSCALL_USAGE, error, 0);
}

bool drive_trespassed(uint32_t task, uint32_t address)
{
	return drive_faulted(task, FAULT_MEMORY_ACCESS, FAULT_BY_KERNEL, address) &&
	       kernel.task[task].fault.has_detail;
}
