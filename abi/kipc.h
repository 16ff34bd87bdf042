// Kernel IPC: operations of a SEND to TASK_ID_KERNEL.
//
// Requests and responses are packed little-endian, without padding; an option
// is one byte, 0 or 1, then the value if 1; a state is encoded as abi/task.h
// says. Bytes after the request are ignored, and so are leases. A response
// that does not fit leaves code 0 and the length it would have had; of raw
// bytes, as many as fit are copied and counted.
//
//   op                   request                 response       may be asked by
//   READ_TASK_STATUS     index u32               task state     holders of the grant
//   REINIT_TASK          index u32, start u8     -              holders, or on oneself
//   FAULT_TASK           index u32               -              holders
//   READ_IMAGE_ID        -                       u64            anyone
//   RESET                -                       (none)         holders
//   GET_DUMP_REGION      index u32, n u32        option of region  holders of DUMP
//   READ_DUMP_REGION     index u32, region       raw bytes      holders of DUMP, not on oneself
//   SOFTWARE_IRQ         index u32, bits u32     -              holders
//   FIND_FAULTED_TASK    first index u32         index u32, 0: none  holders of READ_STATUS
//   READ_PANIC_MESSAGE   index u32               raw bytes, or code 1, 2  holders of READ_STATUS
//   TAKE_EPITAPH         -                       epitaph, or nothing  the supervisor
//
// A region is its base (u32) and its size in bytes (u32). Number 0 of a task is its
// entry in the kernel's table, 1 and up what it may write, devices excepted.
//
// The epitaph (abi/epitaph.h) of the kernel's last life is given once, and only to
// whom it fits whole.
//
// The supervisor holds every grant, and can be restarted but not stopped. Operations
// from 128 up are not in Hubris.
#pragma once

#include <stdint.h>

enum kipc_op {
	KIPC_READ_TASK_STATUS = 1,
	KIPC_REINIT_TASK = 2,
	KIPC_FAULT_TASK = 3,
	KIPC_READ_IMAGE_ID = 4,
	KIPC_RESET = 5,
	KIPC_GET_DUMP_REGION = 6,
	KIPC_READ_DUMP_REGION = 7,
	KIPC_SOFTWARE_IRQ = 8,
	KIPC_FIND_FAULTED_TASK = 9,
	KIPC_READ_PANIC_MESSAGE = 10,
	KIPC_TAKE_EPITAPH = 128,
};

// Codes of READ_PANIC_MESSAGE.
#define KIPC_TASK_NOT_PANICKED 1u
#define KIPC_BAD_PANIC_BUFFER 2u

// What app.toml may grant a task (`kernel-operations`), as bits of a mask.
#define KIPC_GRANT_READ_STATUS 1u
#define KIPC_GRANT_RESTART 2u
#define KIPC_GRANT_FAULT 4u
#define KIPC_GRANT_RESET 8u
#define KIPC_GRANT_DUMP 16u
#define KIPC_GRANT_SOFTWARE_IRQ 32u
#define KIPC_GRANT_ALL 63u

// The longest encoding of a task state: faulted by a server, while closed on a
// sender (1 + 1 + 2 + 1 + 4), or bad address and the same (1 + 1 + 5 + 1 + 4).
#define KIPC_STATE_MAX 12
