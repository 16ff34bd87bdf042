// A state of a task cannot be forgotten.
// gcc: enumeration value 'TASK_IN_RECV' not handled in switch
// clang: enumeration value 'TASK_IN_RECV' not handled in switch
#include "kern/kernel.h"

bool waits(enum task_sched state);

bool waits(enum task_sched state)
{
	switch (state) {
	case TASK_STOPPED:
	case TASK_RUNNABLE:
		break;
#ifndef WRONG
	case TASK_IN_RECV:
#endif
	case TASK_IN_SEND:
	case TASK_IN_REPLY:
		return true;
	}
	return false;
}
