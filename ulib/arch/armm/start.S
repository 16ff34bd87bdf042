// Where a task begins, on Arm M-profile.
//
// The kernel enters here with the stack pointer set and every other register
// zero, at boot and after each restart. Memory is as it was left, so .data and
// .bss are made anew; .uninit is not touched. The builder aligns both to words. The
// stack is painted first, so that what stays of the paint was never used.
#include "abi/sys.h"
#include "ulib/stack.h"

	.syntax unified
	.thumb
	.cfi_sections .debug_frame

	.section .text.start, "ax", %progbits
	.global _start
	.type _start, %function
	.cfi_startproc
	.cfi_undefined lr
_start:
	ldr	r0, =_stack_base
	ldr	r1, =STACK_PAINT
	mov	r2, sp
	b	6f
5:	str	r1, [r0], #4
6:	cmp	r0, r2
	blo	5b

	ldr	r0, =__data_start
	ldr	r1, =__data_end
	ldr	r2, =__data_load
	b	2f
1:	ldr	r3, [r2], #4
	str	r3, [r0], #4
2:	cmp	r0, r1
	blo	1b

	ldr	r0, =__bss_start
	ldr	r1, =__bss_end
	movs	r2, #0
	b	4f
3:	str	r2, [r0], #4
4:	cmp	r0, r1
	blo	3b

	bl	main

	adr	r4, returned
	movs	r5, #(returned_end - returned)
	mov	r11, #SYS_PANIC
	svc	#0
	.cfi_endproc
	.size _start, . - _start

	.balign	4
returned:
	.ascii	"main returned"
returned_end:
	.balign	4
	.ltorg
