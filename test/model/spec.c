// The reference model: who runs, and what the events do that are not calls.
#include "test/model/spec.h"

#include <stdio.h>
#include <string.h>

#include "abi/sys.h"
#include "test/model/spec_part.h"

struct spec_entries spec_entries;
struct epitaph spec_epitaph;
uint32_t spec_patience;
uint32_t spec_step;
uint32_t spec_steps;
uint32_t spec_done;
uint32_t spec_source;

static uint32_t call_number; // of the call under way

static uint8_t batch; // that tasks belong to which are woken now

static bool is_before(uint32_t a, uint32_t b)
{
	return image->role[a].priority < image->role[b].priority;
}

// The most important come first, and whoever comes late stands behind its equals.
void spec_wake(struct spec *s, uint32_t task)
{
	uint32_t at = s->ready_count++;

	s->task[task].sched = TASK_RUNNABLE;
	s->task[task].peer = 0;
	s->task[task].closed = false;
	for (; at > 0 && is_before(task, s->ready[at - 1]); at--)
		s->ready[at] = s->ready[at - 1];
	s->ready[at] = (uint8_t)task;
	s->batch[task] = batch;
}

static void leave_turns(struct spec *s, uint32_t task)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < s->ready_count; i++)
		if (s->ready[i] != task)
			s->ready[kept++] = s->ready[i];
	s->ready_count = kept;
	memset(&s->ready[kept], 0, sizeof s->ready - kept);
	s->batch[task] = 0;
}

void spec_block(struct spec *s, uint32_t task, enum task_sched sched, uint32_t peer, bool closed)
{
	leave_turns(s, task);
	s->task[task].sched = (uint8_t)sched;
	s->task[task].peer = (uint16_t)peer;
	s->task[task].closed = closed;
}

void spec_post(struct spec *s, uint32_t task, uint32_t bits)
{
	struct spec_task *t = &s->task[task];
	uint32_t taken;

	t->notes |= bits;
	taken = t->notes & t->reg[2]; // the mask, if it receives
	if (!spec_is(s, task, TASK_IN_RECV) || taken == 0)
		return;
	t->notes &= ~taken;
	spec_return(s, task, 0, 0);
	spec_return(s, task, 1, TASK_ID_KERNEL);
	spec_return(s, task, 2, taken);
	spec_return(s, task, 3, 0);
	spec_return(s, task, 4, 0);
	spec_return(s, task, 5, 0);
	spec_wake(s, task);
}

void spec_end(struct spec *s, uint32_t kind, uint32_t detail, uint32_t task)
{
	s->over = true;
	s->over_kind = (uint8_t)kind;
	s->over_detail = detail;
	s->over_task = task;
}

static void forget_call(struct spec_task *t)
{
	t->again = false;
	t->call = 0;
	t->source = 0;
	t->progress = 0;
}

void spec_stop(struct spec *s, uint32_t task, struct spec_fault fault)
{
	if (task == TASK_SUPERVISOR) {
		spec_end(s, EPITAPH_SUPERVISOR_FAULT, fault.kind | (uint32_t)fault.reason << 8,
			 task);
		s->over_address = fault.detail;
		s->over_or_address = fault.or_detail;
		return;
	}
	leave_turns(s, task);
	forget_call(&s->task[task]);
	s->task[task].faulted = true;
	s->task[task].fault = fault;
	spec_post(s, TASK_SUPERVISOR, TASK_FAULT_NOTIFICATION);
}

void spec_misuse(struct spec *s, uint32_t task, enum usage_error error)
{
	spec_stop(s, task,
		  (struct spec_fault){.kind = FAULT_SYSCALL_USAGE, .reason = (uint8_t)error});
}

// A slice that ends beyond the last address but one is no slice.
void spec_trespass(struct spec *s, uint32_t task, uint32_t base, uint32_t size)
{
	if ((uint64_t)base + size > UINT32_MAX)
		spec_misuse(s, task, USAGE_INVALID_SLICE);
	else
		spec_overlap(s, task, base, base);
}

void spec_overlap(struct spec *s, uint32_t task, uint32_t one, uint32_t other)
{
	spec_stop(s, task,
		  (struct spec_fault){
			  .kind = FAULT_MEMORY_ACCESS,
			  .reason = FAULT_BY_KERNEL,
			  .has_detail = true,
			  .detail = one,
			  .or_detail = other,
		  });
}

