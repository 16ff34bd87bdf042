// System calls for generated code on the host.
#include "test/idl/host/kernel.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct fake fake;

static jmp_buf *panic_to;

void fake_begin(void)
{
	fake = (struct fake){.send = NULL};
}

bool fake_panics(void (*run)(void))
{
	jmp_buf here;

	panic_to = &here;
	if (setjmp(here) == 0) {
		run();
		panic_to = NULL;
		return false;
	}
	panic_to = NULL;
	return true;
}

NORETURN void sys_stub_panic(const char *message, uint32_t size)
{
	if (size > sizeof fake.panic - 1)
		size = sizeof fake.panic - 1;
	memcpy(fake.panic, message, size);
	fake.panic[size] = '\0';
	if (panic_to == NULL)
		abort();
	longjmp(*panic_to, 1);
}

// A lease holds the lower half of an address. Static memory is all near to `fake`.
static void *address(uint32_t base)
{
	uintptr_t near = (uintptr_t)&fake;
	intptr_t distance = (int32_t)(base - (uint32_t)near);

	return (void *)(near + (uintptr_t)distance);
}

uint64_t sys_port_send(uint32_t target, const void *message, uint32_t size, void *reply,
		       uint32_t room, const struct lease *leases, uint32_t lease_count)
{
	const struct message received = {
		.sender = {3},
		.operation = target & 0xFFFF,
		.size = size,
		.reply_room = room,
		.lease_count = lease_count,
	};
	uint32_t code;

	fake.sends++;
	fake.target = target;
	for (uint32_t i = 0; i < lease_count; i++)
		fake.leases[i] = (struct fake_lease){leases[i].attributes, address(leases[i].base),
						     leases[i].length, 0};
	fake.answer.size = 0;
	code = fake.send(&received, message);
	if (fake.answer.size > room)
		abort();
	if (fake.answer.size > 0)
		memcpy(reply, fake.answer.bytes, fake.answer.size);
	return (uint64_t)fake.answer.size << 32 | code;
}

void sys_port_recv_open(void *buffer, uint32_t size, uint32_t mask, uint32_t result[5])
{
	(void)buffer;
	(void)size;
	(void)mask;
	(void)result;
	abort();
}

void sys_port_reply(uint32_t to, uint32_t code, const void *message, uint32_t size)
{
	if (size > sizeof fake.answer.bytes)
		abort();
	fake.answer.replies++;
	fake.answer.to = to;
	fake.answer.code = code;
	fake.answer.size = size;
	if (size > 0)
		memcpy(fake.answer.bytes, message, size);
}

void sys_stub_reply_fault(uint32_t to, uint32_t reason)
{
	fake.answer.refusals++;
	fake.answer.to = to;
	fake.answer.reason = reason;
}

// Copies as much as there is.
uint64_t sys_port_borrow(uint32_t number, uint32_t lender, uint32_t lease, uint32_t offset,
			 const void *buffer, uint32_t size)
{
	const struct fake_lease *from = &fake.leases[lease];
	uint8_t *there = from->base;

	(void)lender;
	if (from->code != 0)
		return from->code;
	if (offset > from->size)
		abort();
	if (size > from->size - offset)
		size = from->size - offset;
	if (number == SYS_BORROW_WRITE)
		memcpy(there + offset, buffer, size);
	else
		memcpy((void *)(uintptr_t)buffer, there + offset, size);
	return (uint64_t)size << 32;
}

void sys_stub_borrow_info(uint32_t lender, uint32_t lease, struct lease_info *to)
{
	const struct fake_lease *from = &fake.leases[lease];

	(void)lender;
	*to = (struct lease_info){from->code, from->attributes, from->size};
}

uint32_t sys_port_refresh_task_id(uint32_t id)
{
	return id;
}

uint32_t sys_port_post(uint32_t to, uint32_t bits)
{
	(void)to;
	(void)bits;
	return 0;
}
