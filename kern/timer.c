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
//
// The present time, kernel.now, moves only when something is due. The port's alarm
// is set for the earliest timer, and set anew when an earlier one is armed or it has
// rung; a timer that is disarmed leaves it as it is, to ring for nobody.
#include "kern/timer.h"

#include "kern/app.h"
#include "kern/arch.h"
#include "kern/notify.h"
#include "kern/ring.h"

/*@
  requires v != 0;
  ensures \result < 64;
  assigns \nothing;
*/
static uint32_t top_bit(uint64_t v)
{
	uint32_t high = (uint32_t)(v >> 32);

	if (high != 0)
		return 63u - arch_count_leading_zeros(high);
	return 31u - arch_count_leading_zeros((uint32_t)v);
}

/*@
  requires \valid_read(timer) && timer->deadline != kernel.now;
  ensures \result < TIMER_BUCKETS;
  assigns \nothing;
*/
NEVER_INLINE static uint32_t bucket_of(const struct timer *timer)
{
	return top_bit(timer->deadline ^ kernel.now);
}

// Sets of buckets: kernel.timer_buckets and kernel.timer_sorted.
/*@
  requires set_is_there(set, TIMER_BUCKETS);
  requires set_is_sound(set, TIMER_BUCKETS) && bucket < TIMER_BUCKETS;
  ensures set_is_sound(set, TIMER_BUCKETS);
  assigns set[0 .. 2];
*/
NEVER_INLINE static void add_bucket(uint32_t *set, uint32_t bucket)
{
	set_add(set, TIMER_BUCKETS, bucket);
}

/*@
  requires set_is_there(set, TIMER_BUCKETS);
  requires set_is_sound(set, TIMER_BUCKETS) && bucket < TIMER_BUCKETS;
  ensures set_is_sound(set, TIMER_BUCKETS);
  assigns set[0 .. 2];
*/
NEVER_INLINE static void remove_bucket(uint32_t *set, uint32_t bucket)
{
	set_remove(set, TIMER_BUCKETS, bucket);
}

// The first of a bucket is its earliest timer, until that one is disarmed.
/*@
  SOUND(requires)
  requires is_task(task) && task->timer.deadline > kernel.now;
  STAYS_SOUND(ensures)
  ensures time_stays{Pre, Post} && timers_stay{Pre, Post} && work_stays{Pre, Post};
  assigns kernel;
*/
NEVER_INLINE static void timer_insert(struct task *task)
{
	uint32_t bucket = bucket_of(&task->timer);
	uint16_t *first = &kernel.timer_first[bucket];

	if (!set_has(kernel.timer_buckets, TIMER_BUCKETS, bucket)) {
		*first = (uint16_t)task_index(task);
		add_bucket(kernel.timer_buckets, bucket);
		/*@ assert \forall integer w; 0 <= w < SET_WORDS(TIMER_BUCKETS) ==>
		      kernel.timer_sorted[w] == \at(kernel.timer_sorted[w], Pre); */
		//@ assert set_is_sound(&kernel.timer_sorted[0], TIMER_BUCKETS);
		add_bucket(kernel.timer_sorted, bucket);
		return;
	}
	ring_append(RING_TIMER, task_at(*first), task);
	if (task->timer.deadline < task_at(*first)->timer.deadline)
		*first = (uint16_t)task_index(task);
}

void timer_disarm(struct task *task)
{
	uint32_t bucket;

	if (!task->armed)
		return;
	task->armed = false;
	bucket = bucket_of(&task->timer);
	if (ring_is_alone(RING_TIMER, task))
		remove_bucket(kernel.timer_buckets, bucket);
	if (kernel.timer_first[bucket] == task_index(task)) {
		kernel.timer_first[bucket] = task->timer.link.next;
		remove_bucket(kernel.timer_sorted, bucket);
	}
	ring_detach(RING_TIMER, task);
}

// Empties a bucket that the new time has reached: its timers expire or move down.
/*@
  SOUND(requires)
  requires bucket < TIMER_BUCKETS;
  STAYS_SOUND(ensures)
  ensures time_stays{Pre, Post} && work_stays{Pre, Post};
  assigns kernel;
*/
static void open_bucket(uint32_t bucket)
{
	struct task *task = task_at(kernel.timer_first[bucket]);
	uint32_t last = task->timer.link.prev;
	uint32_t index;

	remove_bucket(kernel.timer_buckets, bucket);
	/*@
	  STAYS_SOUND(loop invariant)
	  loop invariant is_task(task) && time_stays{Pre, Here} && work_stays{Pre, Here};
	  loop assigns index, task, kernel;
	*/
	do {
		struct task *next = ring_next(RING_TIMER, task);

		index = task_index(task);
		ring_detach(RING_TIMER, task);
		if (task->timer.deadline > kernel.now) {
			timer_insert(task);
		} else {
			task->armed = false;
			notify_post(task, task->timer.notification);
		}
		task = next;
	} while (index != last);
}

