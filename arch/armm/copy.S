@ arm_copy(r0 to, r1 from, r2 n). Aligned copies go by bursts of 32 bytes, then
@ words, then bytes; others by words and bytes, which ARMv7-M may load and store
@ at any address. Fewer than 8 bytes, the commonest message, go by their bits.

	.syntax unified
	.thumb
	.text

	.global arm_copy
	.type arm_copy, %function
	.thumb_func
arm_copy:
	lsrs r3, r2, #3
	beq few
	cmp r2, #32
	blo words
	orr r3, r0, r1
	lsls r3, r3, #30
	bne words
	push {r4-r10}
1:	ldmia r1!, {r3-r10}
	stmia r0!, {r3-r10}
	subs r2, r2, #32
	cmp r2, #32
	bhs 1b
	pop {r4-r10}

words:
	subs r2, r2, #4
	blo 3f
2:	ldr r3, [r1], #4
	str r3, [r0], #4
	subs r2, r2, #4
	bhs 2b
3:	adds r2, r2, #4
few:
	lsls r3, r2, #30 @ carry: 4 bytes; then what remains, in the two top bits
	bcc 4f
	ldr r3, [r1], #4
	str r3, [r0], #4
4:	ands r2, r2, #3
	bne 5f
	bx lr
5:	ldrb r3, [r1], #1
	strb r3, [r0], #1
	subs r2, r2, #1
	bne 5b
	bx lr
