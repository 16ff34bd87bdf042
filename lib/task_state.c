// Decoding task states: bytes to struct, refusing what is cut short or unknown.
//
//   state  = 0 sched | 1 fault sched
//   fault  = kind byte, then the kind's fields (abi/task.h)
//   sched  = 0 | 1 | 2 id | 3 id | 4 option of id
//   option = 0 | 1 value
#include "lib/task_state.h"

// What is left to read. Once something is wrong it stays wrong, and reads give 0.
struct reader {
	const uint8_t *at;
	size_t left;
	bool bad;
};

static uint32_t read_bytes(struct reader *from, size_t count)
{
	uint32_t value = 0;

	if (from->left < count) {
		from->bad = true;
		from->left = 0;
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		value |= (uint32_t)from->at[i] << (8 * i);
	from->at += count;
	from->left -= count;
	return value;
}

static bool read_option(struct reader *from)
{
	uint32_t tag = read_bytes(from, 1);

	if (tag > 1)
		from->bad = true;
	return tag == 1;
}

static enum fault_source read_source(struct reader *from)
{
	uint32_t source = read_bytes(from, 1);

	if (source > FAULT_BY_KERNEL)
		from->bad = true;
	return (enum fault_source)source;
}

static enum reply_fault read_reason(struct reader *from)
{
	uint32_t reason = read_bytes(from, 1);

	if (reason > REPLY_FAULT_ACCESS_VIOLATION)
		from->bad = true;
	return (enum reply_fault)reason;
}

static enum usage_error read_usage(struct reader *from)
{
	uint32_t usage = read_bytes(from, 1);

	if ((usage > USAGE_REPLY_TOO_BIG && usage < USAGE_SEND_NOT_ALLOWED) ||
	    usage > USAGE_TOO_MANY_LEASES)
		from->bad = true;
	return (enum usage_error)usage;
}

static void read_fault(struct reader *from, struct task_fault *to)
{
	uint32_t kind = read_bytes(from, 1);

	to->kind = (enum fault_kind)kind;
	switch ((enum fault_kind)kind) {
	case FAULT_MEMORY_ACCESS:
	case FAULT_BUS_ERROR:
		to->has_address = read_option(from);
		if (to->has_address)
			to->address = read_bytes(from, 4);
		to->source = read_source(from);
		return;
	case FAULT_STACK_OVERFLOW:
		to->has_address = true;
		to->address = read_bytes(from, 4);
		return;
	case FAULT_INVALID_OPERATION:
		to->status = read_bytes(from, 4);
		return;
	case FAULT_SYSCALL_USAGE:
		to->usage = read_usage(from);
		return;
	case FAULT_INJECTED:
		to->task = read_bytes(from, 2);
		return;
	case FAULT_FROM_SERVER:
		to->task = read_bytes(from, 2);
		to->reason = read_reason(from);
		return;
	case FAULT_DIVIDE_BY_ZERO:
	case FAULT_ILLEGAL_TEXT:
	case FAULT_ILLEGAL_INSTRUCTION:
	case FAULT_PANIC:
		return;
	}
	from->bad = true;
}

static void read_sched(struct reader *from, struct task_state *to)
{
	uint32_t sched = read_bytes(from, 1);

	to->sched = (enum task_sched)sched;
	switch ((enum task_sched)sched) {
	case TASK_STOPPED:
	case TASK_RUNNABLE:
		return;
	case TASK_IN_SEND:
	case TASK_IN_REPLY:
		to->has_peer = true;
		to->peer = read_bytes(from, 2);
		return;
	case TASK_IN_RECV:
		to->has_peer = read_option(from);
		if (to->has_peer)
			to->peer = read_bytes(from, 2);
		return;
	}
	from->bad = true;
}

size_t task_state_decode(struct task_state *to, const uint8_t *bytes, size_t size)
{
	struct reader from = {bytes, size, false};
	uint32_t health = read_bytes(&from, 1);

	if (health > TASK_FAULTED)
		return 0;
	*to = (struct task_state){.health = (enum task_health)health};
	if (to->health == TASK_FAULTED)
		read_fault(&from, &to->fault);
	read_sched(&from, to);
	return from.bad ? 0 : size - from.left;
}
