// kern/copy.c: long copies that give way to interrupts, in every call that has some.
#include "test/unit/world.h"

#include "abi/kipc.h"
#include "abi/lease.h"
#include "kern/arch.h"
#include "kern/copy.h"
#include "kern/task.h"

#define LONG (8 * ARCH_COPY_STEP)

// Where messages are, of LONG bytes, in each task's memory; where they go; leases.
#define SOURCE(task) (RAM(task) + 64)
#define TARGET(task) (RAM(task) + 128)
#define TABLE(task) (RAM(task) + 192)

// A byte that world_pattern() and fill() have nowhere in what is copied.
static const uint8_t marker = 0xEE;

static void fill(uint32_t address, uint8_t first)
{
	for (uint32_t i = 0; i < LONG; i++)
		*host_bytes(address + i, 1) = (uint8_t)(first + i);
}

static bool filled(uint32_t address, uint8_t first, uint32_t from)
{
	for (uint32_t i = from; i < LONG; i++)
		if (*host_bytes(address + i, 1) != (uint8_t)(first + i))
			return false;
	return true;
}

static bool makes_again(uint32_t task, uint32_t number)
{
	return drive_is(task, TASK_RUNNABLE) &&
	       kernel.task[task].save.number == (number | ARCH_CALL_AGAIN) &&
	       kernel.task[task].progress != 0;
}

static void send_long(uint32_t task, uint8_t first)
{
	fill(SOURCE(task), first);
	CALL(task, SYS_SEND, drive_id(SERVER) << 16 | 7, SOURCE(task), LONG, TARGET(task), LONG);
}

static void recv_long(void)
{
	CALL(SERVER, SYS_RECV, TARGET(SERVER), LONG, 2);
}

// A step is never more than promised, and the last is not followed by a look.
static void test_steps(void)
{
	world_boot();
	recv_long();
	host_steps = LONG / ARCH_COPY_STEP - 1;
	send_long(ALPHA, 1);
	CHECK(host_steps == 0 && filled(TARGET(SERVER), 1, 0));
	CHECK(world_received(SERVER, ALPHA, 7, LONG, LONG, 0));
}

static void test_send(void)
{
	world_boot();
	recv_long();
	host_steps = 2;
	send_long(ALPHA, 1);
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
	CHECK(makes_again(SERVER, SYS_RECV));
	CHECK(*host_bytes(TARGET(SERVER) + 3 * ARCH_COPY_STEP, 1) ==
	      world_pattern(TARGET(SERVER) + 3 * ARCH_COPY_STEP));
	*host_bytes(TARGET(SERVER), 1) = marker;
	drive_again(SERVER);
	CHECK(makes_again(SERVER, SYS_RECV));
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(world_received(SERVER, ALPHA, 7, LONG, LONG, 0));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(kernel.task[SERVER].save.number == SYS_RECV && kernel.task[SERVER].progress == 0);
	// What had been copied was not copied again.
	CHECK(filled(TARGET(SERVER), 1, 1) && *host_bytes(TARGET(SERVER), 1) == marker);
}

// What is there of a message is forgotten when the call ends otherwise.
static void test_notification_instead(void)
{
	world_boot();
	send_long(ALPHA, 1);
	host_steps = 3;
	recv_long();
	CHECK(makes_again(SERVER, SYS_RECV) && world_waits(ALPHA, TASK_IN_SEND, SERVER));
	CALL(SUPER, SYS_POST, drive_id(SERVER), 2);
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(world_notified(SERVER, 2) && kernel.task[SERVER].save.number == SYS_RECV);
	fill(TARGET(SERVER), 100);
	recv_long();
	CHECK(world_received(SERVER, ALPHA, 7, LONG, LONG, 0) && filled(TARGET(SERVER), 1, 0));
}

static void test_other_sender_instead(void)
{
	world_boot();
	send_long(BETA, 1);
	host_steps = 3;
	recv_long();
	send_long(ALPHA, 90);
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(world_received(SERVER, ALPHA, 7, LONG, LONG, 0) && filled(TARGET(SERVER), 90, 0));
	recv_long();
	CHECK(world_received(SERVER, BETA, 7, LONG, LONG, 0) && filled(TARGET(SERVER), 1, 0));
}

