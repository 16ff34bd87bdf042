// Extra: one task more in the image. It waits, as most tasks do most of the time, but for
// once, when the timers of all of its kind expire together.
#include "test/bench/protocol.h"
#include "ulib/sys.h"

int main(void)
{
	struct message message;

	sys_set_timer(ALARM_MS, 1);
	for (;;)
		sys_recv_open(NULL, 0, 1, &message);
}
