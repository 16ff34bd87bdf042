// kern/kipc.c: the kernel's own operations, their encodings byte by byte, and who
// may ask for what.
#include "test/unit/world.h"

#include <string.h>

#include "abi/epitaph.h"
#include "abi/kipc.h"
#include "abi/lease.h"
#include "kern/arch.h"
#include "kern/check.h"
#include "kern/fault.h"
#include "kern/panic.h"

// Where callers have their request and the response. Room for the response is
// longer than any.
#define REQUEST(task) (RAM(task) + 100)
#define RESPONSE(task) (RAM(task) + 200)
#define ROOM 40u

static void ask(uint32_t task, uint32_t operation, uint32_t request_size)
{
	world_repair(RESPONSE(task), ROOM);
	world_send(task, TASK_ID_KERNEL, operation, (struct uslice){REQUEST(task), request_size},
		   (struct uslice){RESPONSE(task), ROOM});
}

static void ask_word(uint32_t task, uint32_t operation, uint32_t word)
{
	world_store_word(REQUEST(task), word);
	ask(task, operation, 4);
}

static void ask_words(uint32_t task, uint32_t operation, uint32_t word, uint32_t second)
{
	world_store_word(REQUEST(task), word);
	world_store_word(REQUEST(task) + 4, second);
	ask(task, operation, 8);
}

// The restart request: an index and one byte.
static void reinit(uint32_t task, uint32_t index, uint8_t start)
{
	world_store_word(REQUEST(task), index);
	*host_bytes(REQUEST(task) + 4, 1) = start;
	ask(task, KIPC_REINIT_TASK, 5);
}

// Code 0 and exactly these bytes.
static bool answered(uint32_t task, const void *bytes, uint32_t size)
{
	const uint8_t *after = host_bytes(RESPONSE(task) + size, 1);

	return drive_is(task, TASK_RUNNABLE) && world_results(task, 0, size) &&
	       memcmp(host_bytes(RESPONSE(task), size), bytes, size) == 0 &&
	       *after == world_pattern(RESPONSE(task) + size);
}

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

static bool status_is(uint32_t of, const uint8_t *bytes, size_t size)
{
	ask_word(SUPER, KIPC_READ_TASK_STATUS, of);
	return answered(SUPER, bytes, (uint32_t)size);
}

