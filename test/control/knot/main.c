// Knot: asks a task that does not answer, perhaps because it asks the same of this one.
#include "gen/task.h"
#include "ulib/panic.h"
#include "ulib/sys.h"

int main(void)
{
	static const uint16_t peer[] = CONFIG_PEER;
	struct task_id to = sys_refresh_task_id(task_id_of(peer[0], 0));

	(void)sys_send(to, 1, NULL, 0, NULL, 0, NULL, 0); // at ask
	panic("it was answered");
}
