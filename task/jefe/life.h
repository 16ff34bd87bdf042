// One life of the system follows another. What a life knows of its end is kept in
// memory that start-up does not clear, and the next one finds it there.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/attr.h"
#include "abi/epitaph.h"
#include "idl/jefe_types.h"

// Finds out why the system started over.
void life_begin(void);

// Why it did.
const struct jefe_reset *life_reset(void);

// What the kernel left when it failed, or NULL if it did not.
const struct epitaph *life_epitaph(void);

// Notes why this life may end soon, or that it will not after all.
void life_note(enum jefe_reset_cause cause, uint32_t task, uint64_t now);
void life_forget(void);

// Ends this life, because of a task.
NORETURN void life_end(enum jefe_reset_cause cause, uint32_t task, uint64_t now);