// States of healthy tasks, as the byte tables of the interface have them.
static void test_healthy_states(void)
{
	world_boot();
	CHECK(status_is(BETA, BYTES(0, 1)));
	CHECK(status_is(GAMMA, BYTES(0, 0)));
	world_recv(SERVER);
	CHECK(status_is(SERVER, BYTES(0, 4, 0)));
	world_send(BETA, drive_id(SERVER), 1, (struct uslice){0, 0}, (struct uslice){0, 0});
	CHECK(status_is(BETA, BYTES(0, 3, SERVER, 0)));
	world_send(ALPHA, drive_id(SERVER), 1, (struct uslice){0, 0}, (struct uslice){0, 0});
	CHECK(status_is(ALPHA, BYTES(0, 2, SERVER, 0)));
	CALL(SERVER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(status_is(SERVER, BYTES(0, 4, 1, 0xFF, 0xFF)));
}

// Generations are in the upper six bits of an id.
static void test_states_with_ids(void)
{
	world_boot();
	for (int i = 0; i < 5; i++)
		drive_restart(SERVER);
	world_recv_from(ALPHA, drive_id(SERVER));
	CHECK(status_is(ALPHA, BYTES(0, 4, 1, SERVER, 5 << 2)));
	world_send(BETA, drive_id(SERVER), 1, (struct uslice){0, 0}, (struct uslice){0, 0});
	CHECK(status_is(BETA, BYTES(0, 2, SERVER, 5 << 2)));
	kernel_check();
}

// BETA with a fault, and the bytes between the byte for "faulted" and the state that
// it was in, which is runnable.
static bool fault_is(struct fault fault, const uint8_t *bytes, size_t size)
{
	uint8_t expected[1 + 8 + 1] = {TASK_FAULTED};

	world_boot();
	fault_task(task_at(BETA), &fault);
	memcpy(expected + 1, bytes, size);
	expected[1 + size] = TASK_RUNNABLE;
	return status_is(BETA, expected, size + 2);
}

#define FAULT(kind, reason, has_detail, detail) \
	((struct fault){(kind), (reason), (has_detail), (detail)})

static void test_faults(void)
{
	CHECK(fault_is(FAULT(FAULT_MEMORY_ACCESS, FAULT_BY_USER, true, 0),
		       BYTES(0, 1, 0, 0, 0, 0, 0)));
	CHECK(fault_is(FAULT(FAULT_MEMORY_ACCESS, FAULT_BY_KERNEL, true, 0x12345678),
		       BYTES(0, 1, 0x78, 0x56, 0x34, 0x12, 1)));
	CHECK(fault_is(FAULT(FAULT_MEMORY_ACCESS, FAULT_BY_USER, false, 0), BYTES(0, 0, 0)));
	CHECK(fault_is(FAULT(FAULT_STACK_OVERFLOW, 0, false, 0x20000FF8),
		       BYTES(1, 0xF8, 0x0F, 0x00, 0x20)));
	CHECK(fault_is(FAULT(FAULT_BUS_ERROR, FAULT_BY_USER, true, 0xE000ED28),
		       BYTES(2, 1, 0x28, 0xED, 0x00, 0xE0, 0)));
	CHECK(fault_is(FAULT(FAULT_BUS_ERROR, FAULT_BY_USER, false, 0), BYTES(2, 0, 0)));
	CHECK(fault_is(FAULT(FAULT_DIVIDE_BY_ZERO, 0, false, 0), BYTES(3)));
	CHECK(fault_is(FAULT(FAULT_ILLEGAL_TEXT, 0, false, 0), BYTES(4)));
	CHECK(fault_is(FAULT(FAULT_ILLEGAL_INSTRUCTION, 0, false, 0), BYTES(5)));
	CHECK(fault_is(FAULT(FAULT_INVALID_OPERATION, 0, false, 0x00020000), BYTES(6, 0, 0, 2, 0)));
	CHECK(fault_is(FAULT(FAULT_SYSCALL_USAGE, USAGE_TASK_OUT_OF_RANGE, false, 0), BYTES(7, 2)));
	CHECK(fault_is(FAULT(FAULT_SYSCALL_USAGE, USAGE_REPLY_TOO_BIG, false, 0), BYTES(7, 10)));
	CHECK(fault_is(FAULT(FAULT_SYSCALL_USAGE, USAGE_SEND_NOT_ALLOWED, false, 0),
		       BYTES(7, 128)));
	CHECK(fault_is(FAULT(FAULT_PANIC, 0, false, 0), BYTES(8)));
	CHECK(fault_is(FAULT(FAULT_INJECTED, 0, false, 0xFC05), BYTES(9, 5, 0xFC)));
	CHECK(fault_is(FAULT(FAULT_FROM_SERVER, REPLY_FAULT_ACCESS_VIOLATION, false, 0x0401),
		       BYTES(10, 1, 4, 5)));
}

// The longest state of all.
static void test_longest_state(void)
{
	struct fault fault = {FAULT_MEMORY_ACCESS, FAULT_BY_KERNEL, true, 0x12345678};

	world_boot();
	world_recv_from(BETA, drive_id(SERVER));
	fault_task(task_at(BETA), &fault);
	CHECK(status_is(BETA, BYTES(1, 0, 1, 0x78, 0x56, 0x34, 0x12, 1, 4, 1, SERVER, 0)));
	// a fault on top of a fault keeps the state of before both
	fault_task(task_at(BETA), &(struct fault){.kind = FAULT_PANIC});
	CHECK(status_is(BETA, BYTES(1, 8, 4, 1, SERVER, 0)));
}

// Without room for the response: code 0, its length, and as much of it as fits.
static void test_short_room(void)
{
	world_boot();
	world_store_word(REQUEST(SUPER), BETA);
	world_send(SUPER, TASK_ID_KERNEL, KIPC_READ_TASK_STATUS, (struct uslice){REQUEST(SUPER), 4},
		   (struct uslice){RESPONSE(SUPER), 1});
	CHECK(world_results(SUPER, 0, 2));
	CHECK(*host_bytes(RESPONSE(SUPER), 1) == 0);
	world_repair(REQUEST(SUPER), 4);
	CHECK(world_untouched_but(RESPONSE(SUPER), 1));
}

static bool dump_region_is(uint32_t of, uint32_t n, uint32_t base, uint32_t size)
{
	uint8_t expected[9] = {1};

	for (unsigned i = 0; i < 4; i++) {
		expected[1 + i] = (uint8_t)(base >> 8 * i);
		expected[5 + i] = (uint8_t)(size >> 8 * i);
	}
	ask_words(SUPER, KIPC_GET_DUMP_REGION, of, n);
	return answered(SUPER, expected, sizeof expected);
}

// A task's entry in the kernel's table, then what it may write, by address: DMA
// memory too, but no device, and nothing that it may only read.
static void test_dump_regions(void)
{
	struct uslice entry = arch_task_entry(task_at(SERVER));

	world_boot();
	CHECK(entry.size == sizeof(struct task));
	CHECK(dump_region_is(SERVER, 0, entry.base, entry.size));
	CHECK(dump_region_is(SERVER, 1, RAM(SERVER), RAM_SIZE));
	CHECK(dump_region_is(SERVER, 2, DMA, DMA_SIZE));
	ask_words(SUPER, KIPC_GET_DUMP_REGION, SERVER, 3);
	CHECK(answered(SUPER, BYTES(0)));
	ask_words(SUPER, KIPC_GET_DUMP_REGION, SERVER, UINT32_MAX);
	CHECK(answered(SUPER, BYTES(0)));
	CHECK(dump_region_is(BETA, 1, RAM(BETA), RAM_SIZE));
	ask_words(ALPHA, KIPC_GET_DUMP_REGION, KERN_TASKS, 0);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
	ask_words(BETA, KIPC_GET_DUMP_REGION, SERVER, 0);
	CHECK(drive_misused(BETA, USAGE_KIPC_NOT_ALLOWED));
}

static void read_dump(uint32_t by, uint32_t of, uint32_t base, uint32_t size)
{
	world_store_word(REQUEST(by), of);
	world_store_word(REQUEST(by) + 4, base);
	world_store_word(REQUEST(by) + 8, size);
	ask(by, KIPC_READ_DUMP_REGION, 12);
}

static bool dump_holds(uint32_t base, uint32_t size, uint32_t copied)
{
	read_dump(SUPER, SERVER, base, size);
	return world_results(SUPER, 0, copied) &&
	       memcmp(host_bytes(RESPONSE(SUPER), copied), host_bytes(base, copied), copied) == 0;
}

static void test_read_dump(void)
{
	struct uslice entry = arch_task_entry(task_at(SERVER));

	world_boot();
	CHECK(dump_holds(RAM(SERVER) + 3, 9, 9));
	CHECK(dump_holds(ROM(SERVER), 16, 16));
	CHECK(dump_holds(DMA, DMA_SIZE, DMA_SIZE));
	CHECK(dump_holds(RAM(SERVER), RAM_SIZE, ROOM));
	CHECK(dump_holds(entry.base + 8, 16, 16));
	kernel_check();
}

// Not another's memory, nor the device, nor a byte beyond, nor oneself; and not for
// those without the grant.
static void test_read_dump_refused(void)
{
	static const struct {
		uint32_t base;
		uint32_t size;
	} forbidden[] = {
		{RAM(BETA), 4},  {DEVICE, 4}, {DMA + 1, DMA_SIZE}, {RAM(SERVER) + RAM_SIZE - 1, 2},
		{KERNEL_RAM, 4},
	};
	struct uslice entry = arch_task_entry(task_at(SERVER));

	for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
		world_boot();
		read_dump(ALPHA, SERVER, forbidden[i].base, forbidden[i].size);
		CHECK(drive_faulted(ALPHA, FAULT_MEMORY_ACCESS, FAULT_BY_KERNEL,
				    forbidden[i].base));
	}
	world_boot();
	read_dump(ALPHA, SERVER, entry.base + 1, entry.size);
	CHECK(drive_faulted(ALPHA, FAULT_MEMORY_ACCESS, FAULT_BY_KERNEL, entry.base + 1));
	world_boot();
	read_dump(ALPHA, SERVER, UINT32_MAX, 2);
	CHECK(drive_misused(ALPHA, USAGE_INVALID_SLICE));
	world_boot();
	read_dump(ALPHA, ALPHA, RAM(ALPHA), 4);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
	world_boot();
	read_dump(ALPHA, KERN_TASKS, RAM(ALPHA), 4);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
	world_boot();
	read_dump(BETA, SERVER, RAM(SERVER), 4);
	CHECK(drive_misused(BETA, USAGE_NOT_SUPERVISOR));
}

