// The most stack that a task can use (bound.h).
//
// Every instruction of a function is looked at: the frame there is so many bytes deep, by
// .debug_frame, and a call adds what the callee needs. Only instructions that leave the
// function need be understood: BL, B to elsewhere (a call at the end of a function is
// one), and BLX and BX through registers, which lead nobody knows where.
#include "tool/debug/bound.h"

#include <dwarf.h>
#include <elf.h>
#include <stdlib.h>

#include "tool/base/bytes.h"
#include "tool/debug/info.h"

// What the processor saves when an exception is taken, and a word that it may skip.
#define FRAME (32u + 4u)
#define FRAME_WITH_FP (104u + 4u)

// Calls within calls that are followed; what has more of them has a loop that is not seen.
#define DEPTH_MAX 1000u

#define SP 13
#define LR 14

enum progress {
	UNSEEN,
	BEGUN, // it is being looked at: whoever gets here again is recursive
	DONE,
};

struct function {
	uint32_t start;
	uint32_t end;
	struct str name;
	enum progress progress;
	uint32_t need;
};

// From an address on: code or data between the code.
struct mark {
	uint32_t address;
	bool is_data;
};

struct search {
	struct arena *arena;
	const struct module *module;
	struct function *functions;
	size_t function_count;
	size_t function_room;
	struct mark *marks;
	size_t mark_count;
	size_t mark_room;
	unsigned depth;  // calls that are being followed
	bool has_floats; // some instruction is one of the floating-point unit
	struct bound bound;
};

static void doubt(struct search *s, const char *what, const struct function *in)
{
	// The first reason is as good as any.
	if (!s->bound.is_least)
		s->bound.why = str_format(s->arena, "%s %.*s", what, STR_ARG(in->name));
	s->bound.is_least = true;
}

