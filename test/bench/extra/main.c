// Extra: one task more in the image. It waits, as most tasks do most of the time.
#include "ulib/sys.h"

int main(void)
{
	struct message message;

	for (;;)
		sys_recv_open(NULL, 0, 0, &message);
}
