// A small image for tests of system calls.
#include "test/unit/world.h"

#include <string.h>

#include "abi/kipc.h"
#include "kern/app.h"
#include "kern/task.h"

// clang-format off
#define SPANS(task) {ROM(task), ROM_SIZE}, {RAM(task), RAM_SIZE}

// What a task may read is three spans from 3 * task on, what it may write the last
// two of them; the last is shared, and not everybody's.
const struct span app_span[] = {
	SPANS(SUPER),  {SHARED, SHARED_SIZE},
	SPANS(SERVER), {SHARED, SHARED_SIZE},
	SPANS(ALPHA),  {SHARED, SHARED_SIZE},
	SPANS(BETA),   {SHARED, SHARED_SIZE},
	SPANS(GAMMA),  {SHARED, SHARED_SIZE},
	SPANS(IDLE),
};

#define MEMORY_PRIVATE(task) .readable = {3 * (task), 2}, .writable = {3 * (task) + 1, 1}
#define MEMORY_SHARING(task) .readable = {3 * (task), 3}, .writable = {3 * (task) + 1, 2}
#define START(task) .entry = ROM(task), .own = {RAM(task), RAM_SIZE}, .stack_top = RAM(task) + 64

const uint16_t app_peer[] = {
	ALPHA,                            // SUPER, IDLE
	ALPHA, BETA, GAMMA,               // SERVER
	SUPER, SERVER, BETA, GAMMA, IDLE, // ALPHA
	SERVER, ALPHA,                    // BETA, GAMMA
};

// clang-format on

const struct task_desc app_task[KERN_TASKS] = {
	[SUPER] = {START(SUPER), MEMORY_PRIVATE(SUPER), .peers = {0, 1}, .priority = 0, .level = 0,
		   .flags = TASK_DESC_START, .grants = KIPC_GRANT_ALL, .rank = 0},
	[SERVER] = {START(SERVER), MEMORY_SHARING(SERVER), .peers = {1, 3}, .irqs = {0, 3},
		    .regions = {0, 4}, .priority = 1, .level = 1, .flags = TASK_DESC_START,
		    .rank = 1, .sends = {1 << ALPHA | 1 << BETA | 1 << GAMMA}},
	[ALPHA] = {START(ALPHA), MEMORY_SHARING(ALPHA), .peers = {4, 5}, .irqs = {3, 1},
		   .priority = 2, .level = 2, .flags = TASK_DESC_START, .grants = KIPC_GRANT_ALL,
		   .rank = 2, .sends = {0x3F & ~(1 << ALPHA)}},
	[BETA] = {START(BETA), .regions = {4, 1}, MEMORY_SHARING(BETA), .peers = {9, 2},
		  .priority = 2, .level = 2, .flags = TASK_DESC_START, .rank = 3,
		  .sends = {1 << SERVER}},
	[GAMMA] = {START(GAMMA), MEMORY_PRIVATE(GAMMA), .peers = {9, 2}, .priority = 3, .level = 3,
		   .grants = KIPC_GRANT_READ_STATUS, .rank = 4,
		   .sends = {1 << SERVER | 1 << ALPHA}},
	[IDLE] = {START(IDLE), MEMORY_PRIVATE(IDLE), .peers = {0, 1}, .priority = 9, .level = 4,
		  .flags = TASK_DESC_START, .rank = 5},
};

const uint16_t app_by_rank[KERN_TASKS] = {SUPER, SERVER, ALPHA, BETA, GAMMA, IDLE};

const struct irq_route app_irq[] = {
	{SERVER_LINE_A, SERVER_IRQ_A},
	{SERVER_LINE_B1, SERVER_IRQ_B},
	{SERVER_LINE_B2, SERVER_IRQ_B},
	{ALPHA_LINE, SERVER_IRQ_A},
};

const struct irq_owner app_irq_owner[] = {
	{.task = NULL},
	{&kernel.task[SERVER], SERVER_IRQ_A, ARCH_IRQ_MASK(SERVER_LINE_A)},
	{&kernel.task[SERVER], SERVER_IRQ_B, ARCH_IRQ_MASK(SERVER_LINE_B1)},
	{&kernel.task[SERVER], SERVER_IRQ_B, ARCH_IRQ_MASK(SERVER_LINE_B2)},
	{&kernel.task[ALPHA], SERVER_IRQ_A, ARCH_IRQ_MASK(ALPHA_LINE)},
};

const uint8_t app_owner_of_irq[ARCH_IRQS] = {
	[SERVER_LINE_A] = 1,
	[SERVER_LINE_B1] = 2,
	[SERVER_LINE_B2] = 3,
	[ALPHA_LINE] = 4,
};

