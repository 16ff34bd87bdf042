// Requests to the supervisor, through its mailbox (abi/mailbox.h).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/debug/session.h"

// Makes a request (MAILBOX_*) for a task, and lets the target run until the supervisor
// has dealt with it; then it is halted again. False, reported, if that does not happen.
bool mailbox_request(struct session *session, uint32_t request, size_t task);
