// Looking into the kernel's data.
#include "test/model/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/lease.h"
#include "abi/sys.h"
#include "kern/app.h"
#include "kern/arch.h"
#include "kern/kernel.h"
#include "kern/panic.h"
#include "kern/task.h"
#include "kern/umem.h"

static struct spec_fault see_fault(const struct fault *fault)
{
	struct spec_fault seen = {.kind = fault->kind};

	switch ((enum fault_kind)fault->kind) {
	case FAULT_MEMORY_ACCESS:
	case FAULT_BUS_ERROR:
		seen.reason = fault->reason;
		seen.has_detail = fault->has_detail;
		seen.detail = fault->has_detail ? fault->detail : 0;
		break;
	case FAULT_STACK_OVERFLOW:
	case FAULT_INVALID_OPERATION:
	case FAULT_INJECTED:
		seen.detail = fault->detail;
		break;
	case FAULT_SYSCALL_USAGE:
		seen.reason = fault->reason;
		break;
	case FAULT_FROM_SERVER:
		seen.reason = fault->reason;
		seen.detail = fault->detail;
		break;
	case FAULT_DIVIDE_BY_ZERO:
	case FAULT_ILLEGAL_TEXT:
	case FAULT_ILLEGAL_INSTRUCTION:
	case FAULT_PANIC:
		break;
	}
	seen.or_detail = seen.detail;
	return seen;
}

static bool is_closed(const struct task *task)
{
	return (task->state & ~STATE_FAULTED) == STATE_IN_RECV_CLOSED;
}

static bool has_peer(const struct task *task)
{
	uint32_t sched = task_sched_state(task);

	return sched == TASK_IN_SEND || sched == TASK_IN_REPLY || is_closed(task);
}

#define NO_CALL 0xFFu

// Whether it has a call to make again.
static bool has_call(const struct task *task)
{
	return task->state == TASK_RUNNABLE && task->progress != 0;
}

static void see_task(struct spec_task *seen, const struct task *task)
{
	*seen = (struct spec_task){
		.id = task->id,
		.sched = (uint8_t)task_sched_state(task),
		.faulted = task_is_faulted(task),
		.closed = is_closed(task),
		.peer = has_peer(task) ? task->peer : 0,
		.notes = task->notes,
		.timer_bits = task->timer.notification,
		.armed = task->armed,
		.deadline = task->armed ? task->timer.deadline : 0,
	};
	if (has_call(task)) {
		seen->again = true;
		seen->call = (uint8_t)((task->save.number & ARCH_CALL_AGAIN) != 0
					       ? task->save.number & ~ARCH_CALL_AGAIN
					       : NO_CALL);
		seen->source = seen->call == SYS_RECV ? task->peer : 0;
		seen->progress = task->progress;
	}
	memcpy(seen->reg, task->save.arg, sizeof seen->reg);
	if (seen->faulted)
		seen->fault = see_fault(&task->fault);
}

static void see_turns(struct spec *seen)
{
	for (uint32_t level = 0; level < KERN_LEVELS; level++) {
		const struct task *at = kernel.ready_first[level];

		if (!set_has(kernel.ready, KERN_LEVELS, level))
			continue;
		do {
			seen->ready[seen->ready_count++] = (uint8_t)task_index(at);
			at = task_at(at->ready.next);
		} while (at != kernel.ready_first[level] && seen->ready_count < KERN_TASKS);
	}
}

// What the kernel of before this one died of: nothing that it could die of now.
#define OLD_EPITAPH 99

void view_see(struct spec *seen, enum host_end how)
{
	memset(seen, 0, sizeof *seen);
	if (how == HOST_RESET) {
		seen->over = true;
		if (epitaph_is_valid(&kernel_epitaph) && kernel_epitaph.kind != OLD_EPITAPH) {
			seen->over_kind = (uint8_t)kernel_epitaph.kind;
			seen->over_detail = kernel_epitaph.detail;
			seen->over_task = kernel_epitaph.task;
			seen->over_address = kernel_epitaph.address;
		}
		return;
	}
	seen->has_epitaph = epitaph_is_valid(&kernel_epitaph);
	seen->now = host_clock.now;
	seen->alarm = host_clock.alarm;
	seen->irq_enabled = host_irq.enabled;
	seen->irq_pending = host_irq.pending;
	seen->running = how == HOST_STUCK ? SPEC_NOBODY : task_index(kernel.current);
	see_turns(seen);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		see_task(&seen->task[i], &kernel.task[i]);
	seen->memory = memory;
}

