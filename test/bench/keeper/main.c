// Keeper: the benchmark's supervisor.
//
// Its lines on the serial line are read by the tool:
//
//   ticks N          what the client's timer counted while the trace was on
//   failed WHY       a task faulted, and nothing counts
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

int main(void)
{
	device->bauddiv = CYCLES_PER_BIT;
	device->ctrl = CMSDK_UART_CTRL_TX_ENABLE;
	for (;;) {
		char line[KEEPER_LINE];
		struct message message;

		sys_recv_open(line, sizeof line, NOTIFY_FAULT, &message);
		if (message.sender.raw == TASK_ID_KERNEL) {
			report_fault();
			continue;
		}
		if (message.operation == KEEPER_RESTART)
			restart();
		else
			print(line, message.size < sizeof line ? message.size : sizeof line);
		sys_reply(message.sender, 0, NULL, 0);
	}
}
