// The measured loops (calls.h).
//
// A loop's own two instructions are the subtraction and the branch back.
//
// What came of an operation is looked at after the loop: the last answer is right,
// and the server has counted as many events as there should be, or it would still
// wait for one and not answer.
#include "test/bench/client/calls.h"

#include <string.h>

#include "gen/task.h"
#include "idl/bench_client.h"
#include "test/bench/mark.h"
#include "test/bench/protocol.h"
#include "ulib/lease.h"
#include "ulib/panic.h"
#include "ulib/slot.h"

// The bit that the server calls NOTIFY_POST.
#define POST_BIT 1u

// One that nobody waits for.
#define TIMER_BIT (1u << 8)

TASK_SLOT(keeper_slot, "keeper");
TASK_SLOT(server_slot, "server");

static uint32_t request[SERVER_ROOM / sizeof(uint32_t)];
static uint32_t reply[SERVER_ROOM / sizeof(uint32_t)];

// Contents that no operation before has left in `reply`.
static void fill_request(void)
{
	static uint32_t seed;

	for (uint32_t i = 0; i < SERVER_ROOM / sizeof(uint32_t); i++)
		request[i] = seed += 0x9E3779B9u;
}

static void check_echo(struct sys_result result, size_t size)
{
	ASSERT(result.code == 0 && result.size == size);
	ASSERT(memcmp(request, reply, size) == 0);
}

// A call that makes the server go through `count` events after it has answered.
static void expect(struct task_id server, enum server_op operation, uint32_t count)
{
	struct sys_result result =
		sys_send(server, (uint16_t)operation, &count, sizeof count, NULL, 0, NULL, 0);

	ASSERT(result.code == 0);
}

// Returns when the server is back to answering requests.
static void join(struct task_id server)
{
	ASSERT(sys_send(server, 0, NULL, 0, NULL, 0, NULL, 0).code == 0);
}

void call_null(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);
	struct task_id same = {0};

	do {
		MARK(null_syscall);
		same = sys_refresh_task_id(server);
	} while (--count != 0);
	ASSERT(same.raw == server.raw);
}

void call_get_timer(uint32_t count)
{
	uint64_t now = sys_now();
	uint64_t after;

	do {
		MARK(get_timer);
		after = sys_now();
	} while (--count != 0);
	ASSERT(after >= now);
}

// A deadline an hour away, and then later ones, as those that limit how long something
// may take are.
void call_set_timer(uint32_t count)
{
	uint64_t deadline = sys_now() + 3600000;

	do {
		MARK(set_timer);
		sys_set_timer(deadline++, TIMER_BIT);
	} while (--count != 0);
	ASSERT(sys_get_timer().deadline == deadline - 1);
	sys_clear_timer(TIMER_BIT);
}

void call_rpc_4_4(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);
	struct sys_result result = {1, 0};

	fill_request();
	do {
		MARK(rpc_4_4);
		result = sys_send(server, 4, request, 4, reply, 4, NULL, 0);
	} while (--count != 0);
	check_echo(result, 4);
}

void call_rpc_idl_4_4(uint32_t count)
{
	struct bench_client server = bench_client_at(&server_slot);
	uint32_t word;

	fill_request();
	do {
		MARK(rpc_idl_4_4);
		word = bench_echo(&server, request[0]);
	} while (--count != 0);
	ASSERT(word == request[0]);
}

void call_rpc_256_256(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);
	struct sys_result result = {1, 0};

	fill_request();
	do {
		MARK(rpc_256_256);
		result = sys_send(server, 256, request, 256, reply, 256, NULL, 0);
	} while (--count != 0);
	check_echo(result, 256);
}

void call_rpc_1024_4(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);
	struct sys_result result = {1, 0};

	fill_request();
	do {
		MARK(rpc_1024_4);
		result = sys_send(server, 4, request, 1024, reply, 4, NULL, 0);
	} while (--count != 0);
	check_echo(result, 4);
}

void call_lease_read_1024(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);
	struct sys_result result = {1, 0};

	fill_request();
	do {
		MARK(lease_read_1024);
		const struct lease lease = lease_read(request, 1024);

		result = sys_send(server, SERVER_READ_LEASE, NULL, 0, reply, 4, &lease, 1);
	} while (--count != 0);
	ASSERT(result.code == 0 && result.size == 4);
	ASSERT(reply[0] == request[1024 / sizeof(uint32_t) - 1]);
}

void call_post(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);
	uint32_t code = 1;

	expect(server, SERVER_TAKE_POSTS, count);
	do {
		MARK(post_switch);
		code = sys_post(server, POST_BIT);
	} while (--count != 0);
	ASSERT(code == 0);
	join(server);
}

// The server's timer interrupts this loop, which is long enough for all of them.
void call_irq(uint32_t count)
{
	struct task_id server = slot_peer(&server_slot);

	expect(server, SERVER_TAKE_IRQS, count);
	calibrate_2(count * 2000);
	join(server);
}

void call_restart(uint32_t count)
{
	struct task_id keeper = slot_peer(&keeper_slot);
	uint32_t before = slot_peer(&server_slot).raw;
	uint32_t after;

	for (uint32_t i = 0; i < count; i++)
		ASSERT(sys_send(keeper, KEEPER_RESTART, NULL, 0, NULL, 0, NULL, 0).code == 0);
	after = slot_peer(&server_slot).raw;
	ASSERT(task_id_generation(after) ==
	       (task_id_generation(before) + count) % TASK_GENERATIONS);
	join(slot_peer(&server_slot));
}
