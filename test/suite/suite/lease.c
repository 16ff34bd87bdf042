// Leases: read, written and refused. The assistant lends to suite, or to the pawn
// where the borrower is to be stopped.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"
#include "ulib/lease.h"

// Offsets in the assistant's scratch memory: what it lends, and its lease table.
#define LOAN 0u
#define TABLE 128u

#define LOAN_SIZE 16u

enum {
	READABLE,
	WRITABLE,
	BOTH,
	NEITHER,
	LEASES,
};

static uint32_t scratch_of(uint32_t task)
{
	return layout_of(task).scratch;
}

// The assistant's SEND with a table of `count` leases in its scratch memory.
static struct sys_registers send_leases(uint32_t to, const struct lease *leases, uint32_t count)
{
	bid_poke(TASK_ASSIST, TABLE, leases, count * (uint32_t)sizeof *leases);
	return CALL(SYS_SEND, send_to(present(to), ASSIST_HOLD), 0, 0, 0, 0,
		    scratch_of(TASK_ASSIST) + TABLE, count);
}

// Has the assistant lend `to` its loan with all kinds of rights.
static struct task_id lend(uint32_t to)
{
	uint32_t base = scratch_of(TASK_ASSIST) + LOAN;
	const struct lease leases[LEASES] = {
		[READABLE] = {LEASE_READ, base, LOAN_SIZE},
		[WRITABLE] = {LEASE_WRITE, base, LOAN_SIZE},
		[BOTH] = {LEASE_READ | LEASE_WRITE, base, LOAN_SIZE},
		[NEITHER] = {0, base, LOAN_SIZE},
	};

	bid_poke(TASK_ASSIST, LOAN, "0123456789abcdef", LOAN_SIZE);
	bid_call_later(TASK_ASSIST, send_leases(to, leases, LEASES));
	return present(TASK_ASSIST);
}

static struct task_id borrow_from_assist(void)
{
	struct message message;

	lend(TASK_SUITE);
	sys_recv_open(NULL, 0, 0, &message);
	ASSERT(message.sender.raw == present(TASK_ASSIST).raw);
	ASSERT(message.lease_count == LEASES);
	return message.sender;
}

static bool is(struct sys_result result, uint32_t code, uint32_t size)
{
	return result.code == code && result.size == size;
}

static void info_of_two(uint32_t unused)
{
	uint32_t own = scratch_of(TASK_ASSIST);
	const struct lease leases[] = {{LEASE_READ | LEASE_WRITE, own, 16}, {LEASE_READ, own, 5}};
	struct message message;
	struct lease_info lease;

	(void)unused;
	bid_call_later(TASK_ASSIST, send_leases(TASK_SUITE, leases, 2));
	sys_recv_open(NULL, 0, 0, &message);
	ASSERT(message.lease_count == 2);
	lease = sys_borrow_info(message.sender, 0);
	ASSERT(lease.code == 0 && lease.attributes == (LEASE_READ | LEASE_WRITE));
	ASSERT(lease.size == 16);
	lease = sys_borrow_info(message.sender, 1);
	ASSERT(lease.code == 0 && lease.attributes == LEASE_READ && lease.size == 5);
}

// What the loan holds, when all is over.
static bool loan_holds(struct task_id lender, const char *text)
{
	char bytes[LOAN_SIZE];

	sys_reply(lender, 0, NULL, 0);
	bid_peek(TASK_ASSIST, LOAN, bytes, sizeof bytes);
	return memcmp(bytes, text, sizeof bytes) == 0;
}

static void all_rights(uint32_t unused)
{
	static const uint32_t expected[LEASES] = {LEASE_READ, LEASE_WRITE, LEASE_READ | LEASE_WRITE,
						  0};
	struct task_id lender = borrow_from_assist();

	(void)unused;
	for (uint32_t i = 0; i < LEASES; i++) {
		struct lease_info lease = sys_borrow_info(lender, i);

		ASSERT(lease.code == 0 && lease.attributes == expected[i]);
		ASSERT(lease.size == LOAN_SIZE);
	}
}

