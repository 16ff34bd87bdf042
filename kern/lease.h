// Leases: what a waiting client lends its server.
#pragma once

#include "kern/kernel.h"

NODISCARD struct outcome sys_borrow_read(struct task *caller);
NODISCARD struct outcome sys_borrow_write(struct task *caller);
NODISCARD struct outcome sys_borrow_info(struct task *caller);

// Whether the lease table of the caller's SEND is its own readable memory, holds
// no more than LEASE_COUNT_MAX entries, and lends only what the caller may itself
// use so. False: the SEND is over, as *end says.
NODISCARD NEVER_INLINE bool lease_check_table(struct task *caller, struct outcome *end);
