// What must hold for the kernel's pointers and indices to lead where they should: the
// provers' part of the invariants of kern/kernel.h, and what the builder promises of the
// image's tables. The absence of undefined behaviour rests on it.
#pragma once

#include "kern/app.h"
#include "kern/kernel.h"
#include "kern/set.h"

/*@
  predicate is_task(struct task *task) =
    \exists integer i; 0 <= i < KERN_TASKS && task == &kernel.task[i];

  // A task's names, its descriptor, its neighbours in rings, and its senders.
  predicate tasks_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].index == i && kernel.task[i].id % 0x400 == i &&
    kernel.task[i].desc == &app_task[i] && kernel.task[i].level < KERN_LEVELS &&
    kernel.task[i].level_bit == 0x80000000 >> kernel.task[i].level % 32 &&
    (kernel.task[i].state == TASK_IN_SEND ==> kernel.task[i].peer % 0x400 < KERN_TASKS) &&
    kernel.task[i].ready.next < KERN_TASKS && kernel.task[i].ready.prev < KERN_TASKS &&
    kernel.task[i].timer.link.next < KERN_TASKS && kernel.task[i].timer.link.prev < KERN_TASKS &&
    set_is_sound(&kernel.task[i].senders[0], KERN_TASKS);

  predicate sets_are_sound{L} = set_is_sound(&kernel.ready[0], KERN_LEVELS) &&
    set_is_sound(&kernel.faulted[0], KERN_TASKS) &&
    \forall integer level; 0 <= level < KERN_LEVELS ==>
      set_holds(&kernel.ready[0], KERN_LEVELS, level) ==> is_task(kernel.ready_first[level]);

  predicate descs_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    app_task[i].level < KERN_LEVELS && app_task[i].rank < KERN_TASKS &&
    umem_is_span(app_task[i].own) && umem_is_run(app_task[i].readable) &&
    umem_is_run(app_task[i].writable) &&
    (\forall integer j; app_task[i].regions.first <= j <
        app_task[i].regions.first + app_task[i].regions.count ==>
      \valid_read(app_region + j) && umem_is_span(app_region[j].span)) &&
    (\forall integer j; app_task[i].irqs.first <= j <
        app_task[i].irqs.first + app_task[i].irqs.count ==>
      \valid_read(app_irq + j) && app_irq[j].line < ARCH_IRQS) &&
    (\forall integer j; app_task[i].peers.first <= j <
        app_task[i].peers.first + app_task[i].peers.count ==>
      \valid_read(app_peer + j) && app_peer[j] < KERN_TASKS);
  predicate irqs_are_sound{L} = \forall integer line; 0 <= line < ARCH_IRQS ==>
    \valid_read(app_irq_owner + app_owner_of_irq[line]) &&
    (app_irq_owner[app_owner_of_irq[line]].task == \null ||
      is_task(app_irq_owner[app_owner_of_irq[line]].task));

  predicate kernel_is_sound{L} = tasks_are_sound && sets_are_sound && descs_are_sound &&
    irqs_are_sound &&
    (\forall integer rank; 0 <= rank < KERN_TASKS ==> app_by_rank[rank] < KERN_TASKS) &&
    is_task(kernel.current);
*/
