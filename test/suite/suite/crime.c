// Crimes against oneself: stack overflow, data as code, and what else the processor
// reports. The criminal is stopped, by the right name, and nobody else notices.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/time.h"

// Of the processor's configurable fault status register (ARMv7-M ARM, B3.2.15).
#define STATUS_INVALID_STATE (1u << 17)
#define STATUS_INVALID_RETURN (1u << 18)
#define STATUS_NO_COPROCESSOR (1u << 19)
#define STATUS_UNALIGNED (1u << 24)

// Afterwards the system is as alive as before, and so is the criminal once it is
// started afresh.
static void check_recovery(void)
{
	ASSERT(faults_notified() == 1);
	kipc_restart_task(TASK_ASSIST);
	ASSERT(ask(TASK_ASSIST, ASSIST_ECHO, 1) == ~1u);
	ASSERT(ask(TASK_PAWN, ASSIST_ECHO, 2) == ~2u);
	time_sleep_for(1);
}

// Before it leaves its memory, an overflow reaches none of the task's variables.
static void overflow_stack(uint32_t kind)
{
	struct layout layout = layout_of(TASK_ASSIST);
	uint8_t bytes[ASSIST_POKE_MAX];
	struct task_state state;

	memset(bytes, 0xA5, sizeof bytes);
	bid_poke(TASK_ASSIST, 0, bytes, sizeof bytes);
	bid_misdeed(TASK_ASSIST, kind, 0);
	memset(bytes, 0, sizeof bytes);
	ASSERT(bid_dump(TASK_ASSIST, layout.scratch, sizeof bytes, bytes, sizeof bytes).size ==
	       sizeof bytes);
	for (uint32_t i = 0; i < sizeof bytes; i++)
		ASSERT(bytes[i] == 0xA5);
	ASSERT(stopped_for(TASK_ASSIST, FAULT_STACK_OVERFLOW));
	state = kipc_read_task_status(TASK_ASSIST);
	ASSERT(state.fault.address < layout.stack);
	// 8 KiB is the biggest array, and a frame lies below it
	ASSERT(state.fault.address >= layout.stack - 8192 - 512);
	check_recovery();
}

// With the stack pointer in somebody else's memory, the processor is to save its
// registers there.
static void foreign_stack(uint32_t kind)
{
	uint32_t address = layout_of(TASK_NORTH).end & ~7u;

	bid_misdeed(TASK_ASSIST, kind, address);
	ASSERT(stopped_for(TASK_ASSIST, FAULT_STACK_OVERFLOW));
	ASSERT(kipc_read_task_status(TASK_ASSIST).fault.address < address);
	ASSERT(neighbours_are_well());
	check_recovery();
}

static void commit(uint32_t kind, enum fault_kind fault)
{
	bid_misdeed(TASK_ASSIST, kind, layout_of(TASK_ASSIST).scratch);
	ASSERT(stopped_for(TASK_ASSIST, fault));
	check_recovery();
}

static void execute_own(uint32_t kind)
{
	commit(kind, FAULT_ILLEGAL_TEXT);
}

static void divide(uint32_t unused)
{
	(void)unused;
	commit(MISDEED_DIVIDE, FAULT_DIVIDE_BY_ZERO);
}

static void undefined(uint32_t unused)
{
	(void)unused;
	commit(MISDEED_UNDEFINED, FAULT_ILLEGAL_INSTRUCTION);
}

static void breakpoint(uint32_t unused)
{
	(void)unused;
	commit(MISDEED_BREAKPOINT, FAULT_INVALID_OPERATION);
}

static void invalid(uint32_t kind, uint32_t status)
{
	bid_misdeed(TASK_ASSIST, kind, layout_of(TASK_ASSIST).scratch);
	ASSERT(stopped_with_status(TASK_ASSIST, status));
	check_recovery();
}

static void even_branch(uint32_t unused)
{
	(void)unused;
	invalid(MISDEED_EVEN_BRANCH, STATUS_INVALID_STATE);
}

static void unaligned(uint32_t unused)
{
	(void)unused;
	invalid(MISDEED_UNALIGNED, STATUS_UNALIGNED);
}

#ifndef __ARM_FP
static void no_coprocessor(uint32_t unused)
{
	(void)unused;
	invalid(MISDEED_NO_COPROCESSOR, STATUS_NO_COPROCESSOR);
}
#endif

static void give_up(uint32_t unused)
{
	(void)unused;
	commit(MISDEED_PANIC, FAULT_PANIC);
}

// Who has faulted otherwise has no last words either.
static void say_last_words(uint32_t unused)
{
	char text[80];
	struct sys_result result;
	size_t end = sizeof ASSIST_LAST_WORDS - 1;

	(void)unused;
	ASSERT(kipc_read_panic_message(TASK_ASSIST, text, sizeof text).code ==
	       KIPC_TASK_NOT_PANICKED);
	bid_misdeed(TASK_ASSIST, MISDEED_DIVIDE, 0);
	ASSERT(kipc_read_panic_message(TASK_ASSIST, text, sizeof text).code ==
	       KIPC_TASK_NOT_PANICKED);
	kipc_restart_task(TASK_ASSIST);
	bid_misdeed(TASK_ASSIST, MISDEED_PANIC, 0);
	ASSERT(stopped_for(TASK_ASSIST, FAULT_PANIC));
	result = kipc_read_panic_message(TASK_ASSIST, text, sizeof text);
	ASSERT(result.code == 0 && result.size > end && result.size < sizeof text);
	ASSERT(memcmp(text, "misdeed.c:", 10) == 0);
	ASSERT(memcmp(text + result.size - end, ASSIST_LAST_WORDS, end) == 0);
	// as much as there is room for
	memset(text, '-', sizeof text);
	result = kipc_read_panic_message(TASK_ASSIST, text, 4);
	ASSERT(result.code == 0 && result.size == 4 && memcmp(text, "misd-", 5) == 0);
}

