// What tasks are doing, in words (system.h). No sentence ends in a full stop.
#include "tool/debug/system.h"

#include <inttypes.h>

#include "abi/sys.h"
#include "lib/sys_name.h"
#include "tool/debug/words.h"

struct str system_task_name(const struct system *system, uint32_t id)
{
	uint32_t index = task_id_index(id);

	if (id == TASK_ID_KERNEL)
		return S("the kernel");
	if (index < system->program->task_count)
		return system->program->tasks[index].module.name;
	return str_format(system->arena, "task %" PRIu32, index);
}

// The bit that ulib's sleeping functions use; 0 if the task has no such functions.
static uint32_t sleep_bit(const struct program_task *task)
{
	struct layout_item item;

	return module_layout(&task->module, "TIME_SLEEP_NOTIFICATION", &item) ? item.value : 0;
}

struct str system_notification_name(const struct system *system, size_t task, unsigned bit)
{
	const struct program_task *of = &system->program->tasks[task];
	struct text text = {.arena = system->arena};
	size_t irqs = 0;

	if (bit < of->notification_count)
		text_add(&text, of->notifications[bit]);
	else if (1u << bit == sleep_bit(of))
		text_adds(&text, "the end of a sleep");
	else
		text_addf(&text, "bit %u", bit);
	for (size_t i = 0; i < of->irq_count; i++)
		if (of->irqs[i].notification == bit)
			text_addf(&text, "%s%.*s.%.*s", irqs++ == 0 ? " (" : ", ",
				  STR_ARG(of->irqs[i].peripheral), STR_ARG(of->irqs[i].name));
	if (irqs > 0)
		text_adds(&text, ")");
	return text_str(&text);
}

static const char *usage_words(enum usage_error usage)
{
	switch (usage) {
	case USAGE_BAD_SYSCALL:
		return "no system call has that number";
	case USAGE_INVALID_SLICE:
		return "a slice that is malformed: it wraps around, or its size is absurd";
	case USAGE_TASK_OUT_OF_RANGE:
		return "it named a task that does not exist";
	case USAGE_ILLEGAL_TASK:
		return "this operation is not allowed on that task";
	case USAGE_LEASE_OUT_OF_RANGE:
		return "it named a lease that its client did not give";
	case USAGE_OFFSET_OUT_OF_RANGE:
		return "an offset beyond the end of a lease";
	case USAGE_NO_IRQ:
		return "none of its interrupts posts exactly these notification bits";
	case USAGE_BAD_KERNEL_MESSAGE:
		return "a malformed request to the kernel";
	case USAGE_BAD_REPLY_FAULT:
		return "REPLY_FAULT with a reason that does not exist";
	case USAGE_NOT_SUPERVISOR:
		return "only the supervisor may do this";
	case USAGE_REPLY_TOO_BIG:
		return "a reply larger than its client has room for";
	case USAGE_SEND_NOT_ALLOWED:
		return "no task slot of app.toml leads to that task";
	case USAGE_KIPC_NOT_ALLOWED:
		return "a kernel operation that app.toml does not grant it";
	case USAGE_SEND_TO_SELF:
		return "SEND to itself, which would wait for ever";
	case USAGE_LEASE_ATTRIBUTES:
		return "a lease with undefined attribute bits";
	case USAGE_TOO_MANY_LEASES:
		return "more leases than a message may carry";
	}
	return NULL;
}

static const char *reason_words(enum reply_fault reason)
{
	switch (reason) {
	case REPLY_FAULT_UNDEFINED_OPERATION:
		return "it has no such operation";
	case REPLY_FAULT_BAD_MESSAGE_SIZE:
		return "the message had the wrong size";
	case REPLY_FAULT_BAD_MESSAGE_CONTENTS:
		return "the message made no sense";
	case REPLY_FAULT_BAD_LEASES:
		return "the leases were not what the operation needs";
	case REPLY_FAULT_REPLY_BUFFER_TOO_SMALL:
		return "there was too little room for the reply";
	case REPLY_FAULT_ACCESS_VIOLATION:
		return "the caller is not allowed to do this";
	}
	return NULL;
}

// What lies at an address that a task must not touch: whose it is, and how it relates to
// the task's own memory.
static void add_place(struct text *text, const struct system *system, size_t task, uint32_t address)
{
	const struct program *program = system->program;
	const struct module *own = &program->tasks[task].module;
	const struct module *owner = program_module_at(program, address);

	text_addf(text, " at 0x%08" PRIx32, address);
	if (address < 256)
		text_adds(text, ", next to a null pointer");
	else if (own->stack.base - address <= 1024 && address < own->stack.base)
		text_addf(text, ", %" PRIu32 " bytes below its stack, which has overflowed",
			  own->stack.base - address);
	else if (owner == own)
		text_adds(text, ", in its own memory");
	else if (owner != NULL)
		text_addf(text, ", memory of %.*s", STR_ARG(owner->name));
}

