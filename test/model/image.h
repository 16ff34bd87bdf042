// What an image for exploring and fuzzing is made of: a list of tasks and what each
// may do. image_install() makes the kernel's tables of it, so one program can run the
// kernel with many images, as long as they have KERN_TASKS tasks.
//
// Memory is the same in all of them: each task has RAM and ROM, one piece of RAM is
// shared, one is for DMA, and there is a device.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RAM(task) (0x20000000u + 0x1000u * (task))
#define RAM_SIZE 32u
#define ROM(task) (0x1000u + 0x1000u * (task))
#define ROM_SIZE 640u
#define SHARED 0x30000000u
#define SHARED_SIZE 16u
#define DMA 0x38000000u
#define DMA_SIZE 16u
#define ROOMY 0x3C000000u // where an epitaph fits; the supervisor's
#define ROOMY_SIZE 120u
#define CODE 0x08000000u // which may be executed, and not read; a device owner's
#define CODE_SIZE 16u
#define DEVICE 0x40000000u
#define DEVICE_SIZE 4096u

// The first bytes of RAM are the task's alone, the rest adjoins them as a piece of
// its own: to the task it is all one.
#define RAM_OWN 20u

// A task's rights to a piece of memory.
#define MAY_READ 1u
#define MAY_WRITE 2u
#define MAY_EXECUTE 4u
#define IS_DEVICE 8u
#define IS_DMA 16u

struct piece {
	uint32_t base;
	uint32_t size;
	uint32_t rights;
};

#define PIECES_MAX 8
#define LINES_MAX 3

// A line of the interrupt controller, and the notification bit that it posts.
struct line {
	uint8_t number;
	uint8_t bit;
};

struct role {
	const char *name;
	uint8_t priority;
	bool starts;     // runs from boot
	bool shares;     // SHARED
	bool has_device; // and the DMA memory, and CODE
	bool has_room;   // ROOMY
	uint16_t slots;  // indices of the tasks it may send to, as bits
	uint8_t grants;  // KIPC_GRANT_*
	uint8_t line_count;
	struct line line[LINES_MAX];
};

struct image {
	const char *name;
	struct role role[KERN_TASKS];
};

#define IMAGE_ID 0x8877665544332211u

// The image that the kernel's tables now describe.
extern const struct image *image;

// Makes the kernel's tables. Nothing else may be at work.
void image_install(const struct image *wanted);

// The memory of a task, by address; how many pieces.
size_t image_pieces(uint32_t task, struct piece *pieces);

// What tasks can write: all RAM, then SHARED, DMA and ROOMY.
#define MEMORY_SIZE (KERN_TASKS * RAM_SIZE + SHARED_SIZE + DMA_SIZE + ROOMY_SIZE)

struct memory {
	uint8_t byte[MEMORY_SIZE];
};

// The machine's, as the kernel sees it.
extern struct memory memory;

// What memory holds before anyone writes to it.
extern const struct memory *memory_fresh;

// Where an address is in struct memory; false if it is not there.
bool memory_find(uint32_t address, uint32_t *offset);

// A byte of memory, or of some ROM. The address has memory.
uint8_t memory_load(const struct memory *of, uint32_t address);

// Fills all memory with a pattern, then each task's with what `fill` puts there.
void memory_prepare(void (*fill)(uint32_t task, uint8_t *rom, uint8_t *ram));
