// The kernel's tables, made from a list of tasks.
#include "test/model/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/host/host.h"
#include "kern/app.h"
#include "kern/kernel.h"

const struct image *image;
struct memory memory;

static struct memory fresh;
const struct memory *memory_fresh = &fresh;
static uint8_t rom[KERN_TASKS][ROM_SIZE];

#define POOL (KERN_TASKS * PIECES_MAX)

// The kernel is told that its tables are constant. They are, while it runs: they change
// between one image and the next only, so they have the kernel's names, as the linker
// sees them, and a type of their own.
struct task_desc table_task[KERN_TASKS] __asm__("app_task");
struct span table_span[2 * POOL] __asm__("app_span");
struct region table_region[POOL] __asm__("app_region");
struct irq_route table_irq[KERN_TASKS * LINES_MAX] __asm__("app_irq");
struct irq_owner table_irq_owner[1 + KERN_TASKS * LINES_MAX] __asm__("app_irq_owner");
uint8_t table_owner_of_irq[ARCH_IRQS] __asm__("app_owner_of_irq");
uint16_t table_peer[KERN_TASKS * KERN_TASKS] __asm__("app_peer");
uint16_t table_by_rank[KERN_TASKS] __asm__("app_by_rank");
const uint64_t app_image_id = IMAGE_ID;

static uint16_t spans;
static uint16_t regions;
static uint16_t irqs;
static uint16_t peers;

size_t image_pieces(uint32_t task, struct piece *pieces)
{
	const struct role *role = &image->role[task];
	size_t n = 0;

	pieces[n++] = (struct piece){ROM(task), ROM_SIZE, MAY_READ | MAY_EXECUTE};
	if (role->has_device)
		pieces[n++] = (struct piece){CODE, CODE_SIZE, MAY_EXECUTE};
	pieces[n++] = (struct piece){RAM(task), RAM_OWN, MAY_READ | MAY_WRITE};
	pieces[n++] = (struct piece){RAM(task) + RAM_OWN, RAM_SIZE - RAM_OWN, MAY_READ | MAY_WRITE};
	if (role->shares)
		pieces[n++] = (struct piece){SHARED, SHARED_SIZE, MAY_READ | MAY_WRITE};
	if (role->has_device)
		pieces[n++] = (struct piece){DMA, DMA_SIZE, MAY_READ | MAY_WRITE | IS_DMA};
	if (role->has_room)
		pieces[n++] = (struct piece){ROOMY, ROOMY_SIZE, MAY_READ | MAY_WRITE};
	if (role->has_device)
		pieces[n++] = (struct piece){DEVICE, DEVICE_SIZE, MAY_READ | MAY_WRITE | IS_DEVICE};
	return n;
}

// Joins the pieces that have a right, in the order of their addresses.
static struct run join(const struct piece *pieces, size_t count, uint32_t right)
{
	struct run run = {spans, 0};

	for (size_t i = 0; i < count; i++) {
		const struct piece *piece = &pieces[i];
		struct span *last = run.count > 0 ? &table_span[spans - 1] : NULL;

		if ((piece->rights & right) == 0 || (piece->rights & (IS_DEVICE | IS_DMA)) != 0)
			continue;
		if (last != NULL && last->base + last->size == piece->base) {
			last->size += piece->size;
			continue;
		}
		table_span[spans++] = (struct span){piece->base, piece->size};
		run.count++;
	}
	return run;
}

static uint32_t attributes(uint32_t rights)
{
	return ((rights & MAY_READ) != 0 ? REGION_READ : 0) |
	       ((rights & MAY_WRITE) != 0 ? REGION_WRITE : 0) |
	       ((rights & MAY_EXECUTE) != 0 ? REGION_EXECUTE : 0) |
	       ((rights & IS_DEVICE) != 0 ? REGION_DEVICE : 0) |
	       ((rights & IS_DMA) != 0 ? REGION_DMA : 0);
}

static struct run list_regions(const struct piece *pieces, size_t count)
{
	struct run run = {regions, (uint16_t)count};

	for (size_t i = 0; i < count; i++)
		table_region[regions++] = (struct region){
			.span = {pieces[i].base, pieces[i].size},
			.attributes = attributes(pieces[i].rights),
		};
	return run;
}

static struct run list_irqs(uint32_t task)
{
	const struct role *role = &image->role[task];
	struct run run = {irqs, role->line_count};

	for (uint32_t i = 0; i < role->line_count; i++) {
		struct line line = role->line[i];

		table_irq[irqs++] = (struct irq_route){line.number, 1u << line.bit};
		table_irq_owner[irqs] = (struct irq_owner){task_at(task), 1u << line.bit,
							   ARCH_IRQ_MASK(line.number)};
		table_owner_of_irq[line.number] = (uint8_t)irqs;
	}
	return run;
}

static bool has_slot(uint32_t from, uint32_t to)
{
	return (image->role[from].slots >> to & 1) != 0;
}

static struct run list_peers(uint32_t task)
{
	struct run run = {peers, 0};

