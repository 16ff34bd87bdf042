// The reference model: kernel operations, as abi/kipc.h has them.
#include "test/model/spec_part.h"

#include "abi/kipc.h"

// A request's words, and where the response goes.
struct operation {
	uint32_t word[3];
	uint32_t room;
	uint32_t room_size;
};

struct bytes {
	uint8_t at[16];
	uint32_t size;
};

static void put(struct bytes *to, uint64_t value, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		to->at[to->size++] = (uint8_t)(value >> 8 * i);
}

// Code 0 and the length that the whole response has, of which what fits is stored.
static void respond(struct spec *s, uint32_t caller, const struct operation *op,
		    const struct bytes *response)
{
	for (uint32_t i = 0; i < response->size && i < op->room_size; i++)
		spec_store(s, op->room + i, response->at[i]);
	spec_return(s, caller, 0, 0);
	spec_return(s, caller, 1, response->size);
}

static void respond_memory(struct spec *s, uint32_t caller, const struct operation *op,
			   uint32_t base, uint32_t size)
{
	if (size > op->room_size)
		size = op->room_size;
	if (spec_meet(base, op->room, size)) {
		spec_overlap(s, caller, op->room, base);
		return;
	}
	if (!spec_copy(s, caller, op->room, base, size))
		return;
	spec_return(s, caller, 0, 0);
	spec_return(s, caller, 1, size);
}

static void put_fault(struct bytes *to, const struct spec_fault *fault)
{
	put(to, fault->kind, 1);
	switch ((enum fault_kind)fault->kind) {
	case FAULT_MEMORY_ACCESS:
	case FAULT_BUS_ERROR:
		put(to, fault->has_detail, 1);
		put(to, fault->detail, fault->has_detail ? 4 : 0);
		put(to, fault->reason, 1);
		return;
	case FAULT_STACK_OVERFLOW:
	case FAULT_INVALID_OPERATION:
		put(to, fault->detail, 4);
		return;
	case FAULT_SYSCALL_USAGE:
		put(to, fault->reason, 1);
		return;
	case FAULT_INJECTED:
		put(to, fault->detail, 2);
		return;
	case FAULT_FROM_SERVER:
		put(to, fault->detail, 2);
		put(to, fault->reason, 1);
		return;
	case FAULT_DIVIDE_BY_ZERO:
	case FAULT_ILLEGAL_TEXT:
	case FAULT_ILLEGAL_INSTRUCTION:
	case FAULT_PANIC:
		return;
	}
}

static void read_status(struct spec *s, uint32_t caller, const struct operation *op)
{
	struct bytes r = {.size = 0};
	const struct spec_task *t = &s->task[op->word[0]];

	put(&r, t->faulted ? 1 : 0, 1);
	if (t->faulted)
		put_fault(&r, &t->fault);
	put(&r, t->sched, 1);
	if (t->sched == TASK_IN_SEND || t->sched == TASK_IN_REPLY)
		put(&r, t->peer, 2);
	if (t->sched == TASK_IN_RECV)
		put(&r, t->closed, 1);
	if (t->sched == TASK_IN_RECV && t->closed)
		put(&r, t->peer, 2);
	respond(s, caller, op, &r);
}

static void restart(struct spec *s, uint32_t caller, const struct operation *op)
{
	uint32_t task = op->word[0];
	uint32_t start = op->word[1] & 0xFF;

	if (start > 1)
		spec_misuse(s, caller, USAGE_BAD_KERNEL_MESSAGE);
	else if (task >= KERN_TASKS)
		spec_misuse(s, caller, USAGE_TASK_OUT_OF_RANGE);
	else if (task == TASK_SUPERVISOR && start == 0)
		spec_misuse(s, caller, USAGE_ILLEGAL_TASK);
	else if (task != caller && (image->role[caller].grants & KIPC_GRANT_RESTART) == 0)
		spec_misuse(s, caller, USAGE_KIPC_NOT_ALLOWED);
	else {
		if (task != caller)
			spec_return_code(s, caller, 0);
		spec_restart(s, task, start == 1);
	}
}

static void inject(struct spec *s, uint32_t caller, const struct operation *op)
{
	uint32_t task = op->word[0];

	if (task == TASK_SUPERVISOR || task == caller) {
		spec_misuse(s, caller, USAGE_ILLEGAL_TASK);
		return;
	}
	if (task >= KERN_TASKS) {
		spec_misuse(s, caller, USAGE_TASK_OUT_OF_RANGE);
		return;
	}
	spec_return_code(s, caller, 0);
	spec_stop(s, task,
		  (struct spec_fault){.kind = FAULT_INJECTED, .detail = s->task[caller].id});
}

