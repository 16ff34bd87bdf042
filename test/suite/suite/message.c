// Messages: what is sent is what is received, and nothing more.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

static void echo(uint32_t unused)
{
	uint32_t word = 0xDEADBEEF;
	uint32_t answer[2] = {0, 5};
	struct sys_result result;

	(void)unused;
	result = sys_send(present(TASK_PAWN), ASSIST_ECHO, &word, sizeof word, answer,
			  sizeof answer, NULL, 0);
	ASSERT(result.code == 0 && result.size == 4);
	ASSERT(answer[0] == ~0xDEADBEEF && answer[1] == 5);
}

// ASSIST sends `size` bytes of its scratch memory to suite, with room for as many.
static void have_sent(uint32_t operation, uint32_t size)
{
	uint32_t scratch = layout_of(TASK_ASSIST).scratch;

	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), operation), scratch,
					 size, scratch + 128, size));
}

static void receive(uint32_t unused)
{
	const uint32_t challenge = 0xCAFEF00D;
	struct sys_registers results;
	struct message message;
	uint32_t words[2] = {0, 5};
	char reply[4];

	(void)unused;
	bid_poke(TASK_ASSIST, 0, &challenge, sizeof challenge);
	have_sent(42, 4);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_SEND, present(TASK_SUITE).raw));
	sys_recv_open(words, sizeof words, 0, &message);
	ASSERT(message.sender.raw == present(TASK_ASSIST).raw);
	ASSERT(message.operation == 42 && message.size == 4);
	ASSERT(message.reply_room == 4 && message.lease_count == 0);
	ASSERT(words[0] == challenge && words[1] == 5);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_SUITE).raw));
	sys_reply(message.sender, 0x1DE, "bye", 3);
	results = bid_results(TASK_ASSIST);
	ASSERT(results.r[0] == 0x1DE && results.r[1] == 3);
	bid_peek(TASK_ASSIST, 128, reply, sizeof reply);
	ASSERT(memcmp(reply, "bye\0", 4) == 0);
}

// The other order: the receiver waits already.
static void wait_first(uint32_t unused)
{
	struct message message;
	uint32_t word = 1;

	(void)unused;
	kipc_restart_task(TASK_EAST);
	sys_recv_open(&word, sizeof word, 0, &message);
	ASSERT(message.sender.raw == present(TASK_EAST).raw);
	ASSERT(message.operation == WORKER_HELLO && message.size == sizeof word && word == 0);
	ASSERT(message.reply_room == 0 && message.lease_count == 0);
}

// Cut off at the buffer's end, but the true length is told.
static void truncation(uint32_t unused)
{
	struct message message;
	char text[5] = "xxxx";

	(void)unused;
	bid_poke(TASK_ASSIST, 0, "truncated", 9);
	have_sent(1, 9);
	sys_recv_open(text, 3, 0, &message);
	ASSERT(message.size == 9);
	ASSERT(memcmp(text, "trux", sizeof text) == 0);
}

// At every alignment of both ends, for message and reply.
static void unaligned(uint32_t unused)
{
	static const char text[] = "all hands on deck";
	const uint32_t size = 13;

	(void)unused;
	for (uint32_t i = 0; i < 16; i++) {
		uint32_t scratch = layout_of(TASK_ASSIST).scratch;
		uint32_t from = i / 4;
		uint32_t to = i % 4;
		char bytes[24] __attribute__((aligned(4))) = {0};
		struct message message;

		bid_poke(TASK_ASSIST, from, text, size);
		bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1),
						 scratch + from, size, scratch + 64 + to, size));
		sys_recv_open(bytes + to, size, 0, &message);
		ASSERT(message.size == size && memcmp(bytes + to, text, size) == 0);
		ASSERT(bytes[to + size] == 0);
		sys_reply(message.sender, 0, text + from, size);
		bid_peek(TASK_ASSIST, 64, bytes, sizeof bytes);
		ASSERT(memcmp(bytes + to, text + from, size) == 0 && bytes[to + size] == 0);
		kipc_restart_task(TASK_ASSIST);
	}
}

