// The debugger's mailbox (abi/mailbox.h).
#pragma once

#include <stdint.h>

// Deals with what is in it, if it is time to look.
void mailbox_look(uint64_t now);

// When to look next, or POLICY_NEVER.
uint64_t mailbox_next(void);
