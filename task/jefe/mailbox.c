// The debugger's mailbox (mailbox.h). Nobody here waits for the debugger, and it finds
// what it needs at any moment: it changes `kick` last, we change `done` last.
#include "task/jefe/mailbox.h"

#include "abi/attr.h"
#include "abi/mailbox.h"
#include "gen/task.h"
#include "task/jefe/policy.h"
#include "task/jefe/wards.h"

#define POLL CONFIG_MAILBOX_POLL_MS

// Others read and write it behind the compiler's back.
KEPT volatile struct mailbox jefe_mailbox;

static uint64_t next_look;

static uint32_t deal_with(uint32_t request, uint32_t index, uint64_t now)
{
	if (!wards_has(index))
		return MAILBOX_BAD_TASK;
	switch (request) {
	case MAILBOX_START:
		wards_start(index, now);
		return MAILBOX_DONE;
	case MAILBOX_HOLD:
		wards_hold(index, now);
		return MAILBOX_DONE;
	case MAILBOX_RELEASE:
		wards_release(index, now);
		return MAILBOX_DONE;
	case MAILBOX_FAULT:
		wards_fault(index, now);
		return MAILBOX_DONE;
	}
	return MAILBOX_BAD_REQUEST;
}

static void open(void)
{
	jefe_mailbox.version = MAILBOX_VERSION;
	jefe_mailbox.poll_ms = POLL;
	jefe_mailbox.magic = MAILBOX_MAGIC;
}

void mailbox_look(uint64_t now)
{
	uint32_t kick = jefe_mailbox.kick;

	if (now < next_look)
		return;
	next_look = now + POLL;
	if (jefe_mailbox.magic != MAILBOX_MAGIC)
		open();
	if (kick == jefe_mailbox.done)
		return;
	jefe_mailbox.result = deal_with(jefe_mailbox.request, jefe_mailbox.task, now);
	jefe_mailbox.done = kick;
}

uint64_t mailbox_next(void)
{
	return next_look;
}
