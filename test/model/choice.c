// The choices that the tasks of a scene have.
#include "test/model/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/irq.h"
#include "abi/kipc.h"
#include "abi/lease.h"
#include "abi/sys.h"
#include "arch/host/arch_port.h"
#include "test/model/view.h"

// Notification bits: of a fault, as fixed by the contract; what most scenes use; one more.
#define BIT_FAULT 1u
#define BIT_USUAL 2u
#define BIT_OTHER 4u

// A time that is not reached.
#define NEVER_HIGH (1u << 16)

// What is in each task's RAM,
#define BUFFER(task) RAM(task)
#define BUFFER_SIZE 4u
#define ROOM(task) (RAM(task) + 8)
#define ROOM_BYTES 4u
#define LONG(task) (RAM(task) + RAM_OWN - 12) // in two pieces, copied in three steps
#define LONG_SIZE 20u
#define RAM_TABLE (RAM_SIZE - 12) // a lease of its own second and third word

// and in its ROM: requests of kernel operations, two words each; those of dumps, three;
// and lease tables.
#define REQUESTS 4u // second words: 0, 1, 2, 4
#define REQUEST(task, of, second) (ROM(task) + 8 * (REQUESTS * (of) + (second)))
#define DUMPS_AT (8 * REQUESTS * (KERN_TASKS + 1))
#define DUMP(task, n) (ROM(task) + DUMPS_AT + 12 * (n))
#define TABLES_AT (DUMPS_AT + 12 * 6)
#define LEASE(task, n) (ROM(task) + TABLES_AT + 12 * (n))
#define LONG_TABLE_AT (TABLES_AT + 12 * 7) // 16 that are right, and a wrong one
#define LONG_TABLE(task) (ROM(task) + LONG_TABLE_AT)

_Static_assert(LONG_TABLE_AT + 12 * 17 <= ROM_SIZE, "it all fits");

static const uint32_t second_word[REQUESTS] = {0, 1, 2, 4};

