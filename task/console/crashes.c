// Crash records, a line each (crashes.h).
#include "task/console/crashes.h"

#include "abi/crash.h"
#include "lib/fault_text.h"
#include "task/console/names.h"
#include "task/console/serial.h"
#include "task/console/supervisor.h"
#include "ulib/frame.h"
#include "ulib/kipc.h"

// The frame that tells where the task was.
#define STACK_WANTED 32u

static union {
	struct crash crash;
	uint8_t bytes[sizeof(struct crash) + STACK_WANTED];
} record;

static void add_place(struct text *line)
{
	struct frame frame;

	if (!frame_read(&record.crash, &frame))
		return;
	text_add(line, "; pc ");
	text_add_hex(line, frame.pc);
	text_add(line, " lr ");
	text_add_hex(line, frame.lr);
	text_add(line, " sp ");
	text_add_hex(line, frame.sp);
}

static void show(void)
{
	const struct crash *crash = &record.crash;
	struct text line = serial_begin_line();
	struct task_state state;

	text_add_char(&line, '#');
	text_add_number(&line, crash->number);
	text_add(&line, " [");
	text_add_seconds(&line, crash->time);
	text_add(&line, " s] ");
	if (crash->image_id != kipc_read_image_id()) {
		text_add(&line, "in another image");
		serial_write_line(&line);
		return;
	}
	task_name_text(&line, crash->task, &names);
	text_add(&line, " (generation ");
	text_add_number(&line, task_id_generation(crash->task));
	text_add(&line, "): ");
	if (task_state_decode(&state, crash->state, crash->state_size) != 0)
		fault_text(&line, &state.fault, &names);
	add_place(&line);
	serial_write_line(&line);
}

void crashes_show(void)
{
	uint32_t number = 0;
	uint32_t size;

	while (jefe_read_crash(supervisor(), number, &record, sizeof record, &size) ==
	       JEFE_READ_CRASH_OK) {
		show();
		number = record.crash.number + 1;
	}
}
