// What can happen to a running system.
#include "test/model/event.h"

#include <stdlib.h>
#include <string.h>

#include "abi/sys.h"
#include "arch/host/host.h"
#include "kern/entry.h"
#include "kern/kernel.h"
#include "lib/sys_name.h"
#include "test/model/view.h"

uint32_t word_value(const struct word *word, const struct spec *s)
{
	uint64_t then = s->now + word->value;
	uint32_t id;

	switch ((enum word_kind)word->kind) {
	case WORD_PLAIN:
		return word->value;
	case WORD_ID:
	case WORD_TARGET:
		id = s->task[word->task].id;
		id = task_id_make(word->task, task_id_generation(id) - word->ago);
		return (word->kind == WORD_ID ? id : id << 16) | word->value;
	case WORD_TIME_LOW:
		return (uint32_t)then;
	case WORD_TIME_HIGH:
		return (uint32_t)(then >> 32);
	}
	return 0;
}

static void word_print(const struct word *word, FILE *to)
{
	switch ((enum word_kind)word->kind) {
	case WORD_PLAIN:
		fprintf(to, word->value < 256 ? " %u" : " 0x%x", word->value);
		return;
	case WORD_ID:
	case WORD_TARGET:
		fprintf(to, word->kind == WORD_ID ? " id(%u" : " target(%u", word->task);
		if (word->ago != 0)
			fprintf(to, "-%u", word->ago);
		fprintf(to, word->value != 0 ? ")|0x%x" : ")", word->value);
		return;
	case WORD_TIME_LOW:
		fprintf(to, " now+%u", word->value);
		return;
	case WORD_TIME_HIGH:
		fprintf(to, " now+%u>>32", word->value);
		return;
	}
}

static const char *call_name(uint32_t number, char *space, size_t size)
{
	if (sys_name(number) != NULL)
		return sys_name(number);
	snprintf(space, size, "%u", number);
	return space;
}

void event_print(const struct event *event, FILE *to)
{
	char number[16];

	if (event->patience != 0)
		fprintf(to, "wait %u ", event->patience);
	if (event->pause != 0)
		fprintf(to, "pause %u ", event->pause);
	switch ((enum event_kind)event->kind) {
	case EVENT_AGAIN:
		fprintf(to, "again\n");
		return;
	case EVENT_STORE:
		fprintf(to, "store 0x%x", event->number);
		word_print(&event->arg[0], to);
		fprintf(to, "\n");
		return;
	case EVENT_CALL:
		fprintf(to, "call %s", call_name(event->number, number, sizeof number));
		for (uint32_t i = 0; i < 7; i++)
			word_print(&event->arg[i], to);
		fprintf(to, "\n");
		return;
	case EVENT_FAULT:
		fprintf(to, "fault %u %u %u 0x%x\n", event->fault.kind, event->fault.reason,
			event->fault.has_detail, event->fault.detail);
		return;
	case EVENT_INTERRUPT:
		fprintf(to, "interrupt %u\n", event->number);
		return;
	case EVENT_RAISE:
		fprintf(to, "raise %u\n", event->number);
		return;
	case EVENT_TICK:
		fprintf(to, "tick %u\n", event->number);
		return;
	case EVENT_PASS:
		fprintf(to, "pass %u\n", event->number);
		return;
	case EVENT_ALARM:
		fprintf(to, "alarm\n");
		return;
	}
}

static bool take(const char **at, const char *text)
{
	size_t size = strlen(text);

	if (strncmp(*at, text, size) != 0)
		return false;
	*at += size;
	return true;
}

static bool take_number(const char **at, uint32_t *number)
{
	char *end;
	unsigned long long value = strtoull(*at, &end, 0);

	if (end == *at || value > UINT32_MAX)
		return false;
	*number = (uint32_t)value;
	*at = end;
	while (**at == ' ')
		(*at)++;
	return true;
}

