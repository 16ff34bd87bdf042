// kern/lease.c: what may be lent, what may be borrowed, and all the refusals.
#include "test/unit/world.h"

#include <string.h>

#include "abi/lease.h"
#include "kern/check.h"

// ALPHA's lease table and what it lends; SERVER's buffer.
static const uint32_t table = RAM(ALPHA) + 32;
static const uint32_t loan = RAM(ALPHA) + 151;
static const uint32_t buffer = RAM(SERVER) + 50;

#define LOAN_SIZE 5u

// Table entries: readable, writable, both, and neither.
enum {
	READABLE,
	WRITABLE,
	BOTH,
	NEITHER,
	FLASH,
	EMPTY,
	LEASES,
};

// ALPHA has lent its leases to SERVER.
static void begin(void)
{
	world_boot();
	world_recv(SERVER);
	world_store(loan, "hello");
	world_store_lease(table + 12 * READABLE, LEASE_READ, loan, LOAN_SIZE);
	world_store_lease(table + 12 * WRITABLE, LEASE_WRITE, loan, LOAN_SIZE);
	world_store_lease(table + 12 * BOTH, LEASE_READ | LEASE_WRITE, loan, LOAN_SIZE);
	world_store_lease(table + 12 * NEITHER, 0, loan, LOAN_SIZE);
	world_store_lease(table + 12 * FLASH, LEASE_READ, ROM(ALPHA), ROM_SIZE);
	world_store_lease(table + 12 * EMPTY, LEASE_READ | LEASE_WRITE, KERNEL_RAM, 0);
	world_lend(ALPHA, SERVER, table, LEASES);
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
	CHECK(drive_result(SERVER, 5) == LEASES);
}

static void borrow(uint32_t call, uint32_t index, uint32_t offset, uint32_t size)
{
	CALL(SERVER, call, drive_id(ALPHA), index, offset, buffer, size);
}

static void read(uint32_t index, uint32_t offset, uint32_t size)
{
	borrow(SYS_BORROW_READ, index, offset, size);
}

static void write(uint32_t index, uint32_t offset, uint32_t size)
{
	borrow(SYS_BORROW_WRITE, index, offset, size);
}

static void info(uint32_t index)
{
	CALL(SERVER, SYS_BORROW_INFO, drive_id(ALPHA), index, 9, 9, 9, 9, 9);
}

static void test_info(void)
{
	begin();
	info(READABLE);
	CHECK(world_results(SERVER, 0, LEASE_READ) && drive_result(SERVER, 2) == LOAN_SIZE);
	info(WRITABLE);
	CHECK(world_results(SERVER, 0, LEASE_WRITE) && drive_result(SERVER, 2) == LOAN_SIZE);
	info(BOTH);
	CHECK(world_results(SERVER, 0, LEASE_READ | LEASE_WRITE));
	info(NEITHER);
	CHECK(world_results(SERVER, 0, 0) && drive_result(SERVER, 2) == LOAN_SIZE);
	info(EMPTY);
	CHECK(world_results(SERVER, 0, LEASE_READ | LEASE_WRITE) && drive_result(SERVER, 2) == 0);
	for (uint32_t i = 3; i < 7; i++)
		CHECK(drive_result(SERVER, i) == 9);
}

static void test_read(void)
{
	begin();
	read(READABLE, 0, 5);
	CHECK(world_results(SERVER, 0, 5) && world_holds(buffer, "hello"));
	read(READABLE, 2, 3);
	CHECK(world_results(SERVER, 0, 3) && world_holds(buffer, "llolo"));
	read(BOTH, 1, 2);
	CHECK(world_results(SERVER, 0, 2) && world_holds(buffer, "elolo"));
	read(FLASH, 60, 4);
	CHECK(world_results(SERVER, 0, 4));
	CHECK(memcmp(host_bytes(buffer, 4), host_bytes(ROM(ALPHA) + 60, 4), 4) == 0);
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
}

// As much as both sides have, down to nothing.
static void test_short_copies(void)
{
	begin();
	read(READABLE, 3, 100);
	CHECK(world_results(SERVER, 0, 2) && world_holds(buffer, "lo"));
	read(READABLE, 5, 100);
	CHECK(world_results(SERVER, 0, 0));
	write(WRITABLE, 5, 1);
	CHECK(world_results(SERVER, 0, 0));
	read(EMPTY, 0, 8);
	CHECK(world_results(SERVER, 0, 0));
	write(EMPTY, 0, 8);
	CHECK(world_results(SERVER, 0, 0));
	read(READABLE, 0, 0);
	CHECK(world_results(SERVER, 0, 0));
	CHECK(world_holds(loan, "hello"));
}