static void read(uint32_t unused)
{
	struct task_id lender = borrow_from_assist();
	char bytes[20];

	(void)unused;
	memset(bytes, 'x', sizeof bytes);
	ASSERT(is(sys_borrow_read(lender, READABLE, 0, bytes, LOAN_SIZE), 0, LOAN_SIZE));
	ASSERT(memcmp(bytes, "0123456789abcdefxxxx", 20) == 0);
	ASSERT(is(sys_borrow_read(lender, BOTH, 10, bytes, 4), 0, 4));
	ASSERT(memcmp(bytes, "abcd4567", 8) == 0);
	ASSERT(is(sys_borrow_read(lender, READABLE, 14, bytes, sizeof bytes), 0, 2));
	ASSERT(memcmp(bytes, "efcd4567", 8) == 0);
	ASSERT(is(sys_borrow_read(lender, READABLE, 16, bytes, sizeof bytes), 0, 0));
	ASSERT(is(sys_borrow_read(lender, READABLE, 0, NULL, 0), 0, 0));
	ASSERT(loan_holds(lender, "0123456789abcdef"));
}

static void write(uint32_t unused)
{
	struct task_id lender = borrow_from_assist();

	(void)unused;
	ASSERT(is(sys_borrow_write(lender, WRITABLE, 0, "ABCDEFGHIJKLMNOPQRST", 20), 0, 16));
	ASSERT(is(sys_borrow_write(lender, BOTH, 7, "++", 2), 0, 2));
	ASSERT(is(sys_borrow_write(lender, BOTH, 15, "**", 2), 0, 1));
	ASSERT(is(sys_borrow_write(lender, BOTH, 16, "-", 1), 0, 0));
	ASSERT(loan_holds(lender, "ABCDEFG++JKLMNO*"));
}

#define BIG_SIZE 200u

static uint8_t pattern(uint32_t i)
{
	return (uint8_t)(i * 7 + 1);
}

// Has the assistant lend suite more than it could copy in one go.
static struct task_id borrow_big(void)
{
	uint32_t own = scratch_of(TASK_ASSIST);
	const struct lease lease = {LEASE_READ | LEASE_WRITE, own, BIG_SIZE};
	const uint32_t table = BIG_SIZE + 8;
	uint8_t bytes[50];
	struct message message;

	for (uint32_t at = 0; at < BIG_SIZE; at += sizeof bytes) {
		for (uint32_t i = 0; i < sizeof bytes; i++)
			bytes[i] = pattern(at + i);
		bid_poke(TASK_ASSIST, at, bytes, sizeof bytes);
	}
	bid_poke(TASK_ASSIST, table, &lease, sizeof lease);
	bid_call_later(TASK_ASSIST,
		       CALL(SYS_SEND, send_to(present(TASK_SUITE), 1), 0, 0, 0, 0, own + table, 1));
	sys_recv_open(NULL, 0, 0, &message);
	return message.sender;
}

// Whether a borrow of these bytes brings them to that place, and touches no others.
static bool copies(struct task_id lender, uint32_t offset, uint32_t to, uint32_t size)
{
	static uint8_t buffer[BIG_SIZE + 8] __attribute__((aligned(4)));

	memset(buffer, 0xEE, sizeof buffer);
	if (!is(sys_borrow_read(lender, 0, offset, buffer + 4 + to, size), 0, size))
		return false;
	for (uint32_t i = 0; i < sizeof buffer; i++) {
		uint32_t at = i - 4 - to;

		if (buffer[i] != (at < size ? pattern(offset + at) : 0xEE))
			return false;
	}
	return true;
}

