@ A task as another system builds it: from here only an object file goes into the
@ image (`prebuilt` in app.toml). It includes nothing, and keeps to what Hubris tells
@ its tasks: how a call is made, what memory is called when the task starts, what a
@ task slot looks like. Whatever it does not write into registers it trusts.

	.syntax unified
	.thumb

	.equ	SEND, 0
	.equ	RECV, 1
	.equ	REPLY, 2
	.equ	SET_TIMER, 3
	.equ	BORROW_READ, 4
	.equ	PANIC, 8
	.equ	GET_TIMER, 9
	.equ	REFRESH_TASK_ID, 10
	.equ	REPLY_FAULT, 12

	.equ	KERNEL, 0xFFFF
	.equ	CLOSED, 0x80000000

	.macro	call number
	mov	r11, #\number
	svc	#0
	.endm

@ The slot: the index of a task, and the table's entry that tells where it is.
	.section .rodata.slot, "a", %progbits
	.balign	4
slot:
	.hword	0x03FE

	.section .task_slot_table, "", %progbits
	.word	slot
	.word	4
	.ascii	"peer"

	.section .rodata.words, "a", %progbits
last_words:
	.ascii	"foreign words"
last_words_end:

	.section .data.kept, "aw", %progbits
	.balign	4
kept:
	.word	0x0F0E1

	.section .bss.count, "aw", %nobits
	.balign	4
count:
	.space	4
buffer:
	.space	8
answer:
	.space	4

@ Memory, word by word; then the server's loop. r3 keeps a word over calls that do
@ not touch it, as compilers make use of.
	.section .text.start, "ax", %progbits
	.global	_start
	.type	_start, %function
	.thumb_func
_start:
	ldr	r0, =__sdata
	ldr	r1, =__edata
	ldr	r2, =__sidata
1:	cmp	r0, r1
	itt	lo
	ldrlo	r3, [r2], #4
	strlo	r3, [r0], #4
	blo	1b
	ldr	r0, =__sbss
	ldr	r1, =__ebss
	movs	r2, #0
2:	cmp	r0, r1
	it	lo
	strlo	r2, [r0], #4
	blo	2b

serve:
	ldr	r4, =buffer
	movs	r5, #8
	movs	r6, #0
	movs	r7, #0
	call	RECV
	mov	r9, r5
	mov	r10, r6
	ldr	r0, =buffer
	ldr	r0, [r0]
	cmp	r10, #1
	beq	complement
	cmp	r10, #2
	beq	relay
	cmp	r10, #3
	beq	swap
	cmp	r10, #4
	beq	sum
	cmp	r10, #5
	beq	sleep
	cmp	r10, #6
	beq	give_up
	mov	r4, r9
	movs	r5, #0		@ there is no such operation
	call	REPLY_FAULT
	b	serve

@ r3: a word, r9: the sender
reply_word:
	ldr	r6, =answer
	str	r3, [r6]
	mov	r4, r9
	movs	r5, #0
	movs	r7, #4
	call	REPLY
	b	serve

complement:
	mvn	r3, r0
	b	reply_word

@ What operation 1 of the peer answers. r3 keeps the sender meanwhile: all of r4-r10
@ belong to the call.
relay:
	mov	r3, r9
	ldr	r4, =slot
	ldrh	r4, [r4]
	call	REFRESH_TASK_ID
	lsls	r4, r4, #16
	orr	r4, r4, #1
	ldr	r5, =buffer
	movs	r6, #4
	ldr	r7, =answer
	mov	r8, #4
	mov	r9, #0
	mov	r10, #0
	call	SEND
	mov	r9, r3
	cmp	r4, #0
	bne	give_up
	cmp	r5, #4
	bne	give_up
	ldr	r3, =answer
	ldr	r3, [r3]
	b	reply_word

@ The word that was kept before, and how often this was done, added up.
swap:
	ldr	r1, =kept
	ldr	r3, [r1]
	str	r0, [r1]
	ldr	r1, =count
	ldr	r2, [r1]
	add	r3, r3, r2
	adds	r2, r2, #1
	str	r2, [r1]
	b	reply_word

@ The sum of two words that are lent, from an offset on.
sum:
	mov	r4, r9
	movs	r5, #0
	mov	r6, r0
	ldr	r7, =buffer
	mov	r8, #8
	call	BORROW_READ
	cmp	r4, #0
	bne	give_up
	cmp	r5, #8
	bne	give_up
	ldr	r0, =buffer
	ldrd	r1, r2, [r0]
	add	r3, r1, r2
	b	reply_word

@ For so many milliseconds. The notification's bits are the answer.
sleep:
	mov	r12, r9
	call	GET_TIMER
	adds	r2, r4, r0
	adc	r3, r5, #0
	movs	r4, #1
	mov	r5, r2
	mov	r6, r3
	mov	r7, #0x10000
	call	SET_TIMER
	movs	r4, #0
	movs	r5, #0
	mov	r6, #0x10000
	ldr	r7, =CLOSED | KERNEL
	call	RECV
	cmp	r4, #0
	bne	give_up
	movw	r4, #KERNEL
	cmp	r5, r4
	bne	give_up
	mov	r3, r6
	mov	r9, r12
	b	reply_word

give_up:
	ldr	r4, =last_words
	movs	r5, #(last_words_end - last_words)
	call	PANIC
	.ltorg