static void test_write(void)
{
	begin();
	world_store(buffer, "WORLD");
	write(WRITABLE, 0, 5);
	CHECK(world_results(SERVER, 0, 5) && world_holds(loan, "WORLD"));
	write(BOTH, 3, 5);
	CHECK(world_results(SERVER, 0, 2) && world_holds(loan, "WORWO"));
	write(BOTH, 1, 1);
	CHECK(world_results(SERVER, 0, 1) && world_holds(loan, "WWRWO"));
}

// Not a byte beyond the loan or the buffer.
static void test_bytes_around(void)
{
	begin();
	write(BOTH, 1, 3);
	world_repair(table, 12 * LEASES);
	CHECK(*host_bytes(loan, 1) == 'h' && *host_bytes(loan + 4, 1) == 'o');
	CHECK(world_untouched_but(loan, LOAN_SIZE));
	begin();
	read(BOTH, 1, 3);
	world_repair(table, 12 * LEASES);
	world_repair(loan, LOAN_SIZE);
	CHECK(world_untouched_but(buffer, 3));
}

static bool defect(void)
{
	return drive_is(SERVER, TASK_RUNNABLE) && world_results(SERVER, SYS_CODE_DEFECT, 0);
}

static void test_rights(void)
{
	begin();
	read(WRITABLE, 0, 5);
	CHECK(defect());
	read(NEITHER, 0, 5);
	CHECK(defect());
	write(READABLE, 0, 5);
	CHECK(defect());
	write(NEITHER, 0, 5);
	CHECK(defect());
	write(FLASH, 0, 4);
	CHECK(defect());
	world_repair(table, 12 * LEASES);
	world_repair(loan, LOAN_SIZE);
	CHECK(world_untouched_but(0, 0));
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
}

static void test_out_of_range(void)
{
	begin();
	read(LEASES, 0, 1);
	CHECK(drive_misused(SERVER, USAGE_LEASE_OUT_OF_RANGE));
	begin();
	write(UINT32_MAX, 0, 1);
	CHECK(drive_misused(SERVER, USAGE_LEASE_OUT_OF_RANGE));
	begin();
	info(LEASES);
	CHECK(drive_misused(SERVER, USAGE_LEASE_OUT_OF_RANGE));
	begin();
	read(READABLE, 6, 1);
	CHECK(drive_misused(SERVER, USAGE_OFFSET_OUT_OF_RANGE));
	begin();
	write(WRITABLE, UINT32_MAX, 1);
	CHECK(drive_misused(SERVER, USAGE_OFFSET_OUT_OF_RANGE));
	// the offset is looked at before the rights
	begin();
	read(NEITHER, 6, 1);
	CHECK(drive_misused(SERVER, USAGE_OFFSET_OUT_OF_RANGE));
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
}

static void test_no_leases(void)
{
	world_boot();
	world_recv(SERVER);
	world_lend(ALPHA, SERVER, KERNEL_RAM + 1, 0);
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
	CHECK(drive_result(SERVER, 5) == 0);
	read(0, 0, 1);
	CHECK(drive_misused(SERVER, USAGE_LEASE_OUT_OF_RANGE));
}

// Nobody borrows from a task that does not wait for his reply.
static void test_lender_not_waiting(void)
{
	begin();
	read(READABLE, 0, 5);
	world_reply(SERVER, ALPHA, 0);
	read(READABLE, 0, 5);
	CHECK(defect());
	write(BOTH, 0, 5);
	CHECK(defect());
	info(READABLE);
	CHECK(defect());
	world_lend(ALPHA, SERVER, table, LEASES);
	CHECK(drive_is(ALPHA, TASK_IN_SEND));
	read(READABLE, 0, 5);
	CHECK(defect());
	begin();
	CALL(BETA, SYS_BORROW_READ, drive_id(ALPHA), READABLE, 0, RAM(BETA), 5);
	CHECK(world_results(BETA, SYS_CODE_DEFECT, 0));
	CALL(BETA, SYS_BORROW_INFO, drive_id(ALPHA), READABLE);
	CHECK(world_results(BETA, SYS_CODE_DEFECT, 0));
	drive_fault(ALPHA);
	read(READABLE, 0, 5);
	CHECK(defect());
}