static bool may_touch(uint32_t task, uint32_t address, uint32_t right, uint32_t *size)
{
	struct piece pieces[PIECES_MAX];
	size_t count = image_pieces(task, pieces);

	for (size_t i = 0; i < count; i++) {
		if ((pieces[i].rights & right) == 0 ||
		    (pieces[i].rights & (IS_DEVICE | IS_DMA)) != 0 ||
		    address - pieces[i].base >= pieces[i].size)
			continue;
		*size = pieces[i].base + pieces[i].size - address;
		return true;
	}
	return false;
}

// Piece by piece: none of the pieces reaches the end of the address space, so nothing
// that wraps is anybody's.
static bool may_all(uint32_t task, uint32_t base, uint32_t size, uint32_t right)
{
	uint32_t here;

	while (size > 0) {
		if (!may_touch(task, base, right, &here))
			return false;
		if (here >= size)
			return true;
		base += here;
		size -= here;
	}
	return true;
}

bool spec_may_read(uint32_t task, uint32_t base, uint32_t size)
{
	return may_all(task, base, size, MAY_READ);
}

bool spec_may_write(uint32_t task, uint32_t base, uint32_t size)
{
	return may_all(task, base, size, MAY_WRITE);
}

static uint8_t load(const struct spec *s, uint32_t from)
{
	uint32_t entry = from - spec_entries.base;

	if (entry < spec_entries.stride * KERN_TASKS)
		return spec_entries.bytes[entry];
	return memory_load(&s->memory, from);
}

void spec_store(struct spec *s, uint32_t to, uint8_t byte)
{
	uint32_t offset;

	if (memory_find(to, &offset))
		s->memory.byte[offset] = byte;
}

bool spec_go_on(struct spec *s, uint32_t task, uint32_t done)
{
	if (spec_steps > 0) {
		spec_steps--;
		return true;
	}
	s->task[task].again = true;
	s->task[task].call = task == s->running ? (uint8_t)call_number : SYS_RECV;
	s->task[task].progress = done;
	return false;
}

bool spec_copy(struct spec *s, uint32_t task, uint32_t to, uint32_t from, uint32_t size)
{
	uint32_t at = spec_done < size ? spec_done : size;
	uint32_t step = 0; // bytes since the last chance to give way

	for (; at < size; at++, step++) {
		if (step == spec_step) {
			if (!spec_go_on(s, task, at))
				return false;
			step = 0;
		}
		spec_store(s, to + at, load(s, from + at));
	}
	return true;
}

uint32_t spec_load_word(const struct spec *s, uint32_t from)
{
	return load(s, from) | (uint32_t)load(s, from + 1) << 8 |
	       (uint32_t)load(s, from + 2) << 16 | (uint32_t)load(s, from + 3) << 24;
}

uint32_t spec_lines(uint32_t task, uint32_t bits)
{
	const struct role *role = &image->role[task];
	uint32_t lines = 0;

	for (uint32_t i = 0; i < role->line_count; i++)
		if (1u << role->line[i].bit == bits)
			lines |= 1u << role->line[i].number;
	return lines;
}

static bool waits_for(const struct spec_task *t, uint32_t id)
{
	if (t->faulted || t->peer != id)
		return false;
	return t->sched == TASK_IN_SEND || t->sched == TASK_IN_REPLY ||
	       (t->sched == TASK_IN_RECV && t->closed);
}

void spec_restart(struct spec *s, uint32_t task, bool start)
{
	struct spec_task *t = &s->task[task];
	uint32_t old = t->id;
	uint32_t generation = (task_id_generation(old) + 1) % TASK_GENERATIONS;

	leave_turns(s, task);
	*t = (struct spec_task){.id = task_id_make(task, generation), .sched = TASK_STOPPED};
	for (uint32_t i = 0; i < image->role[task].line_count; i++) {
		s->irq_enabled &= ~(1u << image->role[task].line[i].number);
		s->irq_pending &= ~(1u << image->role[task].line[i].number);
	}
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		if (i != task && s->task[i].source == old)
			s->task[i].source = TASK_ID_KERNEL;
		if (i == task || !waits_for(&s->task[i], old))
			continue;
		spec_return_code(s, i, 0xFFFFFF00 | generation);
		spec_wake(s, i);
	}
	if (start)
		spec_wake(s, task);
}

