// Task names, task states and faults, as tasks, kernel and debugger exchange them.
//
// In memory and on the wire these are plain integers of stated width: an enum
// has a different size on each target, so none appears in a shared layout.
// States and faults travel in kernel IPC as one byte for the kind, then the
// kind's fields, little-endian and without padding (see abi/kipc.h).
#pragma once

#include <stdint.h>

// A task id: bits 9:0 position in the task table, bits 15:10 generation. The
// generation starts at 0 and goes up by one, modulo 64, at each restart.
#define TASK_INDEX_BITS 10
#define TASK_INDEX_MASK 0x3FFu
#define TASK_GENERATIONS 64u

// Not a task: the sender of notifications and the target of kernel IPC.
#define TASK_ID_KERNEL 0xFFFFu

// What a task slot holds until the image builder patches it.
#define TASK_ID_UNBOUND 0x03FEu

// The largest number of tasks in an image; the ids above are reserved.
#define TASK_COUNT_MAX 1022u

// The first task of an image supervises it. The kernel posts this bit to it
// whenever a task faults.
#define TASK_SUPERVISOR 0u
#define TASK_FAULT_NOTIFICATION 1u

/*@
  ensures \result == generation % 64 * 0x400 + index % 0x400;
  assigns \nothing;
*/
static inline uint16_t task_id_make(uint32_t index, uint32_t generation)
{
	return (uint16_t)((generation % TASK_GENERATIONS) << TASK_INDEX_BITS |
			  (index & TASK_INDEX_MASK));
}

/*@
  ensures \result == id % 0x400;
  assigns \nothing;
*/
static inline uint32_t task_id_index(uint32_t id)
{
	return id & TASK_INDEX_MASK;
}

/*@
  ensures \result == id % 0x10000 / 0x400;
  assigns \nothing;
*/
static inline uint32_t task_id_generation(uint32_t id)
{
	return (id & 0xFFFFu) >> TASK_INDEX_BITS;
}

// Whether a task runs at all: the first byte of an encoded state. A healthy
// task's scheduling state follows; a faulted one's fault, then the scheduling
// state that it had when it faulted.
enum task_health {
	TASK_HEALTHY = 0,
	TASK_FAULTED = 1,
};

// What a healthy task is doing. SEND and REPLY carry the peer's id (2 bytes),
// RECV an option: 0, or 1 and the id of the only sender it accepts.
enum task_sched {
	TASK_STOPPED = 0,
	TASK_RUNNABLE = 1,
	TASK_IN_SEND = 2,
	TASK_IN_REPLY = 3,
	TASK_IN_RECV = 4,
};

// Why a task was stopped. Fields after the kind's byte:
//   MEMORY_ACCESS      option of address (1 + 4 bytes), enum fault_source
//   STACK_OVERFLOW     address (4)
//   BUS_ERROR          option of address, enum fault_source
//   INVALID_OPERATION  the processor's fault status (4)
//   SYSCALL_USAGE      enum usage_error
//   INJECTED           task id of who asked for it (2)
//   FROM_SERVER        task id of the server (2), enum reply_fault
enum fault_kind {
	FAULT_MEMORY_ACCESS = 0,
	FAULT_STACK_OVERFLOW = 1,
	FAULT_BUS_ERROR = 2,
	FAULT_DIVIDE_BY_ZERO = 3,
	FAULT_ILLEGAL_TEXT = 4,
	FAULT_ILLEGAL_INSTRUCTION = 5,
	FAULT_INVALID_OPERATION = 6,
	FAULT_SYSCALL_USAGE = 7,
	FAULT_PANIC = 8,
	FAULT_INJECTED = 9,
	FAULT_FROM_SERVER = 10,
};

// Whose access it was: the task's own, or the kernel's on its behalf.
enum fault_source {
	FAULT_BY_USER = 0,
	FAULT_BY_KERNEL = 1,
};

// How a system call was misused. From 128 up: rules that Hubris does not have.
enum usage_error {
	USAGE_BAD_SYSCALL = 0,
	USAGE_INVALID_SLICE = 1,
	USAGE_TASK_OUT_OF_RANGE = 2,
	USAGE_ILLEGAL_TASK = 3,
	USAGE_LEASE_OUT_OF_RANGE = 4,
	USAGE_OFFSET_OUT_OF_RANGE = 5,
	USAGE_NO_IRQ = 6,
	USAGE_BAD_KERNEL_MESSAGE = 7,
	USAGE_BAD_REPLY_FAULT = 8,
	USAGE_NOT_SUPERVISOR = 9,
	USAGE_REPLY_TOO_BIG = 10,
	USAGE_SEND_NOT_ALLOWED = 128, // SEND to, or RECV only from, where no slot leads (from)
	USAGE_KIPC_NOT_ALLOWED = 129, // kernel operation not granted to the caller
	USAGE_SEND_TO_SELF = 130,
	USAGE_LEASE_ATTRIBUTES = 131, // a lease with undefined attribute bits
	USAGE_TOO_MANY_LEASES = 132,
};

// Why a server refuses its client for good; the argument of REPLY_FAULT.
enum reply_fault {
	REPLY_FAULT_UNDEFINED_OPERATION = 0,
	REPLY_FAULT_BAD_MESSAGE_SIZE = 1,
	REPLY_FAULT_BAD_MESSAGE_CONTENTS = 2,
	REPLY_FAULT_BAD_LEASES = 3,
	REPLY_FAULT_REPLY_BUFFER_TOO_SMALL = 4,
	REPLY_FAULT_ACCESS_VIOLATION = 5,
};
