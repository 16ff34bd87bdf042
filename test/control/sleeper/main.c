// Sleeper: wakes up every now and then.
#include "ulib/time.h"

#define PERIOD 10u // ms

int main(void)
{
	for (;;)
		time_sleep_for(PERIOD); // at sleep
}
