// Kernel IPC: a SEND to the kernel itself.
//
// Each operation finds its request decoded as up to three words, and the caller's
// reply room checked. What it may do to other tasks is granted by the image.
#include "kern/kipc.h"

#include "abi/kipc.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/args.h"
#include "kern/copy.h"
#include "kern/fault.h"
#include "kern/irq.h"
#include "kern/panic.h"
#include "kern/task.h"
#include "kern/umem.h"

/*@
  // What a caller must have been granted; 0 if nothing, or if the operation looks itself.
  logic integer grant_for(integer op) =
    op == KIPC_READ_TASK_STATUS || op == KIPC_FIND_FAULTED_TASK || op == KIPC_READ_PANIC_MESSAGE ?
      KIPC_GRANT_READ_STATUS :
    op == KIPC_FAULT_TASK ? KIPC_GRANT_FAULT :
    op == KIPC_RESET ? KIPC_GRANT_RESET :
    op == KIPC_GET_DUMP_REGION || op == KIPC_READ_DUMP_REGION ? KIPC_GRANT_DUMP :
    op == KIPC_SOFTWARE_IRQ ? KIPC_GRANT_SOFTWARE_IRQ : 0;
  predicate has_grant(struct task *task, integer grant) = (task->desc->grants & grant) != 0;
  predicate may_ask(struct task *task, integer op) =
    grant_for(op) == 0 || has_grant(task, grant_for(op));
*/

struct request {
	uint32_t word[3];
	struct writable room; // for the response
};

/*@
  predicate is_checked(struct request *request) = \valid_read(request) &&
    \separated(request, &kernel) && is_checked_writable(request->room);
*/

// A response being put together. The longest is a task state.
struct response {
	uint8_t byte[KIPC_STATE_MAX];
	uint32_t size;
};

/*@
  predicate has_space(struct response *r, integer bytes) =
    \valid(r) && \separated(r, &kernel) && r->size + bytes <= KIPC_STATE_MAX;
*/

/*@
  requires has_space(r, 1);
  ensures r->size == \old(r->size) + 1;
  assigns *r;
*/
static void put_byte(struct response *r, uint32_t v)
{
	r->byte[r->size++] = (uint8_t)v;
}

/*@
  requires has_space(r, 2);
  ensures r->size == \old(r->size) + 2;
  assigns *r;
*/
static void put_half(struct response *r, uint32_t v)
{
	put_byte(r, v & 0xFF);
	put_byte(r, v >> 8 & 0xFF);
}

/*@
  requires has_space(r, 4);
  ensures r->size == \old(r->size) + 4;
  assigns *r;
*/
static void put_word(struct response *r, uint32_t v)
{
	put_half(r, v & 0xFFFF);
	put_half(r, v >> 16);
}

// The call's end: code 0, and a response of that size.
/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS;
  ensures caller->save.arg[0] == 0 && caller->save.arg[1] == size;
  assigns caller->save.arg[0 .. 1];
*/
static struct outcome finish(struct task *caller, uint32_t size)
{
	task_return(caller, 0, size);
	return (struct outcome){OUTCOME_RETURNS};
}

// As much of the kernel's bytes as there is room for.
/*@
  requires \valid_read(request) && is_checked_writable(request->room);
  requires \valid_read(bytes + (0 .. size - 1));
  assigns \nothing;
*/
static void store(const struct request *request, const uint8_t *bytes, uint32_t size)
{
	/*@
	  loop invariant 0 <= i <= size;
	  loop assigns i;
	  loop variant size - i;
	*/
	for (uint32_t i = 0; i < size && i < request->room.size; i++)
		arch_store_byte(request->room, i, bytes[i]);
}

// Code 0 and the response, cut short if there is no room for all of it.
/*@
  SOUND(requires)
  requires is_task(caller) && \valid_read(r) && \separated(r, &kernel) && r->size <= KIPC_STATE_MAX;
  requires is_checked(request);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS;
  ensures caller->save.arg[0] == 0 && caller->save.arg[1] == r->size;
  assigns caller->save.arg[0 .. 1];
*/
static struct outcome respond(struct task *caller, const struct request *request,
			      const struct response *r)
{
	store(request, r->byte, r->size);
	return finish(caller, r->size);
}