static bool take_word(const char **at, struct word *word)
{
	uint32_t task;
	uint32_t ago = 0;

	*word = (struct word){.kind = WORD_PLAIN};
	if (take(at, "now+")) {
		word->kind = WORD_TIME_LOW;
		if (!take_number(at, &word->value))
			return false;
		if (take(at, ">>32"))
			word->kind = WORD_TIME_HIGH;
		while (**at == ' ')
			(*at)++;
		return true;
	}
	if (take(at, "id("))
		word->kind = WORD_ID;
	else if (take(at, "target("))
		word->kind = WORD_TARGET;
	else
		return take_number(at, &word->value);
	if (!take_number(at, &task) || (take(at, "-") && !take_number(at, &ago)) ||
	    !take(at, ")") || task >= KERN_TASKS)
		return false;
	word->task = (uint8_t)task;
	word->ago = (uint8_t)ago;
	if (take(at, "|"))
		return take_number(at, &word->value);
	while (**at == ' ')
		(*at)++;
	return true;
}

static bool take_call(const char **at, struct event *event)
{
	bool found = false;

	for (uint32_t i = 0; sys_name(i) != NULL && !found; i++) {
		const char *from = *at;

		found = take(at, sys_name(i)) && take(at, " ");
		event->number = i;
		if (!found)
			*at = from;
	}
	if (!found && !take_number(at, &event->number))
		return false;
	for (uint32_t i = 0; i < 7; i++)
		if (!take_word(at, &event->arg[i]))
			return false;
	return true;
}

static bool take_fault(const char **at, struct spec_fault *fault)
{
	uint32_t kind;
	uint32_t reason;
	uint32_t has_detail;

	if (!take_number(at, &kind) || !take_number(at, &reason) || !take_number(at, &has_detail) ||
	    !take_number(at, &fault->detail))
		return false;
	fault->kind = (uint8_t)kind;
	fault->reason = (uint8_t)reason;
	fault->has_detail = has_detail != 0;
	fault->or_detail = fault->detail;
	return true;
}

static bool take_event(const char **at, struct event *event, const char **why)
{
	*why = "seven arguments are expected, such as 12, 0x12, id(1), id(1-1)|0x80000000, "
	       "target(1)|7, now+2 and now+2>>32";
	if (take(at, "call ")) {
		event->kind = EVENT_CALL;
		return take_call(at, event);
	}
	if (take(at, "again") || take(at, "alarm")) {
		event->kind = (*at)[-1] == 'n' ? EVENT_AGAIN : EVENT_ALARM;
		return true;
	}
	if (take(at, "store ")) {
		event->kind = EVENT_STORE;
		*why = "an address and a word are expected";
		return take_number(at, &event->number) && take_word(at, &event->arg[0]);
	}
	*why = "a number is missing";
	if (take(at, "fault ")) {
		event->kind = EVENT_FAULT;
		return take_fault(at, &event->fault);
	}
	if (take(at, "interrupt "))
		event->kind = EVENT_INTERRUPT;
	else if (take(at, "raise "))
		event->kind = EVENT_RAISE;
	else if (take(at, "tick "))
		event->kind = EVENT_TICK;
	else if (take(at, "pass "))
		event->kind = EVENT_PASS;
	else
		*why = "an event is call, again, store, fault, interrupt, raise, tick, pass or "
		       "alarm";
	return take_number(at, &event->number);
}

bool event_parse(const char *line, struct event *event, const char **why)
{
	uint32_t patience = 0;
	uint32_t pause = 0;

	memset(event, 0, sizeof *event);
	*why = "how long?";
	if (take(&line, "wait ") && !take_number(&line, &patience))
		return false;
	event->patience = (uint8_t)patience;
	*why = "at which step?";
	if (take(&line, "pause ") && !take_number(&line, &pause))
		return false;
	event->pause = (uint8_t)pause;
	if (!take_event(&line, event, why))
		return false;
	*why = "something is left over at the end";
	return *line == '\0' || *line == '\n';
}

