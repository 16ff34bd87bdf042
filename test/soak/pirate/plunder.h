// What a pirate does: one thing at a time, as chance will have it. It may not live on.
#pragma once

#include "test/soak/protocol.h"

// Makes a system call. ESCAPE_NONE, or what should not have come back.
struct escape plunder_call(void);

// Does wrong without any.
struct escape plunder_misdeed(void);
