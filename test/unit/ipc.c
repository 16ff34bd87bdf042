// kern/ipc.c: SEND, RECV, REPLY and REPLY_FAULT, as abi/sys.h has them, and who gets
// the blame for what.
#include "test/unit/world.h"

#include <string.h>

static const struct uslice nothing;

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
	CHECK(world_received(SERVER, ALPHA, 0xBEEF, 5, 8, 0));
	CHECK(world_holds(RAM(SERVER), "hello"));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
}

static void test_send_to_receiver(void)
{
	world_boot();
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	send_hello();
	check_hello();
}

static void test_receive_from_sender(void)
{
	world_boot();
	send_hello();
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
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
		CHECK(world_received(SERVER, ALPHA, 1, 20, 0, 0));
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
	CHECK(world_received(SERVER, ALPHA, 0, 0, 0, 0));
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
	CHECK(world_received(SERVER, ALPHA, 1, 4, 0, 0));
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
	CHECK(world_received(SERVER, ALPHA, 1, 0, 0, 0));
	world_recv(SERVER);
	CHECK(world_received(SERVER, BETA, 2, 0, 0, 0));
	world_recv(SERVER);
	CHECK(world_received(SERVER, GAMMA, 3, 0, 0, 0));
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
}

static void test_closed_receive(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_recv_from(SERVER, drive_id(BETA));
	CHECK(world_waits(SERVER, TASK_IN_RECV, BETA));
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
	world_send(BETA, drive_id(SERVER), 2, nothing, nothing);
	CHECK(world_received(SERVER, BETA, 2, 0, 0, 0));
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
}

static void test_closed_receive_from_waiting(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 2, nothing, nothing);
	world_recv_from(SERVER, drive_id(BETA));
	CHECK(world_received(SERVER, BETA, 2, 0, 0, 0));
	CHECK(world_waits(BETA, TASK_IN_REPLY, SERVER));
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
}

// Who sends to a receiver that is closed on somebody else waits.
static void test_sender_not_admitted(void)
{
	world_boot();
	world_recv_from(SERVER, drive_id(BETA));
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
	CHECK(world_waits(SERVER, TASK_IN_RECV, BETA));
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
	CHECK(world_notified(SERVER, 4));
	CHECK(kernel.task[SERVER].notes == 0x19);
}

// Notifications come before anything else that RECV looks at.
static void test_notifications_first(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CALL(SUPER, SYS_POST, drive_id(SERVER), 0xF0);
	CALL(SERVER, SYS_RECV, KERNEL_RAM, 16, 0x11, 0, 9, 9, 9);
	CHECK(world_notified(SERVER, 0x10));
	CALL(SERVER, SYS_RECV, UINT32_MAX, 16, 0x20, SYS_RECV_CLOSED | 0x3FF);
	CHECK(world_notified(SERVER, 0x20));
	CHECK(kernel.task[SERVER].notes == 0xC0);
	world_recv(SERVER);
	CHECK(world_received(SERVER, ALPHA, 1, 0, 0, 0));
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
	CHECK(world_waits(GAMMA, TASK_IN_SEND, ALPHA));
	world_recv(ALPHA);
	world_reply(SERVER, GAMMA, 5);
	CHECK(world_waits(GAMMA, TASK_IN_REPLY, ALPHA));
	CALL(ALPHA, SYS_REPLY, task_id_make(GAMMA, 1), 5);
	CHECK(world_waits(GAMMA, TASK_IN_REPLY, ALPHA));
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
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	begin_reply();
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, KERNEL_RAM, 4);
	CHECK(drive_trespassed(SERVER, KERNEL_RAM));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
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
		CHECK(task_sched_state(&kernel.task[ALPHA]) == TASK_IN_REPLY);
		CHECK(kernel.task[SUPER].notes == TASK_FAULT_NOTIFICATION);
	}
}

static void test_reply_fault_misused(void)
{
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, drive_id(ALPHA), 6);
	CHECK(drive_misused(SERVER, USAGE_BAD_REPLY_FAULT));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, KERN_TASKS, 1);
	CHECK(drive_misused(SERVER, USAGE_TASK_OUT_OF_RANGE));
	begin_reply();
	CALL(SERVER, SYS_REPLY_FAULT, task_id_make(ALPHA, 63), 1);
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	CALL(SERVER, SYS_REPLY_FAULT, drive_id(BETA), 1);
	CHECK(drive_is(BETA, TASK_RUNNABLE));
	CALL(BETA, SYS_REPLY_FAULT, drive_id(ALPHA), 1);
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
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
		CHECK(task_sched_state(&kernel.task[BETA]) == TASK_RUNNABLE);
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
	CHECK(world_waits(BETA, TASK_IN_SEND, SERVER));
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
	CHECK(world_waits(ALPHA, TASK_IN_SEND, BETA));
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

// Copies within memory that both own: who makes the call is to blame.
static void test_shared_memory(void)
{
	struct uslice message = {SHARED + 8, 16};

	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, message, nothing);
	CALL(SERVER, SYS_RECV, SHARED + 16, 16);
	CHECK(drive_trespassed(SERVER, SHARED + 16));
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
	world_boot();
	CALL(SERVER, SYS_RECV, SHARED + 16, 16);
	world_send(ALPHA, drive_id(SERVER), 1, message, nothing);
	CHECK(drive_trespassed(ALPHA, SHARED + 8));
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	world_boot();
	CALL(SERVER, SYS_RECV, SHARED + 24, 16);
	world_send(ALPHA, drive_id(SERVER), 1, message, message);
	CHECK(world_received(SERVER, ALPHA, 1, 16, 16, 0));
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, SHARED + 23, 1);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	world_boot();
	CALL(SERVER, SYS_RECV, SHARED + 24, 16);
	world_send(ALPHA, drive_id(SERVER), 1, message, message);
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 0, SHARED + 9, 4);
	CHECK(drive_trespassed(SERVER, SHARED + 8));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
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
	unit_run("ipc: shared memory", test_shared_memory);
	return unit_status();
}
