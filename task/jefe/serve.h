// What others ask of the supervisor (idl/jefe.idol).
#pragma once

#include <stdint.h>

// Waits for a request and deals with it, or for notifications in `mask`, and returns them;
// 0 if it was a request. What that sets off is left to wards_restart() and history_tell().
uint32_t serve_step(uint32_t mask);