static void test_requests(void)
{
	static const struct {
		uint32_t operation;
		uint32_t size;
	} malformed[] = {
		{0, 8},
		{KIPC_READ_TASK_STATUS, 3},
		{KIPC_READ_TASK_STATUS, 0},
		{KIPC_REINIT_TASK, 4},
		{KIPC_FAULT_TASK, 3},
		{KIPC_GET_DUMP_REGION, 7},
		{KIPC_READ_DUMP_REGION, 11},
		{KIPC_SOFTWARE_IRQ, 7},
		{KIPC_FIND_FAULTED_TASK, 2},
		{KIPC_READ_PANIC_MESSAGE, 1},
		{11, 8},
		{0xFFFF, 8},
	};

	for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
		world_boot();
		world_store_word(REQUEST(ALPHA), BETA);
		world_store_word(REQUEST(ALPHA) + 4, 0);
		ask(ALPHA, malformed[i].operation, malformed[i].size);
		CHECK(drive_misused(ALPHA, USAGE_BAD_KERNEL_MESSAGE));
		CHECK(drive_is(BETA, TASK_RUNNABLE));
	}
}

// Bytes after the request, and leases, mean nothing.
static void test_more_than_asked(void)
{
	world_boot();
	ask_words(ALPHA, KIPC_READ_TASK_STATUS, BETA, 99);
	CHECK(answered(ALPHA, BYTES(0, 1)));
	world_store_word(REQUEST(ALPHA), BETA);
	CALL(ALPHA, SYS_SEND, TASK_ID_KERNEL << 16 | KIPC_READ_TASK_STATUS, REQUEST(ALPHA), 4,
	     RESPONSE(ALPHA), ROOM, KERNEL_RAM + 1, 500);
	CHECK(answered(ALPHA, BYTES(0, 1)));
}