static void store(uint8_t *at, uint32_t word)
{
	for (uint32_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(word >> 8 * i);
}

static void store3(uint8_t *at, uint32_t a, uint32_t b, uint32_t c)
{
	store(at, a);
	store(at + 4, b);
	store(at + 8, c);
}

static void fill(uint32_t task, uint8_t *rom, uint8_t *ram)
{
	uint8_t *tables = rom + TABLES_AT;
	uint8_t *dumps = rom + DUMPS_AT;
	uint32_t other = (task + 1) % KERN_TASKS;

	for (uint32_t of = 0; of <= KERN_TASKS; of++) {
		for (uint32_t n = 0; n < REQUESTS; n++) {
			store(rom + 8 * (REQUESTS * of + n), of);
			store(rom + 8 * (REQUESTS * of + n) + 4, second_word[n]);
		}
	}
	store3(dumps, other, spec_entries.base + other * spec_entries.stride, spec_entries.size);
	store3(dumps + 12, other, RAM(other) + 2, 8);
	store3(dumps + 24, other, DMA, DMA_SIZE);
	store3(dumps + 36, other, DEVICE, 4);
	store3(dumps + 48, other, RAM(task), 4);
	store3(dumps + 60, other, CODE, 4);
	// loans to read, to write, and of what several share; undefined rights; memory that
	// is not the task's
	store3(tables, LEASE_READ, RAM(task) + 4, 8);
	store3(tables + 12, LEASE_READ | LEASE_WRITE, LONG(task), LONG_SIZE - 2);
	store3(tables + 24, LEASE_READ | LEASE_WRITE, SHARED, 8);
	store3(tables + 36, 4, RAM(task), 4);
	store3(tables + 48, LEASE_WRITE, ROM(task), 4);
	store3(tables + 60, LEASE_READ, RAM(other), 4);
	store3(tables + 72, 0, RAM(other), 4);
	for (uint32_t i = 0; i < 16; i++)
		store3(rom + LONG_TABLE_AT + 12 * i, LEASE_READ, RAM(task) + i, 1);
	store3(rom + LONG_TABLE_AT + 12 * 16, LEASE_READ, RAM(other), 1);
	store3(ram + RAM_TABLE, LEASE_READ | LEASE_WRITE, RAM(task) + RAM_TABLE + 4, 8);
}

void scene_install(const struct scene *scene)
{
	image_install(&scene->image);
	view_note_entries();
	memory_prepare(fill);
}

// The list being made.
static struct event *list;
static size_t count;
static const struct scene *scene;
static const struct spec *state;
static uint32_t me;

static bool may(uint8_t tasks)
{
	return (tasks >> me & 1) != 0;
}

static struct event *add(enum event_kind kind, uint32_t number)
{
	struct event *event = &list[count++];

	if (count > EVENTS_MAX) {
		fprintf(stderr, "model: a state has more than %d events\n", EVENTS_MAX);
		abort();
	}
	*event = (struct event){.kind = (uint8_t)kind, .number = number};
	return event;
}

static struct word plain(uint32_t value)
{
	return (struct word){.kind = WORD_PLAIN, .value = value};
}

static struct word id(uint32_t task, uint8_t ago)
{
	return (struct word){.kind = WORD_ID, .task = (uint8_t)task, .ago = ago};
}

static struct word target(uint32_t task, uint8_t ago, uint32_t operation)
{
	return (struct word){
		.kind = WORD_TARGET, .task = (uint8_t)task, .ago = ago, .value = operation};
}

static void call(uint32_t number, struct word a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
	struct event *event = add(EVENT_CALL, number);

	event->arg[0] = a;
	event->arg[1].value = b;
	event->arg[2].value = c;
	event->arg[3].value = d;
	event->arg[4].value = e;
}

static void call_send(struct word to, uint32_t message, uint32_t size, uint32_t room,
		      uint32_t room_size, uint32_t table, uint32_t leases)
{
	call(SYS_SEND, to, message, size, room, room_size);
	list[count - 1].arg[5].value = table;
	list[count - 1].arg[6].value = leases;
}

static void call_recv(uint32_t buffer, uint32_t size, uint32_t mask, struct word from)
{
	call(SYS_RECV, plain(buffer), size, mask, 0, 0);
	list[count - 1].arg[3] = from;
	if (from.kind == WORD_ID)
		list[count - 1].arg[3].value = SYS_RECV_CLOSED;
}

static bool has_slot(uint32_t from, uint32_t to)
{
	return (scene->image.role[from].slots >> to & 1) != 0;
}

static void add_sends_to(uint32_t to)
{
	if (may(scene->send))
		call_send(target(to, 0, 7), BUFFER(me), 4, ROOM(me), ROOM_BYTES, 0, 0);
	if (may(scene->send_more)) {
		call_send(target(to, 0, 0xFFFF), LONG(me), LONG_SIZE, 0, 0, 1, 0);
		call_send(target(to, 0, 0), 1, 0, SHARED, 4, 0, 0);
		call_send(target(to, 0, 1), 1, 0, LONG(me), LONG_SIZE, 0, 0);
		call_send(target(to, 0, 0), SHARED, 4, ROOM(me), ROOM_BYTES, 0, 0);
		call_send(target(to, 0, 0), SHARED + 4, 4, 0, 0, 0, 0);
	}
	if (may(scene->lend))
		call_send(target(to, 0, 8), 0, 0, 0, 0, LEASE(me, 0),
			  scene->image.role[me].shares ? 3 : 2);
	if (may(scene->lend_many))
		call_send(target(to, 0, 8), LONG(me), LONG_SIZE, 0, 0, LONG_TABLE(me), 16);
	if (may(scene->lend_ram))
		call_send(target(to, 0, 9), 0, 0, 0, 0, RAM(me) + RAM_TABLE, 1);
}

static void add_wrong_sends_to(uint32_t to)
{
	call_send(target(to, 1, 7), BUFFER(me), 4, ROOM(me), 4, 0, 0);
	call_send(target(to, 0, 7), RAM(to), 4, ROOM(me), 4, 0, 0);
	call_send(target(to, 0, 7), RAM(me) + RAM_SIZE - 3, 4, ROOM(me), 4, 0, 0);
	call_send(target(to, 0, 7), UINT32_MAX, 1, ROOM(me), 4, 0, 0);
	call_send(target(to, 0, 7), BUFFER(me), 4, ROM(me), 4, 0, 0);
	call_send(target(to, 0, 7), BUFFER(me), 4, DEVICE, 4, 0, 0);
	call_send(target(to, 0, 7), BUFFER(me), 4, ROOM(me), UINT32_MAX, 0, 0);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LEASE(me, 3), 1);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LEASE(me, 4), 1);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LEASE(me, 5), 1);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LEASE(me, 0) + 1, 1);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LEASE(me, 0) + 2, 1);
	call_send(target(to, 0, 7), 0, 0, 0, 0, ROM(me) + ROM_SIZE - 8, 1);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LEASE(me, 0), 256);
	call_send(target(to, 0, 7), 0, 0, 0, 0, LONG_TABLE(me), 17);
}