// Every way in which two addresses may lie, and sizes on both sides of where the
// kernel's copying changes gear.
static void copy(uint32_t unused)
{
	static const uint8_t sizes[] = {1,  2,  3,  4,  5,  7,  8,  31, 32, 33,
					34, 35, 36, 63, 64, 65, 67, 96, 99, 128};
	struct task_id lender = borrow_big();

	(void)unused;
	for (uint32_t i = 0; i < sizeof sizes; i++)
		for (uint32_t from = 0; from < 4; from++)
			for (uint32_t to = 0; to < 4; to++)
				ASSERT(copies(lender, from, to, sizes[i]));
}

// Without the right, a borrow is refused, and nothing worse.
static void rights(uint32_t unused)
{
	struct task_id lender = borrow_from_assist();
	char bytes[LOAN_SIZE] = "untouched";

	(void)unused;
	ASSERT(is(sys_borrow_read(lender, WRITABLE, 0, bytes, 4), SYS_CODE_DEFECT, 0));
	ASSERT(is(sys_borrow_read(lender, NEITHER, 0, bytes, 4), SYS_CODE_DEFECT, 0));
	ASSERT(is(sys_borrow_write(lender, READABLE, 0, bytes, 4), SYS_CODE_DEFECT, 0));
	ASSERT(is(sys_borrow_write(lender, NEITHER, 0, bytes, 4), SYS_CODE_DEFECT, 0));
	ASSERT(memcmp(bytes, "untouched", 9) == 0);
	ASSERT(loan_holds(lender, "0123456789abcdef"));
	ASSERT(faults_notified() == 0);
}

static void lender_not_waiting(uint32_t unused)
{
	uint32_t before = present(TASK_ASSIST).raw;
	struct task_id lender = borrow_from_assist();
	char byte;

	(void)unused;
	sys_reply(lender, 0, NULL, 0);
	ASSERT(sys_borrow_info(lender, READABLE).code == SYS_CODE_DEFECT);
	ASSERT(is(sys_borrow_read(lender, READABLE, 0, &byte, 1), SYS_CODE_DEFECT, 0));
	ASSERT(is(sys_borrow_write(lender, WRITABLE, 0, &byte, 1), SYS_CODE_DEFECT, 0));
	ASSERT(present(TASK_ASSIST).raw == before && is_in(TASK_ASSIST, TASK_IN_RECV));
	// it waits to send, and then for another's reply
	lend(TASK_SUITE);
	ASSERT(is_in(TASK_ASSIST, TASK_IN_SEND));
	ASSERT(sys_borrow_info(lender, READABLE).code == SYS_CODE_DEFECT);
	kipc_restart_task(TASK_ASSIST);
	lender = lend(TASK_PAWN);
	ASSERT(is_in(TASK_ASSIST, TASK_IN_REPLY));
	ASSERT(sys_borrow_info(lender, READABLE).code == SYS_CODE_DEFECT);
	ASSERT(faults_notified() == 0);
}

// Has the pawn borrow so, which stops it; the lender goes on waiting.
static bool borrower_stopped(uint32_t call, uint32_t index, uint32_t offset, enum usage_error error)
{
	struct task_id lender;
	bool stopped;

	kipc_restart_task(TASK_PAWN);
	kipc_restart_task(TASK_ASSIST);
	lender = lend(TASK_PAWN);
	bid_call_later(TASK_PAWN, CALL(call, lender.raw, index, offset, scratch_of(TASK_PAWN), 4));
	stopped = stopped_for_usage(TASK_PAWN, error);
	return stopped && waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_PAWN).raw);
}

static void index_out_of_range(uint32_t unused)
{
	(void)unused;
	ASSERT(borrower_stopped(SYS_BORROW_READ, LEASES, 0, USAGE_LEASE_OUT_OF_RANGE));
	ASSERT(borrower_stopped(SYS_BORROW_WRITE, UINT32_MAX, 0, USAGE_LEASE_OUT_OF_RANGE));
	ASSERT(borrower_stopped(SYS_BORROW_INFO, LEASES, 0, USAGE_LEASE_OUT_OF_RANGE));
	ASSERT(faults_notified() == 3);
}

