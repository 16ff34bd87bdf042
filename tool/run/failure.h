// What to say when a run goes wrong.
#pragma once

#include <stdbool.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"
#include "tool/run/guest.h"
#include "tool/run/qemu.h"
#include "tool/run/qmp.h"

// For a guest that asked for a reset, at which the machine stands now: whether it
// was its kernel's death, and the report of it in lines.
bool failure_of_kernel(struct arena *arena, struct qmp *qmp, const struct guest *guest,
		       struct str *report);

// For a QEMU that does not do what it should: the report in lines, with what QEMU
// itself said. It may just be about to end, so this waits a moment for that.
struct str failure_of_emulator(struct arena *arena, struct qemu *qemu, const char *what);
