// The watchdog of Arm's Cortex-M System Design Kit.
//
// It counts down. Fed, it begins again; at zero it raises the non-maskable interrupt,
// at which the kernel leaves its epitaph and resets, and if that comes to nothing, the
// second time it resets the system itself. The supervisor notifies this task while there
// is progress, and that is when it feeds. A restart of this task does not.
#include "chip/mps2/regs.h"
#include "gen/task.h"
#include "ulib/sys.h"

static struct cmsdk_watchdog *const device = (struct cmsdk_watchdog *)WATCHDOG_BASE;

static void start(void)
{
	if ((device->control & CMSDK_WATCHDOG_CONTROL_INT_ENABLE) != 0)
		return;
	device->lock = CMSDK_WATCHDOG_UNLOCK;
	device->load = CONFIG_TIMEOUT_MS * CONFIG_CYCLES_PER_MS;
	device->control = CMSDK_WATCHDOG_CONTROL_INT_ENABLE | CMSDK_WATCHDOG_CONTROL_RESET_ENABLE;
}

static void feed(void)
{
	device->lock = CMSDK_WATCHDOG_UNLOCK;
	device->intclr = 1;
}

int main(void)
{
	start();
	for (;;) {
		device->lock = 0;
		sys_recv_notification(NOTIFY_PROGRESS);
		feed();
	}
}
