// Faults and task states in words. No sentence ends in a full stop: callers go on.
#include "lib/fault_text.h"

void task_name_text(struct text *to, uint32_t id, const struct task_names *names)
{
	uint32_t index = task_id_index(id);

	if (id == TASK_ID_KERNEL) {
		text_add(to, "the kernel");
	} else if (index < names->count) {
		text_add(to, names->name[index]);
	} else {
		text_add(to, "task ");
		text_add_number(to, index);
	}
}

static void add_address(struct text *to, const struct task_fault *fault)
{
	if (fault->has_address) {
		text_add(to, " at ");
		text_add_hex(to, fault->address);
	}
	if (fault->source == FAULT_BY_KERNEL)
		text_add(to, " in a system call");
}

static const char *usage_text(enum usage_error usage)
{
	switch (usage) {
	case USAGE_BAD_SYSCALL:
		return "no such call";
	case USAGE_INVALID_SLICE:
		return "invalid slice";
	case USAGE_TASK_OUT_OF_RANGE:
		return "no such task";
	case USAGE_ILLEGAL_TASK:
		return "not on this task";
	case USAGE_LEASE_OUT_OF_RANGE:
		return "no such lease";
	case USAGE_OFFSET_OUT_OF_RANGE:
		return "offset beyond the lease";
	case USAGE_NO_IRQ:
		return "no such interrupt";
	case USAGE_BAD_KERNEL_MESSAGE:
		return "malformed request to the kernel";
	case USAGE_BAD_REPLY_FAULT:
		return "no such reason for a reply fault";
	case USAGE_NOT_SUPERVISOR:
		return "only the supervisor may";
	case USAGE_REPLY_TOO_BIG:
		return "reply larger than its room";
	case USAGE_SEND_NOT_ALLOWED:
		return "no slot leads to that task";
	case USAGE_KIPC_NOT_ALLOWED:
		return "kernel operation not granted";
	case USAGE_SEND_TO_SELF:
		return "send to oneself";
	case USAGE_LEASE_ATTRIBUTES:
		return "undefined lease attributes";
	case USAGE_TOO_MANY_LEASES:
		return "too many leases";
	}
	return "unknown";
}

static const char *reason_text(enum reply_fault reason)
{
	switch (reason) {
	case REPLY_FAULT_UNDEFINED_OPERATION:
		return "no such operation";
	case REPLY_FAULT_BAD_MESSAGE_SIZE:
		return "wrong message size";
	case REPLY_FAULT_BAD_MESSAGE_CONTENTS:
		return "malformed message";
	case REPLY_FAULT_BAD_LEASES:
		return "wrong leases";
	case REPLY_FAULT_REPLY_BUFFER_TOO_SMALL:
		return "too little room for the reply";
	case REPLY_FAULT_ACCESS_VIOLATION:
		return "not allowed";
	}
	return "unknown";
}

void fault_text(struct text *to, const struct task_fault *fault, const struct task_names *names)
{
	switch (fault->kind) {
	case FAULT_MEMORY_ACCESS:
		text_add(to, "memory access");
		add_address(to, fault);
		return;
	case FAULT_STACK_OVERFLOW:
		text_add(to, "stack overflow");
		add_address(to, fault);
		return;
	case FAULT_BUS_ERROR:
		text_add(to, "bus error");
		add_address(to, fault);
		return;
	case FAULT_DIVIDE_BY_ZERO:
		text_add(to, "divide by zero");
		return;
	case FAULT_ILLEGAL_TEXT:
		text_add(to, "jump to memory that holds no code");
		return;
	case FAULT_ILLEGAL_INSTRUCTION:
		text_add(to, "illegal instruction");
		return;
	case FAULT_INVALID_OPERATION:
		text_add(to, "invalid operation (fault status ");
		text_add_hex(to, fault->status);
		text_add_char(to, ')');
		return;
	case FAULT_SYSCALL_USAGE:
		text_add(to, "system call misused: ");
		text_add(to, usage_text(fault->usage));
		return;
	case FAULT_PANIC:
		text_add(to, "panic");
		return;
	case FAULT_INJECTED:
		text_add(to, "injected by ");
		task_name_text(to, fault->task, names);
		return;
	case FAULT_FROM_SERVER:
		text_add(to, "refused by ");
		task_name_text(to, fault->task, names);
		text_add(to, ": ");
		text_add(to, reason_text(fault->reason));
		return;
	}
	text_add(to, "unknown fault");
}

static void sched_text(struct text *to, const struct task_state *state,
		       const struct task_names *names)
{
	switch (state->sched) {
	case TASK_STOPPED:
		text_add(to, "stopped");
		return;
	case TASK_RUNNABLE:
		text_add(to, "ready to run");
		return;
	case TASK_IN_SEND:
		text_add(to, "sending to ");
		task_name_text(to, state->peer, names);
		return;
	case TASK_IN_REPLY:
		text_add(to, "waiting for a reply from ");
		task_name_text(to, state->peer, names);
		return;
	case TASK_IN_RECV:
		if (!state->has_peer) {
			text_add(to, "waiting for a message");
		} else if (state->peer == TASK_ID_KERNEL) {
			text_add(to, "waiting for a notification");
		} else {
			text_add(to, "waiting for a message from ");
			task_name_text(to, state->peer, names);
		}
		return;
	}
	text_add(to, "in an unknown state");
}

void task_state_text(struct text *to, const struct task_state *state,
		     const struct task_names *names)
{
	if (state->health == TASK_HEALTHY) {
		sched_text(to, state, names);
		return;
	}
	text_add(to, "faulted: ");
	fault_text(to, &state->fault, names);
}
