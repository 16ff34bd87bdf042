// The invariants of kern/kernel.h, as code, by number. This may be slow: it looks
// at everything.
#include "kern/check.h"

#include "abi/lease.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/ipc.h"
#include "kern/lease.h"
#include "kern/panic.h"
#include "kern/ring.h"
#include "kern/sched.h"
#include "kern/task.h"
#include "kern/umem.h"

static void require(bool holds, uint32_t invariant)
{
	if (!holds)
		panic_invariant(invariant);
}

static bool is_healthy_in(const struct task *task, enum task_sched state)
{
	return task->state == state;
}

// Whether a task may be in the ring of a kind that has this number: a ready queue's
// level, a timer's bucket.
static bool belongs(enum ring ring, const struct task *task, uint32_t number)
{
	if (ring == RING_READY)
		return is_healthy_in(task, TASK_RUNNABLE) && task->desc->level == number;
	return task->armed && (task->timer.deadline ^ kernel.now) >> number == 1 &&
	       (!set_has(kernel.timer_sorted, TIMER_BUCKETS, number) ||
		kernel.task[kernel.timer_first[number]].timer.deadline <= task->timer.deadline);
}

// How many tasks are in the ring that starts at head. All of them must belong there.
static uint32_t check_ring(enum ring ring, uint32_t first, uint32_t number, uint32_t invariant)
{
	uint32_t at = first;
	uint32_t next;

	for (uint32_t length = 1; length <= KERN_TASKS; length++) {
		require(at < KERN_TASKS && belongs(ring, task_at(at), number), invariant);
		next = ring_link(ring, task_at(at))->next;
		require(next < KERN_TASKS && ring_link(ring, task_at(next))->prev == at, invariant);
		if (next == first)
			return length;
		at = next;
	}
	panic_invariant(invariant);
}

// The first task of a level, as an index; too large if it is no task.
static uint32_t ready_index(uint32_t level)
{
	uintptr_t offset = (uintptr_t)kernel.ready_first[level] - (uintptr_t)kernel.task;

	if (offset % sizeof(struct task) != 0 || offset / sizeof(struct task) >= KERN_TASKS)
		return KERN_TASKS;
	return (uint32_t)(offset / sizeof(struct task));
}

// A task that belongs to one ring belongs to no other, so none is missing if as many
// are in rings as should be.
static void check_ready(void)
{
	uint32_t queued = 0;
	uint32_t runnable = 0;

	for (uint32_t level = 0; level < KERN_LEVELS; level++)
		if (set_has(kernel.ready, KERN_LEVELS, level))
			queued += check_ring(RING_READY, ready_index(level), level, 4);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		runnable += is_healthy_in(&kernel.task[i], TASK_RUNNABLE);
	require(queued == runnable, 4);
}

static void check_timers(void)
{
	uint32_t bucket = 0;
	uint32_t queued = 0;
	uint32_t armed = 0;

	for (; set_next(kernel.timer_buckets, TIMER_BUCKETS, bucket, &bucket); bucket++) {
		require(bucket < TIMER_BUCKETS, 6);
		queued += check_ring(RING_TIMER, kernel.timer_first[bucket], bucket, 6);
	}
	require(kernel.alarm > kernel.now, 6);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		uint64_t deadline = kernel.task[i].timer.deadline;

		if (!kernel.task[i].armed)
			continue;
		require(deadline > kernel.now && deadline >= kernel.alarm, 6);
		armed++;
	}
	require(queued == armed, 6);
}

static bool names_present_task(uint32_t id)
{
	struct task *task;

	return task_find(id, &task) && task_is_present(id, task);
}

static bool has_lent(const struct task *task)
{
	return args_lease_count(task) == 0 ||
	       (args_lease_count(task) <= LEASE_COUNT_MAX && args_lease_table(task) % 4 == 0);
}

static void check_wait(const struct task *task)
{
	const struct task *peer;

	if (task_is_faulted(task))
		return;
	switch ((enum task_sched)task_sched_state(task)) {
	case TASK_STOPPED:
	case TASK_RUNNABLE:
		return;
	case TASK_IN_SEND:
		require(names_present_task(task->peer), 5);
		peer = task_at(task_id_index(task->peer));
		require(!ipc_would_receive(peer, task), 9);
		require(umem_may_read(task, args_message(task)), 7);
		require(umem_may_write(task, args_reply_room(task)), 7);
		require(has_lent(task), 7);
		return;
	case TASK_IN_REPLY:
		require(names_present_task(task->peer), 2);
		require(umem_may_write(task, args_reply_room(task)), 7);
		require(has_lent(task), 7);
		return;
	case TASK_IN_RECV:
		require(umem_may_write(task, args_receive_buffer(task)), 7);
		require(task->state == TASK_IN_RECV || task->peer == TASK_ID_KERNEL ||
				names_present_task(task->peer),
			8);
		require((task->notes & args_notification_mask(task)) == 0, 10);
		return;
	}
	panic_invariant(4);
}

// A task sends to one other at most, so none is missing from the sets if they have as
// many members as there are senders.
static uint32_t check_senders(const struct task *receiver)
{
	uint32_t count = 0;
	uint32_t rank = 0;

	while (set_next(receiver->senders, KERN_TASKS, rank, &rank)) {
		const struct task *sender;

		require(rank < KERN_TASKS, 5);
		sender = task_at(app_by_rank[rank]);
		require(!task_is_faulted(sender), 3);
		require(sender->state == TASK_IN_SEND && sender->peer == task_id_of(receiver), 5);
		count++;
		rank++;
	}
	return count;
}

void kernel_check(void)
{
	const struct task *current = kernel.current;
	uint32_t sending = 0;
	uint32_t members = 0;

	require(current == sched_pick(), 1);
	require(is_healthy_in(current, TASK_RUNNABLE), 1);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		struct task *task = task_at(i);

		require(task_index(task) == i && task_id_index(task->id) == i, 11);
		require(task->desc == &app_task[i] && task->level == task->desc->level &&
				task->level_bit == set_bit(task->level % 32),
			11);
		require(!is_healthy_in(task, TASK_RUNNABLE) ||
				task->desc->level >= current->desc->level,
			1);
		require(set_has(kernel.faulted, KERN_TASKS, i) == task_is_faulted(task), 13);
		check_wait(task);
		sending += is_healthy_in(task, TASK_IN_SEND);
		members += check_senders(task);
	}
	require(members == sending, 5);
	check_ready();
	check_timers();
}

void check_outcome(struct task *caller, struct outcome outcome)
{
	bool runnable = is_healthy_in(caller, TASK_RUNNABLE);

	switch (outcome.v) {
	case OUTCOME_RETURNS:
	case OUTCOME_AGAIN:
		require(runnable, 12);
		return;
	case OUTCOME_BLOCKS:
		require(!task_is_faulted(caller) && !runnable, 12);
		return;
	case OUTCOME_FAULTS:
		require(task_is_faulted(caller), 12);
		return;
	case OUTCOME_RESTARTS:
		require(!task_is_faulted(caller), 12);
		return;
	}
	panic_invariant(12);
}
