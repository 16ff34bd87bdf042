// Kernel operations (abi/kipc.h) as functions.
//
// Each says which grant of app.toml (`kernel-operations`) it needs; without it
// the kernel stops the caller. So does an index that names no task. The
// supervisor holds every grant.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/epitaph.h"
#include "abi/kipc.h"
#include "lib/task_state.h"
#include "ulib/sys.h"

// The state of a task ("read-status").
struct task_state kipc_read_task_status(uint32_t index);

// The same as the kernel encodes it, for passing on. Returns its length.
size_t kipc_read_task_status_raw(uint32_t index, uint8_t bytes[static KIPC_STATE_MAX]);

// The first faulted task at or after an index, or 0 for none ("read-status").
uint32_t kipc_find_faulted_task(uint32_t first);

// Gives a task a new generation and sets it to its start, running or stopped
// ("restart", or on oneself; the latter does not return).
void kipc_restart_task(uint32_t index);
void kipc_stop_task(uint32_t index);

// Makes a task fault ("fault"). Not the supervisor, not oneself.
void kipc_fault_task(uint32_t index);

// Identifies the image.
uint64_t kipc_read_image_id(void);

// Starts the whole system over ("reset").
NORETURN void kipc_reset(void);

// Makes the interrupts of a task pending that post exactly `bits` ("software-irq").
void kipc_software_irq(uint32_t index, uint32_t bits);

// Copies out the message of a task that panicked ("read-status"): code 0 and
// the bytes copied, KIPC_TASK_NOT_PANICKED or KIPC_BAD_PANIC_BUFFER.
struct sys_result kipc_read_panic_message(uint32_t index, char *to, size_t room);

// A piece of a task for a dump ("dump"): number 0 is its entry in the kernel's table,
// then comes what it may write. False if there is none of that number.
struct kipc_region {
	uint32_t base;
	uint32_t size; // bytes
};
bool kipc_get_dump_region(uint32_t index, uint32_t number, struct kipc_region *region);

// Copies a part of such a piece ("dump"). Not of oneself; what is not the task's is a
// fault of the caller's. Returns how much was copied.
size_t kipc_read_dump_region(uint32_t index, struct kipc_region region, void *to, size_t room);

// Takes the record that the kernel left when it last failed: true once, false when
// there is none. For the supervisor only.
bool kipc_take_epitaph(struct epitaph *epitaph);
