// Timers, sorted just enough.
//
// An armed timer is in the bucket whose number is the most significant bit in
// which its deadline differs from the present time. When time advances and h is
// the most significant bit that changed, then
//   - buckets above h stay as they are: the bits that chose them did not change;
//   - all timers in buckets below h have expired: they agree with the old time
//     at bit h, which was 0 and is 1 now;
//   - bucket h is looked through, and what has not expired there differs from
//     the new time in a lower bit only.
// Lower buckets are opened first, so that what moves down is not met again. A
// timer is touched when it is set, when it expires, and at most once for each
// bit of the distance in between; all others are never looked at.
#include "kern/timer.h"

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/notify.h"
#include "kern/ring.h"

static uint32_t top_bit(uint64_t v)
{
	uint32_t high = (uint32_t)(v >> 32);

	if (high != 0)
		return 63u - arch_count_leading_zeros(high);
	return 31u - arch_count_leading_zeros((uint32_t)v);
}

static uint32_t bucket_of(const struct timer *timer)
{
	return top_bit(timer->deadline ^ kernel.now);
}

static void timer_insert(struct task *task)
{
	uint32_t bucket = bucket_of(&task->timer);

	if (set_has(kernel.timer_buckets, TIMER_BUCKETS, bucket)) {
		ring_append(RING_TIMER, kernel.timer_head[bucket], task);
		return;
	}
	kernel.timer_head[bucket] = (uint16_t)task_index(task);
	set_add(kernel.timer_buckets, TIMER_BUCKETS, bucket);
}

void timer_disarm(struct task *task)
{
	uint32_t bucket;

	if (!task->armed)
		return;
	task->armed = false;
	bucket = bucket_of(&task->timer);
	if (ring_remove(RING_TIMER, &kernel.timer_head[bucket], task))
		set_remove(kernel.timer_buckets, TIMER_BUCKETS, bucket);
}

// Empties a bucket that the new time has reached: its timers expire or move down.
static void open_bucket(uint32_t bucket)
{
	struct task *task = task_at(kernel.timer_head[bucket]);
	uint32_t last = task->timer.link.prev;
	uint32_t index;

	set_remove(kernel.timer_buckets, TIMER_BUCKETS, bucket);
	do {
		struct task *next = task_at(task->timer.link.next);

		index = task_index(task);
		ring_leave_alone(RING_TIMER, task);
		if (task->timer.deadline > kernel.now) {
			timer_insert(task);
		} else {
			task->armed = false;
			notify_post(task, task->timer.notification);
		}
		task = next;
	} while (index != last);
}

void timer_advance(uint64_t now)
{
	uint32_t highest = top_bit(kernel.now ^ now);
	uint32_t lowest;

	kernel.now = now;
	while (!set_is_empty(kernel.timer_buckets)) {
		lowest = set_first(kernel.timer_buckets, TIMER_BUCKETS);
		if (lowest > highest)
			return;
		open_bucket(lowest);
		if (lowest == highest)
			return;
	}
}

struct outcome sys_set_timer(struct task *caller)
{
	bool enable = arch_arg(&caller->save, 0) != 0;
	uint64_t deadline = (uint64_t)arch_arg(&caller->save, 2) << 32 | arch_arg(&caller->save, 1);
	uint32_t notification = arch_arg(&caller->save, 3);

	timer_disarm(caller);
	caller->timer.notification = notification;
	if (enable && deadline > kernel.now) {
		caller->timer.deadline = deadline;
		caller->armed = true;
		timer_insert(caller);
	} else if (enable) {
		notify_post(caller, notification);
	}
	return (struct outcome){OUTCOME_RETURNS};
}

struct outcome sys_get_timer(struct task *caller)
{
	uint64_t deadline = caller->armed ? caller->timer.deadline : 0;

	arch_return(&caller->save, 0, (uint32_t)kernel.now);
	arch_return(&caller->save, 1, (uint32_t)(kernel.now >> 32));
	arch_return(&caller->save, 2, caller->armed);
	arch_return(&caller->save, 3, (uint32_t)deadline);
	arch_return(&caller->save, 4, (uint32_t)(deadline >> 32));
	arch_return(&caller->save, 5, caller->timer.notification);
	return (struct outcome){OUTCOME_RETURNS};
}