// The sender comes back with the same id after as many restarts as there are
// generations, and sends something else.
static void test_sender_of_another_life(void)
{
	world_boot();
	send_long(ALPHA, 1);
	host_steps = 3;
	recv_long();
	host_steps = UINT32_MAX;
	for (uint32_t i = 0; i < 64; i++)
		drive_restart(ALPHA);
	send_long(ALPHA, 50);
	drive_again(SERVER);
	CHECK(world_received(SERVER, ALPHA, 7, LONG, LONG, 0) && filled(TARGET(SERVER), 50, 0));
}

static void test_reply(void)
{
	world_boot();
	recv_long();
	send_long(ALPHA, 1);
	fill(SOURCE(SERVER), 60);
	host_steps = 4;
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 9, SOURCE(SERVER), LONG);
	CHECK(makes_again(SERVER, SYS_REPLY) && world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	*host_bytes(TARGET(ALPHA), 1) = marker;
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE) && world_results(ALPHA, 9, LONG));
	CHECK(filled(TARGET(ALPHA), 60, 1) && *host_bytes(TARGET(ALPHA), 1) == marker);
}

static void test_client_gone(void)
{
	world_boot();
	recv_long();
	send_long(ALPHA, 1);
	host_steps = 4;
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 9, SOURCE(SERVER), LONG);
	drive_restart(ALPHA);
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE) && drive_is(SERVER, TASK_RUNNABLE));
	recv_long();
	send_long(ALPHA, 1);
	fill(SOURCE(SERVER), 60);
	fill(TARGET(ALPHA), 10);
	CALL(SERVER, SYS_REPLY, drive_id(ALPHA), 9, SOURCE(SERVER), LONG);
	CHECK(filled(TARGET(ALPHA), 60, 0));
}

static void lend(uint32_t length)
{
	world_store_lease(TABLE(ALPHA), LEASE_READ | LEASE_WRITE, SOURCE(ALPHA), length);
	world_lend(ALPHA, SERVER, TABLE(ALPHA), 1);
	world_recv(SERVER);
}

static void test_borrow(void)
{
	world_boot();
	lend(LONG);
	fill(SOURCE(ALPHA), 1);
	host_steps = 1;
	CALL(SERVER, SYS_BORROW_READ, drive_id(ALPHA), 0, 0, TARGET(SERVER), LONG);
	CHECK(makes_again(SERVER, SYS_BORROW_READ));
	*host_bytes(TARGET(SERVER), 1) = marker;
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(world_results(SERVER, 0, LONG));
	CHECK(filled(TARGET(SERVER), 1, 1) && *host_bytes(TARGET(SERVER), 1) == marker);

	fill(TARGET(SERVER), 30);
	host_steps = 5;
	CALL(SERVER, SYS_BORROW_WRITE, drive_id(ALPHA), 0, 0, TARGET(SERVER), LONG);
	CHECK(makes_again(SERVER, SYS_BORROW_WRITE));
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(world_results(SERVER, 0, LONG) && filled(SOURCE(ALPHA), 30, 0));
}

// The table is the lender's memory, which somebody else may write to meanwhile.
static void test_lease_shrinks(void)
{
	world_boot();
	lend(LONG);
	host_steps = 4;
	CALL(SERVER, SYS_BORROW_READ, drive_id(ALPHA), 0, 0, TARGET(SERVER), LONG);
	CHECK(makes_again(SERVER, SYS_BORROW_READ));
	world_store_lease(TABLE(ALPHA), LEASE_READ, SOURCE(ALPHA), 3);
	host_steps = UINT32_MAX;
	drive_again(SERVER);
	CHECK(world_results(SERVER, 0, 3));
	CHECK(*host_bytes(TARGET(SERVER) + 7 * ARCH_COPY_STEP, 1) ==
	      world_pattern(TARGET(SERVER) + 7 * ARCH_COPY_STEP));
}

// A table of more entries than are checked in one go.
static void test_lease_table(void)
{
	uint32_t count = 5;
	uint32_t table = RAM(ALPHA);

	world_boot();
	for (uint32_t i = 0; i < count; i++)
		world_store_lease(table + 12 * i, LEASE_READ, ROM(ALPHA), 4);
	world_recv(SERVER);
	host_steps = 0;
	world_lend(ALPHA, SERVER, table, count);
	CHECK(makes_again(ALPHA, SYS_SEND) && drive_is(SERVER, TASK_IN_RECV));
	// What was checked is not checked again; what was not, is.
	world_store_lease(table, LEASE_READ, KERNEL_RAM, 4);
	host_steps = UINT32_MAX;
	drive_again(ALPHA);
	CHECK(world_received(SERVER, ALPHA, 1, 0, 0, count));

	world_reply(SERVER, ALPHA, 0);
	world_store_lease(table, LEASE_READ, ROM(ALPHA), 4);
	host_steps = 0;
	world_lend(ALPHA, SERVER, table, count);
	world_store_lease(table + 12 * 4, LEASE_READ, KERNEL_RAM, 4);
	host_steps = UINT32_MAX;
	drive_again(ALPHA);
	CHECK(drive_trespassed(ALPHA, KERNEL_RAM));
}