// Whether a line is some task's. Nobody enables the others, so one that fires means
// that the hardware is not what the image was made for.
static bool is_owned(uint32_t line)
{
	for (uint32_t task = 0; task < KERN_TASKS; task++)
		for (uint32_t i = 0; i < image->role[task].line_count; i++)
			if (image->role[task].line[i].number == line)
				return true;
	return false;
}

// An enabled line that is pending fires before anything else happens.
bool event_is_possible(const struct event *event, const struct spec *s, const char **why)
{
	uint32_t lines = s->irq_enabled & s->irq_pending;

	switch ((enum event_kind)event->kind) {
	case EVENT_AGAIN:
		*why = "the task has no call to make again, or an interrupt is pending";
		return s->running != SPEC_NOBODY && lines == 0 && s->task[s->running].again;
	case EVENT_STORE:
		*why = "the running task has a call to make again, or may not write there";
		return s->running != SPEC_NOBODY && !s->task[s->running].again &&
		       spec_may_write(s->running, event->number, 4);
	case EVENT_CALL:
	case EVENT_FAULT:
		*why = "no task can run, or has a call to make again, or an interrupt is pending";
		return s->running != SPEC_NOBODY && lines == 0 && !s->task[s->running].again;
	case EVENT_INTERRUPT:
		*why = "the line is not enabled";
		return event->number < ARCH_IRQS &&
		       ((s->irq_enabled >> event->number & 1) != 0 ||
			(!is_owned(event->number) && s->running != SPEC_NOBODY));
	case EVENT_RAISE:
		*why = "the line is enabled: it would interrupt";
		return event->number < ARCH_IRQS && (s->irq_enabled >> event->number & 1) == 0;
	case EVENT_TICK:
	case EVENT_PASS:
		*why = "an interrupt is pending";
		return lines == 0;
	case EVENT_ALARM:
		*why = "the kernel is not interrupted, because it waits, or a line comes first";
		return lines == 0 && s->running != SPEC_NOBODY;
	}
	return false;
}

static void predict(const struct event *event, struct spec *s, const uint32_t arg[7])
{
	spec_patience = event->patience;
	spec_step = ARCH_COPY_STEP;
	spec_steps = event->pause == 0 ? UINT32_MAX : event->pause - 1u;
	switch ((enum event_kind)event->kind) {
	case EVENT_CALL:
		spec_call(s, event->number, arg);
		return;
	case EVENT_AGAIN:
		spec_call_again(s);
		return;
	case EVENT_STORE:
		spec_stores(s, event->number, arg[0]);
		return;
	case EVENT_FAULT:
		spec_fault(s, &event->fault);
		return;
	case EVENT_INTERRUPT:
		if (s->running == SPEC_NOBODY) {
			s->irq_pending |= 1u << event->number;
			spec_wait(s);
			return;
		}
		spec_interrupt(s, event->number);
		return;
	case EVENT_RAISE:
		spec_raise(s, event->number);
		return;
	case EVENT_TICK:
		spec_pass(s, event->number);
		if (s->running == SPEC_NOBODY)
			spec_wait(s);
		else if (s->now >= s->alarm)
			spec_alarm(s);
		return;
	case EVENT_PASS:
		spec_pass(s, event->number);
		return;
	case EVENT_ALARM:
		spec_alarm(s);
		return;
	}
}

struct entry {
	const struct event *event;
	const uint32_t *arg;
	bool waits; // no task can run
};

// When no task could run, the kernel was left in the middle of its wait. There is no way
// back in there, but a call that changes nothing, of a task that is nowhere, ends there.
static void go_on_waiting(void)
{
	static struct task nobody;

	nobody = (struct task){.state = TASK_RUNNABLE, .save.number = SYS_REFRESH_TASK_ID};
	(void)kern_syscall(&nobody);
}

