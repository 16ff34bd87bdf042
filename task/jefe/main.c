// Jefe: the supervisor, task 0, more important than all others.
//
// The kernel posts NOTIFY_FAULT here whenever a task faults. Jefe finds out
// who, logs it, tells whoever wants to know, and restarts the task when
// policy.h says so. Whoever calls it finds idl/jefe.h.
//
// Two things must hold. It never waits for another task: no SEND but to the
// kernel, or a task that hangs would take the supervisor with it. And it
// never faults: that resets the system.
#include "gen/task.h"
#include "idl/jefe.h"
#include "task/jefe/log.h"
#include "task/jefe/policy.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"
#include "ulib/sys.h"

// The kernel knows this bit (abi/task.h); app.toml must list "fault" first.
_Static_assert(NOTIFY_FAULT == TASK_FAULT_NOTIFICATION, "the kernel posts bit 0");

struct listener {
	uint32_t index;
	uint32_t mask;
};

#define LISTENER(index, mask) {index, mask},

// One entry more than the app lists: a list may be empty.
static const struct listener on_task_fault[] = {CONFIG_ON_TASK_FAULT(LISTENER){0, 0}};
static const struct listener on_state_change[] = {CONFIG_ON_STATE_CHANGE(LISTENER){0, 0}};

static struct ward ward[TASK_COUNT];
static struct log history;
static uint32_t system_state;

static void tell(const struct listener *listeners)
{
	for (; listeners->mask != 0; listeners++)
		sys_post(sys_refresh_task_id(task_id_of(listeners->index, 0)), listeners->mask);
}

static struct jefe_event *log_task(uint32_t index, uint8_t kind, uint64_t now)
{
	struct jefe_event *event = log_add(&history);

	event->time = now;
	event->task = (uint16_t)sys_refresh_task_id(task_id_of(index, 0)).raw;
	event->kind = kind;
	return event;
}

static void note_fault(uint32_t index, uint64_t now)
{
	struct jefe_event *event;

	if (!policy_fault(&ward[index], now))
		return;
	event = log_task(index, JEFE_EVENT_FAULT, now);
	event->state_size = (uint8_t)kipc_read_task_status_raw(index, event->state);
}

static void restart(uint32_t index, uint64_t now)
{
	kipc_restart_task(index);
	policy_restart(&ward[index], now);
	log_task(index, JEFE_EVENT_RESTART, now);
}

// Looks for new faults, restarts what is due, and sets the timer for what is not.
static void supervise(void)
{
	uint64_t now = sys_now();
	uint32_t before = history.next;
	uint32_t faulted = kipc_find_faulted_task(1);
	uint64_t next;

	while (faulted != 0) {
		note_fault(faulted, now);
		faulted = kipc_find_faulted_task(faulted + 1);
	}
	for (uint32_t index = 1; index < TASK_COUNT; index++) {
		if (policy_is_due(&ward[index], now))
			restart(index, now);
	}
	if (history.next != before)
		tell(on_task_fault);

	next = policy_next(ward, TASK_COUNT);
	if (next == POLICY_NEVER)
		sys_clear_timer(NOTIFY_TIMER);
	else
		sys_set_timer(next, NOTIFY_TIMER);
}

static void set_state(const struct message *message, uint32_t state)
{
	bool changed = state != system_state;

	system_state = state;
	sys_reply(message->sender, 0, NULL, 0);
	if (changed)
		tell(on_state_change);
}

// Whatever goes wrong with the lease, it is the lender who put it there. If the
// lender has gone away meanwhile, the refusal goes nowhere.
static void read_fault_counts(const struct message *message)
{
	struct lease_info lease = sys_borrow_info(message->sender, 0);

	if (lease.code != 0 || (lease.attributes & LEASE_WRITE) == 0 ||
	    lease.size < TASK_COUNT * sizeof(uint32_t)) {
		sys_reply_fault(message->sender, REPLY_FAULT_BAD_LEASES);
		return;
	}
	for (uint32_t i = 0; i < TASK_COUNT; i++) {
		uint32_t offset = i * (uint32_t)sizeof(uint32_t);

		if (sys_borrow_write(message->sender, 0, offset, &ward[i].faults, sizeof(uint32_t))
			    .code != 0) {
			sys_reply_fault(message->sender, REPLY_FAULT_BAD_LEASES);
			return;
		}
	}
	sys_reply(message->sender, 0, NULL, 0);
}

static void read_event(const struct message *message, uint32_t number)
{
	const struct jefe_event *event = log_find(&history, number);

	if (event == NULL)
		sys_reply(message->sender, JEFE_NO_EVENT, NULL, 0);
	else
		sys_reply(message->sender, 0, event, sizeof *event);
}

// What a request must look like, by operation.
struct shape {
	bool known;
	uint8_t size;
	uint8_t reply_room;
	uint8_t lease_count;
};

static const struct shape shape[] = {
	[JEFE_GET_STATE] = {.known = true, .reply_room = sizeof(uint32_t)},
	[JEFE_SET_STATE] = {.known = true, .size = sizeof(uint32_t)},
	[JEFE_READ_FAULT_COUNTS] = {.known = true, .lease_count = 1},
	[JEFE_READ_EVENT] = {.known = true,
			     .size = sizeof(uint32_t),
			     .reply_room = sizeof(struct jefe_event)},
};

static bool is_well_formed(const struct message *message)
{
	static const struct shape unknown;
	const struct shape *want = message->operation < sizeof shape / sizeof shape[0]
					   ? &shape[message->operation]
					   : &unknown;

	if (!want->known)
		sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
	else if (message->size != want->size)
		sys_reply_fault(message->sender, REPLY_FAULT_BAD_MESSAGE_SIZE);
	else if (message->lease_count != want->lease_count)
		sys_reply_fault(message->sender, REPLY_FAULT_BAD_LEASES);
	else if (message->reply_room < want->reply_room)
		sys_reply_fault(message->sender, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL);
	else
		return true;
	return false;
}

static void serve(const struct message *message, uint32_t argument)
{
	if (!is_well_formed(message))
		return;
	switch (message->operation) {
	case JEFE_GET_STATE:
		sys_reply(message->sender, 0, &system_state, sizeof system_state);
		return;
	case JEFE_SET_STATE:
		set_state(message, argument);
		return;
	case JEFE_READ_FAULT_COUNTS:
		read_fault_counts(message);
		return;
	case JEFE_READ_EVENT:
		read_event(message, argument);
		return;
	}
}

int main(void)
{
	// A wait would spare nobody anything: while idle is away, the kernel idles itself.
	ward[TASK_IDLE].urgent = true;

	for (;;) {
		struct message message;
		uint32_t argument;

		sys_recv_open(&argument, sizeof argument, NOTIFY_FAULT | NOTIFY_TIMER, &message);
		if (message.sender.raw == TASK_ID_KERNEL)
			supervise();
		else
			serve(&message, argument);
	}
}
