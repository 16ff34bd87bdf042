// Requests: are they well formed, may the caller ask that, and what is the answer.
#include "task/jefe/serve.h"

#include "gen/task.h"
#include "idl/jefe.h"
#include "task/jefe/crash.h"
#include "task/jefe/history.h"
#include "task/jefe/life.h"
#include "task/jefe/listener.h"
#include "task/jefe/progress.h"
#include "task/jefe/wards.h"

static const struct listener on_state_change[] = {CONFIG_ON_STATE_CHANGE(LISTENER) LISTENER_END};

static uint32_t system_state;

// What a request must look like, and whether just anyone may make it, by operation.
struct shape {
	bool known;
	bool restricted;
	uint8_t size;
	uint8_t reply_room;
	uint8_t lease_count;
};

#define OPEN .known = true
#define RESTRICTED .known = true, .restricted = true

static const struct shape shape[] = {
	[JEFE_GET_STATE] = {OPEN, .reply_room = sizeof(uint32_t)},
	[JEFE_SET_STATE] = {RESTRICTED, .size = sizeof(uint32_t)},
	[JEFE_REQUEST_RESET] = {RESTRICTED},
	[JEFE_RESTART_ME] = {OPEN},
	[JEFE_READ_FAULT_COUNTS] = {OPEN, .lease_count = 1},
	[JEFE_READ_EVENT] = {OPEN, .size = sizeof(uint32_t),
			     .reply_room = sizeof(struct jefe_event)},
	[JEFE_READ_TASK] = {OPEN, .size = sizeof(uint32_t), .reply_room = sizeof(struct jefe_task)},
	[JEFE_START] = {RESTRICTED, .size = sizeof(uint32_t)},
	[JEFE_HOLD] = {RESTRICTED, .size = sizeof(uint32_t)},
	[JEFE_RELEASE] = {RESTRICTED, .size = sizeof(uint32_t)},
	[JEFE_FAULT] = {RESTRICTED, .size = sizeof(uint32_t)},
	[JEFE_READ_RESET] = {OPEN, .reply_room = sizeof(struct jefe_reset)},
	[JEFE_READ_EPITAPH] = {RESTRICTED, .reply_room = sizeof(struct epitaph)},
	[JEFE_READ_CRASH] = {RESTRICTED, .size = sizeof(uint32_t), .reply_room = sizeof(uint32_t),
			     .lease_count = 1},
	[JEFE_CHECK_IN] = {OPEN},
};

// Who may ask for what is restricted.
struct permit {
	uint16_t task;
	uint16_t operation;
};

#define SET_STATE(task) {task, JEFE_SET_STATE},
#define REQUEST_RESET(task) {task, JEFE_REQUEST_RESET},
#define START(task) {task, JEFE_START},
#define HOLD(task) {task, JEFE_HOLD},
#define RELEASE(task) {task, JEFE_RELEASE},
#define FAULT(task) {task, JEFE_FAULT},
#define READ_EPITAPH(task) {task, JEFE_READ_EPITAPH},
#define READ_CRASH(task) {task, JEFE_READ_CRASH},

// clang-format off
static const struct permit permits[] = {
	CONFIG_ALLOWED_CALLERS_SET_STATE(SET_STATE)
	CONFIG_ALLOWED_CALLERS_REQUEST_RESET(REQUEST_RESET)
	CONFIG_ALLOWED_CALLERS_START(START)
	CONFIG_ALLOWED_CALLERS_HOLD(HOLD)
	CONFIG_ALLOWED_CALLERS_RELEASE(RELEASE)
	CONFIG_ALLOWED_CALLERS_FAULT(FAULT)
	CONFIG_ALLOWED_CALLERS_READ_EPITAPH(READ_EPITAPH)
	CONFIG_ALLOWED_CALLERS_READ_CRASH(READ_CRASH)
	{0, 0},
};
// clang-format on

static bool is_permitted(const struct message *message)
{
	const struct permit *permit = permits;

	while (permit->operation != 0 && (permit->operation != message->operation ||
					  permit->task != task_id_index(message->sender.raw)))
		permit++;
	return permit->operation != 0;
}

