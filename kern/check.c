// The invariants of kern/kernel.h, as code, by number. This may be slow: it looks
// at everything.
#include "kern/check.h"

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
static bool belongs(enum ring ring, uint32_t ix, uint32_t number)
{
	const struct task *task = &kernel.task[ix];

	if (ring == RING_READY)
		return is_healthy_in(task, TASK_RUNNABLE) && app_task[ix].level == number;
	return task->armed && (task->timer.deadline ^ kernel.now) >> number == 1;
}

// How many tasks are in the ring that starts at head. All of them must belong there.
static uint32_t check_ring(enum ring ring, uint32_t head, uint32_t number, uint32_t invariant)
{
	uint32_t at = head;
	uint32_t next;

	for (uint32_t length = 1; length <= KERN_TASKS; length++) {
		require(at < KERN_TASKS && belongs(ring, at, number), invariant);
		next = ring_link(ring, at)->next;
		require(next < KERN_TASKS && ring_link(ring, next)->prev == at, invariant);
		if (next == head)
			return length;
		at = next;
	}
	panic_invariant(invariant);
}

// A task that belongs to one ring belongs to no other, so none is missing if as many
// are in rings as should be.
static void check_ready(void)
{
	uint32_t queued = 0;
	uint32_t runnable = 0;

	for (uint32_t level = 0; level < KERN_LEVELS; level++)
		if (set_has(kernel.ready, KERN_LEVELS, level))
			queued += check_ring(RING_READY, kernel.ready_head[level], level, 4);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		runnable += is_healthy_in(&kernel.task[i], TASK_RUNNABLE);
	require(queued == runnable, 4);
}

static void check_timers(void)
{
	uint32_t queued = 0;
	uint32_t armed = 0;

	for (uint32_t bucket = 0; bucket < TIMER_BUCKETS; bucket++)
		if (set_has(kernel.timer_buckets, TIMER_BUCKETS, bucket))
			queued += check_ring(RING_TIMER, kernel.timer_head[bucket], bucket, 6);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		require(!kernel.task[i].armed || kernel.task[i].timer.deadline > kernel.now, 6);
		armed += kernel.task[i].armed;
	}
	require(queued == armed, 6);
}

static bool names_present_task(uint32_t id)
{
	struct task_ix ix;

	return task_find(id, &ix) && task_is_present(id, ix);
}

static void check_wait(struct task_ix ix)
{
	const struct task *task = task_at(ix);
	struct task_ix peer = {task_id_index(task->peer)};

	if (task_is_faulted(task))
		return;
	switch ((enum task_sched)task->state) {
	case TASK_STOPPED:
	case TASK_RUNNABLE:
		return;
	case TASK_IN_SEND:
		require(names_present_task(task->peer), 5);
		require(!ipc_would_receive(peer, ix), 9);
		require(umem_may_read(ix, args_message(ix)), 7);
		require(umem_may_write(ix, args_reply_room(ix)), 7);
		return;
	case TASK_IN_REPLY:
		require(names_present_task(task->peer), 2);
		require(umem_may_write(ix, args_reply_room(ix)), 7);
		return;
	case TASK_IN_RECV:
		require(umem_may_write(ix, args_receive_buffer(ix)), 7);
		require(!task->closed || task->peer == TASK_ID_KERNEL ||
				names_present_task(task->peer),
			8);
		require((task->notes & args_notification_mask(ix)) == 0, 10);
		return;
	}
	panic_invariant(4);
}

static void check_senders(struct task_ix receiver)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		const struct task *sender = &kernel.task[i];
		bool member = set_has(task_at(receiver)->senders, KERN_TASKS, app_task[i].rank);
		bool sends =
			is_healthy_in(sender, TASK_IN_SEND) && sender->peer == task_id_of(receiver);

		require(!member || !task_is_faulted(sender), 3);
		require(member == sends, 5);
	}
}

void kernel_check(void)
{
	require(kernel.current == sched_pick().v, 1);
	require(is_healthy_in(&kernel.task[kernel.current], TASK_RUNNABLE), 1);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		struct task_ix ix = {i};

		require(task_id_index(kernel.task[i].id) == i, 11);
		require(!is_healthy_in(&kernel.task[i], TASK_RUNNABLE) ||
				app_task[i].level >= app_task[kernel.current].level,
			1);
		check_wait(ix);
		check_senders(ix);
	}
	check_ready();
	check_timers();
}

void check_outcome(struct task_ix caller, struct outcome outcome)
{
	const struct task *task = task_at(caller);
	bool runnable = is_healthy_in(task, TASK_RUNNABLE);

	switch (outcome.v) {
	case OUTCOME_RETURNS:
		require(runnable, 12);
		return;
	case OUTCOME_BLOCKS:
		require(!task_is_faulted(task) && !runnable, 12);
		return;
	case OUTCOME_FAULTS:
		require(task_is_faulted(task), 12);
		return;
	case OUTCOME_RESTARTS:
		require(!task_is_faulted(task), 12);
		return;
	}
	panic_invariant(12);
}
