// Leases: what a waiting client lends its server.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"

/*@
  SOUND(requires)
  requires given: leases_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_borrow_read(struct task *caller);
/*@
  SOUND(requires)
  requires given: leases_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_borrow_write(struct task *caller);
/*@
  SOUND(requires)
  requires given: leases_are_checked;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_borrow_info(struct task *caller);

// Whether the lease table of the caller's SEND is its own readable memory, holds
// no more than LEASE_COUNT_MAX entries, and lends only what the caller may itself
// use so. If OUTCOME_RETURNS, the SEND goes on; if not, it is over.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures given: buffers_are_checked;
  ensures \result.v == OUTCOME_RETURNS ==> calls_are_kept{Old, Post};
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome lease_check_table(struct task *caller);