// All of a task's memory, which no one region of the protection unit holds.
static void whole_memory(uint32_t unused)
{
	static uint8_t bytes[1024];
	struct layout layout = layout_of(TASK_ASSIST);
	uint32_t size = layout.end - layout.stack;
	struct message message;

	(void)unused;
	ASSERT(size > 512 && size <= sizeof bytes);
	bid_poke(TASK_ASSIST, 0, "jetsam", 6);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1), layout.stack,
					 size, layout.stack, size));
	sys_recv_open(bytes, sizeof bytes, 0, &message);
	ASSERT(message.size == size && message.reply_room == size);
	ASSERT(memcmp(bytes + (layout.scratch - layout.stack), "jetsam", 6) == 0);
	memcpy(bytes + (layout.scratch - layout.stack), "flotsam", 7);
	sys_reply(message.sender, 0, bytes, size);
	bid_peek(TASK_ASSIST, 0, bytes, 8);
	ASSERT(memcmp(bytes, "flotsam", 8) == 0);
	ASSERT(faults_notified() == 0);
}

static struct sys_registers sleep(void)
{
	return CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
}

// Nothing is copied onto itself: it is a fault of whoever makes the call at which the
// two would meet. All three have the PSRAM.
static void overlap(uint32_t unused)
{
	uint32_t shared = REGION_PSRAM_BASE;
	uint32_t pawn = present(TASK_PAWN).raw;

	(void)unused;
	// the receiver waits
	bid_call_later(TASK_PAWN, CALL(SYS_RECV, shared + 12, 16));
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_PAWN), 1), shared, 16));
	ASSERT(stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, shared, FAULT_BY_KERNEL));
	ASSERT(is_in(TASK_PAWN, TASK_IN_RECV));
	kipc_restart_task(TASK_ASSIST);
	// side by side is no overlap
	bid_call_later(TASK_ASSIST,
		       CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD), shared, 12));
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, pawn));
	kipc_restart_task(TASK_ASSIST);
	// the sender waits
	bid_calls_later(TASK_PAWN, sleep(), CALL(SYS_RECV, shared, 16));
	bid_call_later(TASK_ASSIST,
		       CALL(SYS_SEND, send_to(present(TASK_PAWN), 1), shared + 12, 16));
	ASSERT(sys_post(present(TASK_PAWN), 1) == 0);
	ASSERT(stopped_for_access(TASK_PAWN, FAULT_MEMORY_ACCESS, shared, FAULT_BY_KERNEL));
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_SEND, pawn));
}

static void overlap_reply(uint32_t unused)
{
	uint32_t shared = REGION_PSRAM_BASE;

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD), 0, 0,
					 shared + 4, 16));
	bid_call_later(TASK_PAWN, CALL(SYS_REPLY, present(TASK_ASSIST).raw, 0, shared, 8));
	ASSERT(stopped_for_access(TASK_PAWN, FAULT_MEMORY_ACCESS, shared + 4, FAULT_BY_KERNEL));
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_PAWN).raw));
}

static void empty(uint32_t unused)
{
	struct message message;

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 0xFFFF)));
	sys_recv_open(NULL, 0, 0, &message);
	ASSERT(message.sender.raw == present(TASK_ASSIST).raw);
	ASSERT(message.operation == 0xFFFF && message.size == 0);
	sys_reply(message.sender, 3, NULL, 0);
	ASSERT(bid_results(TASK_ASSIST).r[0] == 3);
}

static uint32_t receive_any(void)
{
	struct message message;
	uint32_t word;

	sys_recv_open(&word, sizeof word, 0, &message);
	sys_reply(message.sender, 0, NULL, 0);
	return task_id_index(message.sender.raw);
}

// By importance, not by time; equals as they are in the task table.
static void order_of_senders(uint32_t unused)
{
	(void)unused;
	kipc_restart_task(TASK_WEST);
	kipc_restart_task(TASK_EAST);
	await(TASK_WEST, TASK_IN_SEND, present(TASK_SUITE).raw);
	await(TASK_EAST, TASK_IN_SEND, present(TASK_SUITE).raw);
	have_sent(1, 0);
	ASSERT(receive_any() == TASK_ASSIST);
	ASSERT(receive_any() == TASK_EAST);
	ASSERT(receive_any() == TASK_WEST);
}