static void test_slices(void)
{
	const struct uslice none = {0, 0};
	const struct uslice good = {RAM(ALPHA), 16};
	const struct uslice kernels = {KERNEL_RAM, 16};

	world_boot();
	world_send(ALPHA, TASK_ID_KERNEL, KIPC_READ_TASK_STATUS, kernels, good);
	CHECK(drive_trespassed(ALPHA, KERNEL_RAM));
	world_boot();
	world_send(ALPHA, TASK_ID_KERNEL, KIPC_READ_TASK_STATUS, good, kernels);
	CHECK(drive_trespassed(ALPHA, KERNEL_RAM));
	world_boot();
	world_send(ALPHA, TASK_ID_KERNEL, KIPC_READ_IMAGE_ID, none,
		   (struct uslice){ROM(ALPHA), 16});
	CHECK(drive_trespassed(ALPHA, ROM(ALPHA)));
	world_boot();
	world_send(ALPHA, TASK_ID_KERNEL, KIPC_READ_TASK_STATUS, (struct uslice){UINT32_MAX - 2, 4},
		   good);
	CHECK(drive_misused(ALPHA, USAGE_INVALID_SLICE));
}

static void test_indices(void)
{
	static const uint32_t operations[] = {KIPC_READ_TASK_STATUS, KIPC_REINIT_TASK,
					      KIPC_FAULT_TASK, KIPC_SOFTWARE_IRQ,
					      KIPC_READ_PANIC_MESSAGE};
	static const uint32_t indices[] = {KERN_TASKS, 1022, 0x10000, UINT32_MAX};

	for (size_t o = 0; o < sizeof operations / sizeof operations[0]; o++) {
		for (size_t i = 0; i < sizeof indices / sizeof indices[0]; i++) {
			world_boot();
			ask_words(ALPHA, operations[o], indices[i], 0);
			CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
		}
	}
}

