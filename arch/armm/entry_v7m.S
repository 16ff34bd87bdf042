@ Exception entry and task switching on ARMv7-M.
@
@ SVC, SysTick and all interrupts share the lowest priority, so the kernel is
@ never interrupted by itself; faults are above and stop a task, or the kernel.
@ Each entry calls C, which returns the task to run. If that is the task that was
@ running, little was saved and little is restored; if not, the rest of the old
@ task's registers is saved and all of the new one's loaded.
@
@ A task begins with its save area: r4-r11, psp, exc_return, then s16-s31 on cores
@ that have them. Its descriptor, which follows, begins with the registers of the
@ protection unit. kernel.current points to the running task.

#include "arch/armm/offsets.h"
#include "desc_offset.h"
#include "fp.inc"

	.syntax unified
	.thumb
	.text

	.macro entry name
	.global \name
	.type \name, %function
	.thumb_func
\name:
	.endm

@ A system call. Its arguments must be in memory for C to read; the results are
@ read back from there. What is pushed is struct arm_leaving, which C may change.
	entry arm_svc_entry
	ldr r0, =kernel + KERNEL_CURRENT
	ldr r0, [r0]
	stmia r0, {r4-r11}
	push {r0, lr}
	bl kern_syscall
	pop {r1, lr}
	cmp r0, r1
	bne switch_from
	ldmia r0, {r4-r11}
	bx lr

@ The alarm of the clock.
	entry arm_alarm_entry
	ldr r1, =kernel + KERNEL_CURRENT
	ldr r1, [r1]
	push {r1, lr}
	bl kern_alarm
	b leave

@ An interrupt line, from 0, which follows the processor's own 16 exceptions.
	entry arm_interrupt_entry
	mrs r0, ipsr
	subs r0, r0, #16
	ldr r1, =kernel + KERNEL_CURRENT
	ldr r1, [r1]
	push {r1, lr}
	bl kern_interrupt

@ r4-r11 are still the task's, thanks to the C calling convention, and are saved
@ only if the task changes.
leave:
	pop {r1, lr}
	cmp r0, r1
	beq stay
	stmia r1, {r4-r11}

@ Leaves task r1 for task r0; lr is the old task's EXC_RETURN, and its r4-r11 are
@ saved. The new one's psp and EXC_RETURN are in r2 and r3 from here on.
switch_from:
	mrs r2, psp
	strd r2, lr, [r1, #SAVE_PSP]
	ldrd r2, r3, [r0, #SAVE_PSP]
	branch_if_fp lr, r3, switch_fp

@ The processor's regions are all rewritten, in two bursts: RBAR, RASR and their
@ aliases, from MPU_RBAR (0xE000ED9C) on. The unit must not be in force meanwhile: a
@ region with its new base and its old size could cover this code, and forbid it.
@ FAULTMASK sees to that (ARMv7-M ARM, B3.5.1, with HFNMIENA 0), and is cleared by the
@ exception return, before it reads the task's stack (B1.5.8).
run:
	msr psp, r2
	ldr r1, [r0, #TASK_DESC]
	ldr r12, =0xE000ED9C
	cpsid f
	ldmia r1!, {r4-r11}
	stmia r12, {r4-r11}
	ldmia r1, {r4-r11}
	stmia r12, {r4-r11}
	dsb
	ldmia r0, {r4-r11}
	bx r3
stay:
	bx lr

@ One of the two has floating-point registers.
switch_fp:
	ldr lr, [r1, #SAVE_PSP + 4]
	save_fp r1, lr
	load_fp r0, r3
	b run

@ Runs task r0; nobody's registers are left to be saved.
switch_to:
	ldrd r2, r3, [r0, #SAVE_PSP]
	load_fp r0, r3
	b run

@ A fault. Bit 2 of EXC_RETURN tells a task's (process stack) from the kernel's.
@ A task's registers are saved whole, for whoever looks at it afterwards. The
@ kernel's stack begins anew: for a task nothing is on it, whatever a processor
@ may leave there when an exception cannot return to a spoilt frame; and for the
@ kernel's own fault it may be the stack that is spoilt.
	entry arm_fault_entry
	tst lr, #4
	beq 3f
	ldr r0, =kernel + KERNEL_CURRENT
	ldr r0, [r0]
	stmia r0, {r4-r11}
	mrs r1, psp
	strd r1, lr, [r0, #SAVE_PSP]
	save_fp r0, lr
	ldr r1, =__kernel_stack_top
	mov sp, r1
	bl arm_task_fault
	b switch_to

3:	b.w arm_kernel_fault_entry

@ Taken once, when the kernel has been set up: runs the first task, unprivileged.
@ The stack that start-up used is given up.
	entry arm_launch_entry
	ldr r0, =__kernel_stack_top
	mov sp, r0
	mov r1, #1
	msr control, r1
	bl arm_first_task
	b switch_to

	.pool
