// What must hold for the kernel's pointers and indices to lead where they should: the
// provers' part of the invariants of kern/kernel.h, and what the builder promises of the
// image's tables. The absence of undefined behaviour rests on it.
#pragma once

#include "abi/lease.h"
#include "kern/app.h"
#include "kern/kernel.h"
#include "kern/set.h"

/*@
  predicate is_task(struct task *task) =
    \exists integer i; 0 <= i < KERN_TASKS && task == &kernel.task[i];

  // The memory of tasks: what the image lets a task read (write) of what an address names,
  // devices and DMA buffers excepted. It is the task's byte for byte if it lies in one
  // stretch; that which is empty always is.
  predicate umem_lies_in(integer base, integer size, struct span s) =
    s.base <= base && base + size <= s.base + s.size;
  predicate umem_is_in_run(struct run r, integer base, integer size) =
    \exists integer i; r.first <= i < r.first + r.count && umem_lies_in(base, size, app_span[i]);
  predicate desc_reads(struct task_desc *desc, integer base, integer size) = size == 0 ||
    umem_lies_in(base, size, desc->own) || umem_is_in_run(desc->readable, base, size);
  predicate desc_writes(struct task_desc *desc, integer base, integer size) = size == 0 ||
    umem_lies_in(base, size, desc->own) || umem_is_in_run(desc->writable, base, size);
  predicate umem_reads(struct task *task, integer base, integer size) =
    desc_reads(task->desc, base, size);
  predicate umem_writes(struct task *task, integer base, integer size) =
    desc_writes(task->desc, base, size);

  // Besides, a task's dump has its entry in the kernel's table, which lies where the port
  // says, and DMA buffers.
  axiomatic table {
    logic struct span table_entry(integer index) reads \nothing;
  }
  predicate is_in_entry(integer index, integer base, integer size) =
    umem_lies_in(base, size, table_entry(index));
  predicate is_in_regions(struct task_desc *desc, integer base, integer size) =
    \exists integer i; desc->regions.first <= i < desc->regions.first + desc->regions.count &&
      (app_region[i].attributes & REGION_READ) != 0 &&
      (app_region[i].attributes & REGION_DEVICE) == 0 &&
      umem_lies_in(base, size, app_region[i].span);

  // The image's tables are what the builder promises (kern/app.h).
  predicate umem_is_sound(struct task_desc *desc) = umem_is_span(desc->own) &&
    umem_is_run(desc->readable) && umem_is_run(desc->writable);
  predicate umem_knows(struct task *task) =
    \valid_read(task) && \valid_read(task->desc) && umem_is_sound(task->desc);

  predicate memory_is_known{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].desc == &app_task[i] && umem_is_sound(&app_task[i]);

  // A range that was checked does not wrap, and some task reads it (writes it), or its dump
  // has it.
  predicate is_checked_readable(struct readable r) = r.base + r.size <= 0x100000000 &&
    (r.size == 0 ||
      (\exists integer i; 0 <= i < KERN_TASKS && desc_reads(&app_task[i], r.base, r.size)) ||
      (\exists integer i; 0 <= i < KERN_TASKS && is_in_entry(i, r.base, r.size)) ||
      (\exists integer i; 0 <= i < KERN_TASKS && is_in_regions(&app_task[i], r.base, r.size)));
  predicate is_checked_writable(struct writable w) = w.base + w.size <= 0x100000000 &&
    \exists integer i; 0 <= i < KERN_TASKS && desc_writes(&app_task[i], w.base, w.size);

  // What the image says of tasks' memory stays; so what was checked is.
  predicate span_stays{A, B}(struct span *s) = \at(s->base, A) == \at(s->base, B) &&
    \at(s->size, A) == \at(s->size, B);
  predicate run_stays{A, B}(struct run *r) = \at(r->first, A) == \at(r->first, B) &&
    \at(r->count, A) == \at(r->count, B);
  predicate image_stays{A, B} =
    (\forall integer i; \at(app_span[i].base, A) == \at(app_span[i].base, B) &&
      \at(app_span[i].size, A) == \at(app_span[i].size, B)) &&
    \forall integer i; 0 <= i < KERN_TASKS ==>
      span_stays{A, B}(\at(&app_task[i].own, A)) && run_stays{A, B}(\at(&app_task[i].writable, A));
  lemma image_stays_writable{A, B}: \forall integer i, base, size;
    image_stays{A, B} && 0 <= i < KERN_TASKS && desc_writes{A}(\at(&app_task[i], A), base, size) ==>
      desc_writes{B}(\at(&app_task[i], B), base, size);
  lemma image_stays_checked{A, B}: \forall struct writable w;
    image_stays{A, B} && is_checked_writable{A}(w) ==> is_checked_writable{B}(w);

  // Of n bytes at both addresses, some are the same.
  predicate umem_overlaps(integer to, integer from, integer n) =
    n > 0 && to < from + n && from < to + n;

  // A task's names, its level, its neighbours in rings, whom it sends to, and its senders.
  predicate indices_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].index == i;
  predicate ids_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].id % 0x400 == i;
  predicate levels_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].level < KERN_LEVELS &&
    kernel.task[i].level_bit == 0x80000000 >> kernel.task[i].level % 32;
  predicate ready_links_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].ready.next < KERN_TASKS && kernel.task[i].ready.prev < KERN_TASKS;
  predicate timer_links_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].timer.link.next < KERN_TASKS && kernel.task[i].timer.link.prev < KERN_TASKS;
  predicate peers_are_tasks{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].state == TASK_IN_SEND ==> kernel.task[i].peer % 0x400 < KERN_TASKS;
  predicate senders_are_sets{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    set_is_sound(&kernel.task[i].senders[0], KERN_TASKS);
  predicate other_senders_are_sets{L}(struct task *task) = \forall integer i;
    0 <= i < KERN_TASKS && &kernel.task[i] != task ==>
      set_is_sound(&kernel.task[i].senders[0], KERN_TASKS);

  // Who waits for whom.
  predicate awaits_reply(struct task *client, struct task *server) =
    client->state == TASK_IN_REPLY && client->peer == server->id;
  predicate would_receive(struct task *receiver, struct task *sender) =
    receiver->state == TASK_IN_RECV ||
    (receiver->state == STATE_IN_RECV_CLOSED && receiver->peer == sender->id);

  // No task has changed what it does or what it asks for.
  predicate calls_are_kept{L1, L2} = \forall integer i; 0 <= i < KERN_TASKS ==>
    \at(kernel.task[i].state, L1) == \at(kernel.task[i].state, L2) &&
    \at(kernel.task[i].peer, L1) == \at(kernel.task[i].peer, L2) &&
    \at(kernel.task[i].id, L1) == \at(kernel.task[i].id, L2) &&
    \forall integer n; 0 <= n < 7 ==>
      \at(kernel.task[i].save.arg[n], L1) == \at(kernel.task[i].save.arg[n], L2);

  // From one moment to another, tasks keep their lives, their timers, their registers.
  predicate states_stay{A, B} = \forall struct task *t; \at(is_task(t), A) ==>
    \at(t->state, A) == \at(t->state, B) && \at(t->notes, A) == \at(t->notes, B) &&
    \at(t->progress, A) == \at(t->progress, B);
  predicate timers_stay{A, B} = \forall struct task *t; \at(is_task(t), A) ==>
    \at(t->armed, A) == \at(t->armed, B) &&
    \at(t->timer.deadline, A) == \at(t->timer.deadline, B) &&
    \at(t->timer.notification, A) == \at(t->timer.notification, B);
  predicate registers_stay{A, B} = \forall struct task *t, integer n;
    \at(is_task(t), A) && 0 <= n < 7 ==> \at(t->save.arg[n], A) == \at(t->save.arg[n], B);
  predicate tasks_stay{A, B} = states_stay{A, B} && timers_stay{A, B} && registers_stay{A, B};

  // So do all but one; that one's timer does not matter.
  predicate other_states_stay{A, B}(struct task *task) = \forall struct task *t;
    \at(is_task(t), A) && t != task ==> \at(t->state, A) == \at(t->state, B) &&
    \at(t->notes, A) == \at(t->notes, B) && \at(t->progress, A) == \at(t->progress, B);
  predicate other_registers_stay{A, B}(struct task *task) = \forall struct task *t, integer n;
    \at(is_task(t), A) && t != task && 0 <= n < 7 ==>
      \at(t->save.arg[n], A) == \at(t->save.arg[n], B);

  // Somebody still is runnable.
  predicate work_stays{A, B} = \at(kernel.ready[0], A) != 0 ==> \at(kernel.ready[0], B) != 0;

  // The kernel keeps its time and whose call it is.
  predicate time_stays{A, B} = \at(kernel.now, A) == \at(kernel.now, B) &&
    \at(kernel.alarm, A) == \at(kernel.alarm, B) &&
    \at(kernel.current, A) == \at(kernel.current, B);

  // A task that somebody has made runnable; nothing else has changed.
  predicate is_woken{A, B}(struct task *task) = \at(task->state, B) == TASK_RUNNABLE &&
    \at(task->notes, A) == \at(task->notes, B) && other_states_stay{A, B}(task) &&
    timers_stay{A, B} && registers_stay{A, B} && time_stays{A, B};

  // What a blocked task left in its registers was checked (K7): a sender's message, the room for
  // a reply, a receiver's buffer, and a table of leases. For those who copy.
  predicate is_in_recv(struct task *task) =
    task->state == TASK_IN_RECV || task->state == STATE_IN_RECV_CLOSED;
  predicate has_message(struct task *task) =
    umem_reads(task, task->save.arg[1], task->save.arg[2]);
  predicate has_room(struct task *task) =
    umem_writes(task, task->save.arg[3], task->save.arg[4]);
  predicate has_buffer(struct task *task) =
    umem_writes(task, task->save.arg[0], task->save.arg[1]);
  predicate messages_are_checked{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].state == TASK_IN_SEND ==> has_message(&kernel.task[i]);
  predicate rooms_are_checked{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].state == TASK_IN_SEND || kernel.task[i].state == TASK_IN_REPLY ==>
      has_room(&kernel.task[i]);
  predicate buffers_are_checked{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    is_in_recv(&kernel.task[i]) ==> has_buffer(&kernel.task[i]);
  predicate leases_are_checked{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    kernel.task[i].state == TASK_IN_REPLY && kernel.task[i].save.arg[6] > 0 ==>
      kernel.task[i].save.arg[6] <= LEASE_COUNT_MAX && kernel.task[i].save.arg[5] % 4 == 0;

  // A set of senders holds, by rank, tasks in IN_SEND to its owner (K5).
  predicate senders_are_sound{L} = \forall integer i, rank;
    0 <= i < KERN_TASKS && 0 <= rank < KERN_TASKS &&
      set_holds(&kernel.task[i].senders[0], KERN_TASKS, rank) ==>
    kernel.task[app_by_rank[rank]].state == TASK_IN_SEND &&
    kernel.task[app_by_rank[rank]].peer == kernel.task[i].id;
  predicate ranks_are_sound{L} =
    (\forall integer rank; 0 <= rank < KERN_TASKS ==> app_by_rank[rank] < KERN_TASKS) &&
    \forall integer i; 0 <= i < KERN_TASKS ==> app_by_rank[app_task[i].rank] == i;

  predicate ready_is_set{L} = set_is_sound(&kernel.ready[0], KERN_LEVELS);
  predicate ready_first_is_sound{L} = \forall integer level; 0 <= level < KERN_LEVELS ==>
      set_holds(&kernel.ready[0], KERN_LEVELS, level) ==> is_task(kernel.ready_first[level]);
  predicate faulted_is_set{L} = set_is_sound(&kernel.faulted[0], KERN_TASKS);

  // The sets of timers; what heads a bucket is a task, even where it heads nothing.
  predicate buckets_are_sets{L} = set_is_sound(&kernel.timer_buckets[0], TIMER_BUCKETS) &&
    set_is_sound(&kernel.timer_sorted[0], TIMER_BUCKETS);
  predicate timer_first_is_sound{L} = \forall integer bucket; 0 <= bucket < TIMER_BUCKETS ==>
    kernel.timer_first[bucket] < KERN_TASKS;

  // Whose code runs; nobody's does yet at boot.
  predicate current_is_known{L} = kernel.current == \null || is_task(kernel.current);

  // The alarm is ahead of the kernel's time, and so are armed timers (K6).
  predicate timers_are_ahead{L} = kernel.now < kernel.alarm &&
    \forall integer i; 0 <= i < KERN_TASKS && kernel.task[i].armed ==>
      kernel.task[i].timer.deadline > kernel.now;

  predicate timers_stay_ahead{A, B} = \at(timers_are_ahead, A) ==> \at(timers_are_ahead, B);
  predicate current_stays{A, B} = \at(kernel.current, A) == \at(kernel.current, B);

  predicate regions_are_sound(struct run r) = \forall integer i;
    r.first <= i < r.first + r.count ==> umem_is_span(app_region[i].span);
  predicate routes_are_sound(struct run r) = \forall integer i;
    r.first <= i < r.first + r.count ==> app_irq[i].line < ARCH_IRQS;
  predicate peers_are_sound(struct run r) = \forall integer i;
    r.first <= i < r.first + r.count ==> app_peer[i] < KERN_TASKS;
  predicate desc_is_sound(struct task_desc *desc) =
    desc->level < KERN_LEVELS && desc->rank < KERN_TASKS && regions_are_sound(desc->regions) &&
    routes_are_sound(desc->irqs) && peers_are_sound(desc->peers);
  predicate descs_are_sound{L} = \forall integer i; 0 <= i < KERN_TASKS ==>
    desc_is_sound(&app_task[i]);
  predicate irqs_are_sound{L} = \forall integer line; 0 <= line < ARCH_IRQS ==>
    app_irq_owner[app_owner_of_irq[line]].task == \null ||
    is_task(app_irq_owner[app_owner_of_irq[line]].task);

  // The words that sets are made of stay; so the sets do.
  predicate senders_stay{A, B} = \forall integer i; 0 <= i < KERN_TASKS ==>
    set_stays{A, B}(\at(&kernel.task[i].senders[0], A), KERN_TASKS);
  predicate ready_stays{A, B} = set_stays{A, B}(\at(&kernel.ready[0], A), KERN_LEVELS);
  predicate faulted_stays{A, B} = set_stays{A, B}(\at(&kernel.faulted[0], A), KERN_TASKS);
  predicate buckets_stay{A, B} =
    set_stays{A, B}(\at(&kernel.timer_buckets[0], A), TIMER_BUCKETS) &&
    set_stays{A, B}(\at(&kernel.timer_sorted[0], A), TIMER_BUCKETS);
  predicate sets_stay{A, B} = senders_stay{A, B} && ready_stays{A, B} && faulted_stays{A, B} &&
    buckets_stay{A, B};
  lemma senders_stay_sets{A, B}: senders_stay{A, B} && senders_are_sets{A} ==>
    senders_are_sets{B};
  lemma ready_stays_set{A, B}: ready_stays{A, B} && ready_is_set{A} ==> ready_is_set{B};
  lemma faulted_stays_set{A, B}: faulted_stays{A, B} && faulted_is_set{A} ==> faulted_is_set{B};
  lemma buckets_stay_sets{A, B}: buckets_stay{A, B} && buckets_are_sets{A} ==>
    buckets_are_sets{B};
*/

// The kernel's invariants one by one, since that is how they are proved to be kept.
#define SOUND(clause)                         \
	clause sound : memory_is_known;       \
	clause sound : indices_are_sound;     \
	clause sound : ids_are_sound;         \
	clause sound : levels_are_sound;      \
	clause sound : ready_links_are_sound; \
	clause sound : timer_links_are_sound; \
	clause sound : peers_are_tasks;       \
	clause sound : senders_are_sets;      \
	clause sound : ready_is_set;          \
	clause sound : ready_first_is_sound;  \
	clause sound : faulted_is_set;        \
	clause sound : buckets_are_sets;      \
	clause sound : timer_first_is_sound;  \
	clause sound : descs_are_sound;       \
	clause sound : current_is_known;

// They hold again; so do those on time, which only the timers' own code breaks. Whose call it
// is changes only where an entry ends.
#define STAYS_SOUND(clause)                          \
	SOUND(clause)                                \
	clause sound : timers_stay_ahead{Pre, Here}; \
	clause sound : current_stays{Pre, Here};