// SERVER's memory, by address, and BETA's.
const struct region app_region[] = {
	{{ROM(SERVER), ROM_SIZE}, REGION_READ | REGION_EXECUTE},
	{{RAM(SERVER), RAM_SIZE}, REGION_READ | REGION_WRITE},
	{{DMA, DMA_SIZE}, REGION_READ | REGION_WRITE | REGION_DMA},
	{{DEVICE, 4096}, REGION_READ | REGION_WRITE | REGION_DEVICE},
	{{RAM(BETA), RAM_SIZE}, REGION_READ | REGION_WRITE},
};

const uint64_t app_image_id = 0x8877665544332211;

static uint8_t ram[KERN_TASKS][RAM_SIZE];
static uint8_t rom[KERN_TASKS][ROM_SIZE];
static uint8_t shared[SHARED_SIZE];
static uint8_t dma[DMA_SIZE];
static uint8_t kernel_ram[KERNEL_RAM_SIZE];

static struct host_memory memory[2 * KERN_TASKS + 2];

static void lay_out_memory(void)
{
	size_t n = 0;

	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		memory[n++] = (struct host_memory){RAM(i), RAM_SIZE, ram[i]};
		memory[n++] = (struct host_memory){ROM(i), ROM_SIZE, rom[i]};
	}
	memory[n++] = (struct host_memory){SHARED, SHARED_SIZE, shared};
	memory[n++] = (struct host_memory){DMA, DMA_SIZE, dma};
	memory[n++] = (struct host_memory){KERNEL_RAM, KERNEL_RAM_SIZE, kernel_ram};
	host_set_memory(memory, n);
}

uint8_t world_pattern(uint32_t address)
{
	return (uint8_t)(address ^ address >> 8 ^ address >> 12 ^ 0xA5);
}

void world_boot(void)
{
	lay_out_memory();
	for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++)
		for (uint32_t n = 0; n < memory[i].size; n++)
			memory[i].bytes[n] = world_pattern(memory[i].base + n);
	drive_boot();
}

void world_boot_all(void)
{
	world_boot();
	task_wake(task_at(STOPPED_AT_BOOT));
}

bool world_untouched_but(uint32_t address, uint32_t size)
{
	for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
		for (uint32_t n = 0; n < memory[i].size; n++) {
			uint32_t at = memory[i].base + n;

			if (memory[i].bytes[n] != world_pattern(at) && at - address >= size)
				return false;
		}
	}
	return true;
}

void world_repair(uint32_t address, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		*host_bytes(address + i, 1) = world_pattern(address + i);
}

void world_store(uint32_t address, const char *text)
{
	uint32_t size = (uint32_t)strlen(text);

	memcpy(host_bytes(address, size), text, size);
}

void world_store_word(uint32_t address, uint32_t word)
{
	uint8_t *bytes = host_bytes(address, 4);

	for (uint32_t i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(word >> 8 * i);
}

bool world_holds(uint32_t address, const char *text)
{
	uint32_t size = (uint32_t)strlen(text);

	return memcmp(host_bytes(address, size), text, size) == 0;
}

void world_store_lease(uint32_t at, uint32_t attributes, uint32_t base, uint32_t length)
{
	world_store_word(at, attributes);
	world_store_word(at + 4, base);
	world_store_word(at + 8, length);
}

void world_send(uint32_t task, uint32_t to, uint32_t operation, struct uslice message,
		struct uslice room)
{
	CALL(task, SYS_SEND, to << 16 | operation, message.base, message.size, room.base,
	     room.size);
}

void world_lend(uint32_t task, uint32_t to, uint32_t table, uint32_t count)
{
	CALL(task, SYS_SEND, drive_id(to) << 16 | 1, 0, 0, 0, 0, table, count);
}

void world_recv(uint32_t task)
{
	CALL(task, SYS_RECV, RAM(task), 16);
}

void world_recv_from(uint32_t task, uint32_t id)
{
	CALL(task, SYS_RECV, RAM(task), 16, 0, SYS_RECV_CLOSED | id);
}

void world_reply(uint32_t task, uint32_t to, uint32_t code)
{
	CALL(task, SYS_REPLY, drive_id(to), code);
}

bool world_results(uint32_t task, uint32_t code, uint32_t second)
{
	return drive_result(task, 0) == code && drive_result(task, 1) == second;
}

bool world_received(uint32_t task, uint32_t from, uint32_t operation, uint32_t size, uint32_t room,
		    uint32_t leases)
{
	return world_results(task, 0, drive_id(from)) && drive_result(task, 2) == operation &&
	       drive_result(task, 3) == size && drive_result(task, 4) == room &&
	       drive_result(task, 5) == leases;
}

bool world_notified(uint32_t task, uint32_t bits)
{
	return world_results(task, 0, TASK_ID_KERNEL) && drive_result(task, 2) == bits &&
	       drive_result(task, 3) == 0 && drive_result(task, 4) == 0 &&
	       drive_result(task, 5) == 0;
}

bool world_waits(uint32_t task, enum task_sched state, uint32_t peer)
{
	return drive_is(task, state) && kernel.task[task].peer == drive_id(peer);
}