// Code 0 and another task's memory, as much of it as there is room for.
/*@
  SOUND(requires)
  requires is_task(caller) && is_checked_readable(from);
  requires is_checked(request);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome respond_memory(struct task *caller, const struct request *request,
				     struct readable from)
{
	uint32_t n = from.size < request->room.size ? from.size : request->room.size;

	if (umem_overlap(request->room, from, n))
		return fault_memory(caller, request->room.base);

	if (!copy_in_steps(caller, request->room, from, n))
		return (struct outcome){OUTCOME_AGAIN};
	return finish(caller, n);
}

/*@
  SOUND(requires)
  requires is_task(caller);
  STAYS_SOUND(ensures)
  ensures \result.v == OUTCOME_RETURNS;
  ensures caller->save.arg[0] == 0 && caller->save.arg[1] == 0;
  assigns caller->save.arg[0 .. 1];
*/
static struct outcome respond_nothing(struct task *caller)
{
	return finish(caller, 0);
}

/*@
  requires has_space(r, 5);
  ensures r->size == \old(r->size) + (present ? 5 : 1);
  assigns *r;
*/
static void put_option(struct response *r, bool present, uint32_t word)
{
	put_byte(r, present);
	if (present)
		put_word(r, word);
}

/*@
  requires has_space(r, 4) && is_task(task);
  ensures r->size <= \old(r->size) + 4;
  assigns *r;
*/
static void put_sched(struct response *r, const struct task *task)
{
	uint32_t state = task_sched_state(task);
	bool closed = (task->state & ~STATE_FAULTED) == STATE_IN_RECV_CLOSED;

	put_byte(r, state);
	if (state == TASK_IN_SEND || state == TASK_IN_REPLY)
		put_half(r, task->peer);
	if (state == TASK_IN_RECV) {
		put_byte(r, closed);
		if (closed)
			put_half(r, task->peer);
	}
}

/*@
  requires has_space(r, 7) && \valid_read(fault) && \separated(r, fault);
  ensures r->size <= \old(r->size) + 7;
  assigns *r;
*/
static void put_fault(struct response *r, const struct fault *fault)
{
	put_byte(r, fault->kind);
	switch ((enum fault_kind)fault->kind) {
	case FAULT_MEMORY_ACCESS:
	case FAULT_BUS_ERROR:
		put_option(r, fault->has_detail, fault->detail);
		put_byte(r, fault->reason);
		return;
	case FAULT_STACK_OVERFLOW:
	case FAULT_INVALID_OPERATION:
		put_word(r, fault->detail);
		return;
	case FAULT_SYSCALL_USAGE:
		put_byte(r, fault->reason);
		return;
	case FAULT_INJECTED:
		put_half(r, fault->detail);
		return;
	case FAULT_FROM_SERVER:
		put_half(r, fault->detail);
		put_byte(r, fault->reason);
		return;
	case FAULT_DIVIDE_BY_ZERO:
	case FAULT_ILLEGAL_TEXT:
	case FAULT_ILLEGAL_INSTRUCTION:
	case FAULT_PANIC:
		return;
	}
}

// The task whose index is the request's first word.
/*@
  requires \valid_read(request) && \valid(target) && \separated(request, target, &kernel);
  ensures \result <==> request->word[0] < KERN_TASKS;
  ensures \result ==> *target == &kernel.task[request->word[0]];
  assigns *target;
*/
NODISCARD static bool find_target(const struct request *request, struct task **target)
{
	if (request->word[0] >= KERN_TASKS)
		return false;
	*target = task_at(request->word[0]);
	return true;
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_READ_STATUS);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome read_task_status(struct task *caller, const struct request *request)
{
	struct response r;
	struct task *task;

	if (!find_target(request, &task))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	r.size = 0;
	put_byte(&r, task_is_faulted(task) ? TASK_FAULTED : TASK_HEALTHY);
	if (task_is_faulted(task))
		put_fault(&r, &task->fault);
	put_sched(&r, task);
	//@ assert image_stays{Pre, Here} && request->room == \at(request->room, Pre);
	return respond(caller, request, &r);
}