static void offset_out_of_range(uint32_t unused)
{
	(void)unused;
	ASSERT(borrower_stopped(SYS_BORROW_READ, READABLE, 17, USAGE_OFFSET_OUT_OF_RANGE));
	ASSERT(borrower_stopped(SYS_BORROW_WRITE, WRITABLE, UINT32_MAX, USAGE_OFFSET_OUT_OF_RANGE));
	ASSERT(faults_notified() == 2);
}

// A lender that has lent its own lease table, to be written. What the borrower makes of
// it gives no more rights than the lender has, and does not harm the lender.
static void forged_table(uint32_t unused)
{
	uint32_t table = scratch_of(TASK_ASSIST) + TABLE;
	const struct lease own = {LEASE_READ | LEASE_WRITE, table, sizeof own};
	struct lease forged = {LEASE_READ | LEASE_WRITE, layout_of(TASK_NORTH).data, 4};
	struct message message;
	uint32_t word = 0;

	(void)unused;
	bid_call_later(TASK_ASSIST, send_leases(TASK_SUITE, &own, 1));
	sys_recv_open(NULL, 0, 0, &message);
	ASSERT(is(sys_borrow_write(message.sender, 0, 0, &forged, sizeof forged), 0,
		  sizeof forged));
	ASSERT(is(sys_borrow_read(message.sender, 0, 0, &word, 4), SYS_CODE_DEFECT, 0));
	ASSERT(is(sys_borrow_write(message.sender, 0, 0, &word, 4), SYS_CODE_DEFECT, 0));
	ASSERT(word == 0 && faults_notified() == 0);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_SUITE).raw));
}

// A loan that grows beyond 2^32 when it is forged so.
static void wrapping_loan(uint32_t unused)
{
	uint32_t table = scratch_of(TASK_ASSIST) + TABLE;
	const struct lease own = {LEASE_READ | LEASE_WRITE, table, sizeof own};
	struct lease forged = {LEASE_READ, table, UINT32_MAX};
	struct message message;
	uint32_t word = 0;

	(void)unused;
	bid_call_later(TASK_ASSIST, send_leases(TASK_SUITE, &own, 1));
	sys_recv_open(NULL, 0, 0, &message);
	ASSERT(is(sys_borrow_write(message.sender, 0, 0, &forged, sizeof forged), 0,
		  sizeof forged));
	// from there on: the kernel's memory
	ASSERT(is(sys_borrow_read(message.sender, 0, 0x20000000 - table, &word, 4), SYS_CODE_DEFECT,
		  0));
	ASSERT(word == 0 && faults_notified() == 0);
}

static void overlap(uint32_t unused)
{
	uint32_t shared = REGION_PSRAM_BASE;
	const struct lease lease = {LEASE_READ | LEASE_WRITE, shared, 16};
	uint32_t lender = present(TASK_ASSIST).raw;

	(void)unused;
	bid_call_later(TASK_ASSIST, send_leases(TASK_PAWN, &lease, 1));
	ASSERT(is_in(TASK_ASSIST, TASK_IN_REPLY));
	ASSERT(bid_call(TASK_PAWN, CALL(SYS_BORROW_READ, lender, 0, 0, shared + 16, 16)).r[1] ==
	       16);
	bid_call_later(TASK_PAWN, CALL(SYS_BORROW_READ, lender, 0, 0, shared + 15, 16));
	ASSERT(stopped_for_access(TASK_PAWN, FAULT_MEMORY_ACCESS, shared + 15, FAULT_BY_KERNEL));
	ASSERT(is_in(TASK_ASSIST, TASK_IN_REPLY));
	kipc_restart_task(TASK_PAWN);
	bid_call_later(TASK_ASSIST, send_leases(TASK_PAWN, &lease, 1));
	lender = present(TASK_ASSIST).raw;
	bid_call_later(TASK_PAWN, CALL(SYS_BORROW_WRITE, lender, 0, 8, shared, 16));
	ASSERT(bid_results(TASK_PAWN).r[1] == 8); // beside each other
	bid_call_later(TASK_PAWN, CALL(SYS_BORROW_WRITE, lender, 0, 7, shared, 16));
	ASSERT(stopped_for_access(TASK_PAWN, FAULT_MEMORY_ACCESS, shared + 7, FAULT_BY_KERNEL));
}