static void test_lender_ids(void)
{
	begin();
	CALL(SERVER, SYS_BORROW_READ, task_id_make(ALPHA, 1), READABLE, 0, buffer, 5);
	CHECK(world_results(SERVER, SYS_CODE_DEAD, 0));
	drive_restart(ALPHA);
	CALL(SERVER, SYS_BORROW_INFO, task_id_make(ALPHA, 0), READABLE);
	CHECK(world_results(SERVER, SYS_CODE_DEAD | 1, 0));
	CALL(SERVER, SYS_BORROW_WRITE, KERN_TASKS, READABLE, 0, buffer, 5);
	CHECK(drive_misused(SERVER, USAGE_TASK_OUT_OF_RANGE));
}

// The borrower's buffer is looked at before anything else.
static void test_buffers(void)
{
	static const uint32_t bad[] = {KERNEL_RAM, RAM(ALPHA), ROM(ALPHA)};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		begin();
		CALL(SERVER, SYS_BORROW_READ, KERN_TASKS, 99, 99, bad[i], 4);
		CHECK(drive_trespassed(SERVER, bad[i]));
		begin();
		CALL(SERVER, SYS_BORROW_WRITE, KERN_TASKS, 99, 99, bad[i], 4);
		CHECK(drive_trespassed(SERVER, bad[i]));
	}
	begin();
	CALL(SERVER, SYS_BORROW_READ, drive_id(ALPHA), READABLE, 0, ROM(SERVER), 4);
	CHECK(drive_trespassed(SERVER, ROM(SERVER)));
	begin();
	CALL(SERVER, SYS_BORROW_WRITE, drive_id(ALPHA), WRITABLE, 0, ROM(SERVER), 4);
	CHECK(world_results(SERVER, 0, 4));
	begin();
	CALL(SERVER, SYS_BORROW_READ, drive_id(ALPHA), READABLE, 0, UINT32_MAX - 1, 4);
	CHECK(drive_misused(SERVER, USAGE_INVALID_SLICE));
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
}

// A table that is refused when it is sent; the lender pays.
static void send_table(uint32_t attributes, uint32_t base, uint32_t length)
{
	world_boot();
	world_store_lease(table, LEASE_READ, loan, LOAN_SIZE);
	world_store_lease(table + 12, attributes, base, length);
	world_lend(ALPHA, SERVER, table, 2);
}

static void test_tables(void)
{
	static const uint32_t unreadable[] = {
		KERNEL_RAM,
		RAM(SERVER),
		RAM(ALPHA) + RAM_SIZE - 20,
		ROM(ALPHA) + ROM_SIZE - 8,
	};

	for (size_t i = 0; i < sizeof unreadable / sizeof unreadable[0]; i++) {
		world_boot();
		world_lend(ALPHA, SERVER, unreadable[i], 2);
		CHECK(drive_trespassed(ALPHA, unreadable[i]));
	}
	for (uint32_t i = 1; i < 4; i++) {
		world_boot();
		world_lend(ALPHA, SERVER, table + i, 1);
		CHECK(drive_misused(ALPHA, USAGE_INVALID_SLICE));
	}
	world_boot();
	world_lend(ALPHA, SERVER, UINT32_MAX - 7, 1);
	CHECK(drive_misused(ALPHA, USAGE_INVALID_SLICE));
	world_boot();
	world_lend(ALPHA, SERVER, KERNEL_RAM, 256);
	CHECK(drive_misused(ALPHA, USAGE_TOO_MANY_LEASES));
	// so many that their length in bytes would be 4 again
	world_boot();
	world_lend(ALPHA, SERVER, table, 0x55555557);
	CHECK(drive_misused(ALPHA, USAGE_TOO_MANY_LEASES));
	world_boot();
	world_lend(ALPHA, SERVER, KERNEL_RAM, 255);
	CHECK(drive_trespassed(ALPHA, KERNEL_RAM));
}

static void test_attributes(void)
{
	for (uint32_t bit = 2; bit < 32; bit++) {
		send_table(LEASE_READ | 1u << bit, loan, LOAN_SIZE);
		CHECK(drive_misused(ALPHA, USAGE_LEASE_ATTRIBUTES));
	}
}

