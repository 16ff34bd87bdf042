// Chance, and what it makes of numbers, addresses and names of tasks: mostly what is
// proper, and for the rest what lies at an edge or beyond it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ulib/sys.h"

// From here on the same seed leads to the same choices of the task with this index, and
// to a character: from a life that is nearly honest to one that is nothing but evil.
void chance_seed(uint32_t seed, uint32_t self);

uint32_t chance_word(void);
uint32_t chance_below(uint32_t limit);
bool chance_one_in(uint32_t n);

// Whether the next deed is to be evil.
bool chance_is_evil(void);

// Memory as a call names it.
struct stretch {
	uint32_t base;
	uint32_t size;
	bool forbidden; // for certain: it is not empty, and not the pirate's to use so
};

// The pirate's own scratch memory, where nothing that it needs is.
#define ARENA_SIZE 512u
extern uint8_t chance_arena[ARENA_SIZE];

// A stretch that may be read, or written; or, if evil, one that most often may not.
struct stretch chance_readable(bool evil);
struct stretch chance_writable(bool evil);

// An address that a program may not access: neither its own nor shared, device or none.
uint32_t chance_foreign(void);

// An address of memory that is the kernel's, so no task's at all.
uint32_t chance_kernels(void);

// A number: small, or at an edge.
uint32_t chance_number(void);

// An id of a task, of its present life as far as is known, or of another; if evil,
// possibly of none.
struct task_id chance_task(bool evil);

// The id of one that receives messages.
struct task_id chance_server(void);

// Notes that the id was seen.
void chance_saw(struct task_id id);
