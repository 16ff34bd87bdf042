// How the system's last life ended (lives.h).
#include "task/console/lives.h"

#include <string.h>

#include "lib/epitaph_text.h"
#include "task/console/names.h"
#include "task/console/serial.h"
#include "task/console/supervisor.h"
#include "ulib/kipc.h"
#include "ulib/panic.h"

#define REGISTERS_A_LINE 4u

// False if the kernel did not fail.
static bool read_epitaph(struct epitaph *epitaph)
{
	struct jefe_epitaph told;

	if (jefe_read_epitaph(supervisor(), &told) != JEFE_READ_EPITAPH_OK)
		return false;
	_Static_assert(sizeof told == sizeof *epitaph, "told as it is");
	memcpy(epitaph, &told, sizeof told);
	return true;
}

static void add_kernels_end(struct text *line)
{
	struct epitaph epitaph;

	if (!read_epitaph(&epitaph))
		return;
	text_add(line, "the kernel failed: ");
	epitaph_cause_text(line, &epitaph, &names);
}

enum jefe_reset_cause lives_text(struct text *line)
{
	struct jefe_reset reset;

	jefe_read_reset(supervisor(), &reset);
	if (reset.cause != JEFE_RESET_CAUSE_UNKNOWN) {
		text_add(line, "the last life ended after ");
		text_add_seconds(line, reset.time);
		text_add(line, " s: ");
	}
	switch (reset.cause) {
	case JEFE_RESET_CAUSE_UNKNOWN:
		text_add(line, "why the system started is not known: power, or a button");
		break;
	case JEFE_RESET_CAUSE_KERNEL:
		add_kernels_end(line);
		break;
	case JEFE_RESET_CAUSE_GAVE_UP:
		task_name_text(line, reset.task, &names);
		text_add(line, " failed too often");
		break;
	case JEFE_RESET_CAUSE_REQUEST:
		task_name_text(line, reset.task, &names);
		text_add(line, " asked for it");
		break;
	case JEFE_RESET_CAUSE_NO_PROGRESS:
		text_add(line, "no progress, for ");
		task_name_text(line, reset.task, &names);
		text_add(line, " did not check in");
		break;
	}
	return reset.cause;
}

static void show_registers(const struct epitaph *epitaph)
{
	struct text line = serial_begin_line();
	size_t shown = 0;

	for (size_t i = 0; i < EPITAPH_REGISTERS; i++) {
		if ((epitaph->known >> i & 1) == 0)
			continue;
		if (shown != 0 && shown % REGISTERS_A_LINE == 0) {
			serial_write_line(&line);
			line = serial_begin_line();
		}
		text_add(&line, "  ");
		text_add(&line, epitaph_register(i));
		text_pad(&line, shown++ % REGISTERS_A_LINE * 17 + 7);
		text_add_hex(&line, epitaph->registers[i]);
	}
	if (shown != 0)
		serial_write_line(&line);
}

static void show_place(const struct epitaph *epitaph)
{
	struct text line = serial_begin_line();

	text_add(&line, epitaph->context == EPITAPH_IN_KERNEL ? "in the kernel, for " : "in task ");
	task_name_text(&line, epitaph->task, &names);
	if (epitaph->image_id != kipc_read_image_id())
		text_add(&line, ", in another image");
	serial_write_line(&line);
}

void lives_show(void)
{
	struct text line = serial_begin_line();
	struct epitaph epitaph;
	uint32_t cause;

	cause = lives_text(&line);
	serial_write_line(&line);
	if (!read_epitaph(&epitaph))
		return;
	if (cause != JEFE_RESET_CAUSE_KERNEL) {
		line = serial_begin_line();
		add_kernels_end(&line);
		serial_write_line(&line);
	}
	show_place(&epitaph);
	show_registers(&epitaph);
}
