// Task states as the kernel encodes them (abi/task.h, abi/kipc.h), decoded.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/attr.h"
#include "abi/task.h"

// Why a task was stopped. What a kind does not use is zero.
struct task_fault {
	enum fault_kind kind;
	enum fault_source source; // MEMORY_ACCESS, BUS_ERROR
	enum usage_error usage;   // SYSCALL_USAGE
	enum reply_fault reason;  // FROM_SERVER
	bool has_address;         // MEMORY_ACCESS, BUS_ERROR; always for STACK_OVERFLOW
	uint32_t address;
	uint32_t status; // INVALID_OPERATION: the processor's fault status
	uint32_t task;   // INJECTED, FROM_SERVER: id of the task behind it
};

struct task_state {
	enum task_health health;
	struct task_fault fault; // only if faulted
	enum task_sched sched;   // if faulted: when it faulted
	bool has_peer;           // IN_SEND, IN_REPLY; IN_RECV if closed
	uint32_t peer;           // task id, or TASK_ID_KERNEL: notifications only
};

// Decodes a state. Returns how many bytes it took, or 0 if they are too few or
// hold a value that abi/task.h does not know; `to` is then meaningless.
NODISCARD size_t task_state_decode(struct task_state *to, const uint8_t *bytes, size_t size);
