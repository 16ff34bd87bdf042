// Console: a terminal on the serial line.
//
// It echoes what is typed and runs it (commands.h), and says when a task faults
// or is restarted (events.h). It is an ordinary task: what it may do to others
// is granted to it in app.toml, and it is restarted like any other.
#include "gen/task.h"
#include "lib/text.h"
#include "task/console/commands.h"
#include "task/console/events.h"
#include "task/console/line.h"
#include "task/console/serial.h"
#include "ulib/kipc.h"
#include "ulib/sys.h"

#define CHUNK 16u

static struct line line;

static void greet(void)
{
	struct text text = serial_begin_line();
	uint64_t image = kipc_read_image_id();

	text_add(&text, "Bulkhead: ");
	text_add_number(&text, TASK_COUNT);
	text_add(&text, " tasks, image ");
	text_add_hex_digits(&text, (uint32_t)(image >> 32));
	text_add_hex_digits(&text, (uint32_t)image);
	text_add(&text, ". Type help.");
	serial_write_line(&text);
}

static void type(char c, struct text *echo)
{
	if (!line_type(&line, c, echo))
		return;
	serial_write(echo->data, echo->size);
	echo->size = 0;
	commands_run(line.text, line.size);
	line_clear(&line);
}

static void read_typed(void)
{
	char typed[CHUNK];
	char buffer[CHUNK * LINE_ECHO_MAX];
	size_t count;

	while ((count = serial_read(typed, sizeof typed)) != 0) {
		struct text echo = text_in(buffer, sizeof buffer);

		for (size_t i = 0; i < count; i++)
			type(typed[i], &echo);
		if (echo.size != 0)
			serial_write(echo.data, echo.size);
	}
}

// A line half typed is left where it is and shown again below.
static void say_events(void)
{
	char buffer[LINE_LENGTH + 2];
	struct text again = text_in(buffer, sizeof buffer);

	if (!events_are_there())
		return;
	line_show(&line, &again);
	if (again.size != 0)
		serial_write("\r\n", 2);
	events_show(TASK_CONSOLE);
	if (again.size != 0)
		serial_write(again.data, again.size);
}

int main(void)
{
	serial_open();
	events_open();
	greet();
	for (;;) {
		say_events();
		read_typed();
		sys_recv_notification(NOTIFY_SERIAL | NOTIFY_TASK_FAULT);
	}
}
