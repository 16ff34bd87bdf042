// Stopping a task that broke a rule. Only it stops; the supervisor is told.
#pragma once

#include "kern/kernel.h"
#include "kern/sound.h"

// Stops the task, whatever it was doing. A task that is faulted already keeps
// its first state and gets the new fault. If it is the supervisor, the system
// cannot go on: the kernel leaves an epitaph and resets.
/*@
  SOUND(requires)
  requires is_task(task) && \valid_read(fault) && \separated(fault, &kernel);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
void fault_task(struct task *task, const struct fault *fault);

// The same for the caller of a system call, as that call's end:
// for misuse of the call,
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_FAULTS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome fault_usage(struct task *caller, enum usage_error error);
// for memory at this address that is not the caller's to use so,
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_FAULTS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome fault_memory(struct task *caller, uint32_t address);
// for a slice that umem refused: malformed, or forbidden memory.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_FAULTS;
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome fault_refused(struct task *caller, uint32_t base,
						    uint32_t size);

/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_FAULTS;
  assigns kernel;
*/
NODISCARD ALWAYS_INLINE struct outcome fault_slice(struct task *caller, struct uslice slice)
{
	return fault_refused(caller, slice.base, slice.size);
}

/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns kernel;
*/
NODISCARD NEVER_INLINE struct outcome sys_panic(struct task *caller);