static void add_sends(void)
{
	for (uint32_t to = 0; to < KERN_TASKS; to++) {
		if (has_slot(me, to)) {
			add_sends_to(to);
			if (may(scene->misuse))
				add_wrong_sends_to(to);
		} else if (may(scene->misuse)) {
			call_send(target(to, 0, 7), BUFFER(me), 4, ROOM(me), 4, 0, 0);
		}
	}
	if (may(scene->misuse))
		call_send(plain(KERN_TASKS << 16 | 7), BUFFER(me), 4, ROOM(me), 4, 0, 0);
}

static void add_recv_closed(uint32_t mask)
{
	for (uint32_t from = 0; from < KERN_TASKS; from++)
		if (has_slot(from, me))
			call_recv(BUFFER(me), BUFFER_SIZE, mask, id(from, 0));
	call_recv(BUFFER(me), BUFFER_SIZE, mask, plain(SYS_RECV_CLOSED | TASK_ID_KERNEL));
}

static void add_wrong_recvs(void)
{
	for (uint32_t from = 0; from < KERN_TASKS; from++)
		call_recv(BUFFER(me), BUFFER_SIZE, 0, id(from, has_slot(from, me)));
	call_recv(BUFFER(me), BUFFER_SIZE, 0, plain(SYS_RECV_CLOSED | KERN_TASKS));
	call_recv(ROM(me), 4, 0, plain(0));
	call_recv(RAM(me) - 1, 4, 0, plain(0));
	call_recv(ROM(me), 4, UINT32_MAX, plain(0));
	call_recv(4, UINT32_MAX, 0, plain(0));
}

static void add_recvs(void)
{
	if (may(scene->recv)) {
		call_recv(BUFFER(me), BUFFER_SIZE, 0, plain(0));
		call_recv(BUFFER(me), BUFFER_SIZE, UINT32_MAX, plain(0));
	}
	if (may(scene->recv_more)) {
		call_recv(0, 0, BIT_FAULT, plain(0));
		call_recv(SHARED + 2, 4, BIT_OTHER, plain(0));
		call_recv(LONG(me), LONG_SIZE, BIT_USUAL, plain(0x7FFF0000));
	}
	if (may(scene->recv_closed)) {
		add_recv_closed(0);
		add_recv_closed(UINT32_MAX);
	}
	if (may(scene->misuse))
		add_wrong_recvs();
}

static void add_replies_to(uint32_t to)
{
	if (may(scene->reply)) {
		call(SYS_REPLY, id(to, 0), 0, 0, 0, 0);
		call(SYS_REPLY, id(to, 0), 5, ROM(me), 4, 0);
	}
	if (may(scene->reply_more)) {
		call(SYS_REPLY, id(to, 0), UINT32_MAX, LONG(me), LONG_SIZE - 1, 0);
		call(SYS_REPLY, id(to, 0), 6, SHARED + 3, 2, 0);
		call(SYS_REPLY, id(to, 0), 7, ROM(me), ROOM_BYTES + 1, 0);
	}
	if (may(scene->reply_fault))
		call(SYS_REPLY_FAULT, id(to, 0), REPLY_FAULT_BAD_LEASES, 0, 0, 0);
	if (may(scene->misuse)) {
		call(SYS_REPLY, id(to, 1), 0, 0, 0, 0);
		call(SYS_REPLY, id(to, 0), 0, RAM((me + 1) % KERN_TASKS), 4, 0);
		call(SYS_REPLY_FAULT, id(to, 1), 0, 0, 0, 0);
		call(SYS_REPLY_FAULT, id(to, 0), 6, 0, 0, 0);
	}
}

static void add_replies(void)
{
	for (uint32_t to = 0; to < KERN_TASKS; to++)
		add_replies_to(to);
	if (may(scene->misuse)) {
		call(SYS_REPLY, plain(KERN_TASKS), 0, 0, 0, 0);
		call(SYS_REPLY, plain(TASK_ID_KERNEL), 0, 0, 0, 0);
		call(SYS_REPLY_FAULT, plain(KERN_TASKS), 0, 0, 0, 0);
	}
}

