// Kernel IPC: a SEND to the kernel itself. Operations: abi/kipc.h.
#pragma once

#include "kern/kernel.h"

// Carries out the caller's SEND to TASK_ID_KERNEL. Never blocks.
NODISCARD struct outcome kipc_call(struct task *caller);