static void add_access(struct text *text, const struct system *system, size_t task,
		       const struct task_fault *fault, const char *what)
{
	text_adds(text, what);
	if (fault->has_address)
		add_place(text, system, task, fault->address);
	if (fault->source == FAULT_BY_KERNEL)
		text_adds(text, ", named in a system call");
}

// A number that is newer than this program.
static void add_unknown(struct text *text, const char *what, unsigned number)
{
	text_addf(text, "%s %u, which this version of bh does not know", what, number);
}

void words_fault(struct text *text, const struct system *system, size_t task,
		 const struct task_fault *fault)
{
	const char *words;

	switch (fault->kind) {
	case FAULT_MEMORY_ACCESS:
		add_access(text, system, task, fault, "memory access");
		return;
	case FAULT_STACK_OVERFLOW:
		text_addf(text, "stack overflow: the stack pointer was 0x%08" PRIx32,
			  fault->address);
		return;
	case FAULT_BUS_ERROR:
		add_access(text, system, task, fault, "bus error");
		return;
	case FAULT_DIVIDE_BY_ZERO:
		text_adds(text, "divide by zero");
		return;
	case FAULT_ILLEGAL_TEXT:
		text_adds(text, "jump to memory that holds no code of its own");
		return;
	case FAULT_ILLEGAL_INSTRUCTION:
		text_adds(text, "illegal instruction");
		return;
	case FAULT_INVALID_OPERATION:
		text_addf(text, "invalid operation (fault status 0x%08" PRIx32 ")", fault->status);
		return;
	case FAULT_SYSCALL_USAGE:
		text_adds(text, "system call misused: ");
		words = usage_words(fault->usage);
		if (words != NULL)
			text_adds(text, words);
		else
			add_unknown(text, "usage error", fault->usage);
		return;
	case FAULT_PANIC:
		text_adds(text, "panic");
		return;
	case FAULT_INJECTED:
		text_addf(text, "stopped on request of %.*s",
			  STR_ARG(system_task_name(system, fault->task)));
		return;
	case FAULT_FROM_SERVER:
		text_addf(text,
			  "refused by %.*s: ", STR_ARG(system_task_name(system, fault->task)));
		words = reason_words(fault->reason);
		if (words != NULL)
			text_adds(text, words);
		else
			add_unknown(text, "reason", fault->reason);
		return;
	}
	add_unknown(text, "fault", fault->kind);
}

bool words_is_made_by_kernel(const struct task_fault *fault)
{
	return fault->kind == FAULT_SYSCALL_USAGE ||
	       ((fault->kind == FAULT_MEMORY_ACCESS || fault->kind == FAULT_BUS_ERROR) &&
		fault->source == FAULT_BY_KERNEL);
}

static void add_slice(struct text *text, const char *what, uint32_t base, uint32_t size)
{
	text_addf(text, ", %s %" PRIu32 " bytes at 0x%08" PRIx32, what, size, base);
}

void words_call(struct text *text, const struct system *system, size_t task)
{
	const uint32_t *r = system->tasks[task].save.r4_11;
	uint32_t number = r[7];

	if (sys_name(number) == NULL) {
		text_addf(text, "system call %" PRIu32, number);
		return;
	}
	text_adds(text, sys_name(number));
	switch (number) {
	case SYS_SEND:
		text_addf(text, " to %.*s, operation %" PRIu32,
			  STR_ARG(system_task_name(system, r[0] >> 16)), r[0] & 0xFFFFu);
		add_slice(text, "message", r[1], r[2]);
		add_slice(text, "room for the reply", r[3], r[4]);
		text_addf(text, ", %" PRIu32 " leases at 0x%08" PRIx32, r[6], r[5]);
		return;
	case SYS_RECV:
		if ((r[3] & SYS_RECV_CLOSED) != 0)
			text_addf(text, " from %.*s",
				  STR_ARG(system_task_name(system, r[3] & 0xFFFFu)));
		add_slice(text, "buffer", r[0], r[1]);
		return;
	case SYS_REPLY:
		text_addf(text, " to %.*s, code %" PRIu32, STR_ARG(system_task_name(system, r[0])),
			  r[1]);
		add_slice(text, "message", r[2], r[3]);
		return;
	case SYS_BORROW_READ:
	case SYS_BORROW_WRITE:
		text_addf(text, ": lease %" PRIu32 " of %.*s, offset %" PRIu32, r[1],
			  STR_ARG(system_task_name(system, r[0])), r[2]);
		add_slice(text, "own memory", r[3], r[4]);
		return;
	case SYS_BORROW_INFO:
		text_addf(text, ": lease %" PRIu32 " of %.*s", r[1],
			  STR_ARG(system_task_name(system, r[0])));
		return;
	case SYS_IRQ_CONTROL:
	case SYS_IRQ_STATUS:
		text_addf(text, " of notification bits 0x%08" PRIx32, r[0]);
		return;
	case SYS_PANIC:
		add_slice(text, "text", r[0], r[1]);
		return;
	case SYS_REFRESH_TASK_ID:
	case SYS_POST:
	case SYS_REPLY_FAULT:
		text_addf(text, " of %.*s", STR_ARG(system_task_name(system, r[0])));
		return;
	default:
		return;
	}
}