void view_leave_epitaph(bool wanted)
{
	uint8_t *bytes = (uint8_t *)&spec_epitaph;

	for (uint32_t i = 0; i < sizeof spec_epitaph; i++)
		bytes[i] = (uint8_t)(3 * i + 1);
	spec_epitaph.magic = EPITAPH_MAGIC;
	spec_epitaph.kind = OLD_EPITAPH;
	spec_epitaph.seal = epitaph_seal(&spec_epitaph);
	kernel_epitaph = spec_epitaph;
	if (!wanted)
		kernel_epitaph.magic = 0;
}

void view_note_entries(void)
{
	static struct task entries[KERN_TASKS];
	struct uslice first = arch_task_entry(task_at(0));

	memcpy(entries, kernel.task, sizeof entries);
	spec_entries = (struct spec_entries){
		.base = first.base,
		.size = first.size,
		.stride = sizeof(struct task),
		.bytes = (const uint8_t *)entries,
	};
}

// Time goes on from NOW, over the next multiple of WINDOW, and back. All that is
// explored is done within half of that, but for timers that are never reached.
#define WINDOW 4u
#define NOW (((uint64_t)1 << 32) - 2)
#define LIMIT ((uint64_t)1 << 32)
#define NEVER ((uint64_t)1 << 48)

static bool is_any_armed(void)
{
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (kernel.task[i].armed && kernel.task[i].timer.deadline < NEVER)
			return true;
	return false;
}

static void shift(uint64_t *time)
{
	if (*time >= NEVER)
		return;
	if (*time >= LIMIT + WINDOW) {
		fprintf(stderr, "model: a time is too far ahead\n");
		abort();
	}
	*time -= WINDOW;
}

// With timers armed: the bits in which times and deadlines differ stay the same, and so
// do the buckets.
static void turn_back(void)
{
	if (kernel.now < LIMIT)
		return;
	shift(&kernel.now);
	shift(&kernel.alarm);
	shift(&host_clock.now);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (kernel.task[i].armed)
			shift(&kernel.task[i].timer.deadline);
}

// With none: it is always the same time, and what the kernel thinks is a little behind, or
// is not. An alarm may still be set, for nobody.
static void stand_still(void)
{
	uint64_t behind = host_clock.now - kernel.now < 1 ? 0 : 1;

	if (kernel.alarm < NEVER) {
		kernel.alarm += NOW - host_clock.now;
		if (kernel.alarm <= NOW - behind)
			kernel.alarm = NOW - behind + 1;
	}
	host_clock.now = NOW;
	kernel.now = NOW - behind;
}

static void normalise_time(void)
{
	if (is_any_armed())
		turn_back();
	else
		stand_still();
	host_clock = (struct host_clock){.now = host_clock.now, .alarm = kernel.alarm};
}

// Of the tasks, one begins its last generation before the numbers wrap, one its first.
static uint32_t usual_generation(uint32_t task)
{
	static const uint8_t generations[4] = {TASK_GENERATIONS - 1, 0, 31, 32};

	return generations[task % 4];
}

// What an id becomes: the usual one, or the one before. Before the tasks' own change.
static uint32_t usual_id(uint32_t id)
{
	uint32_t task = task_id_index(id);

	if (task >= KERN_TASKS)
		return id;
	return task_id_make(task, usual_generation(task) - (id != kernel.task[task].id));
}

// An id that is right, of a task that is not waited for.
static uint16_t harmful_id(uint32_t task)
{
	uint32_t other = (task + 1) % KERN_TASKS;

	return task_id_make(other, usual_generation(other));
}

#define HARMFUL_ARGUMENT 0x80000003u // RECV: closed, or a mask; SEND: many

#define HARMFUL_INDEX(i) ((uint16_t)(((i) + 1) % KERN_TASKS))

