// Nor can it be left to a default.
// gcc: enumeration value 'TASK_IN_RECV' not handled in switch [-Werror=switch-enum]
// clang: enumeration value 'TASK_IN_RECV' not explicitly handled in switch
#include "kern/kernel.h"

bool runs(enum task_sched state);

bool runs(enum task_sched state)
{
	switch (state) {
	case TASK_RUNNABLE:
		return true;
	case TASK_STOPPED:
	case TASK_IN_SEND:
	case TASK_IN_REPLY:
#ifndef WRONG
	case TASK_IN_RECV:
#endif
	default:
		return false;
	}
}
