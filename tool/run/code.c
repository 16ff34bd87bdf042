// What stands at an address (code.h): symbols from the ELF files, the rest from the
// compiler's own tools.
#include "tool/run/code.h"

#include <elf.h>
#include <stdlib.h>

#include "tool/base/diag.h"
#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/run/program.h"

#define TOOL_SECONDS 60

static int by_address(const void *a, const void *b)
{
	uint32_t left = ((const struct code_place *)a)->address;
	uint32_t right = ((const struct code_place *)b)->address;

	return (left > right) - (left < right);
}

static void list_addresses(struct arena *arena, const uint32_t *path, size_t length,
			   struct code *code)
{
	size_t kept = 0;

	code->places = ARENA_ARRAY(arena, struct code_place, length);
	for (size_t i = 0; i < length; i++)
		code->places[i].address = path[i];
	qsort(code->places, length, sizeof code->places[0], by_address);
	for (size_t i = 0; i < length; i++)
		if (kept == 0 || code->places[i].address != code->places[kept - 1].address)
			code->places[kept++] = code->places[i];
	code->count = kept;
}

static struct code_place *find(const struct code *code, uint32_t address)
{
	struct code_place key = {.address = address};

	return bsearch(&key, code->places, code->count, sizeof key, by_address);
}

const struct code_place *code_at(const struct code *code, uint32_t address)
{
	return find(code, address);
}

// The places from `first` on that lie in a program's code.
static size_t count_within(const struct code *code, size_t first, const struct elf_section *text)
{
	size_t count = 0;

	while (first + count < code->count &&
	       code->places[first + count].address - text->address < text->size)
		count++;
	return count;
}

static bool names_code(const struct elf_symbol *symbol)
{
	if (symbol->type == STT_FUNC)
		return true;
	// Labels of assembly; but not '$t', which says what kind of code follows, nor
	// the marks of test/bench/mark.h.
	return symbol->type == STT_NOTYPE && symbol->section != SHN_UNDEF &&
	       symbol->section != SHN_ABS && !str_starts(symbol->name, "$") &&
	       !str_starts(symbol->name, "bench_");
}

// The nearest symbol at or before each place.
static void find_symbols(const struct elf *elf, struct code_place *places, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t nearest = 0;

		for (size_t k = 1; k < elf_symbol_count(elf); k++) {
			struct elf_symbol symbol = elf_symbol_at(elf, k);
			uint32_t address = symbol.value & ~1u;

			if (!names_code(&symbol) || address > places[i].address ||
			    address < nearest)
				continue;
			nearest = address;
			places[i].symbol = symbol.name;
		}
		places[i].function = places[i].symbol;
	}
}

void code_read_line(struct arena *arena, struct str function, struct str line,
		    struct code_place *place)
{
	struct str path;

	line = str_slice(line, 0, str_find(line, ' '));
	while (str_starts(line, "./"))
		line = str_slice(line, 2, line.len);
	path = str_slice(line, 0, str_find_last(line, ':'));
	// Of assembly, addr2line knows the lines but not which function they are.
	if (!str_starts(function, "?") && !str_ends(path, ".S"))
		place->function = str_copy(arena, function);
	if (!str_starts(line, "?") && !str_ends(line, ":?") && !str_ends(line, ":0"))
		place->line = str_copy(arena, line);
}

static const char *tool_path(const struct image_model *model, const char *tool)
{
	return str_format(model->arena, "%.*s%s", STR_ARG(model->port.prefix), tool).at;
}

static void find_lines(const struct image_model *model, const char *elf, struct code_place *places,
		       size_t count)
{
	struct arena *arena = model->arena;
	const char *list = str_format(arena, "%.*s/obj/addresses", STR_ARG(model->out)).at;
	const char *tool = tool_path(model, "addr2line");
	const char *file = str_format(arena, "@%s", list).at;
	const char *const argv[] = {tool, "-f", "-e", elf, file, NULL};
	struct text addresses = {.arena = arena};
	struct program_result result;
	struct str function;
	struct str line;

	for (size_t i = 0; i < count; i++)
		text_addf(&addresses, "0x%x\n", places[i].address);
	file_write(list, text_str(&addresses));
	result = program_run(arena, argv, TOOL_SECONDS);
	if (result.status != 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (str_next(&result.output, '\n', &function) &&
		    str_next(&result.output, '\n', &line))
			code_read_line(arena, function, line, &places[i]);
}

bool code_read_instruction(struct arena *arena, struct str line, uint32_t *address,
			   struct str *instruction)
{
	size_t colon = str_find(line, ':');
	struct str number = str_trim(str_slice(line, 0, colon));
	struct str rest = str_slice(line, colon + 1, line.len);
	struct text text = {.arena = arena};
	struct str word;
	uint64_t value;

	if (number.len == 0 || !str_starts(rest, "\t") ||
	    !str_number(str_format(arena, "0x%.*s", STR_ARG(number)), &value))
		return false;
	rest = str_slice(rest, 1, rest.len);
	rest = str_slice(rest, 0, str_find(rest, '@')); // remarks
	while (str_next(&rest, '\t', &word))
		if (str_trim(word).len > 0)
			text_addf(&text, "%s%.*s", text.len > 0 ? " " : "",
				  STR_ARG(str_trim(word)));
	*address = (uint32_t)value;
	*instruction = text_str(&text);
	return true;
}

static void find_instructions(const struct image_model *model, const char *elf,
			      const struct code *code)
{
	const char *tool = tool_path(model, "objdump");
	const char *const argv[] = {tool, "-d", "--no-show-raw-insn", elf, NULL};
	struct program_result result = program_run(model->arena, argv, TOOL_SECONDS);
	struct str instruction;
	struct str line;
	uint32_t address;

	if (result.status != 0)
		return;
	while (str_next(&result.output, '\n', &line)) {
		struct code_place *place = NULL;

		if (code_read_instruction(model->arena, line, &address, &instruction))
			place = find(code, address);
		if (place != NULL)
			place->instruction = instruction;
	}
}

static bool look_up_program(const struct image_model *model, struct str name,
			    const struct code *code)
{
	const char *path =
		str_format(model->arena, "%.*s/img/%.*s.elf", STR_ARG(model->out), STR_ARG(name))
			.at;
	struct elf *elf = elf_open(model->arena, path);
	struct elf_section text;
	size_t first = 0;
	size_t count;

	if (elf == NULL)
		return false;
	if (!elf_find_section(elf, ".text", &text))
		return true;
	while (first < code->count && code->places[first].address < text.address)
		first++;
	count = count_within(code, first, &text);
	if (count == 0)
		return true;
	for (size_t i = 0; i < count; i++)
		code->places[first + i].program = name;
	find_symbols(elf, &code->places[first], count);
	find_lines(model, path, &code->places[first], count);
	find_instructions(model, path, code);
	return true;
}

bool code_look_up(const struct image_model *model, const uint32_t *path, size_t length,
		  struct code *code)
{
	list_addresses(model->arena, path, length, code);
	if (!look_up_program(model, S("kernel"), code))
		return false;
	for (size_t i = 0; i < model->task_count; i++)
		if (!look_up_program(model, model->tasks[i].name, code))
			return false;
	return true;
}
