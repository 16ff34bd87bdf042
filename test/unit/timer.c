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
	kernel.now = now;
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		model[i] = (struct model){0};
		if (may_sleep(i))
			task_wake(task_at(i));
	}
	kernel.current = task_at(sched_pick());
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

static void advance(uint32_t ms)
{
	kern_tick(ms);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		if (!model[i].armed || model[i].deadline > kernel.now)
			continue;
		model[i].armed = false;
		model_post(i, model[i].bits);
	}
}

static void arm(uint32_t task, uint64_t deadline, uint32_t bits)
{
	CALL(task, SYS_SET_TIMER, 1, (uint32_t)deadline, (uint32_t)(deadline >> 32), bits);
	model[task].armed = deadline > kernel.now;
	model[task].deadline = deadline;
	model[task].bits = bits;
	if (deadline <= kernel.now)
		model_post(task, bits);
}

static void disarm(uint32_t task, uint32_t bits)
{
	CALL(task, SYS_SET_TIMER, 0, 5, 5, bits);
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
	uint64_t deadline = m->armed ? m->deadline : 0;

	CALL(task, SYS_GET_TIMER, 9, 9, 9, 9, 9, 9, 9);
	CHECK(drive_result(task, 0) == (uint32_t)kernel.now);
	CHECK(drive_result(task, 1) == (uint32_t)(kernel.now >> 32));
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
		return kernel.now;
	case 1:
		return kernel.now - random_below(10);
	case 2:
		return kernel.now + (1ull << random_below(40));
	case 3:
		return (kernel.now | 0xFFFF) + random_below(3);
	case 4:
		return UINT64_MAX;
	}
	return kernel.now + random_below(60);
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
			advance(random_step());
		else
			random_action(random_below(KERN_TASKS));
		for (uint32_t i = 0; i < KERN_TASKS; i++)
			check_task(i);
		kernel_check();
	}
}

static void test_random(void)
{
	random_from(0);
	random_from(0xFFFFFF00);
	random_from(0x7FFFFFFFFFFF0000);
	random_from(0xFFFF00000000FFF0);
}

// Every distance from every low time, tick by tick: no earlier, no later.
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
	unit_run("timer: restart", test_restart);
	return unit_status();
}
