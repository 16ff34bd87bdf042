// Leases: what a waiting client lends its server.
#pragma once

#include "kern/kernel.h"

NODISCARD struct outcome sys_borrow_read(struct task_ix caller);
NODISCARD struct outcome sys_borrow_write(struct task_ix caller);
NODISCARD struct outcome sys_borrow_info(struct task_ix caller);

// Whether the lease table of the caller's SEND is its own readable memory, holds
// no more than LEASE_COUNT_MAX entries, and lends only what the caller may itself
// use so.
NODISCARD bool lease_table_is_sound(struct task_ix caller);

// Ends the SEND of a caller whose table is not sound.
NODISCARD struct outcome lease_fault(struct task_ix caller);
