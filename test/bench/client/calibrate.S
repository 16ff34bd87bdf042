@ Loops whose length is known, with marks (test/bench/mark.h) at their heads.

	.syntax unified
	.thumb
	.cfi_sections .debug_frame

	.macro	begin name
	.section .text.\name, "ax", %progbits
	.global	\name
	.type	\name, %function
	.cfi_startproc
\name:
	.endm

	.macro	finish name
	bx	lr
	.cfi_endproc
	.size	\name, . - \name
	.endm

	.global	bench_loop_2, bench_loop_3, bench_loop_7, bench_loop_10

	begin	calibrate_2
bench_loop_2:
	subs	r0, r0, #1
	bne	bench_loop_2
	finish	calibrate_2

@ Reads a device: an emulator may have to begin such an instruction anew.
	begin	calibrate_3
bench_loop_3:
	ldr	r2, [r1]
	subs	r0, r0, #1
	bne	bench_loop_3
	finish	calibrate_3

@ Memory, a division, a barrier.
	begin	calibrate_7
bench_loop_7:
	ldr	r2, [r1]
	str	r2, [r1]
	udiv	r3, r2, r0
	dsb
	nop
	subs	r0, r0, #1
	bne	bench_loop_7
	finish	calibrate_7

@ Conditional instructions, of which one is passed over.
	begin	calibrate_10
bench_loop_10:
	movs	r1, #3
	adds	r1, r1, #1
	cmp	r1, #4
	ite	eq
	moveq	r2, r1
	movne	r2, r0
	muls	r2, r1, r2
	eors	r2, r2, r1
	subs	r0, r0, #1
	bne	bench_loop_10
	finish	calibrate_10
