// The assistant: does as suite bids it, whatever that may be. It is more important
// than suite, so what it does after an answer is done before suite goes on.
#include <string.h>

#include "test/suite/assist/misdeed.h"
#include "test/suite/protocol.h"
#include "ulib/panic.h"

extern uint32_t _stack_base[], __bss_end[];
int main(void);

union request {
	uint32_t word;
	struct poke poke;
	struct misdeed misdeed;
	struct sys_registers registers;
	struct sys_registers both[2];
};

static uint32_t kept = ASSIST_KEPT;
static uint32_t count;
static struct sys_registers results;
static uint8_t scratch[ASSIST_SCRATCH_SIZE] __attribute__((aligned(8)));
static const uint32_t constant = 1;

static void answer(const struct message *message, const void *bytes, size_t size)
{
	sys_reply(message->sender, 0, bytes, size);
}

static void answer_word(const struct message *message, uint32_t word)
{
	answer(message, &word, sizeof word);
}

static void tell_layout(const struct message *message)
{
	struct layout layout = {
		.stack = (uint32_t)_stack_base,
		.data = (uint32_t)&kept,
		.bss = (uint32_t)&count,
		.end = (uint32_t)__bss_end,
		.rodata = (uint32_t)&constant,
		.code = (uint32_t)main & ~1u,
		.scratch = (uint32_t)scratch,
	};

	answer(message, &layout, sizeof layout);
}

static void swap(const struct message *message, uint32_t word)
{
	uint32_t before = kept;

	kept = word;
	answer_word(message, before);
}

static void poke(const struct message *message, const struct poke *poke)
{
	memcpy(scratch + poke->offset, poke->bytes, poke->size);
	answer(message, NULL, 0);
}

static void peek(const struct message *message, uint32_t offset)
{
	uint32_t size = sizeof scratch - offset;

	answer(message, scratch + offset, size < message->reply_room ? size : message->reply_room);
}

static void call_later(const struct message *message, const struct sys_registers *registers)
{
	results = *registers;
	answer(message, NULL, 0);
	sys_stub_raw(&results);
}

static void call_twice_later(const struct message *message, const struct sys_registers both[2])
{
	struct sys_registers first = both[0];

	results = both[1];
	answer(message, NULL, 0);
	sys_stub_raw(&first);
	sys_stub_raw(&results);
}

// Sum of the floating-point registers, as integers; then all of them hold `word`. The
// register that controls rounding is one of them, and has a value of its own.
static uint32_t swap_float(uint32_t word)
{
	uint32_t sum = 0;

#ifdef __ARM_FP
	uint32_t registers[32];

	__asm__ volatile("vmrs %0, fpscr" : "=r"(sum));
	__asm__ volatile("vmsr fpscr, %0" ::"r"(ASSIST_ROUNDING));

	__asm__ volatile("vstm %0, {s0-s15}\n\t"
			 "vstm %1, {s16-s31}" ::"r"(registers),
			 "r"(registers + 16)
			 : "memory");
	for (uint32_t i = 0; i < 32; i++) {
		sum += registers[i];
		registers[i] = word;
	}
	__asm__ volatile("vldm %0, {s0-s15}\n\t"
			 "vldm %1, {s16-s31}" ::"r"(registers),
			 "r"(registers + 16)
			 : "memory");
#else
	(void)word;
#endif
	return sum;
}

static void serve(const struct message *message, union request *request)
{
	switch ((enum assist_op)message->operation) {
	case ASSIST_ECHO:
		answer_word(message, ~request->word);
		return;
	case ASSIST_LAYOUT:
		tell_layout(message);
		return;
	case ASSIST_SWAP:
		swap(message, request->word);
		return;
	case ASSIST_COUNT:
		answer_word(message, count++);
		return;
	case ASSIST_POKE:
		poke(message, &request->poke);
		return;
	case ASSIST_PEEK:
		peek(message, request->word);
		return;
	case ASSIST_CALL:
		sys_stub_raw(&request->registers);
		answer(message, &request->registers, sizeof request->registers);
		return;
	case ASSIST_CALL_LATER:
		call_later(message, &request->registers);
		return;
	case ASSIST_CALLS_LATER:
		call_twice_later(message, request->both);
		return;
	case ASSIST_RESULTS:
		answer(message, &results, sizeof results);
		return;
	case ASSIST_HOLD:
		return;
	case ASSIST_PANIC:
		panic(ASSIST_LAST_WORDS);
	case ASSIST_MISBEHAVE:
		answer(message, NULL, 0);
		misdeed_do(&request->misdeed);
		return;
	case ASSIST_FLOAT:
		answer_word(message, swap_float(request->word));
		return;
	}
	sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
}

int main(void)
{
	for (;;) {
		union request request;
		struct message message;

		sys_recv_open(&request, sizeof request, 0, &message);
		serve(&message, &request);
	}
}
