// System call stubs for Armv7-M and later (abi/sys.h has the registers), of the calls
// that are not in sys_port.h.
//
// The call wants its number in r11 and arguments from r4 up, all of which a C
// function must give back as they were; so a stub saves what it is going to
// change, moves, calls, and restores. r0-r3, r12 and lr come back from a call
// unchanged, which is how out-pointers survive it. Each stub has its own
// section, so a task holds those it uses, and says where it saved what, so a
// debugger can look through it at the caller.
//
// Prototypes: ulib/sys.h, which also states the structs written here as
// consecutive registers.
#include "abi/sys.h"

	.syntax unified
	.thumb
	.cfi_sections .debug_frame

	.macro	begin name
	.section .text.\name, "ax", %progbits
	.balign	4
	.global	\name
	.type	\name, %function
	.cfi_startproc
\name:
	.endm

	.macro	save registers:vararg
	push	{\registers}
	.set	saved, 0
	.irp	register, \registers
	.set	saved, saved + 4
	.endr
	.cfi_adjust_cfa_offset saved
	.set	saved, 0
	.irp	register, \registers
	.cfi_rel_offset \register, saved
	.set	saved, saved + 4
	.endr
	.endm

	.macro	call number
	mov	r11, #\number
	svc	#0
	.endm

	.macro	finish name registers:vararg
	pop	{\registers}
	bx	lr
	.cfi_endproc
	.size	\name, . - \name
	.endm

// r0: buffer, r1: size, r2: mask, r3: from, stack: struct message -> r0: code
begin sys_stub_recv
	save	r4, r5, r6, r7, r8, r9, r11
	mov	r4, r0
	mov	r5, r1
	mov	r6, r2
	mov	r7, r3
	call	SYS_RECV
	ldr	r1, [sp, #28]
	stm	r1, {r5-r9}
	mov	r0, r4
	finish	sys_stub_recv, r4, r5, r6, r7, r8, r9, r11

// r0: mask -> r0: bits
begin sys_stub_recv_notification
	save	r4, r5, r6, r7, r8, r9, r11
	movs	r4, #0
	movs	r5, #0
	mov	r6, r0
	ldr	r7, =(SYS_RECV_CLOSED | 0xFFFF)
	call	SYS_RECV
	mov	r0, r6
	finish	sys_stub_recv_notification, r4, r5, r6, r7, r8, r9, r11
	.ltorg

// r0: enable, r1: low, r2: high, r3: bits
begin sys_stub_set_timer
	save	r4, r5, r6, r7, r11
	mov	r4, r0
	mov	r5, r1
	mov	r6, r2
	mov	r7, r3
	call	SYS_SET_TIMER
	finish	sys_stub_set_timer, r4, r5, r6, r7, r11

// r0: lender, r1: lease, r2: struct lease_info to fill
begin sys_stub_borrow_info
	save	r4, r5, r6, r11
	mov	r4, r0
	mov	r5, r1
	call	SYS_BORROW_INFO
	stm	r2, {r4-r6}
	finish	sys_stub_borrow_info, r4, r5, r6, r11

// r0: bits, r1: flags
begin sys_stub_irq_control
	save	r4, r5, r11
	mov	r4, r0
	mov	r5, r1
	call	SYS_IRQ_CONTROL
	finish	sys_stub_irq_control, r4, r5, r11

// r0: message, r1: size; saves only so that the panic can be traced to its caller
begin sys_stub_panic
	save	r4, r5, r11
	mov	r4, r0
	mov	r5, r1
	call	SYS_PANIC
	finish	sys_stub_panic, r4, r5, r11

// r0: struct timer_registers to fill
begin sys_stub_get_timer
	save	r4, r5, r6, r7, r8, r9, r11
	call	SYS_GET_TIMER
	stm	r0, {r4-r9}
	finish	sys_stub_get_timer, r4, r5, r6, r7, r8, r9, r11

// -> r0: low, r1: high
begin sys_stub_now
	save	r4, r5, r6, r7, r8, r9, r11
	call	SYS_GET_TIMER
	mov	r0, r4
	mov	r1, r5
	finish	sys_stub_now, r4, r5, r6, r7, r8, r9, r11

// r0: to, r1: reason
begin sys_stub_reply_fault
	save	r4, r5, r11
	mov	r4, r0
	mov	r5, r1
	call	SYS_REPLY_FAULT
	finish	sys_stub_reply_fault, r4, r5, r11

// r0: bits -> r0: flags
begin sys_stub_irq_status
	save	r4, r11
	mov	r4, r0
	call	SYS_IRQ_STATUS
	mov	r0, r4
	finish	sys_stub_irq_status, r4, r11

// r0: struct sys_registers, r4..r11 before and after the call
begin sys_stub_raw
	save	r4, r5, r6, r7, r8, r9, r10, r11
	ldm	r0, {r4-r11}
	svc	#0
	stm	r0, {r4-r11}
	finish	sys_stub_raw, r4, r5, r6, r7, r8, r9, r10, r11
