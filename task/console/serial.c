// The console's line.
//
// A restarted driver has forgotten its subscriber and what it was to send. Each
// request is made again, after a new subscription; at worst some output is lost
// or appears twice.
#include "task/console/serial.h"

#include "gen/task.h"
#include "idl/uart.h"
#include "ulib/lease.h"
#include "ulib/panic.h"
#include "ulib/peer.h"
#include "ulib/slot.h"

TASK_SLOT(uart_slot, "uart");

static struct task_id uart;
static char line_buffer[160];

static void subscribe(void)
{
	const uint32_t bit = (uint32_t)__builtin_ctz(NOTIFY_SERIAL);
	struct sys_result result;

	do {
		result = sys_send(uart, UART_SUBSCRIBE, &bit, sizeof bit, NULL, 0, NULL, 0);
	} while (peer_was_restarted(&uart, result.code));
	ASSERT(result.code == 0);
}

static struct sys_result call(enum uart_operation operation, struct lease lease, void *reply,
			      size_t room)
{
	for (;;) {
		struct sys_result result =
			sys_send(uart, operation, NULL, 0, reply, room, &lease, 1);

		if (!peer_was_restarted(&uart, result.code))
			return result;
		subscribe();
	}
}

void serial_open(void)
{
	uart = slot_peer(&uart_slot);
	subscribe();
}

void serial_write(const char *data, size_t size)
{
	struct sys_result result = call(UART_WRITE, lease_read(data, size), NULL, 0);

	ASSERT(result.code == 0);
}

struct text serial_begin_line(void)
{
	return text_in(line_buffer, sizeof line_buffer);
}

void serial_write_line(struct text *line)
{
	if (line->size > line->room - 2)
		line->size = line->room - 2;
	text_add(line, "\r\n");
	serial_write(line->data, line->size);
}

size_t serial_read(char *to, size_t room)
{
	uint32_t count = 0;
	struct sys_result result = call(UART_READ, lease_write(to, room), &count, sizeof count);

	if (result.code == UART_WOULD_BLOCK)
		return 0;
	ASSERT(result.code == 0 && result.size == sizeof count && count <= room);
	return count;
}
