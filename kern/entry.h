// The kernel's entries, for the port to call: never one while another runs.
// Each returns the task to run, which kernel.current also names.
#pragma once

#include "kern/kernel.h"
#include "kern/panic.h"
#include "kern/sound.h"
#include "kern/trace.h"

/*@
  // The task is the first in the queue of the smallest level in the ready set (K1 and K4).
  predicate has_turn(struct task *task) = \exists integer level; 0 <= level < KERN_LEVELS &&
    set_holds(&kernel.ready[0], KERN_LEVELS, level) && task == kernel.ready_first[level] &&
    \forall integer i; 0 <= i < level ==> !set_holds(&kernel.ready[0], KERN_LEVELS, i);
*/

// Once, with interrupts off and memory cleared.
/*@
  requires trace_is_sound;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures sound: kernel_is_sound;
  ensures trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_boot(void);

// The current task, the caller, made a system call; its registers are in its save area.
/*@
  requires sound: kernel_is_sound && timers_are_ahead && irqs_are_sound;
  requires is_task(caller) && caller == kernel.current && trace_is_sound;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures sound: kernel_is_sound;
  ensures trace_is_sound;
  assigns kernel, kernel_epitaph.magic, kernel_trace;
*/
struct task *kern_syscall(struct task *caller);

// An interrupt line fired.
/*@
  requires sound: kernel_is_sound && timers_are_ahead && irqs_are_sound;
  requires line < ARCH_IRQS && trace_is_sound;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures sound: kernel_is_sound;
  ensures trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_interrupt(uint32_t line);

// The alarm interrupted, be it time or not.
/*@
  requires sound: kernel_is_sound && timers_are_ahead && irqs_are_sound;
  requires trace_is_sound;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures sound: kernel_is_sound;
  ensures trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_alarm(void);

// The current task broke a rule of the processor.
/*@
  requires sound: kernel_is_sound && timers_are_ahead && irqs_are_sound;
  requires \valid_read(fault) && \separated(fault, &kernel, &kernel_trace) && trace_is_sound;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures sound: kernel_is_sound;
  ensures trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_fault(const struct fault *fault);
