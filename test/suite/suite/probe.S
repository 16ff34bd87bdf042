@ Looking at registers around system calls (probe.h).

	.syntax unified
	.thumb
	.text

#define PROBE_FLAGS 20
#define PROBE_CALL 24

	.macro	begin name
	.section .text.\name, "ax", %progbits
	.balign	4
	.global	\name
	.type	\name, %function
	.thumb_func
\name:
	.endm

@ r0: struct probe. Between the loads and the stores nothing but the call changes a
@ register; r4 takes the struct's address from the stack when its own value, a
@ result, has been put there.
begin probe_call
	push	{r4-r11, lr}
	sub	sp, #12
	str	r0, [sp]
	ldr	r1, [r0, #PROBE_FLAGS]
	add	r2, r0, #PROBE_CALL
	ldm	r2, {r4-r11}
	msr	APSR_nzcvq, r1
	ldm	r0, {r0-r3, r12}
	svc	#0
	str	r4, [sp, #4]
	str	r5, [sp, #8]
	mrs	r5, apsr
	ldr	r4, [sp]
	stm	r4, {r0-r3, r12}
	str	r5, [r4, #PROBE_FLAGS]
	add	r0, r4, #PROBE_CALL
	ldr	r4, [sp, #4]
	ldr	r5, [sp, #8]
	stm	r0, {r4-r11}
	add	sp, #12
	pop	{r4-r11, pc}

	.macro	load_next register, before
	add	\register, \before, #1
	.endm

	.macro	check_next register, before
	sub	\register, \register, \before
	cmp	\register, #1
	it	ne
	addne	r0, r0, #1
	.endm

@ r0: turns, r1: n -> r0: registers that have changed. Each is checked against the
@ one before it, from the last to the first, and r1 against the stack.
begin probe_spin
	push	{r1, r4-r12, lr}
	sub	sp, #4
	load_next r2, r1
	load_next r3, r2
	load_next r4, r3
	load_next r5, r4
	load_next r6, r5
	load_next r7, r6
	load_next r8, r7
	load_next r9, r8
	load_next r10, r9
	load_next r11, r10
	load_next r12, r11
1:	subs	r0, #1
	bne	1b
	check_next r12, r11
	check_next r11, r10
	check_next r10, r9
	check_next r9, r8
	check_next r8, r7
	check_next r7, r6
	check_next r6, r5
	check_next r5, r4
	check_next r4, r3
	check_next r3, r2
	check_next r2, r1
	ldr	r2, [sp, #4]
	cmp	r1, r2
	it	ne
	addne	r0, r0, #1
	add	sp, #4
	pop	{r1, r4-r12, pc}

#ifdef __ARM_FP
@ r0: s0-s31, r1: struct probe
begin probe_float
	push	{r4, lr}
	mov	r4, r0
	vldm	r0!, {s0-s15}
	vldm	r0, {s16-s31}
	mov	r0, r1
	bl	probe_call
	vstm	r4!, {s0-s15}
	vstm	r4, {s16-s31}
	pop	{r4, pc}
#endif
