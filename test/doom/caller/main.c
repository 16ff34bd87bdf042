// The caller: gives the supervisor something to receive.
#include "gen/task.h"
#include "ulib/slot.h"

TASK_SLOT(doom_slot, "doom");

int main(void)
{
	for (;;) {
		sys_recv_notification(UINT32_MAX);
		(void)sys_send(slot_peer(&doom_slot), 1, NULL, 0, NULL, 0, NULL, 0);
	}
}