/*@
  SOUND(requires)
  STAYS_SOUND(ensures)
  ensures time_stays{Pre, Post} && work_stays{Pre, Post};
  assigns kernel;
*/
static void open_buckets_up_to(uint32_t highest)
{
	uint32_t lowest;

	/*@
	  STAYS_SOUND(loop invariant)
	  loop invariant time_stays{Pre, Here} && work_stays{Pre, Here};
	  loop assigns lowest, kernel;
	*/
	while (!set_is_empty(kernel.timer_buckets)) {
		lowest = set_first(kernel.timer_buckets, TIMER_BUCKETS);
		if (lowest > highest)
			return;
		open_bucket(lowest);
		if (lowest == highest)
			return;
	}
}

// A time by which no timer is due yet: that of the earliest, which is in the lowest
// bucket, or if it is not known which of them that is, when the bucket opens.
/*@
  SOUND(requires)
  assigns \nothing;
*/
static uint64_t next_alarm(void)
{
	uint32_t lowest;

	if (set_is_empty(kernel.timer_buckets))
		return UINT64_MAX;
	lowest = set_first(kernel.timer_buckets, TIMER_BUCKETS);
	if (set_has(kernel.timer_sorted, TIMER_BUCKETS, lowest))
		return task_at(kernel.timer_first[lowest])->timer.deadline;
	return (kernel.now >> lowest | 1) << lowest;
}

// Lets what is due at `now`, no earlier than the alarm, expire, and names the next alarm.
/*@
  SOUND(requires)
  requires now > kernel.now;
  SOUND(ensures)
  ensures sound: current_stays{Pre, Post};
  ensures sound: timers_are_ahead;
  ensures kernel.now == now && work_stays{Pre, Post};
  assigns kernel;
*/
static void advance(uint64_t now)
{
	uint32_t highest = top_bit(kernel.now ^ now);

	kernel.now = now;
	open_buckets_up_to(highest);
	kernel.alarm = next_alarm();
}

// The time. What is due by then has expired when this returns; before the alarm
// nothing is, so kernel.now stays behind.
/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  STAYS_SOUND(ensures)
  ensures kernel.now <= \result;
  assigns kernel;
*/
static uint64_t look_at_clock(void)
{
	uint64_t now = arch_clock();

	if (now >= kernel.alarm) {
		advance(now);
		arch_set_alarm(kernel.alarm);
	}
	return now;
}

void timer_boot(void)
{
	kernel.alarm = UINT64_MAX;
	arch_set_alarm(kernel.alarm);
}

void timer_alarm(void)
{
	uint64_t now = arch_clock();

	if (now >= kernel.alarm)
		advance(now);
	arch_set_alarm(kernel.alarm);
}

// What the caller's timer is to post.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns caller->timer.notification;
*/
ALWAYS_INLINE void set_notification(struct task *caller, uint32_t notification)
{
	caller->timer.notification = notification;
	//@ assert sets_stay{Pre, Here};
}

struct outcome sys_set_timer(struct task *caller)
{
	bool enable = arch_arg(&caller->save, 0) != 0;
	uint64_t deadline = (uint64_t)arch_arg(&caller->save, 2) << 32 | arch_arg(&caller->save, 1);
	uint32_t notification = arch_arg(&caller->save, 3);
	uint64_t now = look_at_clock();

	timer_disarm(caller);
	set_notification(caller, notification);
	if (enable && deadline > now) {
		caller->timer.deadline = deadline;
		caller->armed = true;
		timer_insert(caller);
		if (deadline < kernel.alarm) {
			kernel.alarm = deadline;
			arch_set_alarm(deadline);
		}
	} else if (enable) {
		notify_post(caller, notification);
	}
	return (struct outcome){OUTCOME_RETURNS};
}

// The results of GET_TIMER.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  assigns caller->save.arg[0 .. 5];
*/
ALWAYS_INLINE void report_timer(struct task *caller, uint64_t now)
{
	uint64_t deadline = caller->armed ? caller->timer.deadline : 0;

	arch_return(&caller->save, 0, (uint32_t)now);
	arch_return(&caller->save, 1, (uint32_t)(now >> 32));
	arch_return(&caller->save, 2, caller->armed);
	arch_return(&caller->save, 3, (uint32_t)deadline);
	arch_return(&caller->save, 4, (uint32_t)(deadline >> 32));
	arch_return(&caller->save, 5, caller->timer.notification);
	//@ assert sets_stay{Pre, Here};
}

struct outcome sys_get_timer(struct task *caller)
{
	report_timer(caller, look_at_clock());
	return (struct outcome){OUTCOME_RETURNS};
}
