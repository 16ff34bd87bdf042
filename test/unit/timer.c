// kern/timer.c against a model that looks at every timer, from several times of
// day on: the kernel's arithmetic must not care how late it is.
#include "test/unit/unit.h"

#include "abi/sys.h"
#include "kern/app.h"
#include "kern/check.h"
#include "kern/entry.h"
#include "kern/sched.h"
#include "kern/task.h"
#include "test/unit/drive.h"
#include "test/unit/many.h"
#include "test/unit/random.h"

struct model {
	bool armed;
	uint64_t deadline;
	uint32_t bits; // last given to SET_TIMER
	uint32_t notes;
	bool sleeps; // in RECV, for any notification
};

static struct model model[KERN_TASKS];

// The least important task never sleeps: someone must run.
static bool may_sleep(uint32_t task)
{
	return many_rank(task) != KERN_TASKS - 1;
}

static void begin(uint64_t now)
{
	many_boot();
	host_clock.now = now;
	kernel.now = now;
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		model[i] = (struct model){0};
		if (may_sleep(i))
			task_wake(task_at(i));
	}
	kernel.current = sched_pick();
}

// Notifications have come: a sleeper receives them and is awake.
static void model_post(uint32_t task, uint32_t bits)
{
	struct model *m = &model[task];

	m->notes |= bits;
	if (!m->sleeps || m->notes == 0)
		return;
	CHECK(drive_is(task, TASK_RUNNABLE));
	CHECK(drive_result(task, 0) == 0);
	CHECK(drive_result(task, 1) == TASK_ID_KERNEL);
	CHECK(drive_result(task, 2) == m->notes);
	m->notes = 0;
	m->sleeps = false;
}

static void model_expire(void)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		if (!model[i].armed || model[i].deadline > host_clock.now)
			continue;
		model[i].armed = false;
		model_post(i, model[i].bits);
	}
}

// Time passes, and the alarm comes if it is set for then.
static void advance(uint32_t ms)
{
	host_clock.now += ms;
	if (host_clock.now < host_clock.alarm)
		return;
	kern_alarm();
	model_expire();
}

// An alarm that comes whenever it likes.
static void ring(void)
{
	kern_alarm();
	model_expire();
}

// Time passes, and should the alarm be due, something else comes first.
static void dawdle(uint32_t ms)
{
	host_clock.now += ms;
}

static void arm(uint32_t task, uint64_t deadline, uint32_t bits)
{
	CALL(task, SYS_SET_TIMER, 1, (uint32_t)deadline, (uint32_t)(deadline >> 32), bits);
	model_expire();
	model[task].armed = deadline > host_clock.now;
	model[task].deadline = deadline;
	model[task].bits = bits;
	if (deadline <= host_clock.now)
		model_post(task, bits);
}

static void disarm(uint32_t task, uint32_t bits)
{
	CALL(task, SYS_SET_TIMER, 0, 5, 5, bits);
	model_expire();
	model[task].armed = false;
	model[task].bits = bits;
}

