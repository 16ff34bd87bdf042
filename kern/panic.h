// The kernel's own death: an epitaph in memory that start-up leaves alone, then a
// reset. Nothing that a task can do leads here, except that the supervisor's
// fault does, by design: without it nobody would restart anything.
#pragma once

#include "abi/epitaph.h"
#include "kern/kernel.h"
#include "kern/sound.h"

extern struct epitaph kernel_epitaph;

// Whether kernel_epitaph tells of a death, and is whole.
/*@
  ensures \result ==> kernel_epitaph.magic == EPITAPH_MAGIC;
  assigns \nothing;
*/
bool panic_left_epitaph(void);

/*@
  requires \valid_read(fault) && current_is_known;
  ensures \false;
  assigns \nothing;
*/
NORETURN void panic_supervisor(const struct fault *fault);
/*@
  requires is_task(kernel.current);
  ensures \false;
  assigns \nothing;
*/
NORETURN void panic_unexpected_irq(uint32_t line);
/*@
  requires is_task(kernel.current);
  ensures \false;
  assigns kernel_epitaph;
*/
NORETURN void panic_invariant(uint32_t number);

// For the port: an exception in the kernel itself, one that cannot be masked, a
// processor that cannot protect tasks from each other, and a clock that stands still.
// For the first two the port has stored in kernel_epitaph.registers those that it says
// are known.
/*@
  requires current_is_known;
  ensures \false;
  assigns kernel_epitaph;
*/
NORETURN void panic_kernel_fault(uint32_t status, uint32_t address, uint32_t known);
/*@
  requires current_is_known;
  ensures \false;
  assigns kernel_epitaph;
*/
NORETURN void panic_nmi(enum epitaph_context context, uint32_t known);
/*@
  requires current_is_known;
  ensures \false;
  assigns kernel_epitaph;
*/
NORETURN void panic_no_protection(uint32_t regions);
/*@
  requires current_is_known;
  ensures \false;
  assigns kernel_epitaph;
*/
NORETURN void panic_no_clock(void);
