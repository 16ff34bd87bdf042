// kern/ipc.c: SEND, RECV, REPLY and REPLY_FAULT, as abi/sys.h has them, and who gets
// the blame for what.
#include "test/unit/world.h"

#include <string.h>

#include "abi/epitaph.h"
#include "kern/check.h"
#include "kern/entry.h"

static const struct uslice nothing;

// RECV's six results.
static bool received(uint32_t task, uint32_t from, uint32_t operation, uint32_t size, uint32_t room,
		     uint32_t leases)
{
	return world_results(task, 0, drive_id(from)) && drive_result(task, 2) == operation &&
	       drive_result(task, 3) == size && drive_result(task, 4) == room &&
	       drive_result(task, 5) == leases;
}

static bool notified(uint32_t task, uint32_t bits)
{
	return world_results(task, 0, TASK_ID_KERNEL) && drive_result(task, 2) == bits &&
	       drive_result(task, 3) == 0 && drive_result(task, 4) == 0 &&
	       drive_result(task, 5) == 0;
}

static bool waits(uint32_t task, enum task_sched state, uint32_t peer)
{
	return drive_is(task, state) && kernel.task[task].peer == drive_id(peer);
}

// Where a test sends from and to: beside the first 16 bytes, which world_recv() uses.
static const uint32_t message_at = RAM(ALPHA) + 32;
static const uint32_t room_at = RAM(ALPHA) + 64;

static void send_hello(void)
{
	world_store(message_at, "hello");
	world_send(ALPHA, drive_id(SERVER), 0xBEEF, (struct uslice){message_at, 5},
		   (struct uslice){room_at, 8});
}

static void check_hello(void)
{
	CHECK(drive_is(SERVER, TASK_RUNNABLE));
	CHECK(received(SERVER, ALPHA, 0xBEEF, 5, 8, 0));
	CHECK(world_holds(RAM(SERVER), "hello"));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
}

static void test_send_to_receiver(void)
{
	world_boot();
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV) && !kernel.task[SERVER].closed);
	send_hello();
	check_hello();
}

static void test_receive_from_sender(void)
{
	world_boot();
	send_hello();
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
	world_recv(SERVER);
	check_hello();
}

// Only the bytes of the message arrive.
static void test_bytes_around(void)
{
	world_boot();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, (struct uslice){message_at, 5},
		   (struct uslice){room_at, 8});
	CHECK(world_untouched_but(RAM(SERVER), 5));
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 7, RAM(SERVER) + 100, 8);
	CHECK(memcmp(host_bytes(room_at, 8), host_bytes(RAM(SERVER) + 100, 8), 8) == 0);
	world_repair(RAM(SERVER), 5);
	CHECK(world_untouched_but(room_at, 8));
}

// A long message is cut off at the receiver's buffer, and its true length told.
static void test_truncation(void)
{
	for (int order = 0; order < 2; order++) {
		world_boot();
		if (order == 0)
			world_recv(SERVER);
		world_send(ALPHA, drive_id(SERVER), 1, (struct uslice){message_at, 20}, nothing);
		if (order == 1)
			world_recv(SERVER);
		CHECK(received(SERVER, ALPHA, 1, 20, 0, 0));
		CHECK(memcmp(host_bytes(RAM(SERVER), 16), host_bytes(message_at, 16), 16) == 0);
		CHECK(world_untouched_but(RAM(SERVER), 16));
	}
}

static void test_empty_message(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 0, (struct uslice){KERNEL_RAM, 0},
		   (struct uslice){KERNEL_RAM, 0});
	CALL(SERVER, SYS_RECV, KERNEL_RAM, 0);
	CHECK(received(SERVER, ALPHA, 0, 0, 0, 0));
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 3, KERNEL_RAM, 0);
	CHECK(world_results(ALPHA, 3, 0));
	CHECK(world_untouched_but(0, 0));
}

// A message may be read from where nothing can be written.
static void test_message_in_flash(void)
{
	world_boot();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, (struct uslice){ROM(ALPHA) + 60, 4}, nothing);
	CHECK(received(SERVER, ALPHA, 1, 4, 0, 0));
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, ROM(SERVER), 0);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
}

