// The runner: supervisor and judge of the test suite.
//
//   for each case: all but the neighbours are started afresh
//                  suite asks which case to run (NEXT), says its name (BEGIN), and at
//                  the end that it has passed (PASS)
//   ok             suite said so
//   FAILED         suite faulted, most often because a check of its own made it
//                  panic; or it took too long
//
// Other tasks fault because suite wants them to, and are left as they are, for suite
// to look at, unless it asks for their restart. The report is read by the tool, so its
// lines have a fixed form:
//
//   choose                     asks for a line: the name of the one case to run, or
//                              nothing for all of them
//   case NAME ok
//   case NAME FAILED WHY
//   type X                     asks whoever reads this to type X
//   suite N passed, M failed   the last line
#include "gen/task.h"
#include "lib/fault_text.h"
#include "lib/text.h"
#include "test/suite/protocol.h"
#include "test/suite/runner/report.h"
#include "ulib/kipc.h"
#include "ulib/time.h"

#define TIMEOUT_MS 1000
#define TYPING_TIMEOUT_MS 60000 // for people

static const char *const task_name[] = TASK_NAMES;
static const struct task_names task_names = {task_name, TASK_COUNT};

// What is to be run next.
static struct choice next;

static struct {
	uint32_t faults; // notified since the case began
	uint32_t notes;  // the same of all bits, less what suite was told
	bool restarts;   // who faults, but suite
	char name[RUNNER_NAME_SIZE];
	size_t name_size;
} current_case;

static struct {
	uint32_t passed;
	uint32_t failed;
} total;

static struct {
	struct task_id task; // that waits for a byte to be typed
	bool waits;
} typist;

static void begin_case(void)
{
	current_case.faults = 0;
	current_case.notes = 0;
	current_case.restarts = false;
	current_case.name_size = 0;
	typist.waits = false;
	kipc_stop_task(TASK_EAST);
	kipc_stop_task(TASK_WEST);
	kipc_restart_task(TASK_ASSIST);
	kipc_restart_task(TASK_PAWN);
	kipc_restart_task(TASK_FOREIGN);
	kipc_restart_task(TASK_IDOL);
	kipc_restart_task(TASK_LAB);
	kipc_restart_task(TASK_IDLE);
	kipc_restart_task(TASK_SUITE);
	time_notify_after(TIMEOUT_MS, NOTIFY_TIMER);
}

static void add_case(struct text *line)
{
	text_add(line, "case ");
	if (current_case.name_size == 0)
		text_add_number(line, next.position);
	else
		text_add_bytes(line, current_case.name, current_case.name_size);
}

static void pass(void)
{
	char space[80];
	struct text line = text_in(space, sizeof space);

	add_case(&line);
	text_add(&line, " ok");
	report_line(&line);
	total.passed++;
	next.position++;
	begin_case();
}

// What a task is doing, unless it is doing nothing of interest.
static void add_state(struct text *line, uint32_t index)
{
	struct task_state state = kipc_read_task_status(index);

	if (state.health == TASK_HEALTHY && index != TASK_SUITE)
		return;
	text_add(line, "; ");
	text_add(line, task_name[index]);
	text_add(line, " is ");
	task_state_text(line, &state, &task_names);
}

static void fail(const char *why, size_t size)
{
	char space[300];
	struct text line = text_in(space, sizeof space);

	add_case(&line);
	text_add(&line, " FAILED ");
	text_add_bytes(&line, why, size);
	for (uint32_t i = 1; i < TASK_COUNT; i++)
		add_state(&line, i);
	report_line(&line);
	total.failed++;
	next.position++;
	begin_case();
}

static void finish(void)
{
	char space[60];
	struct text line = text_in(space, sizeof space);

	sys_clear_timer(0);
	kipc_stop_task(TASK_SUITE);
	text_add(&line, "suite ");
	text_add_number(&line, total.passed);
	text_add(&line, " passed, ");
	text_add_number(&line, total.failed);
	text_add(&line, " failed");
	report_line(&line);
}