static int by_start(const void *a, const void *b)
{
	const struct function *left = a;
	const struct function *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

static int by_address(const void *a, const void *b)
{
	const struct mark *left = a;
	const struct mark *right = b;

	return (left->address > right->address) - (left->address < right->address);
}

// Functions, and the symbols $t and $d that tell code from data.
static void list_symbols(struct search *s)
{
	for (size_t i = 1; i < elf_symbol_count(s->module->elf); i++) {
		struct elf_symbol symbol = elf_symbol_at(s->module->elf, i);
		uint32_t start = symbol.value & ~1u;

		if (str_starts(symbol.name, "$t") || str_starts(symbol.name, "$d"))
			*ARENA_PUSH(s->arena, s->marks, s->mark_count, s->mark_room) =
				(struct mark){symbol.value, symbol.name.at[1] == 'd'};
		else if (symbol.type == STT_FUNC && symbol.size > 0 &&
			 span_holds(s->module->flash, start, symbol.size))
			*ARENA_PUSH(s->arena, s->functions, s->function_count, s->function_room) =
				(struct function){
					.start = start,
					.end = start + symbol.size,
					.name = symbol.name,
				};
	}
	if (s->function_count > 0)
		qsort(s->functions, s->function_count, sizeof *s->functions, by_start);
	if (s->mark_count > 0)
		qsort(s->marks, s->mark_count, sizeof *s->marks, by_address);
}

static bool is_data(const struct search *s, uint32_t address)
{
	bool data = false;

	for (size_t i = 0; i < s->mark_count && s->marks[i].address <= address; i++)
		data = s->marks[i].is_data;
	return data;
}

static struct function *function_at(struct search *s, uint32_t address)
{
	for (size_t i = 0; i < s->function_count; i++)
		if (address >= s->functions[i].start && address < s->functions[i].end)
			return &s->functions[i];
	return NULL;
}

// How far the stack pointer is below where the function began. False if nobody knows.
static bool depth_at(const struct search *s, uint32_t pc, uint32_t *depth)
{
	Dwarf_Frame *rules;
	Dwarf_Op *ops;
	size_t count;
	bool good;

	if (s->module->info->cfi == NULL ||
	    dwarf_cfi_addrframe(s->module->info->cfi, pc, &rules) != 0)
		return false;
	good = dwarf_frame_cfa(rules, &ops, &count) == 0 && count == 1 &&
	       ((ops[0].atom == DW_OP_bregx && ops[0].number == SP) || ops[0].atom == DW_OP_breg13);
	if (good)
		*depth = (uint32_t)(ops[0].atom == DW_OP_bregx ? ops[0].number2 : ops[0].number);
	free(rules);
	return good;
}

struct instruction {
	unsigned size;   // bytes
	bool calls;      // it goes to `target`, to come back
	bool jumps;      // it may go to `target`
	bool is_through; // it goes wherever a register says
	bool is_float;
	bool moves_stack; // down
	uint32_t target;
};

static int32_t sign_extended(uint32_t value, unsigned bits)
{
	uint32_t sign = 1u << (bits - 1);

	return (int32_t)((value ^ sign) - sign);
}

// BL, B.W and B<c>.W of Thumb-2: where they go (ARMv7-M ARM, A7.7.12 and A7.7.18).
static bool decode_wide(uint16_t first, uint16_t second, uint32_t pc, uint32_t *target)
{
	uint32_t s = first >> 10 & 1u;
	uint32_t j1 = second >> 13 & 1u;
	uint32_t j2 = second >> 11 & 1u;
	uint32_t low = second & 0x7FFu;

	if ((first & 0xF800u) != 0xF000u || (second & 0x8000u) == 0)
		return false;
	if ((second & 0x1000u) != 0) {
		uint32_t i1 = (j1 ^ s) ^ 1u;
		uint32_t i2 = (j2 ^ s) ^ 1u;
		uint32_t offset = s << 24 | i1 << 23 | i2 << 22 | (first & 0x3FFu) << 12 | low << 1;

		*target = pc + 4 + (uint32_t)sign_extended(offset, 25);
		return true;
	}
	// A condition of 14 or 15 makes it another instruction.
	if ((second & 0x4000u) != 0 || (first >> 7 & 7u) == 7u)
		return false;
	uint32_t offset = s << 20 | j2 << 19 | j1 << 18 | (first & 0x3Fu) << 12 | low << 1;
	*target = pc + 4 + (uint32_t)sign_extended(offset, 21);
	return true;
}

// PUSH, SUB SP and their wide forms, VPUSH, and a store that takes SP along.
static bool moves_stack(uint16_t first, uint16_t second)
{
	return (first & 0xFE00u) == 0xB400u || (first & 0xFF80u) == 0xB080u || first == 0xE92Du ||
	       (first & 0xFBEFu) == 0xF1ADu || (first & 0xFBFFu) == 0xF2ADu ||
	       (first & 0xFFBFu) == 0xED2Du || (first == 0xF84Du && (second & 0xF00u) == 0xD00u);
}

// Of the two coprocessors that are the floating-point unit.
static bool is_float(uint16_t first, uint16_t second)
{
	return (first & 0xEC00u) == 0xEC00u && (second & 0x0E00u) == 0x0A00u;
}

static struct instruction decode(uint16_t first, uint16_t second, uint32_t pc)
{
	struct instruction i = {
		.size = (first >> 11) >= 0x1Du ? 4 : 2,
		.moves_stack = moves_stack(first, second),
	};

	if (i.size == 4) {
		i.jumps = decode_wide(first, second, pc, &i.target);
		i.calls = i.jumps && (second & 0x5000u) == 0x5000u;
		i.is_float = is_float(first, second);
	} else if ((first & 0xF800u) == 0xE000u) {
		i.jumps = true;
		i.target = pc + 4 + (uint32_t)sign_extended((first & 0x7FFu) << 1, 12);
	} else if ((first & 0xFF87u) == 0x4780u) {
		i.is_through = true;
	} else if ((first & 0xFF87u) == 0x4700u) {
		i.is_through = (first >> 3 & 0xFu) != LR; // else it returns
	}
	return i;
}

static uint32_t need_of(struct search *s, struct function *function);

// What a function needs at one of its instructions.
static uint32_t need_at(struct search *s, struct function *function, uint32_t pc,
			const struct instruction *instruction)
{
	uint32_t depth = 0;
	struct function *callee;

	if (!depth_at(s, pc, &depth) && instruction->moves_stack)
		doubt(s, "nothing says how much is used by", function);
	if (instruction->is_through)
		doubt(s, "a call through a pointer in", function);
	s->has_floats |= instruction->is_float;
	if (!instruction->jumps || (!instruction->calls && instruction->target >= function->start &&
				    instruction->target < function->end))
		return depth;
	callee = function_at(s, instruction->target);
	if (callee == NULL) {
		doubt(s, "a call to something without a name in", function);
		return depth;
	}
	return depth + need_of(s, callee);
}

// Recursion here goes no deeper than DEPTH_MAX.
static uint32_t need_of(struct search *s, struct function *function)
{
	if (function->progress == BEGUN)
		doubt(s, "recursion of", function);
	if (s->depth == DEPTH_MAX)
		doubt(s, "calls are nested too deeply in", function);
	if (function->progress != UNSEEN || s->depth == DEPTH_MAX)
		return function->need;
	function->progress = BEGUN;
	s->depth++;
	for (uint32_t pc = function->start; pc < function->end;) {
		uint8_t code[4] = {0};
		struct instruction instruction;

		if (is_data(s, pc)) {
			pc += 2;
			continue;
		}
		if (!elf_read_at(s->module->elf, pc, code, 4) &&
		    !elf_read_at(s->module->elf, pc, code, 2))
			break;
		instruction = decode(bytes_half(code), bytes_half(code + 2), pc);
		uint32_t need = need_at(s, function, pc, &instruction);
		if (need > function->need)
			function->need = need;
		pc += instruction.size;
	}
	function->progress = DONE;
	s->depth--;
	return function->need;
}

struct bound bound_of(struct arena *arena, const struct module *module)
{
	struct search search = {.arena = arena, .module = module};
	struct function *first;

	list_symbols(&search);
	first = function_at(&search, elf_entry(module->elf) & ~1u);
	if (first == NULL)
		return (struct bound){.is_least = true, .why = S("its beginning has no name")};
	search.bound.bytes = need_of(&search, first);
	search.bound.bytes += search.has_floats ? FRAME_WITH_FP : FRAME;
	return search.bound;
}