// A call that is made again has all its arguments still; its first one, or RECV's fourth,
// may be an id.
static void normalise_call(struct task *task)
{
	uint32_t *arg = task->save.arg;

	switch (task->save.number & ~ARCH_CALL_AGAIN) {
	case SYS_SEND:
		if (arg[0] >> 16 != TASK_ID_KERNEL)
			arg[0] = usual_id(arg[0] >> 16) << 16 | (arg[0] & 0xFFFF);
		return;
	case SYS_RECV:
		if ((arg[3] & SYS_RECV_CLOSED) != 0)
			arg[3] = SYS_RECV_CLOSED | usual_id(arg[3] & 0xFFFF);
		return;
	default:
		arg[0] = usual_id(arg[0]);
		return;
	}
}

static void wipe_arguments(struct task *task)
{
	uint32_t *arg = task->save.arg;
	uint32_t sched = task_sched_state(task);

	if (has_call(task)) {
		normalise_call(task);
		return;
	}
	if (task_is_faulted(task) || sched != TASK_IN_RECV) // which may be made again
		task->save.number = HARMFUL_ARGUMENT;
	if (task_is_faulted(task) && task->fault.kind == FAULT_PANIC) {
		memset(&arg[2], 0xEE, 5 * sizeof arg[0]);
	} else if (task_is_faulted(task) || sched == TASK_RUNNABLE || sched == TASK_STOPPED) {
		for (uint32_t i = 0; i < 7; i++)
			arg[i] = HARMFUL_ARGUMENT;
	} else if (sched == TASK_IN_SEND) {
		arg[0] = usual_id(arg[0] >> 16) << 16 | (arg[0] & 0xFFFF);
	} else if (sched == TASK_IN_REPLY) {
		arg[0] = HARMFUL_ARGUMENT;
		arg[1] = HARMFUL_ARGUMENT;
		arg[2] = HARMFUL_ARGUMENT;
	} else {
		if (is_closed(task))
			arg[3] = SYS_RECV_CLOSED | usual_id(arg[3] & 0xFFFF);
		arg[4] = HARMFUL_ARGUMENT;
		arg[5] = HARMFUL_ARGUMENT;
		arg[6] = HARMFUL_ARGUMENT;
	}
}

static void normalise_fault(struct task *task, bool blur)
{
	struct spec_fault seen;

	if (!task_is_faulted(task)) {
		memset(&task->fault, 0xEE, sizeof task->fault);
		task->fault.has_detail = true;
		return;
	}
	seen = see_fault(&task->fault);
	if (seen.kind == FAULT_INJECTED || seen.kind == FAULT_FROM_SERVER)
		seen.detail = usual_id(seen.detail);
	if (blur && seen.kind != FAULT_PANIC)
		seen = (struct spec_fault){.kind = FAULT_DIVIDE_BY_ZERO};
	memset(&task->fault, 0, sizeof task->fault);
	task->fault.kind = seen.kind;
	task->fault.reason = seen.reason;
	task->fault.has_detail = seen.has_detail;
	task->fault.detail = seen.detail;
}

static bool is_in_recv_again(const struct task *task)
{
	return task->save.number == (SYS_RECV | ARCH_CALL_AGAIN);
}

static void normalise_task(uint32_t ix, bool blur)
{
	struct task *task = &kernel.task[ix];

	if (task_is_faulted(task))
		task->progress = HARMFUL_ARGUMENT;
	if (task_is_faulted(task))
		task->progress = HARMFUL_ARGUMENT;
	wipe_arguments(task);
	normalise_fault(task, blur);
	if (has_peer(task) || (has_call(task) && is_in_recv_again(task)))
		task->peer = (uint16_t)usual_id(task->peer);
	else
		task->peer = harmful_id(ix);
	if (!task->armed)
		task->timer.deadline = NOW + 1;
}