static void test_order_of_senders(void)
{
	world_boot_all();
	world_send(GAMMA, drive_id(SERVER), 3, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 2, nothing, nothing);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_recv(SERVER);
	CHECK(received(SERVER, ALPHA, 1, 0, 0, 0));
	world_recv(SERVER);
	CHECK(received(SERVER, BETA, 2, 0, 0, 0));
	world_recv(SERVER);
	CHECK(received(SERVER, GAMMA, 3, 0, 0, 0));
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
}

static void test_closed_receive(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_recv_from(SERVER, drive_id(BETA));
	CHECK(waits(SERVER, TASK_IN_RECV, BETA));
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
	world_send(BETA, drive_id(SERVER), 2, nothing, nothing);
	CHECK(received(SERVER, BETA, 2, 0, 0, 0));
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
}

static void test_closed_receive_from_waiting(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 2, nothing, nothing);
	world_recv_from(SERVER, drive_id(BETA));
	CHECK(received(SERVER, BETA, 2, 0, 0, 0));
	CHECK(waits(BETA, TASK_IN_REPLY, SERVER));
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
}

// Who sends to a receiver that is closed on somebody else waits.
static void test_sender_not_admitted(void)
{
	world_boot();
	world_recv_from(SERVER, drive_id(BETA));
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
	CHECK(waits(SERVER, TASK_IN_RECV, BETA));
}

static void test_notifications_only(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CALL(SERVER, SYS_RECV, 0, 0, 6, SYS_RECV_CLOSED | TASK_ID_KERNEL, 9, 9, 9);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	CALL(SUPER, SYS_POST, drive_id(SERVER), 9);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	CHECK(kernel.task[SERVER].notes == 9);
	CALL(SUPER, SYS_POST, drive_id(SERVER), 0x14);
	CHECK(drive_is(SERVER, TASK_RUNNABLE));
	CHECK(notified(SERVER, 4));
	CHECK(kernel.task[SERVER].notes == 0x19);
}

// Notifications come before anything else that RECV looks at.
static void test_notifications_first(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CALL(SUPER, SYS_POST, drive_id(SERVER), 0xF0);
	CALL(SERVER, SYS_RECV, KERNEL_RAM, 16, 0x11, 0, 9, 9, 9);
	CHECK(notified(SERVER, 0x10));
	CALL(SERVER, SYS_RECV, UINT32_MAX, 16, 0x20, SYS_RECV_CLOSED | 0x3FF);
	CHECK(notified(SERVER, 0x20));
	CHECK(kernel.task[SERVER].notes == 0xC0);
	world_recv(SERVER);
	CHECK(received(SERVER, ALPHA, 1, 0, 0, 0));
	CHECK(kernel.task[SERVER].notes == 0xC0);
}

// What is posted to a task that does not wait stays; also to the caller itself.
static void test_post(void)
{
	world_boot();
	CALL(ALPHA, SYS_POST, drive_id(ALPHA), 3);
	CHECK(world_results(ALPHA, 0, 0));
	CALL(ALPHA, SYS_POST, drive_id(GAMMA), 0xAA00006A);
	CHECK(world_results(ALPHA, 0, 0));
	CHECK(kernel.task[ALPHA].notes == 3);
	CHECK(kernel.task[GAMMA].notes == 0xAA00006A);
	CHECK(drive_is(GAMMA, TASK_STOPPED));
	CALL(ALPHA, SYS_POST, KERN_TASKS, 1);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
	CALL(BETA, SYS_POST, drive_id(ALPHA), 4);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
	CHECK(kernel.task[ALPHA].notes == 7);
}

static void test_reply(void)
{
	world_boot();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, (struct uslice){room_at, 8});
	world_store(RAM(SERVER) + 40, "abcdefgh");
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0x12345678, RAM(SERVER) + 40, 8);
	CHECK(drive_is(SERVER, TASK_RUNNABLE));
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	CHECK(world_results(ALPHA, 0x12345678, 8));
	CHECK(world_holds(room_at, "abcdefgh"));
}

