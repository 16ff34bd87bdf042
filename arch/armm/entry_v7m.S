@ Exception entry and task switching on ARMv7-M.
@
@ SVC, SysTick and all interrupts share the lowest priority, so the kernel is
@ never interrupted by itself; faults are above and stop a task, or the kernel.
@ Each entry calls C, which returns the save area of the task to run. If that is
@ the task that was running, little was saved and little is restored; if not,
@ the rest of the old task's registers is saved and all of the new one's loaded.
@
@ A save area: r4-r11, psp, exc_return, protection, then s16-s31 on cores that
@ have them (arch/armm/port.h). arm_current points to the running task's.

#include "arch/armm/offsets.h"
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
@ read back from there.
	entry arm_svc_entry
	ldr r0, =arm_current
	ldr r0, [r0]
	stmia r0, {r4-r11}
	mov r4, r0
	mov r5, lr
	bl arm_syscall
	mov lr, r5
	ldr r1, =arm_current
	ldr r1, [r1]
	cmp r0, r1
	bne 2f
	ldmia r0, {r4-r11}
	bx lr
2:	cmp r1, #0
	bne switch_from
	@ The caller had itself restarted: what it was is not saved over what it shall be,
	@ but for its floating-point registers, which are to be cleared and mean nothing there.
	save_fp r4, lr
	b switch_to

@ An interrupt, or the tick: an address of its own lets an emulator's runner
@ count ticks. r4-r11 are still the task's, thanks to the C calling convention,
@ and are saved only if the task changes.
	entry arm_tick_entry
	nop
	entry arm_interrupt_entry
	mrs r0, ipsr
	push {r4, lr}
	bl arm_interrupt
	pop {r4, lr}
	ldr r1, =arm_current
	ldr r1, [r1]
	cmp r0, r1
	it eq
	bxeq lr
	stmia r1, {r4-r11}

@ Leaves the task whose save area is r1 for the one whose is r0; lr is the old
@ task's EXC_RETURN, and its r4-r11 are saved.
switch_from:
	mrs r2, psp
	strd r2, lr, [r1, #SAVE_PSP]
	save_fp r1, lr

@ Runs the task whose save area is r0. The processor's regions are all rewritten,
@ in two bursts: RBAR, RASR and their aliases, from MPU_RBAR (0xE000ED9C) on. The
@ unit is off meanwhile (MPU_CTRL is 8 below): a region with its new base and its
@ old size could cover this code, and forbid it.
switch_to:
	ldr r1, =arm_current
	str r0, [r1]
	ldr r1, [r0, #SAVE_PROTECTION]
	ldr r12, =0xE000ED9C
	movs r2, #0
	str r2, [r12, #-8]
	ldmia r1!, {r2-r9}
	stmia r12, {r2-r9}
	ldmia r1, {r2-r9}
	stmia r12, {r2-r9}
	movs r2, #MPU_CTRL_ON
	str r2, [r12, #-8]
	dsb
	ldrd r1, lr, [r0, #SAVE_PSP]
	msr psp, r1
	load_fp r0, lr
	ldmia r0, {r4-r11}
	bx lr

@ A fault. Bit 2 of EXC_RETURN tells a task's (process stack) from the kernel's.
@ A task's registers are saved whole, for whoever looks at it afterwards. The
@ kernel's stack begins anew: for a task nothing is on it, whatever a processor
@ may leave there when an exception cannot return to a spoilt frame; and for the
@ kernel's own fault it may be the stack that is spoilt.
	entry arm_fault_entry
	tst lr, #4
	beq 3f
	ldr r0, =arm_current
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
