// The UART of Arm's Cortex-M System Design Kit (idl/uart.h).
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
#include "idl/uart.h"
#include "lib/fifo.h"
#include "ulib/counters.h"
#include "ulib/sys.h"

_Static_assert(CONFIG_CYCLES_PER_BIT >= CMSDK_UART_BAUDDIV_MIN, "the device cannot go faster");

#define UART_COUNTERS(X) X(bytes_sent) X(bytes_received) X(overruns) X(refused)
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

static void refuse(const struct message *message, enum reply_fault reason)
{
	uart_counters.refused++;
	sys_reply_fault(message->sender, reason);
}

// Whether lease 0 allows what the operation needs. If not, the sender has its
// answer; if it has gone away meanwhile, the refusal goes nowhere.
static bool has_lease(const struct message *message, uint32_t attribute, uint32_t *size)
{
	struct lease_info lease = sys_borrow_info(message->sender, 0);

	if (lease.code != 0 || (lease.attributes & attribute) == 0) {
		refuse(message, REPLY_FAULT_BAD_LEASES);
		return false;
	}
	*size = lease.size;
	return true;
}

static void serve_write(const struct message *message)
{
	uint32_t size;
	uint32_t done = 0;

	if (!has_lease(message, LEASE_READ, &size))
		return;
	while (done < size) {
		struct fifo_run space = fifo_space(&sending);
		struct sys_result copied;

		if (space.size == 0) {
			interrupted(sys_recv_notification(NOTIFY_RX_IRQ | NOTIFY_TX_IRQ));
			continue;
		}
		copied = sys_borrow_read(message->sender, 0, done, space.at, space.size);
		if (copied.code != 0) {
			refuse(message, REPLY_FAULT_BAD_LEASES);
			return;
		}
		fifo_added(&sending, copied.size);
		done += copied.size;
		transmit();
	}
	sys_reply(message->sender, 0, NULL, 0);
}

static void serve_read(const struct message *message)
{
	uint32_t size;
	uint32_t done = 0;

	if (!has_lease(message, LEASE_WRITE, &size))
		return;
	if (fifo_is_empty(&received)) {
		sys_reply(message->sender, UART_WOULD_BLOCK, NULL, 0);
		return;
	}
	while (done < size && !fifo_is_empty(&received)) {
		struct fifo_run content = fifo_content(&received);
		struct sys_result copied =
			sys_borrow_write(message->sender, 0, done, content.at, content.size);

		if (copied.code != 0) {
			refuse(message, REPLY_FAULT_BAD_LEASES);
			return;
		}
		fifo_taken(&received, copied.size);
		done += copied.size;
	}
	sys_reply(message->sender, 0, &done, sizeof done);
	receive();
}

static void serve_subscribe(const struct message *message, uint32_t bit)
{
	if (bit > 31) {
		refuse(message, REPLY_FAULT_BAD_MESSAGE_CONTENTS);
		return;
	}
	subscriber = (struct subscriber){message->sender, 1u << bit};
	sys_reply(message->sender, 0, NULL, 0);
	if (!fifo_is_empty(&received))
		tell_subscriber();
}

// What a request must look like, by operation.
struct shape {
	bool known;
	uint8_t size;
	uint8_t reply_room;
	uint8_t lease_count;
};

static const struct shape shape[] = {
	[UART_WRITE] = {.known = true, .lease_count = 1},
	[UART_READ] = {.known = true, .reply_room = sizeof(uint32_t), .lease_count = 1},
	[UART_SUBSCRIBE] = {.known = true, .size = sizeof(uint32_t)},
};

static bool is_well_formed(const struct message *message)
{
	static const struct shape unknown;
	const struct shape *want = message->operation < sizeof shape / sizeof shape[0]
					   ? &shape[message->operation]
					   : &unknown;

	if (!want->known)
		refuse(message, REPLY_FAULT_UNDEFINED_OPERATION);
	else if (message->size != want->size)
		refuse(message, REPLY_FAULT_BAD_MESSAGE_SIZE);
	else if (message->lease_count != want->lease_count)
		refuse(message, REPLY_FAULT_BAD_LEASES);
	else if (message->reply_room < want->reply_room)
		refuse(message, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL);
	else
		return true;
	return false;
}

static void serve(const struct message *message, uint32_t argument)
{
	if (!is_well_formed(message))
		return;
	switch (message->operation) {
	case UART_WRITE:
		serve_write(message);
		return;
	case UART_READ:
		serve_read(message);
		return;
	case UART_SUBSCRIBE:
		serve_subscribe(message, argument);
		return;
	}
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
	start_device();
	for (;;) {
		struct message message;
		uint32_t argument;

		sys_recv_open(&argument, sizeof argument, NOTIFY_RX_IRQ | NOTIFY_TX_IRQ, &message);
		if (message.sender.raw == TASK_ID_KERNEL)
			interrupted(message.operation);
		else
			serve(&message, argument);
	}
}
