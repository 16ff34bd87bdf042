// The report, sent byte by byte as the device has room.
#include "test/suite/runner/report.h"

#include "chip/mps2/regs.h"
#include "gen/task.h"
#include "ulib/sys.h"

#define CYCLES_PER_BIT 217u // 115,200 bits per second of a 25 MHz clock

static struct cmsdk_uart *const device = (struct cmsdk_uart *)UART0_BASE;

static void put(char c)
{
	while ((device->state & CMSDK_UART_STATE_TX_FULL) != 0)
		;
	device->data = (uint8_t)c;
}

void report_start(void)
{
	device->bauddiv = CYCLES_PER_BIT;
	device->ctrl = CMSDK_UART_CTRL_TX_ENABLE | CMSDK_UART_CTRL_RX_ENABLE |
		       CMSDK_UART_CTRL_RX_INT_ENABLE;
	// A byte that came before RX was enabled would wait for ever.
	(void)device->data;
	device->intr = CMSDK_UART_INT_RX;
	sys_irq_control(NOTIFY_RX_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
}

void report_line(const struct text *line)
{
	for (size_t i = 0; i < line->size; i++)
		put(line->data[i]);
	put('\r');
	put('\n');
}

bool report_take(uint8_t *byte)
{
	bool any;

	device->intr = CMSDK_UART_INT_RX;
	any = (device->state & CMSDK_UART_STATE_RX_FULL) != 0;
	if (any)
		*byte = (uint8_t)device->data;
	sys_irq_control(NOTIFY_RX_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	return any;
}