// BETA has no grant, GAMMA that of reading. Hubris has a number of its own for the
// operations that it keeps for the supervisor.
static void test_grants(void)
{
	static const struct {
		uint32_t operation;
		bool gamma_may;
		enum usage_error refusal;
	} granted[] = {
		{KIPC_READ_TASK_STATUS, true, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_REINIT_TASK, false, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_FAULT_TASK, false, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_RESET, false, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_SOFTWARE_IRQ, false, USAGE_NOT_SUPERVISOR},
		{KIPC_FIND_FAULTED_TASK, true, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_READ_PANIC_MESSAGE, true, USAGE_KIPC_NOT_ALLOWED},
	};

	for (size_t i = 0; i < sizeof granted / sizeof granted[0]; i++) {
		world_boot_all();
		ask_words(BETA, granted[i].operation, ALPHA, 0);
		CHECK(drive_misused(BETA, granted[i].refusal));
		ask_words(GAMMA, granted[i].operation, ALPHA, 0);
		if (granted[i].gamma_may)
			CHECK(drive_is(GAMMA, TASK_RUNNABLE));
		else
			CHECK(drive_misused(GAMMA, granted[i].refusal));
		CHECK(drive_is(ALPHA, TASK_RUNNABLE) && drive_id(ALPHA) == ALPHA);
	}
}

static void test_restart(void)
{
	world_boot();
	reinit(ALPHA, BETA, 1);
	CHECK(world_results(ALPHA, 0, 0) && drive_is(ALPHA, TASK_RUNNABLE));
	CHECK(drive_is(BETA, TASK_RUNNABLE) && drive_id(BETA) == task_id_make(BETA, 1));
	CHECK(kernel.task[BETA].save.pc == ROM(BETA));
	reinit(ALPHA, BETA, 0);
	CHECK(drive_is(BETA, TASK_STOPPED) && drive_id(BETA) == task_id_make(BETA, 2));
	reinit(ALPHA, SERVER, 1);
	CHECK(drive_current() == SUPER);
	reinit(ALPHA, BETA, 2);
	CHECK(drive_misused(ALPHA, USAGE_BAD_KERNEL_MESSAGE));
	CHECK(drive_id(BETA) == task_id_make(BETA, 2));
}

// Anyone may restart itself, or stop itself.
static void test_restart_self(void)
{
	world_boot();
	reinit(BETA, BETA, 1);
	CHECK(drive_is(BETA, TASK_RUNNABLE) && drive_id(BETA) == task_id_make(BETA, 1));
	CHECK(kernel.task[BETA].save.pc == ROM(BETA) && drive_result(BETA, 0) == 0);
	reinit(BETA, BETA, 0);
	CHECK(drive_is(BETA, TASK_STOPPED) && drive_id(BETA) == task_id_make(BETA, 2));
	CHECK(kernel.task[SUPER].notes == 0);
}

static void test_inject(void)
{
	world_boot();
	ask_word(ALPHA, KIPC_FAULT_TASK, BETA);
	CHECK(world_results(ALPHA, 0, 0));
	CHECK(drive_faulted(BETA, FAULT_INJECTED, 0, drive_id(ALPHA)));
	CHECK(kernel.task[SUPER].notes == TASK_FAULT_NOTIFICATION);
	ask_word(ALPHA, KIPC_FAULT_TASK, SUPER);
	CHECK(drive_misused(ALPHA, USAGE_ILLEGAL_TASK));
	CHECK(!task_is_faulted(&kernel.task[SUPER]));
	world_boot();
	ask_word(ALPHA, KIPC_FAULT_TASK, ALPHA);
	CHECK(drive_misused(ALPHA, USAGE_ILLEGAL_TASK));
}

// The supervisor may be restarted, but not stopped: nobody would be left to start it.
static void test_no_supervisor(void)
{
	world_boot();
	reinit(ALPHA, SUPER, 0);
	CHECK(drive_misused(ALPHA, USAGE_ILLEGAL_TASK));
	CHECK(drive_is(SUPER, TASK_RUNNABLE) && drive_id(SUPER) == SUPER);
	world_boot();
	reinit(ALPHA, SUPER, 1);
	CHECK(world_results(ALPHA, 0, 0));
	CHECK(drive_is(SUPER, TASK_RUNNABLE) && drive_id(SUPER) != SUPER);
}

