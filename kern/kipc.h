// Kernel IPC: a SEND to the kernel itself. Operations: abi/kipc.h.
#pragma once

#include "kern/kernel.h"
#include "kern/panic.h"
#include "kern/sound.h"

// Carries out the caller's SEND to TASK_ID_KERNEL. Never blocks.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel, kernel_epitaph.magic;
*/
NODISCARD struct outcome kipc_call(struct task *caller);