// REPLY has no results: its arguments come back as they were.
static void test_reply_changes_no_argument(void)
{
	world_boot();
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 1, 2, 3, 4, 5, 6);
	CHECK(world_results(SERVER, drive_id(ALPHA), 1));
	for (uint32_t i = 2; i < 7; i++)
		CHECK(drive_result(SERVER, i) == i);
}

// Nobody who does not wait for the caller's reply gets one.
static void test_reply_to_others(void)
{
	world_boot_all();
	world_send(GAMMA, drive_id(ALPHA), 1, nothing, (struct uslice){RAM(GAMMA), 8});
	world_reply(SERVER, BETA, 5);
	CHECK(drive_is(BETA, TASK_RUNNABLE));
	world_reply(ALPHA, GAMMA, 5);
	CHECK(waits(GAMMA, TASK_IN_SEND, ALPHA));
	world_recv(ALPHA);
	world_reply(SERVER, GAMMA, 5);
	CHECK(waits(GAMMA, TASK_IN_REPLY, ALPHA));
	CALL(ALPHA, SYS_REPLY, task_id_make(GAMMA, 1), 5);
	CHECK(waits(GAMMA, TASK_IN_REPLY, ALPHA));
	world_reply(SERVER, SERVER, 5);
	CHECK(drive_is(SERVER, TASK_RUNNABLE));
	world_reply(ALPHA, GAMMA, 5);
	CHECK(drive_is(GAMMA, TASK_RUNNABLE));
}

// Makes ALPHA wait for SERVER's reply with room for 8 bytes.
static void begin_reply(void)
{
	world_boot();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, (struct uslice){room_at, 8});
}

static void test_reply_faults(void)
{
	begin_reply();
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, RAM(SERVER), 9);
	CHECK(drive_misused(SERVER, USAGE_REPLY_TOO_BIG));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	begin_reply();
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, KERNEL_RAM, 4);
	CHECK(drive_trespassed(SERVER, KERNEL_RAM));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	begin_reply();
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, UINT32_MAX, 1);
	CHECK(drive_misused(SERVER, USAGE_INVALID_SLICE));
	begin_reply();
	CALL(SERVER, SYS_REPLY, KERN_TASKS, 0, 0, 0);
	CHECK(drive_misused(SERVER, USAGE_TASK_OUT_OF_RANGE));
	begin_reply();
	CALL(SERVER, SYS_REPLY, TASK_ID_KERNEL, 0, 0, 0);
	CHECK(drive_misused(SERVER, USAGE_TASK_OUT_OF_RANGE));
	CHECK(world_untouched_but(0, 0));
}

static void test_reply_fault(void)
{
	for (uint32_t reason = 0; reason <= REPLY_FAULT_ACCESS_VIOLATION; reason++) {
		begin_reply();
		CALL(SERVER, SYS_REPLY_FAULT, drive_id(ALPHA), reason);
		CHECK(drive_is(SERVER, TASK_RUNNABLE));
		CHECK(drive_faulted(ALPHA, FAULT_FROM_SERVER, reason, drive_id(SERVER)));
		CHECK(kernel.task[ALPHA].state == TASK_IN_REPLY);
		CHECK(kernel.task[SUPER].notes == TASK_FAULT_NOTIFICATION);
	}
}

static void test_reply_fault_misused(void)
{
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, drive_id(ALPHA), 6);
	CHECK(drive_misused(SERVER, USAGE_BAD_REPLY_FAULT));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, KERN_TASKS, 1);
	CHECK(drive_misused(SERVER, USAGE_TASK_OUT_OF_RANGE));
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, task_id_make(ALPHA, 63), 1);
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	CALL(SERVER, SYS_REPLY_FAULT, drive_id(BETA), 1);
	CHECK(drive_is(BETA, TASK_RUNNABLE));
	CALL(BETA, SYS_REPLY_FAULT, drive_id(ALPHA), 1);
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(drive_is(SERVER, TASK_RUNNABLE) && drive_is(BETA, TASK_RUNNABLE));
}

