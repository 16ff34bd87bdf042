// Sleeper: wakes up every now and then, and notes that it did.
#include <stdint.h>

#include "ulib/ring.h"
#include "ulib/time.h"

#define PERIOD 10u // ms

RING(sleeper, uint32_t, 4);

int main(void)
{
	for (uint32_t awake = 1;; awake++) {
		RING_PUT(sleeper, awake);
		time_sleep_for(PERIOD); // at sleep
	}
}
