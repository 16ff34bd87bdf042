// The teller's calls to the supervisor, and to its victims.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/epitaph.h"
#include "abi/lease.h"
#include "idl/jefe_types.h"

// What victims understand, as test/supervise/app.toml orders it.
#define TELL_DIE (1u << 0)
#define TELL_AGAIN (1u << 1)
#define TELL_TRESPASS (1u << 2)
#define TELL_SPIN (1u << 3)
#define TELL_LOSE_STACK (1u << 4)
#define TELL_OVERFLOW (1u << 5)
#define TELL_BE_STUCK (1u << 6)

// Notifies a victim, and gives it time to do as it is told: not as long as its restart
// takes.
void tell(uint32_t index, uint32_t bits);

uint32_t generation(uint32_t index);

// Asks the supervisor about a task: its code.
uint32_t ask(enum jefe_op operation, uint32_t index);

// Asks for all tasks' counts of faults, for which there is a lease: the code.
uint32_t read_fault_counts(const struct lease *lease);

// What the kernel left when it failed; false if it did not.
bool read_epitaph(struct epitaph *to);

// Fills memory with a crash record: how much of it there is, 0 if there is none.
uint32_t read_crash(uint32_t number, void *to, size_t room);

// Has the system start over. Does not return.
void request_reset(void);

struct jefe_task look(uint32_t index);
bool is_held(uint32_t index);

// Whether a task waits for notifications, as a victim does that is well.
bool is_well(uint32_t index);

struct jefe_reset last_reset(void);

// The first event with this number or later; with kind 0 if there is none.
struct jefe_event event_at(uint32_t number);

// The number of the next event.
uint32_t events_so_far(void);

// Whether the next event is of this kind and of this task, whatever its generation;
// *number goes on to the one after it, and *time is when.
bool next_is(uint32_t *number, uint32_t kind, uint32_t index, uint64_t *time);