static void fire(struct spec *s, uint32_t line)
{
	for (uint32_t task = 0; task < KERN_TASKS; task++) {
		const struct role *role = &image->role[task];

		for (uint32_t i = 0; i < role->line_count; i++) {
			if (role->line[i].number != line)
				continue;
			s->irq_enabled &= ~(1u << line);
			s->irq_pending &= ~(1u << line);
			spec_post(s, task, 1u << role->line[i].bit);
			return;
		}
	}
	spec_end(s, EPITAPH_UNEXPECTED_IRQ, line, s->running);
}

void spec_expire(struct spec *s)
{
	for (uint32_t task = 0; task < KERN_TASKS; task++) {
		struct spec_task *t = &s->task[task];

		if (!t->armed || t->deadline > s->now)
			continue;
		t->armed = false;
		t->deadline = 0;
		spec_post(s, task, t->timer_bits);
	}
}

static uint64_t earliest(const struct spec *s)
{
	uint64_t time = UINT64_MAX;

	for (uint32_t task = 0; task < KERN_TASKS; task++)
		if (s->task[task].armed && s->task[task].deadline < time)
			time = s->task[task].deadline;
	return time;
}

// The kernel waits if no task can run: it takes an interrupt that there is, else it
// sleeps until the next timer is due, until a task wakes or patience ends.
static void leave(struct spec *s)
{
	uint64_t end = s->now + spec_patience;

	while (!s->over && s->ready_count == 0) {
		uint32_t lines = s->irq_enabled & s->irq_pending;
		uint64_t next = earliest(s);

		s->waited = true;
		batch++;
		if (lines != 0) {
			fire(s, (uint32_t)__builtin_ctz(lines));
			continue;
		}
		if (next > end)
			break;
		if (s->now < next)
			s->now = next;
		spec_expire(s);
	}
	s->running = s->ready_count > 0 ? s->ready[0] : SPEC_NOBODY;
}

static void enter(struct spec *s)
{
	memset(s->batch, 0, sizeof s->batch);
	batch = 1;
	s->waited = false;
}

void spec_boot(struct spec *s)
{
	memset(s, 0, sizeof *s);
	s->alarm = UINT64_MAX;
	s->memory = *memory_fresh;
	batch = 0;
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		s->task[i].id = task_id_make(i, 0);
		if (image->role[i].starts)
			spec_wake(s, i);
	}
	leave(s);
}

void spec_call(struct spec *s, uint32_t number, const uint32_t arg[7])
{
	uint32_t caller = s->running;

	enter(s);
	memcpy(s->task[caller].reg, arg, sizeof s->task[caller].reg);
	spec_done = 0;
	spec_source = 0;
	call_number = number;
	spec_dispatch(s, caller, number);
	leave(s);
}

void spec_call_again(struct spec *s)
{
	struct spec_task *t = &s->task[s->running];

	enter(s);
	spec_done = t->progress;
	spec_source = t->source;
	call_number = t->call;
	forget_call(t);
	spec_dispatch(s, s->running, call_number);
	leave(s);
}

void spec_interrupt(struct spec *s, uint32_t line)
{
	enter(s);
	fire(s, line);
	leave(s);
}

void spec_raise(struct spec *s, uint32_t line)
{
	enter(s);
	s->irq_pending |= 1u << line;
}

void spec_pass(struct spec *s, uint32_t ms)
{
	enter(s);
	s->now += ms;
}

void spec_stores(struct spec *s, uint32_t address, uint32_t word)
{
	enter(s);
	for (uint32_t i = 0; i < 4; i++)
		spec_store(s, address + i, (uint8_t)(word >> 8 * i));
}

void spec_wait(struct spec *s)
{
	enter(s);
	leave(s);
}

void spec_alarm(struct spec *s)
{
	enter(s);
	spec_expire(s);
	leave(s);
}

void spec_fault(struct spec *s, const struct spec_fault *fault)
{
	enter(s);
	spec_stop(s, s->running, *fault);
	leave(s);
}
