// System calls misused: the caller is stopped, in its own call, for exactly that.
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

#define KERNEL_RAM 0x20000000u

// Has a fresh assistant, or pawn, make the call.
static void try(uint32_t task, struct sys_registers registers)
{
	kipc_restart_task(task);
	bid_call_later(task, registers);
}

static bool is_misuse(uint32_t task, struct sys_registers registers, enum usage_error error)
{
	try(task, registers);
	return stopped_for_usage(task, error);
}

static bool is_trespass(struct sys_registers registers, uint32_t address)
{
	try(TASK_ASSIST, registers);
	return stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, address, FAULT_BY_KERNEL);
}

static void call_numbers(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_IRQ_STATUS + 1, 0), USAGE_BAD_SYSCALL));
	ASSERT(is_misuse(TASK_PAWN, CALL(0x100, 0), USAGE_BAD_SYSCALL));
	ASSERT(is_misuse(TASK_PAWN, CALL(UINT32_MAX, 0), USAGE_BAD_SYSCALL));
}

// The caller's generation, which is_misuse() is about to change, does not matter.
static void send_to_oneself(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_SEND, send_to(present(TASK_PAWN), 1)),
			 USAGE_SEND_TO_SELF));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_ASSIST), 1)),
			 USAGE_SEND_TO_SELF));
}

static void sends(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_SEND, send_to(present(TASK_NORTH), 1)),
			 USAGE_SEND_NOT_ALLOWED));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_SEND, send_to(present(TASK_RUNNER), 1)),
			 USAGE_SEND_NOT_ALLOWED));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_SEND, (uint32_t)TASK_COUNT << 16),
			 USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_SEND, TASK_ID_UNBOUND << 16),
			 USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_SEND, 0x3FFu << 16), USAGE_TASK_OUT_OF_RANGE));
}

static bool is_refused_for(uint32_t task, enum usage_error error)
{
	struct task_state state = kipc_read_task_status(task);

	return state.health == TASK_FAULTED && state.fault.kind == FAULT_SYSCALL_USAGE &&
	       state.fault.usage == error;
}

// Whom a task may send to has to be said of it, and "any" is one way to say it: of the
// assistant it is said, of the pawn nothing is.
static void send_rights(uint32_t unused)
{
	(void)unused;
	for (uint32_t i = 0; i < TASK_COUNT; i++) {
		struct sys_registers call = CALL(SYS_SEND, send_to(present(i), ASSIST_HOLD));

		if (i != TASK_PAWN)
			ASSERT(is_misuse(TASK_PAWN, call, USAGE_SEND_NOT_ALLOWED));
		if (i == TASK_ASSIST || i == TASK_SUITE)
			continue;
		call.r[0] = send_to(present(i), ASSIST_HOLD);
		try(TASK_ASSIST, call);
		ASSERT(!is_refused_for(TASK_ASSIST, USAGE_SEND_NOT_ALLOWED));
	}
}

// To receive only from where nothing can come.
static void receives(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_RECV, 0, 0, 0, SYS_RECV_CLOSED | TASK_NORTH),
			 USAGE_SEND_NOT_ALLOWED));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_RECV, 0, 0, 0, SYS_RECV_CLOSED | TASK_PAWN),
			 USAGE_SEND_NOT_ALLOWED));
}

static void indices(uint32_t unused)
{
	uint32_t none = TASK_COUNT;

	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_RECV, 0, 0, 0, SYS_RECV_CLOSED | none),
			 USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REPLY, none), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REPLY, TASK_ID_KERNEL), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REPLY_FAULT, none), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_POST, none, 1), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_POST, TASK_ID_KERNEL, 1), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_BORROW_READ, none), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_BORROW_WRITE, none), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_BORROW_INFO, none), USAGE_TASK_OUT_OF_RANGE));
}

// The id may have any generation; it is the index that counts.
static void refresh(uint32_t index)
{
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REFRESH_TASK_ID, index), USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REFRESH_TASK_ID, index | 5u << TASK_INDEX_BITS),
			 USAGE_TASK_OUT_OF_RANGE));
}

// Each call that names memory, with memory that is not the caller's to use so.
static bool all_trespass(uint32_t base, uint32_t size, bool writing_only)
{
	struct task_id suite = present(TASK_SUITE);

	if (!is_trespass(CALL(SYS_RECV, base, size), base) ||
	    !is_trespass(CALL(SYS_SEND, send_to(suite, 1), 0, 0, base, size), base) ||
	    !is_trespass(CALL(SYS_BORROW_READ, suite.raw, 0, 0, base, size), base))
		return false;
	return writing_only ||
	       (is_trespass(CALL(SYS_SEND, send_to(suite, 1), base, size), base) &&
		is_trespass(CALL(SYS_BORROW_WRITE, suite.raw, 0, 0, base, size), base));
}

static void foreign_memory(uint32_t unused)
{
	struct layout north = layout_of(TASK_NORTH);
	struct layout assist = layout_of(TASK_ASSIST);

	(void)unused;
	ASSERT(all_trespass(KERNEL_RAM, 4, false));
	ASSERT(all_trespass(0, 4, false));
	ASSERT(all_trespass(north.bss, 1, false));
	ASSERT(all_trespass(north.code, 4, false));
	ASSERT(all_trespass(0xE000ED28, 4, false));
	ASSERT(all_trespass(0x40005000, 4, false));                            // nobody's device
	ASSERT(all_trespass(0x40001000, 4, false));                            // its own device
	ASSERT(all_trespass(REGION_PSRAM_BASE + REGION_PSRAM_SIZE, 4, false)); // its DMA buffer
	ASSERT(all_trespass(REGION_PSRAM_BASE + REGION_PSRAM_SIZE - 4, 8, false));
	ASSERT(all_trespass(assist.rodata & ~3u, 4, true));
	ASSERT(all_trespass(assist.stack - 1, 2, false));
	ASSERT(all_trespass(assist.scratch, 0x10000, false));
}

