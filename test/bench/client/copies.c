// How long an interrupt waits while others copy.
//
// The keeper, who is more important than all others, waits for its timer's interrupt,
// which comes while client and server copy. That is done again and again, with the
// interrupt at other times of the copy; before each, once with nothing going on, from
// which the tool learns when the interrupt comes.
#include "gen/task.h"
#include "test/bench/client/calls.h"
#include "test/bench/mark.h"
#include "test/bench/protocol.h"
#include "ulib/lease.h"
#include "ulib/panic.h"
#include "ulib/slot.h"

// An instruction takes a nanosecond, the counter counts every 40.
#define INSTRUCTIONS_PER_COUNT 40u

// From a request to the keeper's timer until the interrupt: no less than it takes to be
// back here.
#define COUNTS_LEAST 8u

// Instructions from there to a copy, so that the interrupt comes before it at first.
#define LEAD 400u

// How many counts there are between one time of an interrupt and the next: few at both
// ends of a copy, and many in between, where one step is like the other.
#define ENDS 40u
#define STRIDE_AT_ENDS 3u
#define STRIDE_BETWEEN 401u

TASK_SLOT(driver_slot, "keeper");
TASK_SLOT(copier_slot, "server");

static uint8_t *const space = (uint8_t *)REGION_PSRAM_BASE + COPY_ROOM;

struct copy {
	enum copy_op op;
	uint8_t *base;
	uint32_t size;
	uint32_t lease_count; // that go with COPY_MESSAGE
	void (*head)(void);   // a mark
};

// As many as the kernel checks without looking for interrupts in between.
#define LEASES 3u

static const struct lease leases[LEASES] = {
	{LEASE_READ | LEASE_WRITE, REGION_PSRAM_BASE, 4},
	{LEASE_READ | LEASE_WRITE, REGION_PSRAM_BASE, 4},
	{LEASE_READ | LEASE_WRITE, REGION_PSRAM_BASE, 4},
};

static void send(struct task_id to, uint32_t operation, const void *message, size_t size,
		 void *reply, size_t room, const struct lease *lent, size_t lease_count)
{
	ASSERT(sys_send(to, (uint16_t)operation, message, size, reply, room, lent, lease_count)
		       .code == 0);
}

static void do_copy(struct task_id server, const struct copy *copy)
{
	const struct lease lease = lease_read(copy->base, copy->size);

	if (copy->op == COPY_MESSAGE)
		send(server, COPY_MESSAGE, copy->base, copy->size, NULL, 0, leases,
		     copy->lease_count);
	else if (copy->op == COPY_REPLY)
		send(server, COPY_REPLY, &copy->size, sizeof copy->size, copy->base, copy->size,
		     NULL, 0);
	else
		send(server, COPY_LEASE, NULL, 0, NULL, 0, &lease, 1);
}

static void spin(uint32_t instructions)
{
	calibrate_2(instructions / 2);
}

// The interrupt comes so many counts after the keeper has started its timer, and so many
// instructions after the mark.
NEVER_INLINE static void arm(struct task_id keeper, uint32_t counts)
{
	send(keeper, KEEPER_TAKE_IRQ, &counts, sizeof counts, NULL, 0, NULL, 0);
	MARK(armed);
}

NEVER_INLINE static void head_alone(void)
{
	MARK(alone);
}

NEVER_INLINE static void head_1024(void)
{
	MARK(irq_in_copy_1024);
}

NEVER_INLINE static void head_65536(void)
{
	MARK(irq_in_copy_65536);
}

NEVER_INLINE static void head_odd_1024(void)
{
	MARK(irq_in_odd_copy_1024);
}

NEVER_INLINE static void head_odd_65536(void)
{
	MARK(irq_in_odd_copy_65536);
}

NEVER_INLINE static void head_leases(void)
{
	MARK(irq_in_send_3_leases);
}

static void interrupt(struct task_id keeper, struct task_id server, const struct copy *copy,
		      uint32_t counts)
{
	arm(keeper, counts);
	head_alone();
	spin(counts * INSTRUCTIONS_PER_COUNT);
	arm(keeper, counts);
	copy->head();
	spin(LEAD);
	do_copy(server, copy);
	spin(2 * LEAD);
}

static void go_through(struct task_id keeper, struct task_id server, const struct copy *copy)
{
	uint32_t start = *counter;
	uint32_t length;

	do_copy(server, copy);
	length = *counter - start;
	for (uint32_t at = 0; at < length + LEAD / INSTRUCTIONS_PER_COUNT;) {
		interrupt(keeper, server, copy, COUNTS_LEAST + at);
		at += at < ENDS || at + ENDS + STRIDE_BETWEEN > length ? STRIDE_AT_ENDS
								       : STRIDE_BETWEEN;
	}
}

void call_copies(void)
{
	static const struct {
		uint32_t size;
		uint32_t offset;
		void (*head)(void);
	} forms[] = {
		{1024, 0, head_1024},
		{COPY_ROOM, 0, head_65536},
		{1024, 1, head_odd_1024},
		{COPY_ROOM, 1, head_odd_65536},
	};
	struct task_id keeper = slot_peer(&driver_slot);
	struct task_id server = slot_peer(&copier_slot);

	send(server, SERVER_COPY, NULL, 0, NULL, 0, NULL, 0);
	MARK(copies);
	for (uint32_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		for (enum copy_op op = COPY_MESSAGE; op <= COPY_LEASE; op++)
			go_through(keeper, server,
				   &(struct copy){op, space + forms[i].offset, forms[i].size, 0,
						  forms[i].head});
	go_through(keeper, server,
		   &(struct copy){COPY_MESSAGE, space + 1, COPY_ROOM, LEASES, head_leases});
	send(server, COPY_NO_MORE, NULL, 0, NULL, 0, NULL, 0);
}
