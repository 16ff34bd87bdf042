// The image's constant tables, which the builder writes and the kernel links.
//
// KERN_TASKS (tasks) and KERN_LEVELS (distinct priorities) come from the
// compiler's command line, so that bounds are constants and small systems pay
// nothing for large ones. Table order is the order of app.toml.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "arch_port.h"

// A stretch of memory: [base, base + size). It never wraps and is never empty.
struct span {
	uint32_t base; // address
	uint32_t size; // bytes
};

// A run of entries in one of the pools below.
struct run {
	uint16_t first;
	uint16_t count;
};

// One piece of a task's memory as app.toml gave it, for dumps and debuggers.
struct region {
	struct span span;
	uint32_t attributes; // REGION_*
};

#define REGION_READ 1u
#define REGION_WRITE 2u
#define REGION_EXECUTE 4u
#define REGION_DEVICE 8u
#define REGION_DMA 16u

#define APP_SET_WORDS ((KERN_TASKS + 31) / 32)

struct task;

struct task_desc {
	struct arch_protection protection; // first: the port's assembly loads it from here

	uint32_t entry;      // address of the first instruction
	struct span own;     // memory that is its alone: stack from the base up, data, bss;
			     // where it adjoins other memory, the joint span is in the runs
	uint32_t stack_top;  // initial stack pointer, 8-byte aligned
	struct run writable; // in app_span: what else it may write, joined and sorted
	struct run readable; // in app_span: what else it may read, joined and sorted
	struct run regions;  // in app_region, by address
	struct run irqs;     // in app_irq
	struct run peers;    // in app_peer: tasks that may send to it, or that it may send to
	uint8_t priority;    // 0 is most important
	uint8_t level;       // rank of its priority among those in use, 0 first
	uint8_t flags;       // TASK_DESC_*
	uint8_t grants;      // KIPC_GRANT_*
	uint16_t rank;       // position when all tasks are sorted by priority, then index
	uint16_t reserved;
	// Which tasks it may SEND to, never itself: bit (index % 32) of word (index / 32).
	uint32_t sends[APP_SET_WORDS];
};

#define TASK_DESC_START 1u // runs from boot, as the supervisor does

// An interrupt line and what it posts to its owner.
struct irq_route {
	uint32_t line;
	uint32_t notification;
};

// Whom a line belongs to, the notification bit that it posts, and how it is masked.
struct irq_owner {
	struct task *task; // NULL: nobody
	uint32_t notification;
	struct arch_irq_mask mask;
};

extern const struct task_desc app_task[KERN_TASKS];
extern const struct span app_span[];
extern const struct region app_region[];
extern const struct irq_route app_irq[];
extern const struct irq_owner app_irq_owner[];    // the first is nobody
extern const uint8_t app_owner_of_irq[ARCH_IRQS]; // position there
extern const uint16_t app_peer[];

/*@
  predicate umem_is_span(struct span s) = s.size > 0 && s.base + s.size <= 0x100000000;
  predicate umem_is_run(struct run r) = \forall integer i; r.first <= i < r.first + r.count ==>
    umem_is_span(app_span[i]);
*/

// Task index for each rank.
extern const uint16_t app_by_rank[KERN_TASKS];

// Identifies this image: a hash of everything in it but itself.
extern const uint64_t app_image_id;

// The processor's cycles in a millisecond, rounded up.
extern const uint32_t app_cycles_per_ms;

// How fast the clock's counter counts: so many cycles are so many ms, exactly and in
// lowest terms. ms is 1 to 1000, cycles less than 2^31.
struct app_rate {
	uint32_t cycles;
	uint32_t ms;
};

extern const struct app_rate app_counter_rate;

// Address of the peripheral that chip.toml calls the clock's counter; 0 if it names none.
extern const uint32_t app_counter;
