// What a debugger needs of a suspended task's registers (abi/layout.h).
#include "abi/layout.h"
#include "arch_port.h"

// clang-format off
LAYOUT_TABLE(
	LAYOUT_MEMBER(arch_save, r),
	LAYOUT_MEMBER(arch_save, psp),
	LAYOUT_MEMBER(arch_save, exc_return),
);
// clang-format on
