// Kernel IPC: a SEND to the kernel itself. Operations: abi/kipc.h.
#pragma once

#include "kern/kernel.h"
#include "kern/panic.h"
#include "kern/sound.h"

// Carries out the caller's SEND to TASK_ID_KERNEL. Never blocks.
/*@
  requires sound: kernel_is_sound;
  requires is_task(caller);
  ensures sound: kernel_is_sound;
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel, kernel_epitaph.magic;
*/
NODISCARD struct outcome kipc_call(struct task *caller);