static void test_find_faulted(void)
{
	world_boot();
	ask_word(ALPHA, KIPC_FIND_FAULTED_TASK, 0);
	CHECK(answered(ALPHA, BYTES(0, 0, 0, 0)));
	drive_fault(SERVER);
	drive_fault(GAMMA);
	ask_word(ALPHA, KIPC_FIND_FAULTED_TASK, 0);
	CHECK(answered(ALPHA, BYTES(SERVER, 0, 0, 0)));
	ask_word(ALPHA, KIPC_FIND_FAULTED_TASK, SERVER);
	CHECK(answered(ALPHA, BYTES(SERVER, 0, 0, 0)));
	ask_word(ALPHA, KIPC_FIND_FAULTED_TASK, SERVER + 1);
	CHECK(answered(ALPHA, BYTES(GAMMA, 0, 0, 0)));
	ask_word(ALPHA, KIPC_FIND_FAULTED_TASK, KERN_TASKS);
	CHECK(answered(ALPHA, BYTES(0, 0, 0, 0)));
	ask_word(ALPHA, KIPC_FIND_FAULTED_TASK, KERN_TASKS + 1);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
}

static void test_image_id(void)
{
	world_boot();
	ask(BETA, KIPC_READ_IMAGE_ID, 0);
	CHECK(answered(BETA, BYTES(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88)));
}

static void reset(void *context)
{
	(void)context;
	ask(ALPHA, KIPC_RESET, 0);
}

static void test_reset(void)
{
	world_boot();
	CHECK(host_run(reset, NULL) == HOST_RESET);
}

static void test_software_irq(void)
{
	world_boot();
	ask_words(ALPHA, KIPC_SOFTWARE_IRQ, SERVER, SERVER_IRQ_B);
	CHECK(world_results(ALPHA, 0, 0));
	CHECK(host_irq.pending == (1u << SERVER_LINE_B1 | 1u << SERVER_LINE_B2));
	CHECK(host_irq.enabled == 0);
	ask_words(ALPHA, KIPC_SOFTWARE_IRQ, SERVER, SERVER_IRQ_A | SERVER_IRQ_B);
	CHECK(drive_misused(ALPHA, USAGE_NO_IRQ));
	world_boot();
	ask_words(ALPHA, KIPC_SOFTWARE_IRQ, BETA, SERVER_IRQ_A);
	CHECK(drive_misused(ALPHA, USAGE_NO_IRQ));
	CHECK(host_irq.pending == 0);
}

static const uint32_t text_at = RAM(BETA) + 20;

static void panic_with(uint32_t base, uint32_t size)
{
	world_boot();
	world_store(text_at, "out of cheese");
	CALL(BETA, SYS_PANIC, base, size);
	CHECK(drive_faulted(BETA, FAULT_PANIC, 0, 0));
}

static void test_panic_message(void)
{
	panic_with(text_at, 13);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(answered(ALPHA, "out of cheese", 13));
	// cut off at the room that there is
	world_repair(RESPONSE(ALPHA), ROOM);
	world_send(ALPHA, TASK_ID_KERNEL, KIPC_READ_PANIC_MESSAGE,
		   (struct uslice){REQUEST(ALPHA), 4}, (struct uslice){RESPONSE(ALPHA), 3});
	CHECK(answered(ALPHA, "out", 3));
	panic_with(KERNEL_RAM, 0);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(answered(ALPHA, "", 0));
	panic_with(ROM(BETA), 8);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(world_results(ALPHA, 0, 8));
}

