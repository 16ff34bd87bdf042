// Whatever a task must not do.
#pragma once

#include "test/suite/protocol.h"

// Does it. Returns if nothing stops the task.
void misdeed_do(const struct misdeed *misdeed);
