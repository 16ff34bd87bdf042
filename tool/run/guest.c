// What one must know of a built image to run it (guest.h).
#include "tool/run/guest.h"

#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/base/str.h"

// UARTs by the chips that have them.
static const struct uart_kind {
	const char *chip;
	uint32_t state;
	uint32_t receive_full;
} uart_kinds[] = {
	{.chip = "mps2", .state = 4, .receive_full = 2},
};

static uint32_t symbol_address(const struct elf *elf, const char *name)
{
	struct elf_symbol symbol;

	// Bit 0 of a function's address only says that it is Thumb code.
	return elf_find_symbol(elf, name, &symbol) ? symbol.value & ~1u : 0;
}

static struct elf *open_part(struct arena *arena, const struct image_model *model, const char *name)
{
	struct str path = str_format(arena, "%.*s/img/%s", STR_ARG(model->out), name);

	return elf_open(arena, str_c(arena, path));
}

static struct guest_uart describe_console(const struct image_model *model)
{
	const struct uart_kind *kind = NULL;
	struct guest_uart uart = {.known = false};

	for (size_t i = 0; i < sizeof uart_kinds / sizeof uart_kinds[0]; i++)
		if (str_is(model->board.chip, uart_kinds[i].chip))
			kind = &uart_kinds[i];
	if (kind == NULL)
		return uart;
	for (size_t i = 0; i < model->peripheral_count; i++) {
		const struct image_peripheral *peripheral = &model->peripherals[i];

		if (!str_equal(peripheral->name, model->board.console))
			continue;
		uart.known = true;
		uart.state = peripheral->address + kind->state;
		uart.receive_full = kind->receive_full;
	}
	return uart;
}

bool guest_describe(struct arena *arena, const struct built *built, struct guest *guest)
{
	const struct image_model *model = built->model;
	struct str idle_path = str_format(arena, "%.*s/img/idle.elf", STR_ARG(model->out));
	struct elf *kernel;

	if (model->board.machine.len == 0) {
		diag_error(nowhere, "board %.*s cannot be emulated", STR_ARG(model->board.name));
		diag_help("give %.*s a [qemu] table with the machine's name, or choose another "
			  "board with --board",
			  STR_ARG(model->board.file));
		return false;
	}
	kernel = open_part(arena, model, "kernel.elf");
	if (kernel == NULL)
		return false;
	*guest = (struct guest){
		.model = model,
		.elf = built->final_elf,
		.machine = str_c(arena, model->board.machine),
		.clock_told = symbol_address(kernel, "arm_clock_told"),
		.clock = symbol_address(kernel, "arm_clock"),
		.alarm_by = symbol_address(kernel, "arm_alarm_by"),
		.epitaph = symbol_address(kernel, "kernel_epitaph"),
		.console = describe_console(model),
	};
	if (file_exists(str_c(arena, idle_path))) {
		struct elf *idle = open_part(arena, model, "idle.elf");

		if (idle == NULL)
			return false;
		guest->idle_wait = symbol_address(idle, "idle_wait");
	}
	return true;
}