// The same for the kernel: what the processor and the port's assembly would do.
static void act(void *context)
{
	const struct entry *entry = context;
	const struct event *event = entry->event;
	struct task *task = kernel.current;

	switch ((enum event_kind)event->kind) {
	case EVENT_CALL:
		task->save.number = event->number;
		memcpy(task->save.arg, entry->arg, sizeof task->save.arg);
		(void)kern_syscall(task);
		return;
	case EVENT_AGAIN:
		(void)kern_syscall(task);
		return;
	case EVENT_STORE:
		for (uint32_t i = 0; i < 4; i++)
			*host_bytes(event->number + i, 1) = (uint8_t)(entry->arg[0] >> 8 * i);
		return;
	case EVENT_FAULT:
		(void)kern_fault(&(struct fault){
			.kind = event->fault.kind,
			.reason = event->fault.reason,
			.has_detail = event->fault.has_detail,
			.detail = event->fault.detail,
		});
		return;
	case EVENT_INTERRUPT:
		if (entry->waits) {
			host_irq.pending |= 1u << event->number;
			go_on_waiting();
			return;
		}
		host_irq.pending &= ~(1u << event->number);
		(void)kern_interrupt(event->number);
		return;
	case EVENT_RAISE:
		host_irq.pending |= 1u << event->number;
		return;
	case EVENT_TICK:
	case EVENT_PASS:
		host_clock.now += event->number;
		host_clock.end = host_clock.now + event->patience;
		if (event->kind == EVENT_PASS)
			return;
		if (entry->waits)
			go_on_waiting();
		else if (host_clock.now >= host_clock.alarm)
			(void)kern_alarm();
		return;
	case EVENT_ALARM:
		(void)kern_alarm();
		return;
	}
}

uint32_t event_steps;

// More than any call has.
#define STEPS 1000000u

// Whether the kernel is entered, or goes on, while no task can run.
static bool is_entry(const struct event *event)
{
	return event->kind == EVENT_TICK || event->kind == EVENT_INTERRUPT;
}

static bool agree(struct spec *s, enum host_end how, char *why, size_t why_size)
{
	static struct spec seen;

	view_see(&seen, how);
	if (seen.over && seen.over_kind == EPITAPH_BROKEN_INVARIANT &&
	    s->over_kind != EPITAPH_BROKEN_INVARIANT) {
		snprintf(why, why_size, "the kernel found invariant K%u broken", seen.over_detail);
		return false;
	}
	return spec_compare(s, &seen, why, why_size);
}

bool event_happens(const struct event *event, struct spec *s, char *why, size_t why_size)
{
	const char *impossible = "";
	uint32_t arg[7];
	bool is_parked = s->running == SPEC_NOBODY && !is_entry(event);
	enum host_end how;

	if (!event_is_possible(event, s, &impossible)) {
		snprintf(why, why_size, "it cannot happen: %s", impossible);
		return false;
	}
	for (uint32_t i = 0; i < 7; i++)
		arg[i] = word_value(&event->arg[i], s);
	view_note_entries();
	host_clock.end = host_clock.now + event->patience;
	host_steps = event->pause == 0 ? STEPS : event->pause - 1u;
	how = host_run(act, &(struct entry){event, arg, s->running == SPEC_NOBODY});
	event_steps = event->pause == 0 ? STEPS - host_steps : 0;
	predict(event, s, arg);
	if (how == HOST_RETURNED && is_parked)
		how = HOST_STUCK; // the kernel was not entered
	return agree(s, how, why, why_size);
}

static void boot(void *context)
{
	(void)context;
	memset(&kernel, 0, sizeof kernel);
	host_irq = (struct host_irq){0, 0};
	host_clock = (struct host_clock){.now = 0};
	memory = *memory_fresh;
	(void)kern_boot();
}

bool event_boot(struct spec *s, bool has_epitaph, char *why, size_t why_size)
{
	enum host_end how;

	view_leave_epitaph(has_epitaph);
	spec_patience = 0;
	how = host_run(boot, NULL);
	spec_boot(s);
	s->has_epitaph = has_epitaph;
	return agree(s, how, why, why_size);
}