/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(caller) && is_checked(request);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  ensures \result.v != OUTCOME_FAULTS ==> \old(request->word[0] < KERN_TASKS &&
    (caller == &kernel.task[request->word[0]] || (caller->desc->grants & KIPC_GRANT_RESTART) != 0));
  ensures \result.v != OUTCOME_FAULTS ==>
    \old(request->word[0] != TASK_SUPERVISOR || request->word[1] == 1);
  assigns kernel;
*/
static struct outcome reinit_task(struct task *caller, const struct request *request)
{
	struct task *target;
	uint32_t start = request->word[1];

	if (start > 1)
		return fault_usage(caller, USAGE_BAD_KERNEL_MESSAGE);
	if (!find_target(request, &target))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (request->word[0] == TASK_SUPERVISOR && start == 0)
		return fault_usage(caller, USAGE_ILLEGAL_TASK);
	if (target != caller && (caller->desc->grants & KIPC_GRANT_RESTART) == 0)
		return fault_usage(caller, USAGE_KIPC_NOT_ALLOWED);

	task_restart(target, start != 0);
	if (target == caller)
		return (struct outcome){OUTCOME_RESTARTS};
	return respond_nothing(caller);
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_FAULT);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  ensures \result.v != OUTCOME_FAULTS ==> \old(request->word[0] < KERN_TASKS &&
    request->word[0] != TASK_SUPERVISOR && caller != &kernel.task[request->word[0]]);
  assigns kernel;
*/
static struct outcome inject_fault(struct task *caller, const struct request *request)
{
	struct task *target;

	if (!find_target(request, &target))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (request->word[0] == TASK_SUPERVISOR || target == caller)
		return fault_usage(caller, USAGE_ILLEGAL_TASK);

	fault_task(target, &(struct fault){
				   .kind = FAULT_INJECTED,
				   .detail = task_id_of(caller),
			   });
	return respond_nothing(caller);
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome read_image_id(struct task *caller, const struct request *request)
{
	struct response r;

	r.size = 0;
	put_word(&r, (uint32_t)app_image_id);
	put_word(&r, (uint32_t)(app_image_id >> 32));
	//@ assert image_stays{Pre, Here} && request->room == \at(request->room, Pre);
	return respond(caller, request, &r);
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_SOFTWARE_IRQ);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome software_irq(struct task *caller, const struct request *request)
{
	struct task *target;

	if (!find_target(request, &target))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!irq_make_pending(target, request->word[1]))
		return fault_usage(caller, USAGE_NO_IRQ);
	return respond_nothing(caller);
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_READ_STATUS);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome find_faulted_task(struct task *caller, const struct request *request)
{
	struct response r;
	uint32_t found;

	if (request->word[0] > KERN_TASKS)
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	r.size = 0;
	if (set_next(kernel.faulted, KERN_TASKS, request->word[0], &found))
		put_word(&r, found);
	else
		put_word(&r, 0);
	//@ assert image_stays{Pre, Here} && request->room == \at(request->room, Pre);
	return respond(caller, request, &r);
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_READ_STATUS);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome read_panic_message(struct task *caller, const struct request *request)
{
	struct task *target;
	struct readable message;

	if (!find_target(request, &target))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!task_is_faulted(target) || target->fault.kind != FAULT_PANIC) {
		task_return_code(caller, KIPC_TASK_NOT_PANICKED);
		return (struct outcome){OUTCOME_RETURNS};
	}
	if (!umem_readable(target, args_slice(target, 0), &message)) {
		task_return_code(caller, KIPC_BAD_PANIC_BUFFER);
		return (struct outcome){OUTCOME_RETURNS};
	}
	return respond_memory(caller, request, message);
}

