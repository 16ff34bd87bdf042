// Pulse: an idle task that tells the supervisor that it gets to run.
//
// It is less important than all others, so while it checks in, no task keeps the
// processor to itself. An app that wants to know has this as its idle task:
//
//	[tasks.idle]
//	name = "pulse"
//	task-slots = ["jefe"]
#include "gen/task.h"
#include "idl/jefe_client.h"
#include "ulib/slot.h"
#include "ulib/sys.h"

TASK_SLOT(jefe_slot, "jefe");

// Not on a timer: whatever wakes the processor serves as well, the supervisor's own
// timer for one, and does not make it wake more often. `idle_wait` is what it is in
// task/idle.
int main(void)
{
	struct jefe_client jefe = jefe_client_at(&jefe_slot);
	uint64_t next = 0;

	for (;;) {
		uint64_t now = sys_now();

		if (now >= next) {
			next = now + CONFIG_PERIOD_MS;
			jefe_check_in(&jefe);
		}
		__asm__ volatile(".global idle_wait\n"
				 "idle_wait: wfi");
	}
}
