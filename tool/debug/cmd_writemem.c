// bh writemem: changing memory.
#include <inttypes.h>
#include <stdio.h>

#include "tool/base/diag.h"
#include "tool/command.h"
#include "tool/debug/path.h"
#include "tool/debug/session.h"

extern const struct command cmd_writemem;

// A number that fits into so many bytes, also as a negative one.
static bool read_value(const char *text, unsigned width, uint64_t *value)
{
	bool negative = text[0] == '-';
	uint64_t limit = width >= 8 ? UINT64_MAX : ((uint64_t)1 << (8 * width)) - 1;

	if (!str_number(str_from(text + negative), value) ||
	    *value > (negative ? limit / 2 + 1 : limit)) {
		diag_error(nowhere, "'%s' is not a number of %u bytes", text, width);
		diag_help("decimal or 0x...; -b, --half and -w say how wide");
		return false;
	}
	if (negative)
		*value = 0 - *value;
	return true;
}

static int write_values(struct session *session, uint32_t address, unsigned width)
{
	uint64_t values[SESSION_OPERANDS_MAX];
	json_t *array;
	int status = 0;

	// All are looked at before the first is written.
	for (size_t i = 1; i < session->operand_count; i++)
		if (!read_value(session->operands[i], width, &values[i]))
			return 1;
	array = json_array();
	for (size_t i = 1; i < session->operand_count; i++) {
		uint32_t at = address + (uint32_t)(i - 1) * width;
		uint64_t value = values[i];
		uint8_t bytes[8];

		for (unsigned k = 0; k < width; k++)
			bytes[k] = (uint8_t)(value >> (8 * k));
		if (!target_write(session->target, at, bytes, width)) {
			diag_error(nowhere, "0x%08" PRIx32 " cannot be written: %s", at,
				   session->target->problem);
			status = 1;
			break;
		}
		text_addf(&session->out, "0x%08" PRIx32 " = 0x%0*" PRIx64 "\n", at, (int)width * 2,
			  width >= 8 ? value : value & (((uint64_t)1 << (8 * width)) - 1));
		json_array_append_new(array, json_sprintf("0x%08" PRIx32, at));
	}
	json_object_set_new(session->root, "written", array);
	return status;
}

static int run(int argc, char **argv)
{
	struct session session;
	bool bytes = false;
	bool halves = false;
	bool words = false;
	uint32_t address;
	uint32_t size;
	const struct option_spec options[] = {
		{"-b", &bytes, NULL},
		{"--half", &halves, NULL},
		{"-w", &words, NULL},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_LIVE,
		.options = options,
		.option_count = 3,
		.operand_max = SESSION_OPERANDS_MAX,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (session.operand_count < 2) {
		fprintf(stderr, "bh writemem: where, and what?\n"
				"  help: for example ./bh writemem 0x20001000 0x12345678\n");
		return session_end(&session, 2);
	}
	if (!path_memory(&session, session.operands[0], &address, &size))
		return session_end(&session, 1);
	unsigned width = bytes ? 1 : halves ? 2 : words || size == 0 || size > 8 ? 4 : size;
	return session_end(&session, write_values(&session, address, width));
}

const struct command cmd_writemem = {
	.name = "writemem",
	.group = "Debug",
	.summary = "change memory",
	.run = run,
	.help = "usage: ./bh writemem WHERE VALUE...\n"
		"\n"
		"Writes numbers one behind the other. WHERE is an address or a variable; a\n"
		"variable of 1, 2, 4 or 8 bytes takes a number of its own size. A negative\n"
		"number comes after --.\n"
		"\n"
		"  -b, --half, -w   bytes, halfwords, or words, which is usual\n" SESSION_HELP "\n"
		"example: ./bh writemem jefe:system_state 3\n",
};
