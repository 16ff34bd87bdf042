@ The kernel's end on ARMv7-M: an exception in the kernel itself, or the
@ non-maskable interrupt. The registers go into kernel_epitaph, where they stay,
@ before anything else is done with them. Then C has the kernel's stack to
@ itself: nobody will come back to what is on it, and it may be what is spoilt.

#include "arch/armm/offsets.h"

	.syntax unified
	.thumb
	.text

	.macro entry name
	.global \name
	.type \name, %function
	.thumb_func
\name:
	.endm

	entry arm_kernel_fault_entry
	mov r0, sp
	bl keep_kernel
	ldr r1, =__kernel_stack_top
	mov sp, r1
	b arm_kernel_fault

@ Bit 2 of EXC_RETURN tells a task's stack from the kernel's. What a task has on its
@ stack is for C to read, which knows where that may be.
	entry arm_nmi_entry
	mov r12, lr
	tst lr, #4
	bne 1f
	mov r0, sp
	bl keep_kernel
	b 2f
1:	mrs r0, psp
	bl keep
2:	mov r1, r12
	ldr r2, =__kernel_stack_top
	mov sp, r2
	b arm_nmi

@ Keeps r4-r11, and r0 as the stack pointer. Returns which registers that are.
keep:
	ldr r1, =kernel_epitaph
	add r2, r1, #EPITAPH_R4
	stmia r2, {r4-r11}
	str r0, [r1, #EPITAPH_R13]
	movw r0, #0x2FF0
	bx lr

@ The same, and what the hardware stacked there, if there was room: r0-r3, r12, lr,
@ pc, xPSR.
keep_kernel:
	mov r3, lr
	bl keep
	ldr r2, =__kernel_stack_base
	ldr r4, [r1, #EPITAPH_R13]
	cmp r4, r2
	blo 1f
	ldmia r4, {r4-r11}
	add r0, r1, #EPITAPH_R0
	stmia r0, {r4-r7}
	str r8, [r1, #EPITAPH_R12]
	add r0, r1, #EPITAPH_R14
	stmia r0, {r9-r11}
	ldr r0, =0x1FFFF
1:	bx r3

	.pool