static void read_image_id(struct spec *s, uint32_t caller, const struct operation *op)
{
	struct bytes r = {.size = 0};

	put(&r, IMAGE_ID, 8);
	respond(s, caller, op, &r);
}

// Number 0 is the kernel's entry for the task, 1 and up what it may write but devices.
static void get_dump_region(struct spec *s, uint32_t caller, const struct operation *op)
{
	struct piece pieces[PIECES_MAX];
	size_t count = image_pieces(op->word[0], pieces);
	uint32_t n = op->word[1];
	struct bytes r = {.size = 0};

	if (n == 0) {
		put(&r, 1, 1);
		put(&r, spec_entries.base + spec_entries.stride * op->word[0], 4);
		put(&r, spec_entries.size, 4);
		respond(s, caller, op, &r);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if ((pieces[i].rights & MAY_WRITE) == 0 || (pieces[i].rights & IS_DEVICE) != 0)
			continue;
		if (--n > 0)
			continue;
		put(&r, 1, 1);
		put(&r, pieces[i].base, 4);
		put(&r, pieces[i].size, 4);
		respond(s, caller, op, &r);
		return;
	}
	put(&r, 0, 1);
	respond(s, caller, op, &r);
}

static bool lies_in(uint32_t base, uint32_t size, uint32_t piece, uint32_t piece_size)
{
	return base >= piece && (uint64_t)base + size <= (uint64_t)piece + piece_size;
}

// In the task's entry, in what it may read, or in a readable piece that is no device.
static bool is_dumpable(uint32_t task, uint32_t base, uint32_t size)
{
	struct piece pieces[PIECES_MAX];
	size_t count = image_pieces(task, pieces);

	if (size == 0 || spec_may_read(task, base, size) ||
	    lies_in(base, size, spec_entries.base + spec_entries.stride * task, spec_entries.size))
		return true;
	for (size_t i = 0; i < count; i++)
		if ((pieces[i].rights & IS_DEVICE) == 0 && (pieces[i].rights & MAY_READ) != 0 &&
		    lies_in(base, size, pieces[i].base, pieces[i].size))
			return true;
	return false;
}

static void read_dump_region(struct spec *s, uint32_t caller, const struct operation *op)
{
	if (!is_dumpable(op->word[0], op->word[1], op->word[2]))
		spec_trespass(s, caller, op->word[1], op->word[2]);
	else
		respond_memory(s, caller, op, op->word[1], op->word[2]);
}

static void software_irq(struct spec *s, uint32_t caller, const struct operation *op)
{
	uint32_t lines = spec_lines(op->word[0], op->word[1]);

	if (lines == 0) {
		spec_misuse(s, caller, USAGE_NO_IRQ);
		return;
	}
	s->irq_pending |= lines;
	spec_return_code(s, caller, 0);
}

// From the first one on, the one past the last included; 0 says none.
static void find_faulted(struct spec *s, uint32_t caller, const struct operation *op)
{
	struct bytes r = {.size = 0};
	uint32_t found = 0;

	if (op->word[0] > KERN_TASKS) {
		spec_misuse(s, caller, USAGE_TASK_OUT_OF_RANGE);
		return;
	}
	for (uint32_t i = op->word[0]; i < KERN_TASKS && found == 0; i++)
		if (s->task[i].faulted)
			found = i;
	put(&r, found, 4);
	respond(s, caller, op, &r);
}

static void read_panic_message(struct spec *s, uint32_t caller, const struct operation *op)
{
	const struct spec_task *t = &s->task[op->word[0]];

	if (!t->faulted || t->fault.kind != FAULT_PANIC)
		spec_return_code(s, caller, KIPC_TASK_NOT_PANICKED);
	else if (!spec_may_read(op->word[0], t->reg[0], t->reg[1]))
		spec_return_code(s, caller, KIPC_BAD_PANIC_BUFFER);
	else
		respond_memory(s, caller, op, t->reg[0], t->reg[1]);
}

static void take_epitaph(struct spec *s, uint32_t caller, const struct operation *op)
{
	const uint8_t *bytes = (const uint8_t *)&spec_epitaph;

	if (caller != TASK_SUPERVISOR) {
		spec_misuse(s, caller, USAGE_NOT_SUPERVISOR);
		return;
	}
	spec_return_code(s, caller, 0);
	if (!s->has_epitaph)
		return;
	spec_return(s, caller, 1, sizeof spec_epitaph);
	if (op->room_size < sizeof spec_epitaph)
		return;
	for (uint32_t i = 0; i < sizeof spec_epitaph; i++)
		spec_store(s, op->room + i, bytes[i]);
	s->has_epitaph = false;
}