static void add_borrows_from(uint32_t lender, uint32_t lease)
{
	for (uint32_t offset = 0; offset <= 8; offset += 4) {
		call(SYS_BORROW_READ, id(lender, 0), lease, offset, LONG(me), LONG_SIZE);
		call(SYS_BORROW_WRITE, id(lender, 0), lease, offset, BUFFER(me), 4);
		call(SYS_BORROW_WRITE, id(lender, 0), lease, offset, ROM(me), 12);
	}
	call(SYS_BORROW_READ, id(lender, 0), lease, 9, BUFFER(me), 4);
	call(SYS_BORROW_WRITE, id(lender, 0), lease, UINT32_MAX, BUFFER(me), 4);
	call(SYS_BORROW_WRITE, id(lender, 0), lease, 0, SHARED, 4);
	call(SYS_BORROW_INFO, id(lender, 0), lease, 0, 0, 0);
}

static void add_borrows(void)
{
	for (uint32_t lender = 0; lender < KERN_TASKS; lender++) {
		if (may(scene->borrow))
			for (uint32_t lease = 0; lease < 4; lease++)
				add_borrows_from(lender, lease);
		if (!may(scene->misuse))
			continue;
		call(SYS_BORROW_READ, id(lender, 1), 0, 0, BUFFER(me), 4);
		call(SYS_BORROW_READ, id(lender, 0), 0, 0, ROM(me), 4);
		call(SYS_BORROW_WRITE, id(lender, 0), 0, 0, 1, UINT32_MAX);
		call(SYS_BORROW_INFO, id(lender, 0), UINT32_MAX, 0, 0, 0);
	}
	if (may(scene->misuse))
		call(SYS_BORROW_INFO, plain(KERN_TASKS), 0, 0, 0, 0);
}

static void add_posts(void)
{
	for (uint32_t to = 0; to < KERN_TASKS; to++) {
		if (may(scene->post))
			call(SYS_POST, id(to, 0), BIT_USUAL, 0, 0, 0);
		if (may(scene->post_more)) {
			call(SYS_POST, id(to, 0), BIT_USUAL | BIT_OTHER, 0, 0, 0);
			call(SYS_POST, id(to, 0), BIT_OTHER, 0, 0, 0);
			call(SYS_POST, id(to, 0), 0, 0, 0, 0);
		}
		if (may(scene->misuse)) {
			call(SYS_POST, id(to, 1), BIT_USUAL, 0, 0, 0);
			call(SYS_REFRESH_TASK_ID, id(to, 1), 0, 0, 0, 0);
		}
	}
	if (may(scene->misuse)) {
		call(SYS_POST, plain(KERN_TASKS), BIT_USUAL, 0, 0, 0);
		call(SYS_REFRESH_TASK_ID, plain(TASK_ID_KERNEL), 0, 0, 0, 0);
		call(14, plain(0), 0, 0, 0, 0);
		call(0x80000000u | SYS_RECV, plain(BUFFER(me)), 4, 0, 0, 0);
		call(UINT32_MAX, plain(0), 0, 0, 0, 0);
	}
}

static void set_timer(uint32_t enable, uint32_t ahead, uint32_t bits)
{
	call(SYS_SET_TIMER, plain(enable), 0, 0, bits, 0);
	list[count - 1].arg[1] = (struct word){.kind = WORD_TIME_LOW, .value = ahead};
	list[count - 1].arg[2] = (struct word){.kind = WORD_TIME_HIGH, .value = ahead};
}

static void add_timers(void)
{
	if (may(scene->timer)) {
		set_timer(1, scene->ahead, BIT_USUAL);
		set_timer(0, scene->ahead, BIT_USUAL);
		call(SYS_GET_TIMER, plain(0), 0, 0, 0, 0);
	}
	if (may(scene->timer_more)) {
		set_timer(UINT32_MAX, 0, BIT_OTHER);
		set_timer(1, 1, BIT_OTHER);
		call(SYS_SET_TIMER, plain(1), 0, NEVER_HIGH, 0, 0);
		call(SYS_SET_TIMER, plain(1), 0, 0, BIT_USUAL, 0);
	}
}

