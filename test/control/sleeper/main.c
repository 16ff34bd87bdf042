// Sleeper: wakes up every now and then.
#include "ulib/time.h"

#define PERIOD 10u // ms

int main(void)
{
	// The test's breakpoint is at the function that is called here.
	for (;;)
		time_sleep_for(PERIOD);
}