// Misuse of SEND by BETA, with what the fault must be. SERVER does not receive: the
// caller is stopped in its own call.
static void test_send_misused(void)
{
	static const struct {
		uint32_t to;
		enum usage_error error;
	} wrong[] = {
		{BETA, USAGE_SEND_TO_SELF},
		{ALPHA, USAGE_SEND_NOT_ALLOWED},
		{SUPER, USAGE_SEND_NOT_ALLOWED},
		{GAMMA | 5 << TASK_INDEX_BITS, USAGE_SEND_NOT_ALLOWED},
		{KERN_TASKS, USAGE_TASK_OUT_OF_RANGE},
		{TASK_ID_UNBOUND, USAGE_TASK_OUT_OF_RANGE},
		{0x3FF, USAGE_TASK_OUT_OF_RANGE},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		world_boot();
		world_send(BETA, wrong[i].to, 1, nothing, nothing);
		CHECK(drive_misused(BETA, wrong[i].error));
		CHECK(kernel.task[BETA].state == TASK_RUNNABLE);
		CHECK(kernel.task[SUPER].notes == TASK_FAULT_NOTIFICATION);
	}
}

// A slice that must be refused, and the fault's address, or MALFORMED.
struct bad_slice {
	struct uslice slice;
	uint32_t address;
};

#define MALFORMED UINT32_MAX

static const struct bad_slice unreadable[] = {
	{{KERNEL_RAM, 1}, KERNEL_RAM},
	{{RAM(GAMMA), 4}, RAM(GAMMA)},
	{{ROM(SERVER), 4}, ROM(SERVER)},
	{{RAM(BETA) - 1, 2}, RAM(BETA) - 1},
	{{RAM(BETA) + RAM_SIZE - 3, 4}, RAM(BETA) + RAM_SIZE - 3},
	{{RAM(BETA) + RAM_SIZE, 1}, RAM(BETA) + RAM_SIZE},
	{{RAM(BETA), RAM_SIZE + 1}, RAM(BETA)},
	{{0, 1}, 0},
	{{RAM(BETA), UINT32_MAX - RAM(BETA)}, RAM(BETA)},
	{{RAM(BETA), UINT32_MAX}, MALFORMED},
	{{RAM(BETA) + 8, -8u}, MALFORMED},
	{{UINT32_MAX, 1}, MALFORMED},
};

#define UNREADABLE (sizeof unreadable / sizeof unreadable[0])

// Whether BETA was stopped for that slice.
static bool refused(const struct bad_slice *bad)
{
	if (bad->address == MALFORMED)
		return drive_misused(BETA, USAGE_INVALID_SLICE);
	return drive_trespassed(BETA, bad->address);
}

static void test_send_slices(void)
{
	struct uslice good = {RAM(BETA), RAM_SIZE};
	const struct bad_slice flash = {{ROM(BETA), 4}, ROM(BETA)};

	for (size_t i = 0; i < UNREADABLE; i++) {
		world_boot();
		world_send(BETA, drive_id(SERVER), 1, unreadable[i].slice, good);
		CHECK(refused(&unreadable[i]));
		world_boot();
		world_send(BETA, drive_id(SERVER), 1, good, unreadable[i].slice);
		CHECK(refused(&unreadable[i]));
	}
	world_boot();
	world_send(BETA, drive_id(SERVER), 1, good, flash.slice);
	CHECK(refused(&flash));
	world_boot();
	world_send(BETA, drive_id(SERVER), 1, good, good);
	CHECK(waits(BETA, TASK_IN_SEND, SERVER));
}

static void test_recv_slices(void)
{
	const struct bad_slice flash = {{ROM(BETA), 4}, ROM(BETA)};

	for (size_t i = 0; i < UNREADABLE; i++) {
		world_boot();
		CALL(BETA, SYS_RECV, unreadable[i].slice.base, unreadable[i].slice.size);
		CHECK(refused(&unreadable[i]));
	}
	world_boot();
	CALL(BETA, SYS_RECV, flash.slice.base, flash.slice.size);
	CHECK(refused(&flash));
	world_boot();
	world_send(ALPHA, drive_id(BETA), 1, nothing, nothing);
	CALL(BETA, SYS_RECV, flash.slice.base, flash.slice.size);
	CHECK(refused(&flash));
	CHECK(waits(ALPHA, TASK_IN_SEND, BETA));
}

