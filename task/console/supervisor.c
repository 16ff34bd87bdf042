// The console's calls to the supervisor (supervisor.h).
#include "task/console/supervisor.h"

#include "ulib/lease.h"
#include "ulib/panic.h"
#include "ulib/slot.h"

TASK_SLOT(jefe_slot, "jefe");

static uint32_t call(enum jefe_operation operation, const uint32_t *argument, void *to, size_t room)
{
	struct sys_result result =
		sys_send(slot_peer(&jefe_slot), (uint16_t)operation, argument,
			 argument != NULL ? sizeof *argument : 0, to, room, NULL, 0);

	ASSERT(result.code != 0 || result.size == room);
	return result.code;
}

uint32_t supervisor_read(enum jefe_operation operation, void *to, size_t room)
{
	return call(operation, NULL, to, room);
}

uint32_t supervisor_read_one(enum jefe_operation operation, uint32_t argument, void *to,
			     size_t room)
{
	return call(operation, &argument, to, room);
}

uint32_t supervisor_do(enum jefe_operation operation, uint32_t index)
{
	return call(operation, &index, NULL, 0);
}

bool supervisor_lend(enum jefe_operation operation, uint32_t number, void *to, size_t room)
{
	const struct lease lease = lease_write(to, room);
	uint32_t size;
	struct sys_result result = sys_send(slot_peer(&jefe_slot), (uint16_t)operation, &number,
					    sizeof number, &size, sizeof size, &lease, 1);

	ASSERT(result.code == 0 || result.code == JEFE_NOTHING);
	return result.code == 0;
}
