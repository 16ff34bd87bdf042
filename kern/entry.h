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

  // Where the kernel begins: tables as the builder promises them, and cleared memory.
  predicate starts(integer i) = (app_task[i].flags & TASK_DESC_START) != 0;
  predicate somebody_starts(integer count) = \exists integer i; 0 <= i < count && starts(i);
  predicate image_is_sound = descs_are_sound && somebody_starts(KERN_TASKS) &&
    \forall integer i; 0 <= i < KERN_TASKS ==> umem_is_sound(&app_task[i]);
  predicate task_is_cleared(struct task *task) = task->state == TASK_STOPPED && !task->armed &&
    set_is_clear(&task->senders[0], KERN_TASKS);
  predicate tasks_are_cleared{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    task_is_cleared(&kernel.task[i]);
  predicate kernel_is_cleared{L} = tasks_are_cleared && kernel.current == \null &&
    kernel.now == 0 && set_is_clear(&kernel.ready[0], KERN_LEVELS) &&
    set_is_clear(&kernel.faulted[0], KERN_TASKS) &&
    set_is_clear(&kernel.timer_buckets[0], TIMER_BUCKETS) &&
    set_is_clear(&kernel.timer_sorted[0], TIMER_BUCKETS) &&
    \forall integer bucket; 0 <= bucket < TIMER_BUCKETS ==> kernel.timer_first[bucket] == 0;
  lemma cleared_senders{L}: tasks_are_cleared ==> senders_are_sets;
  lemma cleared_ready{L}: kernel_is_cleared ==> ready_is_set && ready_first_is_sound;
  lemma cleared_faulted{L}: kernel_is_cleared ==> faulted_is_set;
  lemma cleared_buckets{L}: kernel_is_cleared ==> buckets_are_sets;
*/

// Once, with interrupts off and memory cleared.
/*@
  requires image_is_sound && kernel_is_cleared && trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_boot(void);

// The current task, the caller, made a system call; its registers are in its save area.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires irqs_are_sound && ranks_are_sound;
  requires is_task(caller) && caller == kernel.current && trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel, kernel_epitaph.magic, kernel_trace;
*/
struct task *kern_syscall(struct task *caller);

// An interrupt line fired. Whom it interrupted can run.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires irqs_are_sound;
  requires line < ARCH_IRQS && is_task(kernel.current) && kernel.ready[0] != 0 && trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_interrupt(uint32_t line);

// The alarm interrupted, be it time or not. Whom it interrupted can run.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(kernel.current) && kernel.ready[0] != 0 && trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_alarm(void);

// The current task broke a rule of the processor.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires irqs_are_sound;
  requires \valid_read(fault) && \separated(fault, &kernel, &kernel_trace);
  requires is_task(kernel.current) && trace_is_sound;
  SOUND(ensures)
  ensures sound: timers_are_ahead;
  ensures \result == kernel.current && is_task(\result) && has_turn(\result);
  ensures kernel.ready[0] != 0 && trace_is_sound;
  assigns kernel, kernel_trace;
*/
struct task *kern_fault(const struct fault *fault);