static void restart_faulted(void)
{
	for (uint32_t i = kipc_find_faulted_task(1); i != 0; i = kipc_find_faulted_task(i + 1))
		kipc_restart_task(i);
}

static void look_at_faults(void)
{
	char message[100];
	struct sys_result result;

	current_case.faults++;
	if (kipc_read_task_status(TASK_SUITE).health == TASK_HEALTHY) {
		if (current_case.restarts)
			restart_faulted();
		return;
	}
	result = kipc_read_panic_message(TASK_SUITE, message, sizeof message);
	fail(message, result.code == 0 ? result.size : 0);
}

static void answer_typist(void)
{
	uint8_t byte;

	if (!report_take(&byte) || !typist.waits)
		return;
	typist.waits = false;
	time_notify_after(TIMEOUT_MS, NOTIFY_TIMER);
	sys_reply(typist.task, 0, &byte, sizeof byte);
}

static void notified(uint32_t bits)
{
	static const char late[] = "took too long";

	current_case.notes |= bits;
	if ((bits & NOTIFY_RX_IRQ) != 0)
		answer_typist();
	if ((bits & NOTIFY_FAULT) != 0)
		look_at_faults();
	if (time_has_come(bits, NOTIFY_TIMER))
		fail(late, sizeof late - 1);
}

static void ask_for_letter(const struct message *message, char letter)
{
	char space[10];
	struct text line = text_in(space, sizeof space);

	text_add(&line, "type ");
	text_add_char(&line, letter);
	report_line(&line);
	typist.task = message->sender;
	typist.waits = true;
	time_notify_after(TYPING_TIMEOUT_MS, NOTIFY_TIMER);
}

static void begin(const struct message *message, const char *name)
{
	current_case.name_size =
		message->size < RUNNER_NAME_SIZE ? message->size : RUNNER_NAME_SIZE;
	for (size_t i = 0; i < current_case.name_size; i++)
		current_case.name[i] = name[i];
	sys_reply(message->sender, 0, NULL, 0);
}

static void tell_notes(const struct message *message)
{
	sys_reply(message->sender, 0, &current_case.notes, sizeof current_case.notes);
	current_case.notes = 0;
}

static void serve(const struct message *message, const char *bytes)
{
	switch ((enum runner_op)message->operation) {
	case RUNNER_NEXT:
		sys_reply(message->sender, 0, &next, sizeof next);
		return;
	case RUNNER_BEGIN:
		begin(message, bytes);
		return;
	case RUNNER_PASS:
		pass();
		return;
	case RUNNER_FINISH:
		finish();
		return;
	case RUNNER_FAULTS:
		sys_reply(message->sender, 0, &current_case.faults, sizeof current_case.faults);
		return;
	case RUNNER_NOTES:
		tell_notes(message);
		return;
	case RUNNER_TYPE:
		ask_for_letter(message, bytes[0]);
		return;
	case RUNNER_RESTARTS:
		current_case.restarts = bytes[0] != 0;
		sys_reply(message->sender, 0, NULL, 0);
		return;
	}
	sys_reply_fault(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);
}

static void choose(void)
{
	char space[10];
	struct text line = text_in(space, sizeof space);
	uint8_t byte = 0;

	text_add(&line, "choose");
	report_line(&line);
	for (;;) {
		sys_recv_notification(NOTIFY_RX_IRQ);
		if (!report_take(&byte))
			continue;
		if (byte == '\r' || byte == '\n')
			return;
		if (next.name_size < sizeof next.name)
			next.name[next.name_size++] = (char)byte;
	}
}

int main(void)
{
	report_start();
	choose();
	begin_case();
	for (;;) {
		char bytes[RUNNER_NAME_SIZE];
		struct message message;

		sys_recv_open(bytes, sizeof bytes, UINT32_MAX, &message);
		if (message.sender.raw == TASK_ID_KERNEL)
			notified(message.operation);
		else
			serve(&message, bytes);
	}
}