static void add_irq_calls(void)
{
	const struct role *role = &scene->image.role[me];
	uint32_t seen = 0;

	for (uint32_t i = 0; may(scene->irq) && i < role->line_count; i++) {
		uint32_t bits = 1u << role->line[i].bit;

		if ((seen & bits) != 0)
			continue;
		seen |= bits;
		for (uint32_t control = 0; control < 4; control++)
			call(SYS_IRQ_CONTROL, plain(bits), control, 0, 0, 0);
		call(SYS_IRQ_STATUS, plain(bits), 0, 0, 0, 0);
		if (may(scene->misuse)) {
			call(SYS_IRQ_CONTROL, plain(bits), IRQ_CLEAR_PENDING << 1, 0, 0, 0);
			call(SYS_IRQ_CONTROL, plain(bits), 0x80000000u | IRQ_ENABLE, 0, 0, 0);
		}
	}
	if (!may(scene->misuse))
		return;
	call(SYS_IRQ_CONTROL, plain(seen), IRQ_CLEAR_PENDING << 1, 0, 0, 0);
	for (uint32_t control = 0; control < 4; control++)
		call(SYS_IRQ_CONTROL, plain(seen | BIT_FAULT), control, 0, 0, 0);
	call(SYS_IRQ_CONTROL, plain(0), IRQ_ENABLE, 0, 0, 0);
	call(SYS_IRQ_STATUS, plain(seen | BIT_FAULT), 0, 0, 0, 0);
}

static void call_kernel(uint32_t operation, uint32_t request, uint32_t size, uint32_t room)
{
	call_send(plain(TASK_ID_KERNEL << 16 | operation), request, size, ROOM(me), room, 0, 0);
}

static void add_questions(void)
{
	for (uint32_t of = 0; of < KERN_TASKS; of++) {
		call_kernel(KIPC_READ_TASK_STATUS, REQUEST(me, of, 0), 4, KIPC_STATE_MAX);
		call_kernel(KIPC_FIND_FAULTED_TASK, REQUEST(me, of, 0), 4, 4);
		call_kernel(KIPC_READ_PANIC_MESSAGE, REQUEST(me, of, 0), 4, 3);
		for (uint32_t n = 0; n < REQUESTS; n++)
			call_kernel(KIPC_GET_DUMP_REGION, REQUEST(me, of, n), 8, 9);
	}
	for (uint32_t n = 0; n < 3; n++)
		call_kernel(KIPC_READ_DUMP_REGION, DUMP(me, n), 12, 8);
	call_kernel(KIPC_READ_TASK_STATUS, REQUEST(me, 0, 0), 4, 1);
	call_kernel(KIPC_FIND_FAULTED_TASK, REQUEST(me, KERN_TASKS, 0), 4, 4);
	call_kernel(KIPC_READ_IMAGE_ID, 0, 0, 8);
	call_kernel(KIPC_TAKE_EPITAPH, 0, 0, 8);
	if (scene->image.role[me].has_room)
		call_send(plain(TASK_ID_KERNEL << 16 | KIPC_TAKE_EPITAPH), 0, 0, ROOMY, ROOMY_SIZE,
			  0, 0);
	call_kernel(KIPC_RESET, 0, 0, 0);
}

static void add_wrong_operations(void)
{
	for (uint32_t operation = 0; operation < 12; operation++) {
		call_kernel(operation, REQUEST(me, KERN_TASKS, 1), 12, 0);
		call_kernel(operation, REQUEST(me, 1, 1), 3, 4);
		call_kernel(operation, RAM((me + 1) % KERN_TASKS), 12, 4);
		call_kernel(operation, REQUEST(me, 1, 3), 8, 64);
	}
	call_kernel(KIPC_FIND_FAULTED_TASK, BUFFER(me), 4, 4);
	call_kernel(KIPC_REINIT_TASK, REQUEST(me, 1, 2), 5, 0);
	call_kernel(KIPC_REINIT_TASK, REQUEST(me, 0, 0), 5, 0);
	call_kernel(KIPC_REINIT_TASK, REQUEST(me, 1, 1), 4, 0);
	call_kernel(KIPC_READ_DUMP_REGION, DUMP(me, 3), 12, 8);
	call_kernel(KIPC_READ_DUMP_REGION, DUMP(me, 4), 12, 8);
	call_kernel(KIPC_READ_DUMP_REGION, DUMP(me, 5), 12, 8);
	call_kernel(KIPC_TAKE_EPITAPH, 0, 0, 64);
	call_kernel(0xFFFF, 0, 0, 0);
}

