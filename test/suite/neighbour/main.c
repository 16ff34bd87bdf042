// A neighbour: does nothing but look after its memory.
//
// All of its RAM is canaries, but for the part of the stack that is in use: an array
// in .data, one in .bss, and the stack from its lowest word up.
#include "test/suite/protocol.h"

#define WORDS 16

extern uint32_t _stack_base[], __data_start[], __bss_end[];
int main(void);

#define CANARY 0xC0FFEE00u

static uint32_t in_data[WORDS] = {CANARY + 1};
static uint32_t in_bss[WORDS];
static const uint32_t in_rodata[WORDS] = {CANARY + 2};

static uint32_t canary(uint32_t i)
{
	return CANARY ^ i * 0x01010101u;
}

// The words of the stack that nobody uses: those well below the caller's frame.
static uint32_t free_stack_words(void)
{
	uint32_t here;

	return (uint32_t)(&here - _stack_base) - 40;
}

static void set_up(void)
{
	for (uint32_t i = 1; i < WORDS; i++)
		in_data[i] = canary(i);
	for (uint32_t i = 0; i < WORDS; i++)
		in_bss[i] = canary(i);
	for (uint32_t i = 0; i < free_stack_words(); i++)
		((volatile uint32_t *)_stack_base)[i] = canary(i);
}

static uint32_t damage(uint32_t stack_words)
{
	uint32_t damaged = in_data[0] != CANARY + 1;

	damaged += in_rodata[0] != CANARY + 2;
	for (uint32_t i = 1; i < WORDS; i++)
		damaged += in_data[i] != canary(i) || in_rodata[i] != 0;
	for (uint32_t i = 0; i < WORDS; i++)
		damaged += in_bss[i] != canary(i);
	for (uint32_t i = 0; i < stack_words; i++)
		damaged += ((volatile uint32_t *)_stack_base)[i] != canary(i);
	return damaged;
}

// An answer, if there is room for it: neighbours outlive whoever asks.
static void answer(const struct message *message, const void *bytes, size_t size)
{
	if (message->reply_room < size)
		sys_reply_fault(message->sender, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL);
	else
		sys_reply(message->sender, 0, bytes, size);
}

static void serve(const struct message *message, uint32_t word, uint32_t stack_words)
{
	struct layout layout = {
		.stack = (uint32_t)_stack_base,
		.data = (uint32_t)in_data,
		.bss = (uint32_t)in_bss,
		.end = (uint32_t)__bss_end,
		.rodata = (uint32_t)in_rodata,
		.code = (uint32_t)main & ~1u,
	};

	switch ((enum neighbour_op)message->operation) {
	case NEIGHBOUR_ECHO:
		word = ~word;
		answer(message, &word, sizeof word);
		return;
	case NEIGHBOUR_LAYOUT:
		answer(message, &layout, sizeof layout);
		return;
	case NEIGHBOUR_DAMAGE:
		word = damage(stack_words);
		answer(message, &word, sizeof word);
		return;
	}
	sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
}

int main(void)
{
	uint32_t stack_words = free_stack_words();

	set_up();
	for (;;) {
		struct message message;
		uint32_t word;

		sys_recv_open(&word, sizeof word, 0, &message);
		serve(&message, word, stack_words);
	}
}