static void test_recv_misused(void)
{
	world_boot();
	world_recv_from(BETA, KERN_TASKS);
	CHECK(drive_misused(BETA, USAGE_TASK_OUT_OF_RANGE));
	// nothing could come from there
	world_boot();
	world_recv_from(BETA, drive_id(GAMMA));
	CHECK(drive_misused(BETA, USAGE_SEND_NOT_ALLOWED));
	world_boot();
	world_recv_from(BETA, drive_id(BETA));
	CHECK(drive_misused(BETA, USAGE_SEND_NOT_ALLOWED));
}

static void test_stale_ids(void)
{
	uint32_t old = task_id_make(SERVER, 0);

	world_boot();
	drive_restart(SERVER);
	CHECK(drive_id(SERVER) == task_id_make(SERVER, 1));
	world_send(ALPHA, old, 1, nothing, nothing);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
	world_recv_from(ALPHA, old);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
	CALL(ALPHA, SYS_POST, old, 1);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
	CHECK(kernel.task[SERVER].notes == 0);
	CALL(ALPHA, SYS_REFRESH_TASK_ID, old);
	CHECK(drive_result(ALPHA, 0) == task_id_make(SERVER, 1));
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
}

static void test_refresh(void)
{
	world_boot();
	CALL(ALPHA, SYS_REFRESH_TASK_ID, task_id_make(ALPHA, 17));
	CHECK(drive_result(ALPHA, 0) == task_id_make(ALPHA, 0));
	CALL(ALPHA, SYS_REFRESH_TASK_ID, KERN_TASKS - 1);
	CHECK(drive_result(ALPHA, 0) == KERN_TASKS - 1);
	CALL(ALPHA, SYS_REFRESH_TASK_ID, KERN_TASKS);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
}

// A peer's restart ends every wait for it, and no other.
static void test_restart_of_peer(void)
{
	world_boot_all();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
	world_recv_from(GAMMA, drive_id(SERVER));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(waits(BETA, TASK_IN_SEND, SERVER));
	CHECK(waits(GAMMA, TASK_IN_RECV, SERVER));
	drive_restart(SERVER);
	for (uint32_t task = ALPHA; task <= GAMMA; task++) {
		CHECK(drive_is(task, TASK_RUNNABLE));
		CHECK(world_results(task, SYS_CODE_DEAD | 1, 0));
	}
	kernel_check();
}

static void test_restart_of_another(void)
{
	world_boot_all();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
	world_recv(GAMMA);
	drive_restart(SUPER);
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(waits(BETA, TASK_IN_SEND, SERVER));
	CHECK(drive_is(GAMMA, TASK_IN_RECV));
	kernel_check();
}

// A task that has waited for the peer, in the same way, but no longer does.
static void test_restart_of_past_peer(void)
{
	world_boot();
	CALL(ALPHA, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | drive_id(SERVER));
	CALL(SUPER, SYS_POST, drive_id(ALPHA), 1);
	CHECK(notified(ALPHA, 1));
	drive_restart(SERVER);
	CHECK(notified(ALPHA, 1) && drive_is(ALPHA, TASK_RUNNABLE));
	world_recv(ALPHA);
	drive_restart(SUPER);
	CHECK(drive_is(ALPHA, TASK_IN_RECV));
	kernel_check();
}

// A faulted client is told nothing, and stays faulted.
static void test_restart_with_faulted_client(void)
{
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, drive_id(ALPHA), 0);
	drive_restart(SERVER);
	CHECK(drive_faulted(ALPHA, FAULT_FROM_SERVER, 0, task_id_make(SERVER, 0)));
	kernel_check();
}

// A client that is restarted is out of its server's way.
static void test_restart_of_client(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	drive_restart(ALPHA);
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CHECK(received(SERVER, ALPHA, 1, 0, 0, 0));
	drive_restart(ALPHA);
	CALL(SERVER, SYS_REPLY, task_id_make(ALPHA, 1), 5);
	CHECK(drive_is(SERVER, TASK_RUNNABLE));
	CHECK(drive_result(ALPHA, 0) == 0);
}

