// Keeper: the benchmark's supervisor.
//
// Its lines on the serial line are read by the tool:
//
//   ticks N          what the client's timer counted while the trace was on
//   failed WHY       a task faulted, and nothing counts
#include "chip/mps2/regs.h"
#include "chip/mps2/regs.h"
#include "gen/task.h"
#include "lib/fault_text.h"
#include "lib/text.h"
#include "test/bench/mark.h"
#include "test/bench/protocol.h"
#include "ulib/kipc.h"

#define CYCLES_PER_BIT 217u // 115,200 bits per second of a 25 MHz clock

static const char *const task_name[] = TASK_NAMES;
static const struct task_names task_names = {task_name, TASK_COUNT};

static struct cmsdk_uart *const device = (struct cmsdk_uart *)UART0_BASE;
static struct cmsdk_timer *const timer = (struct cmsdk_timer *)TIMER1_BASE;

static void print(const char *line, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		while ((device->state & CMSDK_UART_STATE_TX_FULL) != 0)
			;
		device->data = (uint8_t)line[i];
	}
}

static void report_fault(void)
{
	char space[200];
	struct text line = text_in(space, sizeof space);
	uint32_t index = kipc_find_faulted_task(1);
	struct task_state state = kipc_read_task_status(index);
	struct sys_result panic;

	text_add(&line, "failed ");
	text_add(&line, task_name[index]);
	text_add(&line, " is ");
	task_state_text(&line, &state, &task_names);
	text_add(&line, " ");
	panic = kipc_read_panic_message(index, line.data + line.size, line.room - line.size - 1);
	if (panic.code == 0)
		line.size += panic.size;
	text_add(&line, "\n");
	print(line.data, line.size);
}

// The server is less important, so it does not run before the second mark.
static void restart(void)
{
	MARK(restart);
	kipc_restart_task(TASK_SERVER);
	MARK(restart_end);
}

// The timer fires once: it does not reload.
static void take_irq(struct task_id client, uint32_t ticks)
{
	timer->reload = 0;
	timer->value = ticks;
	sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	sys_reply(client, 0, NULL, 0);
	timer->ctrl = CMSDK_TIMER_CTRL_ENABLE | CMSDK_TIMER_CTRL_INT_ENABLE;
	if ((sys_recv_notification(NOTIFY_IRQ | NOTIFY_FAULT) & NOTIFY_FAULT) != 0)
		report_fault();
	timer->ctrl = 0;
	timer->intr = 1;
}

int main(void)
{
	device->bauddiv = CYCLES_PER_BIT;
	device->ctrl = CMSDK_UART_CTRL_TX_ENABLE;
	for (;;) {
		union {
			char line[KEEPER_LINE];
			uint32_t ticks;
		} request;
		struct message message;

		sys_recv_open(&request, sizeof request, NOTIFY_FAULT, &message);
		if (message.sender.raw == TASK_ID_KERNEL) {
			report_fault();
			continue;
		}
		switch ((enum keeper_op)message.operation) {
		case KEEPER_TAKE_IRQ:
			take_irq(message.sender, request.ticks);
			continue;
		case KEEPER_RESTART:
			restart();
			break;
		case KEEPER_PRINT:
			print(request.line,
			      message.size < KEEPER_LINE ? message.size : KEEPER_LINE);
			break;
		}
		sys_reply(message.sender, 0, NULL, 0);
	}
}
