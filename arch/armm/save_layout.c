// What a debugger needs of a suspended task's registers, and of the clock (abi/layout.h).
#include "abi/layout.h"
#include "arch/armm/count.h"
#include "arch_port.h"
#include "kern/app.h"

// clang-format off
LAYOUT_TABLE(
	LAYOUT_MEMBER(arch_save, r),
	LAYOUT_MEMBER(arch_save, psp),
	LAYOUT_MEMBER(arch_save, exc_return),

	LAYOUT_MEMBER(count, ms),
	LAYOUT_MEMBER(count, last),
	LAYOUT_MEMBER(count, rest),
	LAYOUT_MEMBER(app_rate, cycles),
	LAYOUT_MEMBER(app_rate, ms),
);
// clang-format on