static void test_generations(void)
{
	world_boot();
	for (uint32_t i = 1; i <= 2 * TASK_GENERATIONS; i++) {
		world_recv(SERVER);
		world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
		drive_restart(SERVER);
		CHECK(drive_id(SERVER) == task_id_make(SERVER, i % 64));
		CHECK(drive_result(BETA, 0) == (SYS_CODE_DEAD | i % 64));
	}
	CHECK(drive_id(SERVER) == SERVER);
}

// A new life begins with nothing of the old one.
static void test_restart(void)
{
	world_boot();
	CALL(ALPHA, SYS_SET_TIMER, 1, 50, 0, 4);
	CALL(SUPER, SYS_POST, drive_id(ALPHA), 8);
	CALL(ALPHA, SYS_PANIC, 1, 2, 3, 4, 5, 6, 7);
	CHECK(drive_faulted(ALPHA, FAULT_PANIC, 0, 0));
	drive_restart(ALPHA);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	CHECK(kernel.task[ALPHA].notes == 0 && !kernel.task[ALPHA].armed);
	CHECK(kernel.task[ALPHA].save.pc == ROM(ALPHA));
	CHECK(kernel.task[ALPHA].save.sp == RAM(ALPHA) + 64);
	for (uint32_t i = 0; i < 7; i++)
		CHECK(drive_result(ALPHA, i) == 0);
	kernel_check();
}

// A task that was stopped when it was the only one of its level, while another of
// that level came: the latter's turn is not lost by what happens to the former.
static void test_faulted_and_alone(void)
{
	for (int restart = 0; restart < 2; restart++) {
		world_boot();
		CALL(BETA, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
		drive_fault(ALPHA);
		CALL(SUPER, SYS_POST, drive_id(BETA), 1);
		if (restart)
			drive_restart(ALPHA);
		else
			drive_fault(ALPHA);
		kernel_check();
		CALL(SUPER, SYS_RECV, 0, 0, 2, SYS_RECV_CLOSED | TASK_ID_KERNEL);
		CALL(SERVER, SYS_RECV, 0, 0, 2, SYS_RECV_CLOSED | TASK_ID_KERNEL);
		CHECK(kernel.current == BETA);
	}
}

static void test_boot(void)
{
	world_boot();
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		CHECK(kernel.task[i].save.pc == ROM(i));
		CHECK(kernel.task[i].save.sp == RAM(i) + 64);
		CHECK(drive_is(i, i == STOPPED_AT_BOOT ? TASK_STOPPED : TASK_RUNNABLE));
		CHECK(drive_id(i) == i);
	}
	CHECK(kernel.now == 0);
}

// A fault wakes none of those who wait for the task; its restart will.
static void test_fault_leaves_peers(void)
{
	world_boot_all();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
	world_recv_from(GAMMA, drive_id(SERVER));
	CALL(SERVER, 99, 0);
	CHECK(drive_misused(SERVER, USAGE_BAD_SYSCALL));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(waits(BETA, TASK_IN_SEND, SERVER));
	CHECK(waits(GAMMA, TASK_IN_RECV, SERVER));
	CALL(SUPER, SYS_POST, drive_id(SERVER), UINT32_MAX);
	CHECK(kernel.task[SERVER].faulted);
}

// Nobody is delivered to, or from, a faulted task.
static void test_faulted_receiver(void)
{
	world_boot();
	world_recv(SERVER);
	drive_fault(SERVER);
	CHECK(kernel.task[SERVER].faulted && kernel.task[SERVER].state == TASK_IN_RECV);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
}

static void test_faulted_sender(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	drive_fault(ALPHA);
	CHECK(kernel.task[ALPHA].state == TASK_IN_SEND);
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	kernel_check();
}

static void test_stopped_receiver(void)
{
	world_boot();
	world_send(ALPHA, drive_id(GAMMA), 1, nothing, nothing);
	CHECK(waits(ALPHA, TASK_IN_SEND, GAMMA));
	drive_restart(GAMMA);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
}

