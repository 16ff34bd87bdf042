// What a debugger needs of a task's library (abi/layout.h).
#include "abi/layout.h"
#include "ulib/ring.h"
#include "ulib/stack.h"
#include "ulib/time.h"

// clang-format off
LAYOUT_TABLE(
	LAYOUT_CONSTANT(LAYOUT_VERSION),
	LAYOUT_CONSTANT(STACK_PAINT),
	LAYOUT_CONSTANT(TIME_SLEEP_NOTIFICATION),
	LAYOUT_TYPE(ring_entry),
	LAYOUT_MEMBER(ring_entry, line),
	LAYOUT_MEMBER(ring_entry, generation),
	LAYOUT_MEMBER(ring_entry, count),
);
// clang-format on