static void malformed(uint32_t unused)
{
	struct task_id suite = present(TASK_SUITE);
	uint32_t base = layout_of(TASK_ASSIST).scratch;
	// up to, and with, the last byte of the address space; and beyond it
	const uint32_t sizes[] = {0 - base, UINT32_MAX - 8};

	(void)unused;
	for (int i = 0; i < 2; i++) {
		uint32_t size = sizes[i];

		ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_RECV, base, size), USAGE_INVALID_SLICE));
		ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_SEND, send_to(suite, 1), base, size),
				 USAGE_INVALID_SLICE));
		ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_SEND, send_to(suite, 1), 0, 0, base, size),
				 USAGE_INVALID_SLICE));
		ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_BORROW_READ, suite.raw, 0, 0, base, size),
				 USAGE_INVALID_SLICE));
		ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_BORROW_WRITE, suite.raw, 0, 0, base, size),
				 USAGE_INVALID_SLICE));
	}
}

// An empty slice may lie anywhere.
static void empty(uint32_t unused)
{
	(void)unused;
	try(TASK_ASSIST, CALL(SYS_RECV, KERNEL_RAM, 0));
	ASSERT(is_in(TASK_ASSIST, TASK_IN_RECV));
	try(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1), KERNEL_RAM, 0, 0, 0));
	ASSERT(is_in(TASK_ASSIST, TASK_IN_SEND));
	ASSERT(faults_notified() == 0);
}

// The assistant waits for the pawn's reply with room for four bytes of it; the pawn
// replies with that.
static void reply(uint32_t base, uint32_t size)
{
	uint32_t room;

	kipc_restart_task(TASK_ASSIST);
	kipc_restart_task(TASK_PAWN);
	room = layout_of(TASK_ASSIST).scratch;
	bid_call_later(TASK_ASSIST,
		       CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD), 0, 0, room, 4));
	bid_call_later(TASK_PAWN, CALL(SYS_REPLY, present(TASK_ASSIST).raw, 7, base, size));
}

static bool assist_waits(void)
{
	return waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_PAWN).raw);
}

static void big_reply(uint32_t unused)
{
	(void)unused;
	reply(layout_of(TASK_PAWN).scratch, 5);
	ASSERT(stopped_for_usage(TASK_PAWN, USAGE_REPLY_TOO_BIG) && assist_waits());
}

static void replies(uint32_t unused)
{
	uint32_t pawns = layout_of(TASK_PAWN).scratch;

	(void)unused;
	reply(KERNEL_RAM, 4);
	ASSERT(stopped_for_access(TASK_PAWN, FAULT_MEMORY_ACCESS, KERNEL_RAM, FAULT_BY_KERNEL));
	ASSERT(assist_waits());
	reply(0xFFFFFFFF, 1);
	ASSERT(stopped_for_usage(TASK_PAWN, USAGE_INVALID_SLICE) && assist_waits());
	reply(pawns, 4);
	ASSERT(is_in(TASK_PAWN, TASK_IN_RECV));
	ASSERT(bid_results(TASK_ASSIST).r[0] == 7 && bid_results(TASK_ASSIST).r[1] == 4);
}

static void reply_reasons(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REPLY_FAULT, present(TASK_SUITE).raw, 6),
			 USAGE_BAD_REPLY_FAULT));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_REPLY_FAULT, TASK_COUNT, UINT32_MAX),
			 USAGE_BAD_REPLY_FAULT));
}

static void interrupts(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_IRQ_CONTROL, 1, IRQ_ENABLE), USAGE_NO_IRQ));
	ASSERT(is_misuse(TASK_PAWN, CALL(SYS_IRQ_STATUS, 1), USAGE_NO_IRQ));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_IRQ_CONTROL, 3, IRQ_ENABLE), USAGE_NO_IRQ));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_IRQ_CONTROL, 0, 0), USAGE_NO_IRQ));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_IRQ_CONTROL, 1, 4), USAGE_NO_IRQ));
	ASSERT(is_misuse(TASK_ASSIST, CALL(SYS_IRQ_STATUS, 3), USAGE_NO_IRQ));
}

static const struct test_case cases[] = {
	{"bad-call-numbers", call_numbers, 0},
	{"send-to-oneself", send_to_oneself, 0},
	{"bad-sends", sends, 0},
	{"send-rights", send_rights, 0},
	{"bad-receives", receives, 0},
	{"bad-indices", indices, 0},
	{"test_refresh_task_id_off_by_one", refresh, TASK_COUNT},
	{"test_refresh_task_id_off_by_many", refresh, TASK_INDEX_MASK},
	{"foreign-memory", foreign_memory, 0},
	{"invalid-slices", malformed, 0},
	{"empty-slices", empty, 0},
	{"reply-too-big", big_reply, 0},
	{"bad-replies", replies, 0},
	{"bad-reply-faults", reply_reasons, 0},
	{"bad-interrupts", interrupts, 0},
};

TEST_TABLE(misuse_cases, cases);
