// Names of system calls (sys_name.h).
#include "lib/sys_name.h"

#include <stddef.h>

#include "abi/sys.h"

static const char *const names[] = {
	[SYS_SEND] = "SEND",
	[SYS_RECV] = "RECV",
	[SYS_REPLY] = "REPLY",
	[SYS_SET_TIMER] = "SET_TIMER",
	[SYS_BORROW_READ] = "BORROW_READ",
	[SYS_BORROW_WRITE] = "BORROW_WRITE",
	[SYS_BORROW_INFO] = "BORROW_INFO",
	[SYS_IRQ_CONTROL] = "IRQ_CONTROL",
	[SYS_PANIC] = "PANIC",
	[SYS_GET_TIMER] = "GET_TIMER",
	[SYS_REFRESH_TASK_ID] = "REFRESH_TASK_ID",
	[SYS_POST] = "POST",
	[SYS_REPLY_FAULT] = "REPLY_FAULT",
	[SYS_IRQ_STATUS] = "IRQ_STATUS",
};

const char *sys_name(uint32_t number)
{
	return number < sizeof names / sizeof names[0] ? names[number] : NULL;
}
