// Server: the other end of what the client measures, and the driver of a timer.
#include "chip/mps2/regs.h"
#include "gen/task.h"
#include "idl/bench_server.h"
#include "test/bench/protocol.h"
#include "ulib/panic.h"
#include "ulib/sys.h"

// Until the interrupt: time enough to arm the timer, wait, and let the client spin.
#define TICKS_TO_IRQ 25

static struct cmsdk_timer *const timer = (struct cmsdk_timer *)TIMER0_BASE;

static uint32_t buffer[SERVER_ROOM / sizeof(uint32_t)];

static void read_lease(struct task_id lender)
{
	struct sys_result result = sys_borrow_read(lender, 0, 0, buffer, sizeof buffer);

	ASSERT(result.code == 0 && result.size == sizeof buffer);
	sys_reply(lender, 0, &buffer[SERVER_ROOM / sizeof(uint32_t) - 1], sizeof(uint32_t));
}

static void take_posts(uint32_t count)
{
	for (; count != 0; count--)
		ASSERT(sys_recv_notification(NOTIFY_POST) == NOTIFY_POST);
}

static void take_irqs(uint32_t count)
{
	for (; count != 0; count--) {
		timer->reload = TICKS_TO_IRQ;
		timer->value = TICKS_TO_IRQ;
		sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
		timer->ctrl = CMSDK_TIMER_CTRL_ENABLE | CMSDK_TIMER_CTRL_INT_ENABLE;
		ASSERT(sys_recv_notification(NOTIFY_IRQ) == NOTIFY_IRQ);
		timer->ctrl = 0;
		timer->intr = 1;
	}
}

// Where copies go to and come from.
static uint8_t *const space = (uint8_t *)REGION_PSRAM_BASE;

static void take_copies(void)
{
	struct message message;

	do {
		uint32_t size = 0;

		sys_recv_open(space, COPY_ROOM, 0, &message);
		if (message.operation == COPY_REPLY)
			size = *(uint32_t *)space;
		if (message.operation == COPY_LEASE)
			(void)sys_borrow_read(message.sender, 0, 0, space, COPY_ROOM);
		sys_reply(message.sender, 0, space, size);
	} while (message.operation != COPY_NO_MORE);
}

static struct answer echo(struct bench_echo_call call, uint32_t word)
{
	return bench_echo_reply(call, word);
}

static void serve(const struct message *message)
{
	uint32_t count = buffer[0];

	switch ((enum server_op)message->operation) {
	case SERVER_READ_LEASE:
		read_lease(message->sender);
		return;
	case SERVER_TAKE_POSTS:
		sys_reply(message->sender, 0, NULL, 0);
		take_posts(count);
		return;
	case SERVER_TAKE_IRQS:
		sys_reply(message->sender, 0, NULL, 0);
		take_irqs(count);
		return;
	case SERVER_COPY:
		sys_reply(message->sender, 0, NULL, 0);
		take_copies();
		return;
	}
	sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
}

int main(void)
{
	static const struct bench_server server = {.echo = echo};

	for (;;) {
		struct message message;

		sys_recv_open(buffer, sizeof buffer, 0, &message);
		if (message.operation <= sizeof buffer)
			sys_reply(message.sender, 0, buffer, message.operation);
		else if (message.operation == BENCH_OP_ECHO)
			bench_dispatch(&server, &message, (const uint8_t *)buffer);
		else
			serve(&message);
	}
}