static void sleep_now(uint32_t task)
{
	CALL(task, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	model[task].sleeps = true;
	model_post(task, 0);
}

static void check_task(uint32_t task)
{
	const struct model *m = &model[task];
	const struct timer *timer = &kernel.task[task].timer;

	CHECK(kernel.task[task].armed == m->armed);
	CHECK(!m->armed || timer->deadline == m->deadline);
	CHECK(kernel.task[task].notes == m->notes);
	CHECK(drive_is(task, m->sleeps ? TASK_IN_RECV : TASK_RUNNABLE));
}

static void check_get_timer(uint32_t task)
{
	const struct model *m = &model[task];
	uint64_t deadline;

	CALL(task, SYS_GET_TIMER, 9, 9, 9, 9, 9, 9, 9);
	model_expire();
	deadline = m->armed ? m->deadline : 0;
	CHECK(drive_result(task, 0) == (uint32_t)host_clock.now);
	CHECK(drive_result(task, 1) == (uint32_t)(host_clock.now >> 32));
	CHECK(drive_result(task, 2) == m->armed);
	CHECK(drive_result(task, 3) == (uint32_t)deadline);
	CHECK(drive_result(task, 4) == (uint32_t)(deadline >> 32));
	CHECK(drive_result(task, 5) == m->bits);
	CHECK(drive_result(task, 6) == 9);
}

static uint64_t random_deadline(void)
{
	switch (random_below(8)) {
	case 0:
		return host_clock.now;
	case 1:
		return host_clock.now - random_below(10);
	case 2:
		return host_clock.now + (1ull << random_below(40));
	case 3:
		return (host_clock.now | 0xFFFF) + random_below(3);
	case 4:
		return UINT64_MAX;
	}
	return host_clock.now + random_below(60);
}

static uint32_t random_step(void)
{
	switch (random_below(16)) {
	case 0:
		return 1 + random_below(300);
	case 1:
		return 1u << random_below(31);
	}
	return 1;
}

static void random_time(void)
{
	switch (random_below(8)) {
	case 0:
		dawdle(random_step());
		return;
	case 1:
		ring();
		return;
	}
	advance(random_step());
}

static void random_action(uint32_t task)
{
	if (model[task].sleeps)
		return;
	switch (random_below(6)) {
	case 0:
		disarm(task, 1u << random_below(32));
		return;
	case 1:
		if (may_sleep(task))
			sleep_now(task);
		return;
	case 2:
		check_get_timer(task);
		return;
	}
	arm(task, random_deadline(), 1u << random_below(32));
}

static void random_from(uint64_t now)
{
	begin(now);
	for (uint32_t step = 0; step < 10000; step++) {
		if (random_below(3) == 0)
			random_time();
		else
			random_action(random_below(KERN_TASKS));
		for (uint32_t i = 0; i < KERN_TASKS; i++)
			check_task(i);
		kernel_check();
		CHECK(host_clock.alarm == kernel.alarm);
	}
}

static void test_random(void)
{
	random_from(0);
	random_from(0xFFFFFF00);
	random_from(0x7FFFFFFFFFFF0000);
	random_from(0xFFFF00000000FFF0);
}

// Every distance from every low time, ms by ms: no earlier, no later.
static void test_each_distance(void)
{
	for (uint64_t start = 0; start < 33; start++) {
		for (uint32_t distance = 1; distance < 70; distance++) {
			begin(start);
			arm(0, start + distance, 1);
			for (uint32_t i = 1; i < distance; i++) {
				advance(1);
				CHECK(kernel.task[0].notes == 0);
			}
			advance(1);
			CHECK(kernel.task[0].notes == 1);
		}
	}
}

static void test_past_and_present(void)
{
	begin(100);
	arm(0, 100, 4);
	CHECK(kernel.task[0].notes == 4 && !kernel.task[0].armed);
	arm(0, 99, 8);
	CHECK(kernel.task[0].notes == 12);
	arm(0, 101, 16);
	CHECK(kernel.task[0].notes == 12 && kernel.task[0].armed);
}

// Only the last setting counts, and a cancelled timer says nothing.
static void test_replaced_and_cancelled(void)
{
	begin(100);
	arm(0, 105, 1);
	arm(0, 110, 2);
	advance(5);
	CHECK(kernel.task[0].notes == 0);
	advance(5);
	CHECK(kernel.task[0].notes == 2);
	arm(0, 120, 4);
	disarm(0, 8);
	advance(20);
	CHECK(kernel.task[0].notes == 2);
	check_get_timer(0);
}

// The alarm is followed to where it leads until no timer is left. How often it rang.
static uint32_t run_to_last_alarm(void)
{
	uint32_t rings = 0;

	while (host_clock.alarm != UINT64_MAX) {
		host_clock.now = host_clock.alarm;
		ring();
		rings++;
	}
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		CHECK(!kernel.task[i].armed);
	return rings;
}

static uint32_t arm_all(void)
{
	uint32_t distinct = 0;

	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		bool known = false;
		uint64_t deadline =
			host_clock.now + 1 + (1ull << random_below(24)) + random_below(3);

		for (uint32_t k = 0; k < i; k++)
			known |= model[k].deadline == deadline;
		distinct += !known;
		arm(i, deadline, 1);
	}
	return distinct;
}

// Nothing happens but that timers expire, whatever lies between them.
static void test_one_alarm_each(void)
{
	for (uint32_t times = 0; times < 200; times++) {
		uint32_t distinct;

		begin(0x123456 * (uint64_t)times);
		distinct = arm_all();
		CHECK(run_to_last_alarm() == distinct);
	}
}

// Timers that are disarmed cost at most the alarms that look for the next one: one for
// each bit of its distance.
static void test_alarms_after_disarming(void)
{
	for (uint32_t times = 0; times < 200; times++) {
		uint32_t distinct;

		begin(0x123456 * (uint64_t)times);
		distinct = arm_all();
		for (uint32_t i = 0; i < KERN_TASKS; i += 2)
			disarm(i, 1);
		CHECK(run_to_last_alarm() <= distinct + 25 * (KERN_TASKS / 2 + 1));
	}
}

// A timer that is not the earliest leaves the port's alarm alone, set or disarmed.
static void test_alarm_is_left_alone(void)
{
	uint32_t before;

	begin(100);
	arm(0, 200, 1);
	before = host_clock.alarms_set;
	arm(1, 200, 1);
	arm(2, 300, 1);
	disarm(2, 1);
	disarm(0, 1);
	check_get_timer(1);
	CHECK(host_clock.alarms_set == before && host_clock.alarm == 200);
	arm(2, 199, 1);
	CHECK(host_clock.alarms_set == before + 1 && host_clock.alarm == 199);
}

// What is due has expired before anything is said of it, be the alarm ever so late.
static void test_late_alarm(void)
{
	begin(100);
	arm(0, 105, 1);
	dawdle(5);
	CHECK(kernel.task[0].notes == 0);
	check_get_timer(1);
	CHECK(kernel.task[0].notes == 1);
	arm(0, 110, 2);
	dawdle(6);
	arm(0, 120, 4);
	CHECK(kernel.task[0].notes == 3);
}

// A restart leaves nothing of a timer.
static void test_restart(void)
{
	begin(100);
	arm(0, 105, 1);
	drive_restart(0);
	model[0] = (struct model){0};
	check_get_timer(0);
	advance(10);
	CHECK(kernel.task[0].notes == 0);
	kernel_check();
}

int main(void)
{
	unit_run("timer: random", test_random);
	unit_run("timer: each distance", test_each_distance);
	unit_run("timer: past and present deadlines", test_past_and_present);
	unit_run("timer: replaced and cancelled", test_replaced_and_cancelled);
	unit_run("timer: one alarm each", test_one_alarm_each);
	unit_run("timer: alarms after disarming", test_alarms_after_disarming);
	unit_run("timer: the alarm is left alone", test_alarm_is_left_alone);
	unit_run("timer: late alarm", test_late_alarm);
	unit_run("timer: restart", test_restart);
	return unit_status();
}