static void add_kernel_operations(void)
{
	for (uint32_t of = 0; of < KERN_TASKS; of++) {
		bool grant = (scene->image.role[me].grants & KIPC_GRANT_RESTART) != 0;

		if (may(scene->restart) && (grant || of == me))
			call_kernel(KIPC_REINIT_TASK, REQUEST(me, of, 1), 5, 0);
		if (may(scene->stop) && of != TASK_SUPERVISOR && (grant || of == me))
			call_kernel(KIPC_REINIT_TASK, REQUEST(me, of, 0), 5, 0);
		if (may(scene->inject) && of != TASK_SUPERVISOR && of != me)
			call_kernel(KIPC_FAULT_TASK, REQUEST(me, of, 0), 4, 0);
		if (may(scene->misuse) && (of == TASK_SUPERVISOR || of == me))
			call_kernel(KIPC_FAULT_TASK, REQUEST(me, of, 0), 4, 0);
		for (uint32_t i = 0; may(scene->interrupt) && i < scene->image.role[of].line_count;
		     i++) {
			uint32_t bit = scene->image.role[of].line[i].bit;

			call_kernel(KIPC_SOFTWARE_IRQ, REQUEST(me, of, bit + 1), 8, 0);
		}
	}
	if (may(scene->kernel))
		add_questions();
	if (may(scene->misuse))
		add_wrong_operations();
}

static void add_fault(enum fault_kind kind, uint32_t reason, bool has_detail, uint32_t detail)
{
	struct event *event = add(EVENT_FAULT, 0);

	event->fault = (struct spec_fault){
		.kind = (uint8_t)kind,
		.reason = (uint8_t)reason,
		.has_detail = has_detail,
		.detail = detail,
		.or_detail = detail,
	};
}

static void add_faults(void)
{
	if (may(scene->panic)) {
		call(SYS_PANIC, plain(ROM(me)), 4, 0, 0, 0);
		if (!scene->blur)
			call(SYS_PANIC, plain(DEVICE), 4, 0, 0, 0);
	}
	if (!may(scene->fault))
		return;
	add_fault(FAULT_DIVIDE_BY_ZERO, 0, false, 0);
	if (scene->blur)
		return;
	add_fault(FAULT_MEMORY_ACCESS, FAULT_BY_USER, true, 0xDEADBEEF);
	add_fault(FAULT_MEMORY_ACCESS, FAULT_BY_USER, false, 0);
	add_fault(FAULT_STACK_OVERFLOW, 0, false, RAM(me) - 4);
	add_fault(FAULT_BUS_ERROR, FAULT_BY_USER, true, DEVICE);
	add_fault(FAULT_ILLEGAL_TEXT, 0, false, 0);
	add_fault(FAULT_ILLEGAL_INSTRUCTION, 0, false, 0);
	add_fault(FAULT_INVALID_OPERATION, 0, false, 0x20000);
}

// An alarm that is due comes, or is kept waiting by whatever else happens.
static void add_time(void)
{
	if (me != SPEC_NOBODY)
		add(EVENT_ALARM, 0);
	if (state->now >= state->alarm || (state->alarm == UINT64_MAX && !scene->dawdles))
		return;
	add(EVENT_TICK, 1);
	add(EVENT_TICK, 2);
	if (scene->dawdles)
		add(EVENT_PASS, 1);
}

static bool add_outside(void)
{
	bool fires = false;

	for (uint32_t line = 0; line < ARCH_IRQS; line++)
		if ((state->irq_enabled & state->irq_pending) >> line & 1) {
			add(EVENT_INTERRUPT, line);
			fires = true;
		}
	if (fires)
		return false;
	for (uint32_t task = 0; task < KERN_TASKS; task++) {
		for (uint32_t i = 0; i < scene->image.role[task].line_count; i++) {
			uint32_t line = scene->image.role[task].line[i].number;

			if ((state->irq_enabled >> line & 1) != 0)
				add(EVENT_INTERRUPT, line);
			else if ((state->irq_pending >> line & 1) == 0)
				add(EVENT_RAISE, line);
		}
	}
	add_time();
	return true;
}

size_t scene_events(const struct scene *of, const struct spec *s, struct event *events)
{
	list = events;
	count = 0;
	scene = of;
	state = s;
	me = s->running;
	if (!add_outside() || me == SPEC_NOBODY)
		return count;
	if (s->task[me].again) {
		add(EVENT_AGAIN, 0);
		return count;
	}
	if (may(scene->misuse))
		add(EVENT_INTERRUPT, ARCH_IRQS - 1);
	add_sends();
	add_recvs();
	add_replies();
	add_borrows();
	add_posts();
	add_timers();
	add_irq_calls();
	add_kernel_operations();
	add_faults();
	return count;
}
