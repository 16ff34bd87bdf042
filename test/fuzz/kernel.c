// System calls, interrupts and time, in any order and with any arguments, on any image:
// after each step the kernel's invariants hold, and it is in the state that the reference
// model says (test/model).
//
//     ./bh test fuzz                           a short run
//     out/fuzz/test/fuzz/kernel FOLDER         for as long as you like; FOLDER is kept
//     out/fuzz/test/fuzz/kernel FILE           one input again
//
// An input is an image, a few bytes for each task, and then events. What an input lacks
// at its end is zero.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/attr.h"
#include "abi/kipc.h"
#include "abi/lease.h"
#include "abi/sys.h"
#include "arch/host/arch_port.h"
#include "test/model/event.h"
#include "test/model/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at;
	size_t size;
};

static uint32_t take(struct input *input, uint32_t bytes)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < bytes && input->size > 0; i++) {
		value |= (uint32_t)*input->at << 8 * i;
		input->at++;
		input->size--;
	}
	return value;
}

static uint32_t take_below(struct input *input, uint32_t limit)
{
	return take(input, 1) % limit;
}

// Each line belongs to the task whose number it has, or to nobody. The supervisor runs from boot, as
// the kernel is promised.
static struct role take_role(struct input *input, uint32_t task)
{
	uint32_t flags = take(input, 1);
	struct role role = {
		.name = "",
		.priority = (uint8_t)(task == TASK_SUPERVISOR ? 0 : 1 + take_below(input, 4)),
		.slots = (uint16_t)(take(input, 1) & ((1u << KERN_TASKS) - 1) & ~(1u << task)),
		.grants = task == TASK_SUPERVISOR ? KIPC_GRANT_ALL
						  : (uint8_t)(take(input, 1) & KIPC_GRANT_ALL),
		.starts = task == TASK_SUPERVISOR || (flags & 1) == 0,
		.shares = (flags & 2) == 0,
		.has_device = (flags & 4) != 0,
		.has_room = (flags & 8) != 0,
		.line_count = (uint8_t)(flags >> 4 & 3),
	};

	if (KERN_TASKS + task >= ARCH_IRQS && role.line_count > 1)
		role.line_count = 1;
	if (role.line_count > 2)
		role.line_count = 2;
	role.line[0] = (struct line){(uint8_t)task, (uint8_t)(flags >> 6)};
	role.line[1] = (struct line){(uint8_t)(KERN_TASKS + task), (uint8_t)(flags >> 7)};
	return role;
}

// Addresses at which something begins.
static uint32_t take_address(struct input *input)
{
	uint32_t task = take_below(input, KERN_TASKS);

	switch (take_below(input, 8)) {
	case 0:
		return SHARED;
	case 1:
		return DMA;
	case 2:
		return DEVICE;
	case 3:
		return ROOMY;
	case 4:
		return ROM(task);
	case 5:
		return spec_entries.base + task * spec_entries.stride;
	default:
		return RAM(task);
	}
}

static struct word take_word(struct input *input)
{
	uint32_t kind = take(input, 1);
	struct word word = {.kind = WORD_PLAIN};

	if (kind < 0x80) {
		word.value = kind & 0x3F;
		return word;
	}
	switch (kind & 7) {
	case 0:
		word.value = take(input, 4);
		return word;
	case 1:
		word.value = UINT32_MAX - take(input, 1);
		return word;
	case 2:
		word.kind = WORD_ID;
		word.value = (kind & 8) != 0 ? SYS_RECV_CLOSED : 0;
		break;
	case 3:
		word.kind = WORD_TARGET;
		word.value = kind >> 3;
		break;
	case 4:
		word.value = TASK_ID_KERNEL << 16 | take(input, 1);
		return word;
	case 5:
		word.kind = (kind & 8) != 0 ? WORD_TIME_HIGH : WORD_TIME_LOW;
		word.value = take(input, 1);
		return word;
	default:
		word.value = take_address(input) + take_below(input, 40) - 4;
		return word;
	}
	kind = take(input, 1);
	word.task = (uint8_t)(kind % KERN_TASKS);
	word.ago = (uint8_t)(kind < 0xE0 ? 0 : kind & 7);
	return word;
}

static struct word own_buffer(struct input *input, uint32_t me)
{
	return (struct word){.kind = WORD_PLAIN,
			     .value = RAM(me) + take_below(input, RAM_SIZE - 8)};
}

static struct word plain(uint32_t value)
{
	return (struct word){.kind = WORD_PLAIN, .value = value};
}

static struct word present_id(struct input *input, enum word_kind kind, uint32_t value)
{
	return (struct word){
		.kind = (uint8_t)kind,
		.task = (uint8_t)take_below(input, KERN_TASKS),
		.value = value,
	};
}

