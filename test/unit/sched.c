// kern/sched.c against lists that are searched from end to end. Built for several
// numbers of tasks and levels.
#include "test/unit/unit.h"

#include "kern/app.h"
#include "kern/check.h"
#include "kern/entry.h"
#include "kern/sched.h"
#include "kern/task.h"
#include "test/unit/drive.h"
#include "test/unit/many.h"
#include "test/unit/random.h"

// All runnable tasks, in the order in which they became so.
static uint32_t runnable[KERN_TASKS];
static uint32_t runnable_count;

static uint32_t position(uint32_t task)
{
	for (uint32_t i = 0; i < runnable_count; i++)
		if (runnable[i] == task)
			return i;
	return runnable_count;
}

// The first among those of the smallest level.
static uint32_t model_pick(void)
{
	uint32_t best = runnable[0];

	for (uint32_t i = 1; i < runnable_count; i++)
		if (app_task[runnable[i]].level < app_task[best].level)
			best = runnable[i];
	return best;
}

static void wake(uint32_t task)
{
	task_wake(task_at(task));
	runnable[runnable_count++] = task;
}

static void stop(uint32_t task)
{
	uint32_t i = position(task);

	task_leave(task_at(task));
	kernel.task[task].state = TASK_STOPPED;
	for (runnable_count--; i < runnable_count; i++)
		runnable[i] = runnable[i + 1];
}

static void begin(void)
{
	many_boot();
	runnable_count = 0;
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (kernel.task[i].state == TASK_RUNNABLE)
			runnable[runnable_count++] = i;
	CHECK(runnable_count == 1 && drive_current() == runnable[0]);
}

static void check_pick(bool thoroughly)
{
	CHECK(sched_has_work() == (runnable_count != 0));
	if (runnable_count == 0)
		return;
	CHECK(sched_pick() == task_at(model_pick()));
	kernel.current = sched_pick();
	if (thoroughly)
		kernel_check();
}

static void test_random(void)
{
	begin();
	for (uint32_t step = 0; step < 20000; step++) {
		uint32_t task = random_below(KERN_TASKS);
		bool filling = step / 2000 % 2 == 0;

		if (position(task) == runnable_count && (filling || random_below(4) == 0))
			wake(task);
		else if (position(task) != runnable_count && (!filling || random_below(4) == 0))
			stop(task);
		check_pick(KERN_TASKS < 100 || step % 1000 == 0);
	}
}

// Everybody wakes, from the least important up, and then each has its turn.
static void test_everybody(void)
{
	begin();
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (position(i) == runnable_count)
			wake(i);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		check_pick(KERN_TASKS < 100);
		stop(task_index(sched_pick()));
	}
	CHECK(!sched_has_work());
}

// Two tasks of the same level: the first keeps its turn while others come and go.
static void test_turns(void)
{
	uint32_t first = KERN_LEVELS - 1;
	uint32_t second = first + KERN_LEVELS;

	if (second >= KERN_TASKS || KERN_LEVELS < 2)
		return;
	begin();
	while (runnable_count > 0)
		stop(runnable[0]);
	wake(first);
	wake(second);
	CHECK(sched_pick() == task_at(first));
	wake(0);
	CHECK(sched_pick() == task_at(0));
	stop(0);
	CHECK(sched_pick() == task_at(first));
	stop(first);
	CHECK(sched_pick() == task_at(second));
	wake(first);
	CHECK(sched_pick() == task_at(second));
	stop(second);
	CHECK(sched_pick() == task_at(first));
}

int main(void)
{
	unit_run("sched: random wakes and stops", test_random);
	unit_run("sched: everybody runnable", test_everybody);
	unit_run("sched: turns among equals", test_turns);
	return unit_status();
}