// False if the sender was stopped for what it sent.
static bool is_acceptable(const struct message *message)
{
	static const struct shape unknown;
	const struct shape *want = message->operation < sizeof shape / sizeof shape[0]
					   ? &shape[message->operation]
					   : &unknown;
	enum reply_fault reason;

	if (!want->known)
		reason = REPLY_FAULT_UNDEFINED_OPERATION;
	else if (message->size != want->size)
		reason = REPLY_FAULT_BAD_MESSAGE_SIZE;
	else if (message->lease_count != want->lease_count)
		reason = REPLY_FAULT_BAD_LEASES;
	else if (message->reply_room < want->reply_room)
		reason = REPLY_FAULT_REPLY_BUFFER_TOO_SMALL;
	else if (want->restricted && !is_permitted(message))
		reason = REPLY_FAULT_ACCESS_VIOLATION;
	else
		return true;
	sys_reply_fault(message->sender, reason);
	return false;
}

static void reply(const struct message *message, const void *answer, size_t size)
{
	sys_reply(message->sender, answer != NULL ? 0 : JEFE_NOTHING, answer,
		  answer != NULL ? size : 0);
}

static void set_state(const struct message *message, uint32_t state)
{
	bool changed = state != system_state;

	system_state = state;
	sys_reply(message->sender, 0, NULL, 0);
	if (changed)
		listener_tell(on_state_change);
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

		if (sys_borrow_write(message->sender, 0, offset, wards_faults(i), sizeof(uint32_t))
			    .code != 0) {
			sys_reply_fault(message->sender, REPLY_FAULT_BAD_LEASES);
			return;
		}
	}
	sys_reply(message->sender, 0, NULL, 0);
}

// As much of the record as the lease has room for, and the size of the whole.
static void read_crash(const struct message *message, uint32_t number)
{
	const struct crash *crash = CONFIG_CRASH_RECORDS != 0 ? crash_find(number) : NULL;
	uint32_t size;

	if (crash == NULL) {
		sys_reply(message->sender, JEFE_NOTHING, NULL, 0);
		return;
	}
	size = crash->size;
	if (sys_borrow_write(message->sender, 0, 0, crash, size).code != 0)
		sys_reply_fault(message->sender, REPLY_FAULT_BAD_LEASES);
	else
		reply(message, &size, sizeof size);
}

static void read_task(const struct message *message, uint32_t index)
{
	struct jefe_task task;

	if (index >= TASK_COUNT) {
		sys_reply(message->sender, JEFE_NO_TASK, NULL, 0);
		return;
	}
	wards_read(index, &task);
	reply(message, &task, sizeof task);
}

static void change_task(const struct message *message, uint32_t index)
{
	uint64_t now = sys_now();

	if (!wards_has(index)) {
		sys_reply(message->sender, JEFE_NO_TASK, NULL, 0);
		return;
	}
	sys_reply(message->sender, 0, NULL, 0);
	if (message->operation == JEFE_START)
		wards_start(index, now);
	else if (message->operation == JEFE_HOLD)
		wards_hold(index, now);
	else if (message->operation == JEFE_RELEASE)
		wards_release(index, now);
	else
		wards_fault(index, now);
}

void serve(const struct message *message, uint32_t argument)
{
	uint32_t caller = task_id_index(message->sender.raw);

	if (!is_acceptable(message))
		return;
	switch ((enum jefe_operation)message->operation) {
	case JEFE_GET_STATE:
		reply(message, &system_state, sizeof system_state);
		return;
	case JEFE_SET_STATE:
		set_state(message, argument);
		return;
	case JEFE_REQUEST_RESET:
		life_end(JEFE_RESET_REQUEST, caller, sys_now());
	case JEFE_RESTART_ME:
		wards_restart_caller(caller, sys_now());
		return;
	case JEFE_READ_FAULT_COUNTS:
		read_fault_counts(message);
		return;
	case JEFE_READ_EVENT:
		reply(message, history_find(argument), sizeof(struct jefe_event));
		return;
	case JEFE_READ_TASK:
		read_task(message, argument);
		return;
	case JEFE_START:
	case JEFE_HOLD:
	case JEFE_RELEASE:
	case JEFE_FAULT:
		change_task(message, argument);
		return;
	case JEFE_READ_RESET:
		reply(message, life_reset(), sizeof(struct jefe_reset));
		return;
	case JEFE_READ_EPITAPH:
		reply(message, life_epitaph(), sizeof(struct epitaph));
		return;
	case JEFE_READ_CRASH:
		read_crash(message, argument);
		return;
	case JEFE_CHECK_IN:
		progress_check_in(caller);
		sys_reply(message->sender, 0, NULL, 0);
		return;
	}
}
