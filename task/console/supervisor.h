// The console's calls to the supervisor (idl/jefe.h).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "idl/jefe.h"

// Asks for an operation that takes no argument, or one. Returns its code; `to` is
// filled, with all of what it has room for, if that is 0.
uint32_t supervisor_read(enum jefe_operation operation, void *to, size_t room);
uint32_t supervisor_read_one(enum jefe_operation operation, uint32_t argument, void *to,
			     size_t room);

// One that answers nothing but a code.
uint32_t supervisor_do(enum jefe_operation operation, uint32_t index);

// One that takes a number and fills memory that is lent: false if there is nothing.
bool supervisor_lend(enum jefe_operation operation, uint32_t number, void *to, size_t room);
