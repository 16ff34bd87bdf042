// What others ask of the supervisor (idl/jefe.h).
#pragma once

#include "ulib/sys.h"

// The longest request, in bytes.
#define SERVE_REQUEST sizeof(uint32_t)

// Deals with a request, whose first word is `argument`. What it sets off is left to
// wards_restart() and history_tell().
void serve(const struct message *message, uint32_t argument);
