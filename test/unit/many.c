// An image of any number of tasks that differ in nothing but their priority.
#include "test/unit/many.h"

#include "kern/app.h"
#include "test/unit/drive.h"

// Levels below LARGER have one task more than the others, which have SHARE.
#define SHARE (KERN_TASKS / KERN_LEVELS)
#define LARGER (KERN_TASKS % KERN_LEVELS)

#define LEVEL(i) ((i) % KERN_LEVELS)
#define RANK(i) (LEVEL(i) * SHARE + (LEVEL(i) < LARGER ? LEVEL(i) : LARGER) + (i) / KERN_LEVELS)
#define BEYOND_LARGER(rank) ((rank)-LARGER * (SHARE + 1))
#define BY_RANK(rank)                                                                              \
	((rank) < LARGER * (SHARE + 1) ? (rank) / (SHARE + 1) + (rank) % (SHARE + 1) * KERN_LEVELS \
				       : LARGER + BEYOND_LARGER(rank) / SHARE +                    \
						 BEYOND_LARGER(rank) % SHARE * KERN_LEVELS)

// The tables are constant, so each entry is written out, by EACH, for all indices
// below 1024; those that are too large describe task 0 again.
#define AT(i) ((i) < KERN_TASKS ? (i) : 0)
#define EACH4(x, i) x(AT(i)), x(AT((i) + 1)), x(AT((i) + 2)), x(AT((i) + 3))
#define EACH16(x, i) EACH4(x, i), EACH4(x, (i) + 4), EACH4(x, (i) + 8), EACH4(x, (i) + 12)
#define EACH64(x, i) EACH16(x, i), EACH16(x, (i) + 16), EACH16(x, (i) + 32), EACH16(x, (i) + 48)
#define EACH256(x, i) EACH64(x, i), EACH64(x, (i) + 64), EACH64(x, (i) + 128), EACH64(x, (i) + 192)
#define EACH(x) EACH256(x, 0), EACH256(x, 256), EACH256(x, 512), EACH256(x, 768)
#pragma GCC diagnostic ignored "-Woverride-init"

#define TASK(i)                                                           \
	[i] = {                                                           \
		.readable = {i, 1},                                       \
		.writable = {i, 1},                                       \
		.peers = {0, KERN_TASKS},                                 \
		.priority = LEVEL(i),                                     \
		.level = LEVEL(i),                                        \
		.flags = RANK(i) == KERN_TASKS - 1 ? TASK_DESC_START : 0, \
		.rank = RANK(i),                                          \
		.sends = {[0 ... APP_SET_WORDS - 1] = UINT32_MAX},        \
	}

const struct task_desc app_task[KERN_TASKS] = {EACH(TASK)};

#define RAM_SIZE 16
#define SPAN(i) [i] = {0x20000000 + RAM_SIZE * (i), RAM_SIZE}

const struct span app_span[KERN_TASKS] = {EACH(SPAN)};

#define SAME(i) [i] = (i)

const uint16_t app_peer[KERN_TASKS] = {EACH(SAME)};

#define TASK_OF_RANK(rank) [rank] = (uint16_t)(BY_RANK(rank))

const uint16_t app_by_rank[KERN_TASKS] = {EACH(TASK_OF_RANK)};

const struct irq_route app_irq[1];
const struct region app_region[1];
const struct irq_owner app_irq_owner[1];
const uint8_t app_owner_of_irq[ARCH_IRQS];
const uint64_t app_image_id = 1;

static uint8_t ram[KERN_TASKS * RAM_SIZE];

uint32_t many_ram(uint32_t i)
{
	return app_span[i].base;
}

uint32_t many_rank(uint32_t i)
{
	return app_task[i].rank;
}

void many_boot(void)
{
	static const struct host_memory memory = {0x20000000, sizeof ram, ram};

	host_set_memory(&memory, 1);
	drive_boot();
}