static void test_areas(void)
{
	static const struct {
		uint32_t attributes;
		uint32_t base;
		uint32_t length;
		bool good;
	} area[] = {
		{LEASE_READ, KERNEL_RAM, 4, false},
		{LEASE_WRITE, KERNEL_RAM, 4, false},
		{LEASE_READ | LEASE_WRITE, RAM(SERVER), 4, false},
		{LEASE_READ, ROM(SERVER), 4, false},
		{LEASE_WRITE, ROM(ALPHA), 4, false},
		{LEASE_READ | LEASE_WRITE, ROM(ALPHA), 4, false},
		{LEASE_READ, RAM(ALPHA) + RAM_SIZE - 3, 4, false},
		{LEASE_WRITE, RAM(ALPHA) + RAM_SIZE - 3, 4, false},
		{LEASE_READ, ROM(ALPHA), ROM_SIZE, true},
		{LEASE_READ | LEASE_WRITE, RAM(ALPHA), RAM_SIZE, true},
		{LEASE_READ | LEASE_WRITE, KERNEL_RAM, 0, true},
		{0, KERNEL_RAM, 4, true},
	};

	for (size_t i = 0; i < sizeof area / sizeof area[0]; i++) {
		send_table(area[i].attributes, area[i].base, area[i].length);
		if (area[i].good)
			CHECK(drive_is(ALPHA, TASK_IN_SEND));
		else
			CHECK(drive_trespassed(ALPHA, area[i].base));
	}
	send_table(LEASE_READ, UINT32_MAX, 4);
	CHECK(drive_misused(ALPHA, USAGE_INVALID_SLICE));
	send_table(LEASE_WRITE, RAM(ALPHA), UINT32_MAX);
	CHECK(drive_misused(ALPHA, USAGE_INVALID_SLICE));
}

// A table in memory that the borrower can write: what it makes of it is looked at
// again, and can do it no good.
static void test_table_changed(void)
{
	world_boot();
	world_recv(SERVER);
	world_store_lease(SHARED, LEASE_READ | LEASE_WRITE, loan, LOAN_SIZE);
	world_lend(ALPHA, SERVER, SHARED, 1);
	world_store_lease(SHARED, LEASE_READ | LEASE_WRITE, KERNEL_RAM, 8);
	read(0, 0, 4);
	CHECK(defect());
	write(0, 0, 4);
	CHECK(defect());
	world_store_lease(SHARED, LEASE_READ | LEASE_WRITE, ROM(ALPHA), 8);
	write(0, 0, 4);
	CHECK(defect());
	read(0, 0, 4);
	CHECK(world_results(SERVER, 0, 4));
	world_store_lease(SHARED, LEASE_READ | LEASE_WRITE, RAM(ALPHA), UINT32_MAX);
	read(0, UINT32_MAX - 4, 4);
	CHECK(defect());
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
	kernel_check();
}

// From memory that both own into the same memory.
static void test_overlap(void)
{
	world_boot();
	world_recv(SERVER);
	world_store_lease(table, LEASE_READ | LEASE_WRITE, SHARED + 8, 8);
	world_lend(ALPHA, SERVER, table, 1);
	CALL(SERVER, SYS_BORROW_READ, drive_id(ALPHA), 0, 4, SHARED + 16, 4);
	CHECK(world_results(SERVER, 0, 4));
	CALL(SERVER, SYS_BORROW_READ, drive_id(ALPHA), 0, 4, SHARED + 15, 4);
	CHECK(drive_trespassed(SERVER, SHARED + 15));
	CHECK(drive_is(ALPHA, TASK_IN_REPLY));
}

int main(void)
{
	unit_run("lease: info", test_info);
	unit_run("lease: read", test_read);
	unit_run("lease: short copies", test_short_copies);
	unit_run("lease: write", test_write);
	unit_run("lease: no byte beyond the loan", test_bytes_around);
	unit_run("lease: rights", test_rights);
	unit_run("lease: out of range", test_out_of_range);
	unit_run("lease: none lent", test_no_leases);
	unit_run("lease: lender does not wait", test_lender_not_waiting);
	unit_run("lease: ids of lenders", test_lender_ids);
	unit_run("lease: borrower's buffers", test_buffers);
	unit_run("lease: tables", test_tables);
	unit_run("lease: attributes", test_attributes);
	unit_run("lease: areas", test_areas);
	unit_run("lease: table changed after it was sent", test_table_changed);
	unit_run("lease: overlap", test_overlap);
	return unit_status();
}