static void test_no_panic_message(void)
{
	world_boot();
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(world_results(ALPHA, KIPC_TASK_NOT_PANICKED, 0));
	drive_fault(BETA);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(world_results(ALPHA, KIPC_TASK_NOT_PANICKED, 0));
	panic_with(KERNEL_RAM, 8);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(world_results(ALPHA, KIPC_BAD_PANIC_BUFFER, 0));
	panic_with(text_at, UINT32_MAX);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(world_results(ALPHA, KIPC_BAD_PANIC_BUFFER, 0));
	panic_with(text_at, 13);
	drive_restart(BETA);
	ask_word(ALPHA, KIPC_READ_PANIC_MESSAGE, BETA);
	CHECK(world_results(ALPHA, KIPC_TASK_NOT_PANICKED, 0));
}

// A message in memory that the caller wants it written to.
static void test_panic_message_overlap(void)
{
	panic_with(SHARED, 8);
	world_store_word(REQUEST(ALPHA), BETA);
	world_send(ALPHA, TASK_ID_KERNEL, KIPC_READ_PANIC_MESSAGE,
		   (struct uslice){REQUEST(ALPHA), 4}, (struct uslice){SHARED + 4, 8});
	CHECK(drive_trespassed(ALPHA, SHARED + 4));
}

static void die(void *context)
{
	(void)context;
	panic_invariant(7);
}

// What the kernel left when it failed is given once, and only to the supervisor.
static void test_epitaph(void)
{
	static const uint8_t nothing[1];
	struct epitaph e;
	uint32_t room = sizeof e;

	world_boot();
	CHECK(host_run(die, NULL) == HOST_RESET);
	world_boot();
	e = kernel_epitaph;
	CHECK(epitaph_is_valid(&e) && e.detail == 7);
	CALL(SUPER, SYS_SEND, TASK_ID_KERNEL << 16 | KIPC_TAKE_EPITAPH, 0, 0, RAM(SUPER), room - 1,
	     0, 0);
	CHECK(world_results(SUPER, 0, room) && world_untouched_but(0, 0));
	CALL(SUPER, SYS_SEND, TASK_ID_KERNEL << 16 | KIPC_TAKE_EPITAPH, 0, 0, RAM(SUPER), room + 8,
	     0, 0);
	CHECK(world_results(SUPER, 0, room) && world_untouched_but(RAM(SUPER), room));
	CHECK(memcmp(host_bytes(RAM(SUPER), room), &e, room) == 0);
	ask(SUPER, KIPC_TAKE_EPITAPH, 0);
	CHECK(answered(SUPER, nothing, 0));

	kernel_epitaph = e;
	kernel_epitaph.now++;
	ask(SUPER, KIPC_TAKE_EPITAPH, 0);
	CHECK(answered(SUPER, nothing, 0));
	kernel_epitaph = e;
	ask(ALPHA, KIPC_TAKE_EPITAPH, 0);
	CHECK(drive_misused(ALPHA, USAGE_NOT_SUPERVISOR));
	CHECK(epitaph_is_valid(&kernel_epitaph));
}

int main(void)
{
	unit_run("kipc: the supervisor stays", test_no_supervisor);
	unit_run("kipc: regions of a dump", test_dump_regions);
	unit_run("kipc: reading a dump", test_read_dump);
	unit_run("kipc: dumps refused", test_read_dump_refused);
	unit_run("kipc: states of healthy tasks", test_healthy_states);
	unit_run("kipc: states with ids", test_states_with_ids);
	unit_run("kipc: faults", test_faults);
	unit_run("kipc: longest state", test_longest_state);
	unit_run("kipc: short room", test_short_room);
	unit_run("kipc: malformed requests", test_requests);
	unit_run("kipc: more than asked for", test_more_than_asked);
	unit_run("kipc: slices", test_slices);
	unit_run("kipc: indices", test_indices);
	unit_run("kipc: grants", test_grants);
	unit_run("kipc: restart", test_restart);
	unit_run("kipc: restart oneself", test_restart_self);
	unit_run("kipc: inject a fault", test_inject);
	unit_run("kipc: find the faulted", test_find_faulted);
	unit_run("kipc: image id", test_image_id);
	unit_run("kipc: reset", test_reset);
	unit_run("kipc: the epitaph", test_epitaph);
	unit_run("kipc: software interrupt", test_software_irq);
	unit_run("kipc: panic message", test_panic_message);
	unit_run("kipc: no panic message", test_no_panic_message);
	unit_run("kipc: panic message where it is", test_panic_message_overlap);
	return unit_status();
}
