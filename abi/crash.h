// Crash records: what a task was when it faulted, kept by the supervisor before it
// restarts the task.
//
// They are the array `jefe_crashes` of the supervisor, in memory that survives restarts
// and resets, each of the same size: a head, the first CRASH_ENTRY_ROOM bytes of the
// task's entry in the kernel's table, and the top of its stack. A new one takes the
// place of the oldest. A debugger reads the array; a program asks the supervisor
// (read_crash of idl/jefe.idol).
//
// The entry begins with the registers that the kernel had saved. For CRASH_ARM_M these
// are r4 to r11, the process stack pointer, EXC_RETURN, and a pointer; then, on cores
// with floating point, s16 to s31. The stack begins where the stack pointer pointed, with
// what the processor stacked: r0-r3, r12, lr, pc, xPSR and, if bit 4 of EXC_RETURN is 0,
// s0-s15 and FPSCR. If the stack pointer had left the task's memory, it begins with the
// memory above.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/kipc.h"
#include "abi/seal.h"

#define CRASH_MAGIC 0x43524153u
#define CRASH_VERSION 1u

#define CRASH_ENTRY_ROOM 192u

// Whose registers.
#define CRASH_ARM_M 1u

// Where the entry holds the process stack pointer.
#define CRASH_ARM_M_PSP 32u

struct crash {
	uint32_t magic;    // CRASH_MAGIC, written last
	uint32_t seal;     // seal_of() all that follows, to the end of the record
	uint16_t version;  // CRASH_VERSION
	uint16_t size;     // of the record: bytes from one to the next
	uint32_t number;   // goes up by one with each crash, over resets too
	uint64_t time;     // ms since boot
	uint64_t image_id; // of the image that it happened in
	uint16_t task;     // id
	uint8_t registers; // CRASH_ARM_M
	uint8_t state_size;
	uint8_t state[KIPC_STATE_MAX]; // as the kernel encodes it: the fault
	uint32_t entry_base;           // address of the task's entry
	uint16_t entry_size;           // bytes that it has
	uint16_t entry_kept;           // bytes of it that are here
	uint32_t stack_base;           // address of the first byte of the stack that is here
	uint16_t stack_kept;           // bytes of it that are here
	uint16_t reserved;
	uint8_t entry[CRASH_ENTRY_ROOM];
	uint8_t stack[]; // to the record's end
};

_Static_assert(offsetof(struct crash, entry) == 64, "no padding");
_Static_assert(sizeof(struct crash) == 64 + CRASH_ENTRY_ROOM, "no padding");

// Whether this is a crash record, and whole; `room` bytes are there to look at.
static inline bool crash_is_valid(const struct crash *crash, size_t room)
{
	const size_t sealed = offsetof(struct crash, version);

	return crash->magic == CRASH_MAGIC && crash->version == CRASH_VERSION &&
	       crash->size >= sizeof *crash && crash->size <= room &&
	       crash->seal == seal_of((const uint8_t *)crash + sealed, crash->size - sealed);
}