// Copies within memory that both own: who makes the call is to blame.
static void test_shared_memory(void)
{
	struct uslice message = {SHARED + 8, 16};

	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, message, nothing);
	CALL(SERVER, SYS_RECV, SHARED + 16, 16);
	CHECK(drive_trespassed(SERVER, SHARED + 16));
	CHECK(waits(ALPHA, TASK_IN_SEND, SERVER));
	world_boot();
	CALL(SERVER, SYS_RECV, SHARED + 16, 16);
	world_send(ALPHA, drive_id(SERVER), 1, message, nothing);
	CHECK(drive_trespassed(ALPHA, SHARED + 8));
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	world_boot();
	CALL(SERVER, SYS_RECV, SHARED + 24, 16);
	world_send(ALPHA, drive_id(SERVER), 1, message, message);
	CHECK(received(SERVER, ALPHA, 1, 16, 16, 0));
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, SHARED + 23, 1);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	world_boot();
	CALL(SERVER, SYS_RECV, SHARED + 24, 16);
	world_send(ALPHA, drive_id(SERVER), 1, message, message);
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, SHARED + 9, 4);
	CHECK(drive_trespassed(SERVER, SHARED + 8));
	CHECK(waits(ALPHA, TASK_IN_REPLY, SERVER));
}

// The most important runnable task runs after every entry.
static void test_who_runs(void)
{
	world_boot_all();
	CHECK(kernel.current == SUPER);
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(kernel.current == SERVER);
	world_recv(SERVER);
	CHECK(kernel.current == ALPHA);
	world_recv(ALPHA);
	CHECK(kernel.current == BETA);
	world_recv(BETA);
	CHECK(kernel.current == GAMMA);
	world_send(GAMMA, drive_id(ALPHA), 1, nothing, nothing);
	CHECK(kernel.current == ALPHA);
	CALL(ALPHA, SYS_POST, drive_id(SUPER), 2);
	CHECK(kernel.current == SUPER);
}

// A reply to a more important client.
static void test_reply_uphill(void)
{
	world_boot_all();
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	world_recv(SERVER);
	world_recv(BETA);
	world_recv(GAMMA);
	world_send(ALPHA, drive_id(GAMMA), 1, nothing, nothing);
	CHECK(kernel.current == GAMMA);
	world_reply(GAMMA, ALPHA, 0);
	CHECK(kernel.current == ALPHA);
	CHECK(drive_is(GAMMA, TASK_RUNNABLE));
}

