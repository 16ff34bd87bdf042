// The console's line.
//
// A restarted driver has forgotten its subscriber and what it was to send. Each
// request is made again, after a new subscription; at worst some output is lost
// or appears twice.
#include "task/console/serial.h"

#include "gen/task.h"
#include "idl/uart_client.h"
#include "ulib/panic.h"
#include "ulib/slot.h"

TASK_SLOT(uart_slot, "uart");

static struct uart_client uart;
static char line_buffer[160];

static void subscribe(void)
{
	uart_subscribe(&uart, (uint8_t)__builtin_ctz(NOTIFY_SERIAL));
}

void serial_open(void)
{
	uart = uart_client_at(&uart_slot);
	subscribe();
}

void serial_write(const char *data, size_t size)
{
	while (uart_write(&uart, data, size) != UART_WRITE_OK)
		subscribe();
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

	for (;;) {
		switch (uart_read(&uart, to, room, &count)) {
		case UART_READ_OK:
			ASSERT(count <= room);
			return count;
		case UART_READ_WOULD_BLOCK:
			return 0;
		case UART_READ_SERVER_RESTARTED:
			subscribe();
		}
	}
}
