// Boss: a supervisor that lets all who fault lie where they are, to be looked at.
#include "gen/task.h"
#include "ulib/sys.h"

int main(void)
{
	for (;;)
		sys_recv_notification(NOTIFY_FAULT);
}
