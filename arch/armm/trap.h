// Between the assembly of entry_v7m.S and C.
#pragma once

#include "kern/kernel.h"

// Exception numbers (ARMv7-M ARM, B1.5.2). Interrupt lines follow the alarm.
#define EXCEPTION_SYSTICK 15u
#define EXCEPTION_FIRST_LINE 16u

// What the entry of a system call keeps at the top of the kernel's stack, for the time
// of the call.
struct arm_leaving {
	void *save; // where the caller's registers go if another task runs next
	uint32_t exc_return;
};

// Bit of EXC_RETURN: what was interrupted ran on the process stack, as tasks do.
#define EXC_RETURN_PROCESS_STACK 4u

// Called by the assembly, like kern_syscall(), kern_interrupt() and kern_alarm(); each
// returns the task to run next.
struct task *arm_task_fault(void);
struct task *arm_first_task(void);

// Likewise, at the kernel's end: `known` says which of kernel_epitaph.registers the
// assembly has stored.
NORETURN void arm_kernel_fault(uint32_t known);
NORETURN void arm_nmi(uint32_t known, uint32_t exc_return);

// In the vector table.
void arm_svc_entry(void);
void arm_alarm_entry(void);
void arm_interrupt_entry(void);
void arm_fault_entry(void);
void arm_nmi_entry(void);
void arm_launch_entry(void);