// Equals: who became runnable first runs, and keeps its turn.
static void test_equals(void)
{
	world_boot_all();
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CALL(SERVER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(kernel.current == ALPHA);
	CALL(ALPHA, SYS_POST, drive_id(SUPER), 2);
	CHECK(kernel.current == SUPER);
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(kernel.current == ALPHA);
	world_recv(ALPHA);
	CHECK(kernel.current == BETA);
	CALL(BETA, SYS_POST, drive_id(ALPHA), 0);
	world_send(GAMMA, drive_id(ALPHA), 1, nothing, nothing);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	CHECK(kernel.current == BETA);
}

static void supervisor_faults(void *context)
{
	(void)context;
	CALL(SUPER, SYS_SEND, (uint32_t)SUPER << 16);
}

// Nothing goes on without a supervisor.
static void test_supervisor_fault(void)
{
	world_boot();
	kernel.now = 0x123456789A;
	CHECK(host_run(supervisor_faults, NULL) == HOST_RESET);
	CHECK(kernel_epitaph.magic == EPITAPH_MAGIC);
	CHECK(kernel_epitaph.kind == EPITAPH_SUPERVISOR_FAULT);
	CHECK(kernel_epitaph.detail == (FAULT_SYSCALL_USAGE | USAGE_SEND_TO_SELF << 8));
	CHECK(kernel_epitaph.task == SUPER);
	CHECK(kernel_epitaph.now == 0x123456789A);
	CHECK(kernel_epitaph.image_id[0] == 0x44332211 && kernel_epitaph.image_id[1] == 0x88776655);
}

static void test_processor_fault(void)
{
	world_boot();
	CALL(SUPER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(kernel.current == SERVER);
	kern_fault(&(struct fault){.kind = FAULT_DIVIDE_BY_ZERO});
	CHECK(drive_faulted(SERVER, FAULT_DIVIDE_BY_ZERO, 0, 0));
	CHECK(kernel.current == SUPER && notified(SUPER, TASK_FAULT_NOTIFICATION));
}

static void stop_everybody(void *context)
{
	(void)context;
	world_boot();
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (drive_is(i, TASK_RUNNABLE))
			CALL(i, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
}

// With no task to run, not even the idle one, the kernel waits for what may come.
static void test_nobody_runs(void)
{
	host_ticks = 0;
	CHECK(host_run(stop_everybody, NULL) == HOST_STUCK);
	world_boot();
	CALL(BETA, SYS_SET_TIMER, 1, 7, 0, 2);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		host_ticks = 10;
		if (drive_is(i, TASK_RUNNABLE))
			CALL(i, SYS_RECV, 0, 0, 2, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	}
	CHECK(kernel.now == 7 && host_ticks == 3);
	CHECK(kernel.current == BETA && notified(BETA, 2));
}

int main(void)
{
	unit_run("ipc: send to a waiting receiver", test_send_to_receiver);
	unit_run("ipc: receive from a waiting sender", test_receive_from_sender);
	unit_run("ipc: no byte beyond the message", test_bytes_around);
	unit_run("ipc: truncation", test_truncation);
	unit_run("ipc: empty message", test_empty_message);
	unit_run("ipc: message in flash", test_message_in_flash);
	unit_run("ipc: order of senders", test_order_of_senders);
	unit_run("ipc: closed receive", test_closed_receive);
	unit_run("ipc: closed receive from a waiting sender", test_closed_receive_from_waiting);
	unit_run("ipc: sender not admitted", test_sender_not_admitted);
	unit_run("ipc: notifications only", test_notifications_only);
	unit_run("ipc: notifications first", test_notifications_first);
	unit_run("ipc: post", test_post);
	unit_run("ipc: reply", test_reply);
	unit_run("ipc: reply changes no argument", test_reply_changes_no_argument);
	unit_run("ipc: reply to others", test_reply_to_others);
	unit_run("ipc: faults of reply", test_reply_faults);
	unit_run("ipc: reply fault", test_reply_fault);
	unit_run("ipc: reply fault misused", test_reply_fault_misused);
	unit_run("ipc: send misused", test_send_misused);
	unit_run("ipc: slices of send", test_send_slices);
	unit_run("ipc: slices of receive", test_recv_slices);
	unit_run("ipc: receive misused", test_recv_misused);
	unit_run("ipc: stale ids", test_stale_ids);
	unit_run("ipc: refresh", test_refresh);
	unit_run("ipc: restart of a peer", test_restart_of_peer);
	unit_run("ipc: restart of another", test_restart_of_another);
	unit_run("ipc: restart of a past peer", test_restart_of_past_peer);
	unit_run("ipc: restart with a faulted client", test_restart_with_faulted_client);
	unit_run("ipc: restart of a client", test_restart_of_client);
	unit_run("ipc: generations", test_generations);
	unit_run("ipc: restart", test_restart);
	unit_run("ipc: boot", test_boot);
	unit_run("ipc: faulted when alone", test_faulted_and_alone);
	unit_run("ipc: a fault leaves the peers", test_fault_leaves_peers);
	unit_run("ipc: faulted receiver", test_faulted_receiver);
	unit_run("ipc: faulted sender", test_faulted_sender);
	unit_run("ipc: stopped receiver", test_stopped_receiver);
	unit_run("ipc: shared memory", test_shared_memory);
	unit_run("ipc: who runs", test_who_runs);
	unit_run("ipc: reply to a more important client", test_reply_uphill);
	unit_run("ipc: equals", test_equals);
	unit_run("ipc: supervisor's fault", test_supervisor_fault);
	unit_run("ipc: processor's fault", test_processor_fault);
	unit_run("ipc: nobody runs", test_nobody_runs);
	return unit_status();
}
