// The UART of Arm's Cortex-M System Design Kit (idl/uart.idol).
//
//   writer --lease--> sending --TX--> line --RX--> received --lease--> reader
//
// The device holds one byte each way. It is written while it has room and read
// while it has something; in between this task waits for its interrupts:
//
//   RX  on while `received` has room. Without, the byte stays in the device,
//       and whoever paces the line waits; nothing that was typed is lost.
//   TX  on while `sending` holds something, that is, while the device is full.
//
// A line interrupts as long as its bit in the device's INTSTATUS is set, so that
// bit is cleared first, then the device is served, then the interrupt is enabled.
#include "chip/mps2/regs.h"
#include "gen/task.h"
#include "idl/uart_server.h"
#include "lib/fifo.h"
#include "ulib/counters.h"
#include "ulib/sys.h"

_Static_assert(CONFIG_CYCLES_PER_BIT >= CMSDK_UART_BAUDDIV_MIN, "the device cannot go faster");

#define UART_COUNTERS(X) X(bytes_sent) X(bytes_received) X(overruns)
COUNTERS(uart, UART_COUNTERS);

struct subscriber {
	struct task_id task;
	uint32_t bits; // 0: nobody
};

static struct cmsdk_uart *const device = (struct cmsdk_uart *)UART0_BASE;

static struct fifo sending;
static struct fifo received;
static struct subscriber subscriber;

static void tell_subscriber(void)
{
	if (subscriber.bits != 0 && sys_post(subscriber.task, subscriber.bits) != 0)
		subscriber.bits = 0;
}

// Moves what the device holds into `received`.
static void receive(void)
{
	uint32_t before = received.in;

	device->intr = CMSDK_UART_INT_RX;
	while (!fifo_is_full(&received) && (device->state & CMSDK_UART_STATE_RX_FULL) != 0)
		fifo_put(&received, (uint8_t)device->data);
	if ((device->state & CMSDK_UART_STATE_RX_OVERRUN) != 0) {
		device->state = CMSDK_UART_STATE_RX_OVERRUN;
		uart_counters.overruns++;
	}
	if (!fifo_is_full(&received))
		sys_irq_control(NOTIFY_RX_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	if (received.in != before) {
		uart_counters.bytes_received += received.in - before;
		tell_subscriber();
	}
}

// Moves from `sending` what the device has room for.
static void transmit(void)
{
	uint32_t before = sending.out;

	device->intr = CMSDK_UART_INT_TX;
	while (!fifo_is_empty(&sending) && (device->state & CMSDK_UART_STATE_TX_FULL) == 0)
		device->data = fifo_take(&sending);
	if (!fifo_is_empty(&sending))
		sys_irq_control(NOTIFY_TX_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	uart_counters.bytes_sent += sending.out - before;
}

static void interrupted(uint32_t bits)
{
	if ((bits & NOTIFY_RX_IRQ) != 0)
		receive();
	if ((bits & NOTIFY_TX_IRQ) != 0)
		transmit();
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct answer write(struct uart_write_call call)
{
	uint32_t done = 0;

	while (done < call.data.count) {
		struct fifo_run space = fifo_space(&sending);
		uint32_t count = smaller(space.size, call.data.count - done);

		if (count == 0) {
			interrupted(sys_recv_notification(NOTIFY_RX_IRQ | NOTIFY_TX_IRQ));
			continue;
		}
		if (!uart_write_data_read(call.data, done, space.at, count))
			return answer_gone();
		fifo_added(&sending, count);
		done += count;
		transmit();
	}
	return uart_write_reply(call);
}

static struct answer read(struct uart_read_call call)
{
	struct answer answer;
	uint32_t done = 0;

	if (fifo_is_empty(&received))
		return uart_read_fail(call, UART_ERROR_WOULD_BLOCK);
	while (done < call.data.count && !fifo_is_empty(&received)) {
		struct fifo_run content = fifo_content(&received);
		uint32_t count = smaller(content.size, call.data.count - done);

		if (!uart_read_data_write(call.data, done, content.at, count))
			return answer_gone();
		fifo_taken(&received, count);
		done += count;
	}
	answer = uart_read_reply(call, done);
	receive();
	return answer;
}

static struct answer subscribe(struct uart_subscribe_call call, uint8_t bit)
{
	struct answer answer;

	if (bit > 31)
		return answer_refuse(call.caller, REPLY_FAULT_BAD_MESSAGE_CONTENTS);
	subscriber = (struct subscriber){call.caller, 1u << bit};
	answer = uart_subscribe_reply(call);
	if (!fifo_is_empty(&received))
		tell_subscriber();
	return answer;
}

static void start_device(void)
{
	device->bauddiv = CONFIG_CYCLES_PER_BIT;
	device->ctrl = CMSDK_UART_CTRL_TX_ENABLE | CMSDK_UART_CTRL_RX_ENABLE |
		       CMSDK_UART_CTRL_TX_INT_ENABLE | CMSDK_UART_CTRL_RX_INT_ENABLE;

	// A byte that came before RX was enabled can wait for a read for ever; if
	// the device shows none, this read asks for it.
	if ((device->state & CMSDK_UART_STATE_RX_FULL) == 0)
		(void)device->data;
	receive();
}

int main(void)
{
	static const struct uart_server server = {
		.write = write,
		.read = read,
		.subscribe = subscribe,
	};

	start_device();
	for (;;)
		interrupted(uart_step(&server, NOTIFY_RX_IRQ | NOTIFY_TX_IRQ));
}