// A call that has a good chance of being right.
static void take_likely_call(struct input *input, struct event *event, uint32_t me)
{
	switch (event->number) {
	case SYS_SEND:
		event->arg[0] = present_id(input, WORD_TARGET, take(input, 1));
		event->arg[1] = own_buffer(input, me);
		event->arg[2] = plain(take_below(input, 24));
		event->arg[3] = own_buffer(input, me);
		event->arg[4] = plain(take_below(input, 24));
		event->arg[5] = own_buffer(input, me);
		event->arg[5].value &= ~3u;
		event->arg[6] = plain(take_below(input, 2));
		return;
	case SYS_RECV:
		event->arg[0] = own_buffer(input, me);
		event->arg[1] = plain(take_below(input, 24));
		event->arg[2] = plain(take(input, 1));
		event->arg[3] = plain(0);
		return;
	case SYS_REPLY:
		event->arg[0] = present_id(input, WORD_ID, 0);
		event->arg[1] = plain(take(input, 1));
		event->arg[2] = own_buffer(input, me);
		event->arg[3] = plain(take_below(input, 24));
		return;
	case SYS_BORROW_READ:
	case SYS_BORROW_WRITE:
		event->arg[0] = present_id(input, WORD_ID, 0);
		event->arg[1] = plain(take_below(input, 2));
		event->arg[2] = plain(take_below(input, 8));
		event->arg[3] = own_buffer(input, me);
		event->arg[4] = plain(take_below(input, 24));
		return;
	default:
		for (uint32_t i = 0; i < 4; i++)
			event->arg[i] = take_word(input);
		return;
	}
}

static void take_call(struct input *input, struct event *event, uint32_t me)
{
	uint32_t number = take(input, 1);

	event->kind = EVENT_CALL;
	event->number = number % 16 == 15 ? take(input, 4) : number % 16;
	if ((number & 0x80) == 0) {
		take_likely_call(input, event, me);
		return;
	}
	for (uint32_t i = 0; i < 7; i++)
		event->arg[i] = take_word(input);
}

// A restart, a fault, or a question to the kernel, whose request is in the running task's
// memory or is not.
static void take_operation(struct input *input, struct event *event, uint32_t me)
{
	event->kind = EVENT_CALL;
	event->number = SYS_SEND;
	event->arg[0] =
		plain(TASK_ID_KERNEL << 16 |
		      (take_below(input, 12) == 11 ? KIPC_TAKE_EPITAPH : take_below(input, 12)));
	event->arg[1] = own_buffer(input, me);
	event->arg[2] = plain(take_below(input, 16));
	event->arg[3] = own_buffer(input, me);
	event->arg[4] = plain(take_below(input, 24));
	if ((event->arg[4].value & 1) != 0) {
		event->arg[3] = plain(ROOMY);
		event->arg[4] = plain(ROOMY_SIZE);
	}
}

// What a lease, or a kernel operation, may want to find in memory.
static void take_store(struct input *input, struct event *event, uint32_t me)
{
	event->kind = EVENT_STORE;
	event->number = own_buffer(input, me).value;
	event->arg[0] = take_word(input);
}

static struct event take_event(struct input *input, const struct spec *s)
{
	uint32_t choice = take(input, 1);
	uint32_t me = s->running == SPEC_NOBODY ? 0 : s->running;
	struct event event = {.pause = (choice & 0xC0) == 0xC0 ? 1 + choice % 3 : 0};

	event.patience = (choice & 0xC0) == 0x80 ? 5 : 0;
	switch (choice % 16) {
	case 0:
	case 1:
		event.kind = EVENT_INTERRUPT;
		event.number = take_below(input, ARCH_IRQS);
		return event;
	case 2:
		event.kind = EVENT_RAISE;
		event.number = take_below(input, ARCH_IRQS);
		return event;
	case 3:
		event.kind = EVENT_TICK;
		event.number = take(input, 1);
		return event;
	case 4:
		event.kind = EVENT_PASS;
		event.number = take(input, 4) >> take_below(input, 32);
		return event;
	case 5:
		event.kind = EVENT_ALARM;
		return event;
	case 6:
		event.kind = EVENT_FAULT;
		event.fault.kind = (uint8_t)take_below(input, FAULT_SYSCALL_USAGE);
		event.fault.has_detail = event.fault.kind == FAULT_MEMORY_ACCESS ||
					 event.fault.kind == FAULT_BUS_ERROR;
		return event;
	case 7:
	case 8:
		take_store(input, &event, me);
		return event;
	case 9:
	case 10:
		take_operation(input, &event, me);
		return event;
	default:
		take_call(input, &event, me);
		return event;
	}
}

static struct image fuzzed = {.name = "fuzzed"};

static void fill_nothing(uint32_t task, uint8_t *rom, uint8_t *ram)
{
	(void)task;
	(void)rom;
	(void)ram;
}

// Where the model and the kernel part, for people.
NORETURN static void disagree(const struct event *event, const char *why)
{
	if (event != NULL)
		event_print(event, stderr);
	fprintf(stderr, "# %s\n", why);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct spec s;
	static bool shows;
	struct input input = {data, size};
	bool has_epitaph = take_below(&input, 2) != 0;
	char why[200];

	shows = getenv("SHOW_EVENTS") != NULL;
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		fuzzed.role[i] = take_role(&input, i);
	image_install(&fuzzed);
	view_note_entries();
	memory_prepare(fill_nothing);
	if (!event_boot(&s, has_epitaph, why, sizeof why))
		disagree(NULL, why);
	while (input.size > 0 && !s.over) {
		struct event event = take_event(&input, &s);
		const char *reason = "";

		if (s.running != SPEC_NOBODY && s.task[s.running].again &&
		    (event.kind == EVENT_CALL || event.kind == EVENT_FAULT))
			event.kind = EVENT_AGAIN;
		if (!event_is_possible(&event, &s, &reason))
			continue;
		if (shows)
			event_print(&event, stderr);
		if (!event_happens(&event, &s, why, sizeof why))
			disagree(&event, why);
	}
	return 0;
}