// Has the assistant send a second lease that is bad. It is to be stopped in its own
// call, though nobody receives it.
static void lend_badly(uint32_t attributes, uint32_t base, uint32_t size)
{
	struct lease leases[] = {{LEASE_READ, 0, 4}, {attributes, base, size}};

	kipc_restart_task(TASK_ASSIST);
	leases[0].base = scratch_of(TASK_ASSIST);
	bid_call_later(TASK_ASSIST, send_leases(TASK_SUITE, leases, 2));
}

static bool lender_trespassed(uint32_t address)
{
	return stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, address, FAULT_BY_KERNEL);
}

static void areas(uint32_t unused)
{
	uint32_t north = layout_of(TASK_NORTH).data;
	uint32_t code = layout_of(TASK_ASSIST).code;
	uint32_t own = scratch_of(TASK_ASSIST);

	(void)unused;
	lend_badly(LEASE_READ, north, 4);
	ASSERT(lender_trespassed(north));
	lend_badly(LEASE_WRITE, 0x20000000, 4);
	ASSERT(lender_trespassed(0x20000000));
	lend_badly(LEASE_READ | LEASE_WRITE, code, 4);
	ASSERT(lender_trespassed(code));
	lend_badly(LEASE_READ, 0x40001000, 4); // its own device
	ASSERT(lender_trespassed(0x40001000));
	lend_badly(LEASE_READ, own, 0x100000);
	ASSERT(lender_trespassed(own));
	lend_badly(LEASE_READ, own, UINT32_MAX);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_INVALID_SLICE));
	lend_badly(LEASE_READ, code, 4);
	ASSERT(is_in(TASK_ASSIST, TASK_IN_SEND));
}

static void attributes(uint32_t unused)
{
	uint32_t own = scratch_of(TASK_ASSIST);

	(void)unused;
	lend_badly(LEASE_READ | 4, own, 4);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_LEASE_ATTRIBUTES));
	lend_badly(0x80000000, own, 4);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_LEASE_ATTRIBUTES));
}

static void send_table(uint32_t at, uint32_t count)
{
	kipc_restart_task(TASK_ASSIST);
	bid_call_later(TASK_ASSIST,
		       CALL(SYS_SEND, send_to(present(TASK_SUITE), 1), 0, 0, 0, 0, at, count));
}

static void tables(uint32_t unused)
{
	uint32_t own = scratch_of(TASK_ASSIST);

	(void)unused;
	send_table(own + 2, 1);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_INVALID_SLICE));
	send_table(0xFFFFFFF8, 1);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_INVALID_SLICE));
	send_table(0x20000000, 1);
	ASSERT(lender_trespassed(0x20000000));
	send_table(own, LEASE_COUNT_MAX + 1);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_TOO_MANY_LEASES));
	send_table(1, 0);
	ASSERT(is_in(TASK_ASSIST, TASK_IN_SEND));
}

static const struct test_case cases[] = {
	{"test_borrow_info", info_of_two, 0},
	{"test_borrow_read", read, 0},
	{"test_borrow_write", write, 0},
	{"lease-info", all_rights, 0},
	{"lease-copy", copy, 0},
	{"lease-rights", rights, 0},
	{"test_borrow_without_peer_waiting", lender_not_waiting, 0},
	{"lease-out-of-range", index_out_of_range, 0},
	{"offset-out-of-range", offset_out_of_range, 0},
	{"forged-lease-table", forged_table, 0},
	{"wrapping-loan", wrapping_loan, 0},
	{"overlapping-loan", overlap, 0},
	{"lease-of-foreign-memory", areas, 0},
	{"lease-attributes", attributes, 0},
	{"lease-tables", tables, 0},
};

TEST_TABLE(lease_cases, cases);
