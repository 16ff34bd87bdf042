// Jefe: the supervisor, task 0, more important than all others.
//
// The kernel posts NOTIFY_FAULT here whenever a task faults. Jefe finds out
// who, logs it, tells whoever wants to know, and restarts the task when
// policy.h says so. What it can be asked is in idl/jefe.idol.
//
// Two things must hold. It never waits for another task: no SEND but to the
// kernel, or a task that hangs would take the supervisor with it. And it
// never faults: that resets the system.
#include "gen/task.h"
#include "task/jefe/history.h"
#include "task/jefe/life.h"
#include "task/jefe/mailbox.h"
#include "task/jefe/policy.h"
#include "task/jefe/progress.h"
#include "task/jefe/serve.h"
#include "task/jefe/wards.h"
#include "ulib/sys.h"

// The kernel knows this bit (abi/task.h); app.toml must list "fault" first.
_Static_assert(NOTIFY_FAULT == TASK_FAULT_NOTIFICATION, "the kernel posts bit 0");

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void set_timer(void)
{
	uint64_t next = earlier(wards_next(), progress_next());

	if (CONFIG_MAILBOX_POLL_MS != 0)
		next = earlier(next, mailbox_next());
	if (next == POLICY_NEVER)
		sys_clear_timer(NOTIFY_TIMER);
	else
		sys_set_timer(next, NOTIFY_TIMER);
}

static void look(void)
{
	uint64_t now = sys_now();

	if (CONFIG_MAILBOX_POLL_MS != 0)
		mailbox_look(now);
	wards_look(now);
	progress_look(now);
}

int main(void)
{
	life_begin();
	if (life_reset()->cause != JEFE_RESET_CAUSE_UNKNOWN)
		history_add(life_reset()->task, JEFE_EVENT_KIND_RESET, sys_now());
	look();
	for (;;) {
		wards_restart(sys_now());
		history_tell();
		set_timer();
		if (serve_step(NOTIFY_FAULT | NOTIFY_TIMER) != 0)
			look();
	}
}
