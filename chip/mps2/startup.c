// The kernel's clock on MPS2: the first counter of the dual timer, which begins anew
// from the top when it has counted down to 0.
#include "abi/layout.h"
#include "arch/armm/clock.h"
#include "chip/mps2/regs.h"
#include "kern/app.h"

static struct cmsdk_dual_timer *timer(void)
{
	return (struct cmsdk_dual_timer *)app_counter;
}

void chip_counter_start(void)
{
	timer()->control = CMSDK_DUAL_TIMER_CONTROL_32_BIT | CMSDK_DUAL_TIMER_CONTROL_ENABLE;
}

uint32_t chip_counter(void)
{
	return UINT32_MAX - timer()->value;
}

// For a debugger: where the counter is in that peripheral, and that it counts down.
LAYOUT_TABLE({"COUNTER_OFFSET", offsetof(struct cmsdk_dual_timer, value), 0},
	     {"COUNTER_COUNTS_DOWN", 1, 0}, );