// A message that is not its own to say.
static void say_what_is_not_ones_own(uint32_t unused)
{
	char text[8];

	(void)unused;
	bid_call_later(TASK_PAWN, CALL(SYS_PANIC, layout_of(TASK_NORTH).data, 4));
	ASSERT(stopped_for(TASK_PAWN, FAULT_PANIC));
	ASSERT(kipc_read_panic_message(TASK_PAWN, text, sizeof text).code == KIPC_BAD_PANIC_BUFFER);
	kipc_restart_task(TASK_PAWN);
	bid_call_later(TASK_PAWN, CALL(SYS_PANIC, 0xFFFFFFF0, 0x20));
	ASSERT(kipc_read_panic_message(TASK_PAWN, text, sizeof text).code == KIPC_BAD_PANIC_BUFFER);
}

// What only the kernel may do has no effect, so that the access that follows is
// stopped as ever.
static void rise(uint32_t kind)
{
	uint32_t address = layout_of(TASK_NORTH).data;

	bid_misdeed(TASK_ASSIST, kind, address);
	ASSERT(stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, address, FAULT_BY_USER));
	check_recovery();
}

// Where the port keeps a task's stack pointer in its entry, and parts of what the
// processor has saved there (ARMv7-M ARM, B1.5.6), in bytes.
#define ENTRY_PSP 32u
#define FRAME_PC 24u
#define FRAME_XPSR 28u

static uint32_t stack_pointer(uint32_t task)
{
	uint32_t message[3] = {task, 0, sizeof(uint32_t)};
	uint8_t region[9];
	uint32_t word;

	(void)sys_send(task_id_kernel(), KIPC_GET_DUMP_REGION, message, sizeof message, region,
		       sizeof region, NULL, 0);
	memcpy(&message[1], region + 1, sizeof message[1]);
	message[1] += ENTRY_PSP;
	(void)sys_send(task_id_kernel(), KIPC_READ_DUMP_REGION, message, sizeof message, &word,
		       sizeof word, NULL, 0);
	return word;
}

// The assistant lends its own stack, and finds a word there changed when it returns from
// the call.
static void return_to(uint32_t offset, uint32_t word)
{
	struct layout layout = layout_of(TASK_ASSIST);
	const struct lease lease = {LEASE_WRITE, layout.stack, CONFIG_STACKSIZE};
	struct message message;
	uint32_t at;

	bid_poke(TASK_ASSIST, 0, &lease, sizeof lease);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1), 0, 0, 0, 0,
					 layout.scratch, 1));
	sys_recv_open(NULL, 0, 0, &message);
	at = stack_pointer(TASK_ASSIST) + offset - layout.stack;
	ASSERT(sys_borrow_write(message.sender, 0, at, &word, sizeof word).size == sizeof word);
	sys_reply(message.sender, 0, NULL, 0);
}

static void return_to_foreign_code(uint32_t unused)
{
	(void)unused;
	return_to(FRAME_PC, layout_of(TASK_NORTH).code);
	ASSERT(stopped_for(TASK_ASSIST, FAULT_ILLEGAL_TEXT));
	check_recovery();
}

static void return_to_other_state(uint32_t unused)
{
	(void)unused;
	return_to(FRAME_XPSR, 0);
	// by what status depends on where the instruction lies, in the emulator
	ASSERT(stopped_for(TASK_ASSIST, FAULT_INVALID_OPERATION));
	check_recovery();
}

// As if it had been interrupted in an exception itself. Often, lest each leaves a little
// on the kernel's stack.
static void return_to_handler(uint32_t unused)
{
	(void)unused;
	for (uint32_t i = 0; i < 100; i++) {
		kipc_restart_task(TASK_ASSIST);
		return_to(FRAME_XPSR, 1u << 24 | 3u);
		ASSERT(stopped_with_status(TASK_ASSIST, STATUS_INVALID_RETURN));
	}
	kipc_restart_task(TASK_ASSIST);
	ASSERT(ask(TASK_ASSIST, ASSIST_ECHO, 1) == ~1u);
}

static const struct test_case cases[] = {
	{"recursion", overflow_stack, MISDEED_RECURSE},
	{"test_fault_stackoverflow", overflow_stack, MISDEED_BIG_ARRAY},
	{"call-on-foreign-stack", foreign_stack, MISDEED_CALL_ON_STACK},
	{"interrupt-on-foreign-stack", foreign_stack, MISDEED_SPIN_ON_STACK},
	{"execute-own-data", execute_own, MISDEED_EXECUTE_DATA},
	{"test_fault_execdata", execute_own, MISDEED_EXECUTE_STACK},
	{"test_fault_divzero", divide, 0},
	{"test_fault_illinst", undefined, 0},
	{"test_fault_illop", even_branch, 0},
	{"unaligned", unaligned, 0},
#ifndef __ARM_FP
	{"no-coprocessor", no_coprocessor, 0},
#endif
	{"breakpoint", breakpoint, 0},
	{"test_panic", give_up, 0},
	{"test_read_panic_message", say_last_words, 0},
	{"bad-panic-message", say_what_is_not_ones_own, 0},
	{"return-to-foreign-code", return_to_foreign_code, 0},
	{"return-to-other-state", return_to_other_state, 0},
	{"return-to-handler", return_to_handler, 0},
	{"become-privileged", rise, MISDEED_PRIVILEGE},
	{"mask-interrupts", rise, MISDEED_MASK},
};

TEST_TABLE(crime_cases, cases);