	for (uint32_t other = 0; other < KERN_TASKS; other++) {
		if (other == task || (!has_slot(task, other) && !has_slot(other, task)))
			continue;
		table_peer[peers++] = (uint16_t)other;
		run.count++;
	}
	return run;
}

static bool has_priority(uint32_t priority)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (image->role[i].priority == priority)
			return true;
	return false;
}

static uint8_t level_of(uint32_t task)
{
	uint8_t level = 0;

	for (uint32_t priority = 0; priority < image->role[task].priority; priority++)
		level = (uint8_t)(level + has_priority(priority));
	return level;
}

static uint16_t rank_of(uint32_t task)
{
	uint16_t rank = 0;

	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (image->role[i].priority < image->role[task].priority ||
		    (i < task && image->role[i].priority == image->role[task].priority))
			rank++;
	return rank;
}

static void describe(uint32_t task)
{
	const struct role *role = &image->role[task];
	struct piece pieces[PIECES_MAX];
	size_t count = image_pieces(task, pieces);

	table_task[task] = (struct task_desc){
		.entry = ROM(task),
		.own = {RAM(task), RAM_OWN},
		.stack_top = RAM(task) + 16,
		.readable = join(pieces, count, MAY_READ),
		.writable = join(pieces, count, MAY_WRITE),
		.regions = list_regions(pieces, count),
		.irqs = list_irqs(task),
		.peers = list_peers(task),
		.priority = role->priority,
		.level = level_of(task),
		.flags = role->starts ? TASK_DESC_START : 0,
		.grants = role->grants,
		.rank = rank_of(task),
		.sends = {role->slots},
	};
	table_by_rank[rank_of(task)] = (uint16_t)task;
}

// Where the kernel finds all that there is.
static void lay_out(void)
{
	static struct host_memory pieces[2 * KERN_TASKS + 3];
	uint8_t *rest = &memory.byte[KERN_TASKS * RAM_SIZE];
	size_t n = 0;

	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		pieces[n++] = (struct host_memory){RAM(i), RAM_SIZE, &memory.byte[i * RAM_SIZE]};
		pieces[n++] = (struct host_memory){ROM(i), ROM_SIZE, rom[i]};
	}
	pieces[n++] = (struct host_memory){SHARED, SHARED_SIZE, rest};
	pieces[n++] = (struct host_memory){DMA, DMA_SIZE, rest + SHARED_SIZE};
	pieces[n++] = (struct host_memory){ROOMY, ROOMY_SIZE, rest + SHARED_SIZE + DMA_SIZE};
	host_set_memory(pieces, n);
}

void image_install(const struct image *wanted)
{
	image = wanted;
	spans = 0;
	regions = 0;
	irqs = 0;
	peers = 0;
	memset(table_owner_of_irq, 0, sizeof table_owner_of_irq);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		describe(i);
	lay_out();
}

bool memory_find(uint32_t address, uint32_t *offset)
{
	uint32_t task = (address - RAM(0)) / (RAM(1) - RAM(0));

	if (address >= RAM(0) && task < KERN_TASKS && address - RAM(task) < RAM_SIZE) {
		*offset = task * RAM_SIZE + (address - RAM(task));
		return true;
	}
	*offset = KERN_TASKS * RAM_SIZE + (address - SHARED);
	if (address - SHARED < SHARED_SIZE)
		return true;
	*offset = KERN_TASKS * RAM_SIZE + SHARED_SIZE + (address - DMA);
	if (address - DMA < DMA_SIZE)
		return true;
	*offset = KERN_TASKS * RAM_SIZE + SHARED_SIZE + DMA_SIZE + (address - ROOMY);
	return address - ROOMY < ROOMY_SIZE;
}

uint8_t memory_load(const struct memory *of, uint32_t address)
{
	uint32_t task = (address - ROM(0)) / (ROM(1) - ROM(0));
	uint32_t offset;

	if (memory_find(address, &offset))
		return of->byte[offset];
	if (address >= ROM(0) && task < KERN_TASKS && address - ROM(task) < ROM_SIZE)
		return rom[task][address - ROM(task)];
	fprintf(stderr, "model: there is no memory at 0x%08x\n", address);
	abort();
}

// No two bytes near each other are the same, so that one out of place shows.
static uint8_t pattern(uint32_t address)
{
	return (uint8_t)(address * 7 ^ address >> 12 ^ 0xA5);
}

void memory_prepare(void (*fill)(uint32_t task, uint8_t *rom, uint8_t *ram))
{
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		for (uint32_t n = 0; n < ROM_SIZE; n++)
			rom[i][n] = pattern(ROM(i) + n);
		for (uint32_t n = 0; n < RAM_SIZE; n++)
			fresh.byte[i * RAM_SIZE + n] = pattern(RAM(i) + n);
		fill(i, rom[i], &fresh.byte[i * RAM_SIZE]);
	}
	for (uint32_t n = KERN_TASKS * RAM_SIZE; n < MEMORY_SIZE; n++)
		fresh.byte[n] = pattern(SHARED + n);
	memory = fresh;
}