// The n-th piece of a task that a dump holds: first its entry in the kernel's table,
// then what it may write, devices excepted.
/*@
  SOUND(requires)
  requires is_task(target) && \valid(found) && \separated(found, &kernel);
  assigns *found;
*/
static bool find_dump_region(struct task *target, uint32_t n, struct uslice *found)
{
	struct run regions = target->desc->regions;

	*found = arch_task_entry(target);
	/*@
	  loop invariant 0 <= i <= regions.count;
	  loop assigns i, n, *found;
	  loop variant regions.count - i;
	*/
	for (uint32_t i = 0; i < regions.count && n != 0; i++) {
		const struct region *region = &app_region[regions.first + i];

		if ((region->attributes & REGION_WRITE) == 0 ||
		    (region->attributes & REGION_DEVICE) != 0)
			continue;
		*found = (struct uslice){region->span.base, region->span.size};
		n--;
	}
	return n == 0;
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_DUMP);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel;
*/
static struct outcome get_dump_region(struct task *caller, const struct request *request)
{
	struct task *target;
	struct uslice found;
	struct response r;

	if (!find_target(request, &target))
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	r.size = 0;
	if (find_dump_region(target, request->word[1], &found)) {
		put_option(&r, true, found.base);
		put_word(&r, found.size);
	} else {
		put_option(&r, false, 0);
	}
	//@ assert image_stays{Pre, Here} && request->room == \at(request->room, Pre);
	return respond(caller, request, &r);
}

/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  requires has_grant(caller, KIPC_GRANT_DUMP);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  ensures \result.v != OUTCOME_FAULTS ==> \old(request->word[0] < KERN_TASKS &&
    caller != &kernel.task[request->word[0]]);
  assigns kernel;
*/
static struct outcome read_dump_region(struct task *caller, const struct request *request)
{
	struct task *target;
	struct uslice region = {request->word[1], request->word[2]};
	struct readable from;

	if (!find_target(request, &target) || target == caller)
		return fault_usage(caller, USAGE_TASK_OUT_OF_RANGE);
	if (!umem_dumpable(target, region, &from))
		return fault_slice(caller, region);
	return respond_memory(caller, request, from);
}

// Whole, or not at all: what is cut off would be lost.
/*@
  SOUND(requires)
  requires is_task(caller) && is_checked(request);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  ensures \result.v != OUTCOME_FAULTS ==> \old(caller->index == TASK_SUPERVISOR);
  assigns kernel, kernel_epitaph.magic;
*/
static struct outcome take_epitaph(struct task *caller, const struct request *request)
{
	if (task_index(caller) != TASK_SUPERVISOR)
		return fault_usage(caller, USAGE_NOT_SUPERVISOR);
	if (!panic_left_epitaph())
		return respond_nothing(caller);

	if (request->room.size >= sizeof kernel_epitaph) {
		store(request, epitaph_bytes(&kernel_epitaph), sizeof kernel_epitaph);
		kernel_epitaph.magic = 0;
	}
	return finish(caller, sizeof kernel_epitaph);
}

// How long an operation's request is, which grant it takes, and the caller's fault
// if it has not got it: those that Hubris keeps for the supervisor have its number.
struct rule {
	uint8_t request_size; // bytes
	uint8_t grant;        // KIPC_GRANT_*, 0: none, or the operation's own affair
	uint8_t refusal;      // enum usage_error
	bool known;
};

static const struct rule rules[] = {
	[KIPC_READ_TASK_STATUS] = {4, KIPC_GRANT_READ_STATUS, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_REINIT_TASK] = {5, 0, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_FAULT_TASK] = {4, KIPC_GRANT_FAULT, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_READ_IMAGE_ID] = {0, 0, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_RESET] = {0, KIPC_GRANT_RESET, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_GET_DUMP_REGION] = {8, KIPC_GRANT_DUMP, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_READ_DUMP_REGION] = {12, KIPC_GRANT_DUMP, USAGE_NOT_SUPERVISOR, true},
	[KIPC_SOFTWARE_IRQ] = {8, KIPC_GRANT_SOFTWARE_IRQ, USAGE_NOT_SUPERVISOR, true},
	[KIPC_FIND_FAULTED_TASK] = {4, KIPC_GRANT_READ_STATUS, USAGE_KIPC_NOT_ALLOWED, true},
	[KIPC_READ_PANIC_MESSAGE] = {4, KIPC_GRANT_READ_STATUS, USAGE_KIPC_NOT_ALLOWED, true},
};

#define RULES (sizeof rules / sizeof rules[0])

static const struct rule no_request = {.known = true};

