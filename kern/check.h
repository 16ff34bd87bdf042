// The invariants of kern/kernel.h, as code. Images built with `check = true` in
// app.toml's [kernel] run this after every kernel entry, and so do the tests on
// the host. KERN_CHECK, 0 or 1, comes from the compiler's command line.
#pragma once

#include "kern/kernel.h"

// Asserts K1 to K11 and K13. A broken one is the kernel's death, with its number.
void kernel_check(void);

// Asserts K12: the caller is as the outcome of its call says.
void check_outcome(struct task *caller, struct outcome outcome);