static void closed(uint32_t unused)
{
	struct message message;

	(void)unused;
	have_sent(1, 0);
	kipc_restart_task(TASK_EAST);
	ASSERT(sys_recv_from(present(TASK_EAST), NULL, 0, 0, &message) == 0);
	ASSERT(message.sender.raw == present(TASK_EAST).raw);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_SEND, present(TASK_SUITE).raw));
	ASSERT(sys_recv_from(present(TASK_ASSIST), NULL, 0, 0, &message) == 0);
	ASSERT(message.sender.raw == present(TASK_ASSIST).raw);
}

// A closed receiver sees nobody else, not even one who is more important than the one
// that it waits for.
static void closed_to_others(uint32_t unused)
{
	uint32_t suite = present(TASK_SUITE).raw;
	uint32_t pawn = present(TASK_PAWN).raw;

	(void)unused;
	bid_call_later(TASK_PAWN, CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | suite));
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD)));
	ASSERT(waits_for(TASK_PAWN, TASK_IN_RECV, suite));
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_SEND, pawn));
	ASSERT(sys_post(present(TASK_PAWN), 1) == 0);
	ASSERT(bid_results(TASK_PAWN).r[1] == TASK_ID_KERNEL);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, pawn));
}

// Replies to those who do not wait for one are nothing.
static void reply_to_nobody(uint32_t unused)
{
	(void)unused;
	sys_reply(present(TASK_PAWN), 9, "x", 1);
	sys_reply_fault(present(TASK_PAWN), REPLY_FAULT_BAD_LEASES);
	sys_reply(present(TASK_SUITE), 9, NULL, 0);
	ASSERT(is_in(TASK_PAWN, TASK_IN_RECV));
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD)));
	sys_reply(present(TASK_ASSIST), 9, NULL, 0);
	ASSERT(waits_for(TASK_ASSIST, TASK_IN_REPLY, present(TASK_PAWN).raw));
	ASSERT(faults_notified() == 0);
}

static void reply_fault(uint32_t reason)
{
	struct task_state state;
	struct message message;

	have_sent(1, 0);
	sys_recv_open(NULL, 0, 0, &message);
	sys_reply_fault(message.sender, (enum reply_fault)reason);
	state = kipc_read_task_status(TASK_ASSIST);
	ASSERT(state.health == TASK_FAULTED && state.fault.kind == FAULT_FROM_SERVER);
	ASSERT(state.fault.task == present(TASK_SUITE).raw);
	ASSERT((uint32_t)state.fault.reason == reason);
	ASSERT(state.sched == TASK_IN_REPLY && state.peer == present(TASK_SUITE).raw);
	ASSERT(faults_notified() == 1);
}

static const struct test_case cases[] = {
	{"test_send", echo, 0},
	{"test_recv_reply", receive, 0},
	{"receiver-waits-first", wait_first, 0},
	{"truncation", truncation, 0},
	{"unaligned-messages", unaligned, 0},
	{"region-spanning-message", whole_memory, 0},
	{"overlapping-message", overlap, 0},
	{"overlapping-reply", overlap_reply, 0},
	{"empty-message", empty, 0},
	{"order-of-senders", order_of_senders, 0},
	{"closed-receive", closed, 0},
	{"closed-to-others", closed_to_others, 0},
	{"reply-to-nobody", reply_to_nobody, 0},
	{"reply-fault-undefined-operation", reply_fault, REPLY_FAULT_UNDEFINED_OPERATION},
	{"reply-fault-bad-message-size", reply_fault, REPLY_FAULT_BAD_MESSAGE_SIZE},
	{"reply-fault-bad-message-contents", reply_fault, REPLY_FAULT_BAD_MESSAGE_CONTENTS},
	{"reply-fault-bad-leases", reply_fault, REPLY_FAULT_BAD_LEASES},
	{"reply-fault-buffer-too-small", reply_fault, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL},
	{"test_recv_reply_fault", reply_fault, REPLY_FAULT_ACCESS_VIOLATION},
};

TEST_TABLE(message_cases, cases);
