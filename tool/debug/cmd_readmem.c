// bh readmem: memory as it is.
#include <inttypes.h>
#include <stdio.h>

#include "tool/base/bytes.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/command.h"
#include "tool/debug/path.h"
#include "tool/debug/session.h"

extern const struct command cmd_readmem;

#define LENGTH_USUAL 256u
#define LENGTH_MAX (16u << 20)
#define ROW 16u

static void print_row(struct session *session, uint32_t address, const uint8_t *bytes, size_t n,
		      unsigned width)
{
	struct text *out = &session->out;

	text_addf(out, "0x%08" PRIx32 " ", address);
	for (size_t i = 0; i < ROW; i += width) {
		if (i + width <= n)
			text_addf(out, " %0*" PRIx64, (int)width * 2,
				  bytes_number(bytes + i, width));
		else
			text_addf(out, " %*s", (int)width * 2, "");
	}
	text_adds(out, "  ");
	for (size_t i = 0; i < n; i++)
		text_addf(out, "%c", bytes[i] >= 0x20 && bytes[i] < 0x7f ? bytes[i] : '.');
	text_adds(out, "\n");
}

static void print_symbols(struct session *session, uint32_t address, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i + 4 <= n; i += 4) {
		uint32_t word = bytes_word(bytes + i);
		struct str name = program_name_address(session->program, word);

		text_addf(&session->out, "0x%08" PRIx32 "  0x%08" PRIx32, address + (uint32_t)i,
			  word);
		if (name.len > 0)
			text_addf(&session->out, "  %.*s", STR_ARG(name));
		text_adds(&session->out, "\n");
	}
}

static void put_json(struct session *session, uint32_t address, const uint8_t *bytes, size_t n)
{
	struct text text = {.arena = session->arena};

	for (size_t i = 0; i < n; i++)
		text_addf(&text, "%02x", bytes[i]);
	json_object_set_new(session->root, "address", json_sprintf("0x%08" PRIx32, address));
	json_object_set_new(session->root, "size", json_integer((json_int_t)n));
	json_object_set_new(session->root, "bytes",
			    json_stringn(text.at == NULL ? "" : text.at, text.len));
}

struct wish {
	uint32_t address;
	uint32_t length;
	unsigned width;
	bool symbols;
	const char *file;
};

static int show(struct session *session, const struct wish *wish)
{
	uint8_t *bytes = arena_alloc(session->arena, wish->length);
	size_t got = target_read_some(session->target, wish->address, bytes, wish->length);

	if (got < wish->length)
		session_problem(session, "%zu of %" PRIu32 " bytes at 0x%08" PRIx32 ": %s",
				wish->length - got, wish->length, wish->address,
				session->target->problem != NULL ? session->target->problem
								 : "they cannot be read");
	if (wish->file != NULL)
		file_write(session_path(session, wish->file).at,
			   (struct str){(const char *)bytes, got});
	put_json(session, wish->address, bytes, wish->file == NULL ? got : 0);
	if (wish->file == NULL && wish->symbols)
		print_symbols(session, wish->address, bytes, got);
	else if (wish->file == NULL)
		for (size_t i = 0; i < got; i += ROW)
			print_row(session, wish->address + (uint32_t)i, bytes + i,
				  got - i < ROW ? got - i : ROW, wish->width);
	return got == wish->length ? 0 : 1;
}

static int run(int argc, char **argv)
{
	struct session session;
	struct wish wish = {.width = 1};
	bool halves = false;
	bool words = false;
	uint64_t length = 0;
	const struct option_spec options[] = {
		{"--half", &halves, NULL},
		{"-w", &words, NULL},
		{"-s", &wish.symbols, NULL},
		{"-o", NULL, &wish.file},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_MEMORY,
		.options = options,
		.option_count = 4,
		.operand_max = 2,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (session.operand_count == 0) {
		fprintf(stderr, "bh readmem: where?\n"
				"  help: for example ./bh readmem 0x20000000 64\n");
		return session_end(&session, 2);
	}
	if (!path_memory(&session, session.operands[0], &wish.address, &wish.length))
		return session_end(&session, 1);
	if (session.operand_count == 2 && (!path_number(str_from(session.operands[1]), &length) ||
					   length == 0 || length > LENGTH_MAX)) {
		diag_error(nowhere, "'%s' is not a length", session.operands[1]);
		diag_help("a number of bytes from 1 to 16M; 0x for hexadecimal, k for 1024");
		return session_end(&session, 2);
	}
	if (length > 0)
		wish.length = (uint32_t)length;
	else if (wish.length == 0)
		wish.length = LENGTH_USUAL;
	wish.width = words ? 4 : halves ? 2 : 1;
	return session_end(&session, show(&session, &wish));
}

const struct command cmd_readmem = {
	.name = "readmem",
	.group = "Debug",
	.summary = "show memory",
	.run = run,
	.help = "usage: ./bh readmem WHERE [BYTES]\n"
		"\n"
		"WHERE is an address, a peripheral, or a variable. BYTES is what the variable\n"
		"has, or 256. What lies behind memory that cannot be read is left out. Reading\n"
		"a device's registers may have effects of its own.\n"
		"\n"
		"  -w, --half       as words or halfwords, not bytes\n"
		"  -s               words, each with the symbol that it may point to\n"
		"  -o FILE          into a file, as it is\n" SESSION_HELP "\n"
		"example: ./bh readmem kernel:kernel 64 -w\n",
};