/*@
  ensures \valid_read(\result);
  ensures \result->known ==> \result->grant == grant_for(op);
  assigns \nothing;
*/
static const struct rule *find_rule(uint32_t op)
{
	static const struct rule unknown;

	if (op < RULES)
		return &rules[op];
	return op == KIPC_TAKE_EPITAPH ? &no_request : &unknown;
}

// The word at an offset of the request. Bytes beyond its size are zero: the last
// word of a request may be short.
/*@
  requires size <= message.size && is_checked_readable(message) && offset <= 8;
  assigns \nothing;
*/
static uint32_t request_word(struct readable message, uint32_t offset, uint32_t size)
{
	uint32_t word = 0;

	/*@
	  loop invariant 0 <= i <= 4;
	  loop assigns i, word;
	  loop variant 4 - i;
	*/
	for (uint32_t i = 0; i < 4 && offset + i < size; i++)
		word |= (uint32_t)arch_load_byte(message, offset + i) << 8 * i;
	return word;
}

// All words of a request of that many bytes.
/*@
  SOUND(requires)
  requires \valid(request) && \separated(request, &kernel);
  requires is_checked_writable(request->room);
  requires size <= message.size && is_checked_readable(message);
  STAYS_SOUND(ensures)
  ensures is_checked(request);
  assigns request->word[0 .. 2];
*/
ALWAYS_INLINE void read_words(struct request *request, struct readable message, uint32_t size)
{
	uint32_t first = request_word(message, 0, size);
	uint32_t second = request_word(message, 4, size);
	uint32_t third = request_word(message, 8, size);

	request->word[0] = first;
	request->word[1] = second;
	request->word[2] = third;
	//@ assert sets_stay{Pre, Here};
}

/*@
  SOUND(requires)
  requires sound: timers_are_ahead;
  requires is_task(caller) && is_checked(request);
  requires may_ask(caller, op);
  STAYS_SOUND(ensures)
  ensures \result.v != OUTCOME_BLOCKS;
  assigns kernel, kernel_epitaph.magic;
*/
static struct outcome dispatch(struct task *caller, uint32_t op, const struct request *request)
{
	switch ((enum kipc_op)op) {
	case KIPC_READ_TASK_STATUS:
		return read_task_status(caller, request);
	case KIPC_REINIT_TASK:
		return reinit_task(caller, request);
	case KIPC_FAULT_TASK:
		return inject_fault(caller, request);
	case KIPC_READ_IMAGE_ID:
		return read_image_id(caller, request);
	case KIPC_RESET:
		arch_reset();
	case KIPC_SOFTWARE_IRQ:
		return software_irq(caller, request);
	case KIPC_FIND_FAULTED_TASK:
		return find_faulted_task(caller, request);
	case KIPC_READ_PANIC_MESSAGE:
		return read_panic_message(caller, request);
	case KIPC_GET_DUMP_REGION:
		return get_dump_region(caller, request);
	case KIPC_READ_DUMP_REGION:
		return read_dump_region(caller, request);
	case KIPC_TAKE_EPITAPH:
		return take_epitaph(caller, request);
	}
	return fault_usage(caller, USAGE_BAD_KERNEL_MESSAGE);
}

struct outcome kipc_call(struct task *caller)
{
	uint32_t op = args_operation(caller);
	struct request request;
	struct readable message;
	const struct rule *rule;

	rule = find_rule(op);
	if (!rule->known)
		return fault_usage(caller, USAGE_BAD_KERNEL_MESSAGE);
	if (rule->grant != 0 && (caller->desc->grants & rule->grant) == 0)
		return fault_usage(caller, (enum usage_error)rule->refusal);
	//@ assert may_ask(caller, op);
	if (!umem_readable(caller, args_message(caller), &message))
		return fault_slice(caller, args_message(caller));
	if (!umem_writable(caller, args_reply_room(caller), &request.room))
		return fault_slice(caller, args_reply_room(caller));
	if (message.size < rule->request_size)
		return fault_usage(caller, USAGE_BAD_KERNEL_MESSAGE);
	read_words(&request, message, rule->request_size);
	return dispatch(caller, op, &request);
}