// "now", "in 60 ms"
static void add_due(struct text *text, const struct system *system, uint64_t deadline)
{
	if (system->now_is_late)
		text_addf(text, "at %" PRIu64 ".%03u s", deadline / 1000,
			  (unsigned)(deadline % 1000));
	else if (deadline <= system->now)
		text_adds(text, "due");
	else
		text_addf(text, "in %" PRIu64 " ms", deadline - system->now);
}

// The notifications that a task in RECV waits for, by name, and when its timer posts one.
static void add_mask(struct text *text, const struct system *system, size_t task, uint32_t mask)
{
	const struct system_task *of = &system->tasks[task];
	bool first = true;

	for (unsigned bit = 0; bit < 32; bit++) {
		if ((mask >> bit & 1) == 0)
			continue;
		text_addf(text, "%s%.*s", first ? "" : ", ",
			  STR_ARG(system_notification_name(system, task, bit)));
		first = false;
		if (!of->timer_armed || (of->timer_bits >> bit & 1) == 0)
			continue;
		text_adds(text, " (");
		add_due(text, system, of->timer_deadline);
		text_adds(text, ")");
	}
}

// A receiver's mask is the third argument of its system call.
static uint32_t receive_mask(const struct system_task *task)
{
	return task->save.r4_11[2];
}

static void add_receive(struct text *text, const struct system *system, size_t task)
{
	const struct system_task *of = &system->tasks[task];
	uint32_t mask = receive_mask(of);
	bool only_notes = of->state.has_peer && of->state.peer == TASK_ID_KERNEL;

	if (only_notes && mask == 0) {
		text_adds(text, "waiting for ever: for no notification at all");
		return;
	}
	text_adds(text, "waiting for ");
	if (!only_notes) {
		text_adds(text, "a message");
		if (of->state.has_peer)
			text_addf(text, " from %.*s",
				  STR_ARG(system_task_name(system, of->state.peer)));
		if (mask != 0)
			text_adds(text, " or ");
	}
	add_mask(text, system, task, mask);
}

void words_sched(struct text *text, const struct system *system, size_t task)
{
	const struct system_task *of = &system->tasks[task];
	struct str peer = system_task_name(system, of->state.peer);

	switch (of->state.sched) {
	case TASK_STOPPED:
		text_adds(text, "stopped, never started");
		return;
	case TASK_RUNNABLE:
		text_adds(text, task == system->current ? "running" : "ready to run");
		return;
	case TASK_IN_SEND:
		text_addf(text, "waiting for %.*s to take its message", STR_ARG(peer));
		return;
	case TASK_IN_REPLY:
		text_addf(text, "waiting for a reply from %.*s", STR_ARG(peer));
		return;
	case TASK_IN_RECV:
		add_receive(text, system, task);
		return;
	}
	add_unknown(text, "in state", of->state.sched);
}

struct str system_state_text(const struct system *system, size_t task)
{
	const struct system_task *of = &system->tasks[task];
	struct text text = {.arena = system->arena};

	if (!of->known)
		return S("unknown: its entry in the kernel's table cannot be read");
	if (of->state.health == TASK_FAULTED) {
		text_adds(&text, "FAULTED: ");
		words_fault(&text, system, task, &of->state.fault);
		return text_str(&text);
	}
	words_sched(&text, system, task);
	return text_str(&text);
}

static json_t *string(struct str s)
{
	return json_stringn(s.at, s.len);
}