// Most buckets are empty.
static void wipe_heads(void)
{
	static uint16_t harmful[TIMER_BUCKETS];
	uint32_t last = TIMER_BUCKETS - 1;
	uint16_t kept[TIMER_BUCKETS];

	if (harmful[0] != HARMFUL_INDEX(0) || harmful[last] != HARMFUL_INDEX(last))
		for (uint32_t i = 0; i < TIMER_BUCKETS; i++)
			harmful[i] = HARMFUL_INDEX(i);
	if (set_is_empty(kernel.timer_buckets)) {
		memcpy(kernel.timer_first, harmful, sizeof harmful);
		return;
	}
	memcpy(kept, kernel.timer_first, sizeof kept);
	memcpy(kernel.timer_first, harmful, sizeof harmful);
	for (uint32_t i = 0; i < TIMER_BUCKETS; i++)
		if (set_has(kernel.timer_buckets, TIMER_BUCKETS, i))
			kernel.timer_first[i] = kept[i];
}

static void normalise_rest(void)
{
	for (uint32_t i = 0; i < KERN_LEVELS; i++)
		if (!set_has(kernel.ready, KERN_LEVELS, i))
			kernel.ready_first[i] = task_at(HARMFUL_INDEX(i));
	wipe_heads();
	if (set_is_empty(kernel.ready))
		kernel.current = task_at(TASK_SUPERVISOR);
}

// A lease table in RAM is memory that matters while its owner waits for the reply.
static void freshen_memory(void)
{
	static struct memory old;

	if (memcmp(&memory, memory_fresh, sizeof memory) == 0)
		return;
	old = memory;
	memory = *memory_fresh;
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		const struct task *task = &kernel.task[i];
		uint32_t size = task->save.arg[6] * (uint32_t)sizeof(struct lease);
		uint32_t offset;

		if ((task->state == TASK_IN_REPLY || task->state == TASK_IN_SEND) &&
		    memory_find(task->save.arg[5], &offset))
			memcpy(&memory.byte[offset], &old.byte[offset], size);
	}
}

void view_normalise(bool blur)
{
	normalise_time();
	freshen_memory();
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		normalise_task(i, blur);
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		kernel.task[i].id = task_id_make(i, usual_generation(i));
	normalise_rest();
}

// All but the tasks is copied as the kernel and the host have it, with the tasks' place
// in the kernel left out.
#define BEFORE_TASKS offsetof(struct kernel, task)
#define BEHIND_TASKS (BEFORE_TASKS + sizeof kernel.task)

size_t view_save(uint32_t part, uint8_t *bytes)
{
	uint8_t *all = (uint8_t *)&kernel;
	size_t n = 0;

	if (part < KERN_TASKS) {
		memcpy(bytes, &kernel.task[part], sizeof(struct task));
		return sizeof(struct task);
	}
	if (part == KERN_TASKS) {
		memcpy(bytes, &memory, sizeof memory);
		return sizeof memory;
	}
	memcpy(bytes, all, BEFORE_TASKS);
	n += BEFORE_TASKS;
	memcpy(&bytes[n], &all[BEHIND_TASKS], sizeof kernel - BEHIND_TASKS);
	n += sizeof kernel - BEHIND_TASKS;
	memcpy(&bytes[n], &host_irq, sizeof host_irq);
	n += sizeof host_irq;
	memcpy(&bytes[n], &host_clock, sizeof host_clock);
	n += sizeof host_clock;
	memcpy(&bytes[n], &kernel_epitaph.magic, sizeof kernel_epitaph.magic);
	return n + sizeof kernel_epitaph.magic;
}

void view_load(uint32_t part, const uint8_t *bytes)
{
	uint8_t *all = (uint8_t *)&kernel;

	if (part < KERN_TASKS) {
		memcpy(&kernel.task[part], bytes, sizeof(struct task));
		return;
	}
	if (part == KERN_TASKS) {
		memcpy(&memory, bytes, sizeof memory);
		return;
	}
	memcpy(all, bytes, BEFORE_TASKS);
	bytes += BEFORE_TASKS;
	memcpy(&all[BEHIND_TASKS], bytes, sizeof kernel - BEHIND_TASKS);
	bytes += sizeof kernel - BEHIND_TASKS;
	memcpy(&host_irq, bytes, sizeof host_irq);
	bytes += sizeof host_irq;
	memcpy(&host_clock, bytes, sizeof host_clock);
	bytes += sizeof host_clock;
	kernel_epitaph = spec_epitaph;
	memcpy(&kernel_epitaph.magic, bytes, sizeof kernel_epitaph.magic);
}