// Length of the request, the grant that is needed, whether the first word must be
// the index of a task, and what an asker without the grant is told.
struct rule {
	uint8_t size;
	uint8_t grant;
	bool of_task;
	bool itself; // which may be the caller
	uint8_t refusal;
	void (*act)(struct spec *s, uint32_t caller, const struct operation *op);
};

static void reset(struct spec *s, uint32_t caller, const struct operation *op)
{
	(void)caller;
	(void)op;
	spec_end(s, 0, 0, 0);
}

static const struct rule rules[] = {
	[KIPC_READ_TASK_STATUS] = {4, KIPC_GRANT_READ_STATUS, true, true, USAGE_KIPC_NOT_ALLOWED,
				   read_status},
	[KIPC_REINIT_TASK] = {5, 0, false, true, 0, restart},
	[KIPC_FAULT_TASK] = {4, KIPC_GRANT_FAULT, false, true, USAGE_KIPC_NOT_ALLOWED, inject},
	[KIPC_READ_IMAGE_ID] = {0, 0, false, true, 0, read_image_id},
	[KIPC_RESET] = {0, KIPC_GRANT_RESET, false, true, USAGE_KIPC_NOT_ALLOWED, reset},
	[KIPC_GET_DUMP_REGION] = {8, KIPC_GRANT_DUMP, true, true, USAGE_KIPC_NOT_ALLOWED,
				  get_dump_region},
	[KIPC_READ_DUMP_REGION] = {12, KIPC_GRANT_DUMP, true, false, USAGE_NOT_SUPERVISOR,
				   read_dump_region},
	[KIPC_SOFTWARE_IRQ] = {8, KIPC_GRANT_SOFTWARE_IRQ, true, true, USAGE_NOT_SUPERVISOR,
			       software_irq},
	[KIPC_FIND_FAULTED_TASK] = {4, KIPC_GRANT_READ_STATUS, false, true, USAGE_KIPC_NOT_ALLOWED,
				    find_faulted},
	[KIPC_READ_PANIC_MESSAGE] = {4, KIPC_GRANT_READ_STATUS, true, true, USAGE_KIPC_NOT_ALLOWED,
				     read_panic_message},
};

static const struct rule rule_of_epitaph = {0, 0, false, true, 0, take_epitaph};

static const struct rule *find_rule(uint32_t number)
{
	if (number == KIPC_TAKE_EPITAPH)
		return &rule_of_epitaph;
	return &rules[number < sizeof rules / sizeof rules[0] ? number : 0];
}

// A word of the request; what is beyond its end is 0.
static uint32_t word_at(const struct spec *s, uint32_t base, uint32_t offset, uint32_t size)
{
	uint32_t word = 0;

	for (uint32_t i = 0; i < 4 && offset + i < size; i++)
		word |= (uint32_t)memory_load(&s->memory, base + offset + i) << 8 * i;
	return word;
}

void spec_kernel_operation(struct spec *s, uint32_t caller)
{
	const uint32_t *arg = s->task[caller].reg;
	uint32_t number = arg[0] & 0xFFFF;
	const struct rule *rule = find_rule(number);
	struct operation op = {.room = arg[3], .room_size = arg[4]};

	if (rule->act == NULL) {
		spec_misuse(s, caller, USAGE_BAD_KERNEL_MESSAGE);
		return;
	}
	if ((image->role[caller].grants & rule->grant) != rule->grant) {
		spec_misuse(s, caller, (enum usage_error)rule->refusal);
		return;
	}
	if (!spec_may_read(caller, arg[1], arg[2])) {
		spec_trespass(s, caller, arg[1], arg[2]);
		return;
	}
	if (!spec_may_write(caller, arg[3], arg[4])) {
		spec_trespass(s, caller, arg[3], arg[4]);
		return;
	}
	if (arg[2] < rule->size) {
		spec_misuse(s, caller, USAGE_BAD_KERNEL_MESSAGE);
		return;
	}
	for (uint32_t i = 0; i < 3; i++)
		op.word[i] = word_at(s, arg[1], 4 * i, rule->size);
	if (rule->of_task &&
	    (op.word[0] >= KERN_TASKS || (!rule->itself && op.word[0] == caller))) {
		spec_misuse(s, caller, USAGE_TASK_OUT_OF_RANGE);
		return;
	}
	rule->act(s, caller, &op);
}