// How far the check of leases has come says nothing of the message.
static void test_leases_then_message(void)
{
	uint32_t count = 5;

	world_boot();
	for (uint32_t i = 0; i < count; i++)
		world_store_lease(RAM(ALPHA) + 12 * i, LEASE_READ, ROM(ALPHA), 4);
	recv_long();
	host_steps = 0;
	CALL(ALPHA, SYS_SEND, drive_id(SERVER) << 16, ROM(ALPHA), ROM_SIZE, 0, 0, RAM(ALPHA),
	     count);
	CHECK(makes_again(ALPHA, SYS_SEND));
	host_steps = UINT32_MAX;
	drive_again(ALPHA);
	for (uint32_t i = 0; i < LONG && i < ROM_SIZE; i++)
		CHECK(*host_bytes(TARGET(SERVER) + i, 1) == world_pattern(ROM(ALPHA) + i));
}

static void test_kernel_message(void)
{
	uint32_t at = SOURCE(ALPHA);

	world_boot();
	world_store_word(at, SERVER);
	world_store_word(at + 4, TARGET(SERVER));
	world_store_word(at + 8, LONG);
	fill(TARGET(SERVER), 20);
	host_steps = 2;
	CALL(ALPHA, SYS_SEND, (uint32_t)TASK_ID_KERNEL << 16 | KIPC_READ_DUMP_REGION, at, 12,
	     TARGET(ALPHA), LONG);
	CHECK(makes_again(ALPHA, SYS_SEND));
	host_steps = UINT32_MAX;
	drive_again(ALPHA);
	CHECK(world_results(ALPHA, 0, LONG) && filled(TARGET(ALPHA), 20, 0));
}

// A task cannot say by itself that it makes a call again.
static void test_forged(void)
{
	world_boot();
	send_long(ALPHA, 1);
	CALL(SERVER, SYS_RECV | ARCH_CALL_AGAIN, TARGET(SERVER), LONG);
	CHECK(drive_misused(SERVER, USAGE_BAD_SYSCALL));
	drive_restart(SERVER);
	send_long(BETA, 1);
	host_steps = 3;
	recv_long();
	host_steps = UINT32_MAX;
	CALL(SERVER, SYS_POST | ARCH_CALL_AGAIN, drive_id(ALPHA), 1);
	CHECK(drive_misused(SERVER, USAGE_BAD_SYSCALL));
	drive_restart(SERVER);
	CHECK(kernel.task[SERVER].progress == 0);
}

// Nor what an earlier life of it has begun.
static void test_forged_in_next_life(void)
{
	world_boot();
	send_long(ALPHA, 1);
	host_steps = 3;
	recv_long();
	CHECK(makes_again(SERVER, SYS_RECV));
	host_steps = UINT32_MAX;
	drive_restart(SERVER);
	CALL(SERVER, SYS_RECV | ARCH_CALL_AGAIN, TARGET(SERVER), LONG);
	CHECK(drive_misused(SERVER, USAGE_BAD_SYSCALL));
}

int main(void)
{
	unit_run("copy: steps", test_steps);
	unit_run("copy: send", test_send);
	unit_run("copy: a notification instead", test_notification_instead);
	unit_run("copy: another sender instead", test_other_sender_instead);
	unit_run("copy: a sender of another life", test_sender_of_another_life);
	unit_run("copy: reply", test_reply);
	unit_run("copy: a client that is gone", test_client_gone);
	unit_run("copy: borrow", test_borrow);
	unit_run("copy: a lease that shrinks", test_lease_shrinks);
	unit_run("copy: a long lease table", test_lease_table);
	unit_run("copy: leases, then a message", test_leases_then_message);
	unit_run("copy: a message from the kernel", test_kernel_message);
	unit_run("copy: forged", test_forged);
	unit_run("copy: forged in the next life", test_forged_in_next_life);
	return unit_status();
}
