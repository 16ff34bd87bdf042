// The supervisor (supervisor.h). It is never restarted while the rest goes on, so its id
// never changes.
#include "task/console/supervisor.h"

TASK_SLOT(jefe_slot, "jefe");

struct jefe_client *supervisor(void)
{
	static struct jefe_client jefe;

	jefe = jefe_client_at(&jefe_slot);
	return &jefe;
}
