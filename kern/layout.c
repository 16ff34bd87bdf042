// What a debugger needs of the kernel's data (abi/layout.h).
#include "abi/epitaph.h"
#include "abi/layout.h"
#include "kern/kernel.h"

// clang-format off
LAYOUT_TABLE(
	LAYOUT_CONSTANT(LAYOUT_VERSION),

	LAYOUT_TYPE(kernel),
	LAYOUT_MEMBER(kernel, now),
	LAYOUT_MEMBER(kernel, current),
	LAYOUT_MEMBER(kernel, task),

	LAYOUT_TYPE(task),
	LAYOUT_MEMBER(task, save),
	LAYOUT_MEMBER(task, state),
	LAYOUT_MEMBER(task, armed),
	LAYOUT_MEMBER(task, id),
	LAYOUT_MEMBER(task, peer),
	LAYOUT_MEMBER(task, fault),
	LAYOUT_MEMBER(task, notes),
	LAYOUT_MEMBER(task, timer),

	LAYOUT_MEMBER(fault, kind),
	LAYOUT_MEMBER(fault, reason),
	LAYOUT_MEMBER(fault, has_detail),
	LAYOUT_MEMBER(fault, detail),

	LAYOUT_MEMBER(timer, deadline),
	LAYOUT_MEMBER(timer, notification),

	LAYOUT_CONSTANT(KERN_TASKS),
	LAYOUT_CONSTANT(STATE_FAULTED),
	LAYOUT_CONSTANT(STATE_IN_RECV_CLOSED),

	LAYOUT_CONSTANT(TASK_STOPPED),
	LAYOUT_CONSTANT(TASK_RUNNABLE),
	LAYOUT_CONSTANT(TASK_IN_SEND),
	LAYOUT_CONSTANT(TASK_IN_REPLY),
	LAYOUT_CONSTANT(TASK_IN_RECV),

	LAYOUT_MEMBER(epitaph, magic),
	LAYOUT_TYPE(epitaph),
);
// clang-format on