static json_t *notification_names(const struct system *system, size_t task, uint32_t bits)
{
	const struct program_task *of = &system->program->tasks[task];
	json_t *array = json_array();

	for (unsigned bit = 0; bit < 32; bit++)
		if ((bits >> bit & 1) != 0)
			json_array_append_new(array, bit < of->notification_count
							     ? string(of->notifications[bit])
							     : json_integer(bit));
	return array;
}

static json_t *peer(const struct system *system, uint32_t id)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_integer(id));
	json_object_set_new(object, "name", string(system_task_name(system, id)));
	return object;
}

static const char *const fault_names[] = {
	[FAULT_MEMORY_ACCESS] = "memory-access",
	[FAULT_STACK_OVERFLOW] = "stack-overflow",
	[FAULT_BUS_ERROR] = "bus-error",
	[FAULT_DIVIDE_BY_ZERO] = "divide-by-zero",
	[FAULT_ILLEGAL_TEXT] = "illegal-text",
	[FAULT_ILLEGAL_INSTRUCTION] = "illegal-instruction",
	[FAULT_INVALID_OPERATION] = "invalid-operation",
	[FAULT_SYSCALL_USAGE] = "syscall-usage",
	[FAULT_PANIC] = "panic",
	[FAULT_INJECTED] = "injected",
	[FAULT_FROM_SERVER] = "from-server",
};

static json_t *fault_json(const struct system *system, size_t task, const struct task_fault *fault)
{
	json_t *object = json_object();
	struct text text = {.arena = system->arena};
	struct text call = {.arena = system->arena};
	struct str panic;

	words_fault(&text, system, task, fault);
	json_object_set_new(object, "kind",
			    fault->kind < sizeof fault_names / sizeof fault_names[0]
				    ? json_string(fault_names[fault->kind])
				    : json_integer(fault->kind));
	json_object_set_new(object, "text", string(text_str(&text)));
	if (fault->has_address)
		json_object_set_new(object, "address",
				    json_sprintf("0x%08" PRIx32, fault->address));
	if (fault->kind == FAULT_SYSCALL_USAGE)
		json_object_set_new(object, "usage-error", json_integer(fault->usage));
	if (fault->kind == FAULT_INVALID_OPERATION)
		json_object_set_new(object, "status", json_sprintf("0x%08" PRIx32, fault->status));
	if (fault->kind == FAULT_INJECTED || fault->kind == FAULT_FROM_SERVER)
		json_object_set_new(object, "by", peer(system, fault->task));
	if (fault->kind == FAULT_FROM_SERVER)
		json_object_set_new(object, "reason", json_integer(fault->reason));
	if (words_is_made_by_kernel(fault)) {
		words_call(&call, system, task);
		json_object_set_new(object, "call", string(text_str(&call)));
	}
	if (system_panic_message(system, task, &panic))
		json_object_set_new(object, "message", string(panic));
	return object;
}

static json_t *timer_json(const struct system *system, size_t task)
{
	const struct system_task *of = &system->tasks[task];
	json_t *object;

	if (!of->timer_armed)
		return json_null();
	object = json_object();
	json_object_set_new(object, "deadline", json_integer((json_int_t)of->timer_deadline));
	json_object_set_new(object, "notifications",
			    notification_names(system, task, of->timer_bits));
	return object;
}

void words_task_json(json_t *object, const struct system *system, size_t task)
{
	static const char *const states[] = {
		[TASK_STOPPED] = "stopped", [TASK_RUNNABLE] = "runnable",
		[TASK_IN_SEND] = "in-send", [TASK_IN_REPLY] = "in-reply",
		[TASK_IN_RECV] = "in-recv",
	};
	const struct system_task *of = &system->tasks[task];
	bool receives = of->state.sched == TASK_IN_RECV;

	json_object_set_new(object, "id", json_integer(of->id));
	json_object_set_new(object, "generation", json_integer(task_id_generation(of->id)));
	json_object_set_new(object, "state",
			    of->state.sched < sizeof states / sizeof states[0]
				    ? json_string(states[of->state.sched])
				    : json_integer(of->state.sched));
	json_object_set_new(object, "running", json_boolean(task == system->current));
	json_object_set_new(object, "peer",
			    of->state.has_peer ? peer(system, of->state.peer) : json_null());
	json_object_set_new(object, "waits-for",
			    receives ? notification_names(system, task, receive_mask(of))
				     : json_array());
	json_object_set_new(object, "pending", notification_names(system, task, of->notes));
	json_object_set_new(object, "timer", timer_json(system, task));
	json_object_set_new(object, "fault",
			    of->state.health == TASK_FAULTED
				    ? fault_json(system, task, &of->state.fault)
				    : json_null());
}
