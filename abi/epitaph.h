// What a failing kernel leaves behind: one record, `kernel_epitaph`, in memory
// that start-up does not clear. The kernel fills it and resets. A debugger finds it
// by its magic number; the next boot's supervisor takes it (KIPC_TAKE_EPITAPH), and
// then it is gone.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/seal.h"

#define EPITAPH_MAGIC 0x45504932u

// What happened.
enum epitaph_kind {
	EPITAPH_SUPERVISOR_FAULT = 1, // detail: enum fault_kind | reason << 8
	EPITAPH_UNEXPECTED_IRQ = 2,   // detail: the line
	EPITAPH_KERNEL_FAULT = 3,     // detail: the processor's fault status
	EPITAPH_BROKEN_INVARIANT = 4, // detail: its number
	EPITAPH_NO_PROTECTION = 5,    // detail: regions that the processor has
	EPITAPH_NMI = 6,              // the non-maskable interrupt: a watchdog's, if there is one
	EPITAPH_NO_CLOCK = 7,         // the clock's counter stands still
};

// Whose registers are in the record.
enum epitaph_context {
	EPITAPH_IN_TASK = 0,   // those of the task named in it
	EPITAPH_IN_KERNEL = 1, // those of the kernel itself
};

// On Arm M-profile: r0 to r15, then xPSR. The stack pointer is that after the
// exception: what the processor stacked (r0-r3, r12, lr, pc, xPSR) lies there.
#define EPITAPH_REGISTERS 17
#define EPITAPH_SP 13
#define EPITAPH_LR 14
#define EPITAPH_PC 15

struct epitaph {
	uint32_t magic;   // EPITAPH_MAGIC, written last
	uint32_t seal;    // seal_of() all that follows
	uint32_t kind;    // enum epitaph_kind
	uint32_t detail;  // by kind
	uint32_t address; // that the fault was about, or 0
	uint32_t task;    // index: the supervisor, if it faulted; else who was current
	uint32_t context; // enum epitaph_context
	uint32_t known;   // bit n: registers[n] is known; if not, it means nothing
	uint64_t now;     // ms since boot; for KERNEL_FAULT, when a timer was last due
	uint64_t image_id;
	uint32_t registers[EPITAPH_REGISTERS];
	uint32_t reserved; // means nothing
};

_Static_assert(sizeof(struct epitaph) == 120, "an epitaph has no padding");

// The record as the bytes that it is made of.
/*@
  requires \valid_read(epitaph);
  ensures \valid_read(\result + (0 .. sizeof(struct epitaph) - 1));
  assigns \nothing;
*/
static inline const uint8_t *epitaph_bytes(const struct epitaph *epitaph)
{
	return (const uint8_t *)epitaph;
}

/*@
  requires \valid_read(epitaph);
  assigns \nothing;
*/
static inline uint32_t epitaph_seal(const struct epitaph *epitaph)
{
	const size_t sealed = offsetof(struct epitaph, kind);

	return seal_of_bytes(epitaph_bytes(epitaph) + sealed, sizeof *epitaph - sealed);
}

// Whether this is an epitaph, and whole.
/*@
  requires \valid_read(epitaph);
  ensures \result ==> epitaph->magic == EPITAPH_MAGIC;
  assigns \nothing;
*/
static inline bool epitaph_is_valid(const struct epitaph *epitaph)
{
	return epitaph->magic == EPITAPH_MAGIC && epitaph->seal == epitaph_seal(epitaph);
}
