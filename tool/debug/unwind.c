// Calls on a stack, by the rules that the compiler wrote into .debug_frame (unwind.h).
//
// The address to look up for a caller is that of its call instruction, not the one to
// return to: behind the call of a function that never returns begins another function.
#include "tool/debug/unwind.h"

#include <dwarf.h>
#include <stdlib.h>

#include "tool/base/bytes.h"
#include "tool/debug/info.h"
#include "tool/target/target_pieces.h"

#define FRAMES_MAX 128

// How far above an address to return to the caller's own frame may begin, in bytes.
#define TRY_MAX 256u

struct unwinder {
	struct arena *arena;
	const struct module *module;
	struct target *target;
	struct backtrace result;
	size_t room;
};

static struct backtrace end(struct unwinder *u, const char *why)
{
	u->result.why = why;
	u->result.whole = why == NULL;
	return u->result;
}

struct location_context unwind_context(struct arena *arena, struct target *target,
				       const struct frame *frame)
{
	return (struct location_context){
		.arena = arena,
		.target = target,
		.registers = &frame->registers,
		.has_cfa = frame->has_cfa,
		.cfa = frame->cfa,
		.pc = frame->pc,
	};
}

// The rules for a frame, and its CFA. NULL if there are none.
static Dwarf_Frame *rules_of(const struct unwinder *u, struct frame *frame)
{
	struct location_context context = unwind_context(u->arena, u->target, frame);
	Dwarf_Frame *rules;
	Dwarf_Op *ops;
	size_t count;

	if (u->module->info->cfi == NULL ||
	    dwarf_cfi_addrframe(u->module->info->cfi, frame->pc, &rules) != 0)
		return NULL;
	if (dwarf_frame_cfa(rules, &ops, &count) == 0 && count > 0)
		frame->has_cfa = location_number(&context, ops, count, NULL, &frame->cfa);
	return rules;
}

// Which of DWARF's registers is which of ours, and whether a function that says nothing
// of it leaves it as it was.
static const struct {
	uint16_t dwarf;
	uint8_t number;
	bool kept;
} restorable[] = {
	{4, REG_R0 + 4, true},    {5, REG_R0 + 5, true},    {6, REG_R0 + 6, true},
	{7, REG_R0 + 7, true},    {8, REG_R0 + 8, true},    {9, REG_R0 + 9, true},
	{10, REG_R0 + 10, true},  {11, REG_R0 + 11, true},  {14, REG_LR, true},
	{264, REG_S0 + 16, true}, {265, REG_S0 + 18, true}, {266, REG_S0 + 20, true},
	{267, REG_S0 + 22, true}, {268, REG_S0 + 24, true}, {269, REG_S0 + 26, true},
	{270, REG_S0 + 28, true}, {271, REG_S0 + 30, true},
};

static bool is_pair(uint16_t dwarf)
{
	return dwarf >= 256;
}

static void copy(const struct registers *from, unsigned number, struct registers *to)
{
	uint32_t value;

	if (registers_get(from, number, &value))
		registers_set(to, number, value);
}

// One register as it was before the call, into `to`. `undefined` is set if the rules say
// that it is lost.
static void restore(const struct unwinder *u, const struct frame *frame, Dwarf_Frame *rules,
		    size_t i, struct registers *to, bool *undefined)
{
	struct location_context context = unwind_context(u->arena, u->target, frame);
	unsigned number = restorable[i].number;
	Dwarf_Op memory[3];
	Dwarf_Op *ops;
	size_t count;
	uint32_t address;
	uint32_t value;

	*undefined = false;
	if (dwarf_frame_register(rules, restorable[i].dwarf, memory, &ops, &count) != 0)
		return;
	if (count == 0 && ops == memory) {
		*undefined = true;
		return;
	}
	if (count == 0) {
		copy(&frame->registers, number, to);
		if (is_pair(restorable[i].dwarf))
			copy(&frame->registers, number + 1, to);
		return;
	}
	if (!location_number(&context, ops, count, NULL, &address))
		return;
	if (ops[count - 1].atom == DW_OP_stack_value) {
		registers_set(to, number, address);
		return;
	}
	if (target_read_word(u->target, address, &value))
		registers_set(to, number, value);
	if (is_pair(restorable[i].dwarf) && target_read_word(u->target, address + 4, &value))
		registers_set(to, number + 1, value);
}

static void add(struct unwinder *u, struct frame frame)
{
	*ARENA_PUSH(u->arena, u->result.frames, u->result.count, u->room) = frame;
}

static bool is_code(const struct module *module, uint32_t pc)
{
	return span_has(module->flash, pc & ~1u);
}

// The frame of whoever called, given the registers that it has after the call returns.
static struct frame caller(const struct registers *registers, uint32_t return_address)
{
	struct frame frame = {.registers = *registers};

	registers_set(&frame.registers, REG_PC, return_address & ~1u);
	frame.pc = (return_address & ~1u) - 1;
	return frame;
}

// Steps over code without rules, of which only the return address is known: it jumped to
// where there is no code, and has not used the stack.
static bool step_out_of_nowhere(struct unwinder *u, const struct frame *frame, struct frame *next)
{
	uint32_t lr;

	if (u->result.count != 1 || !registers_get(&frame->registers, REG_LR, &lr) ||
	    !is_code(u->module, lr))
		return false;
	*next = caller(&frame->registers, lr);
	return true;
}

// True if there is another frame; else `*why` says why not, NULL if this was the first.
static bool step(struct unwinder *u, struct frame *frame, struct frame *next, const char **why)
{
	Dwarf_Frame *rules = is_code(u->module, frame->pc) ? rules_of(u, frame) : NULL;
	struct registers before = {.known = 0};
	bool no_caller = false;
	uint32_t lr;

	*why = NULL;
	if (rules == NULL) {
		*why = "there is no information on how this code uses the stack";
		return step_out_of_nowhere(u, frame, next);
	}
	for (size_t i = 0; i < sizeof restorable / sizeof restorable[0]; i++) {
		bool undefined;

		restore(u, frame, rules, i, &before, &undefined);
		if (restorable[i].number == REG_LR)
			no_caller = undefined;
	}
	free(rules);
	if (no_caller)
		return false;
	if (!frame->has_cfa) {
		*why = "the stack pointer is not known";
		return false;
	}
	// What a caller had in lr was lost when it called, unless it says where it kept it.
	if (!registers_get(&before, REG_LR, &lr)) {
		*why = u->result.count == 1
			       ? "the address to return to cannot be read"
			       : "the address to return to was not kept: the call never returns";
		return false;
	}
	registers_set(&before, REG_SP, frame->cfa);
	before.known &= ~((uint64_t)1 << REG_LR);
	*next = caller(&before, lr);
	if (!is_code(u->module, lr)) {
		*why = "the address to return to is not in this program: the stack is spoilt";
		return false;
	}
	return true;
}

static bool is_on_stack(const struct module *module, uint32_t cfa)
{
	return cfa - module->stack.base <= module->stack.size;
}

struct backtrace unwind(struct arena *arena, const struct module *module, struct target *target,
			const struct registers *registers, bool after_call)
{
	struct unwinder u = {.arena = arena, .module = module, .target = target};
	struct frame frame = {.registers = *registers};
	struct frame next;
	const char *why = NULL;
	uint32_t lowest = 0;

	if (!registers_get(registers, REG_PC, &frame.pc))
		return end(&u, "the program counter is not known");
	frame.pc = (frame.pc & ~1u) - after_call;
	for (;;) {
		add(&u, frame);
		bool more = step(&u, &u.result.frames[u.result.count - 1], &next, &why);
		const struct frame *done = &u.result.frames[u.result.count - 1];

		if (!more)
			return end(&u, why);
		if (done->has_cfa && (!is_on_stack(module, done->cfa) || done->cfa < lowest))
			return end(&u, "the stack is spoilt: a frame is not where it can be");
		if (u.result.count == FRAMES_MAX)
			return end(&u, "there are too many frames");
		if (done->has_cfa)
			lowest = done->cfa;
		frame = next;
	}
}

// Whether the instruction before an address calls: BL, or BLX of a register.
static bool is_behind_call(const struct module *module, uint32_t address)
{
	uint8_t code[4];

	if (!elf_read_at(module->elf, address - 4, code, sizeof code))
		return false;
	uint16_t first = bytes_half(code);
	uint16_t second = bytes_half(code + 2);
	return ((first & 0xF800u) == 0xF000u && (second & 0xD000u) == 0xD000u) ||
	       (second & 0xFF87u) == 0x4780u;
}

// Whether calls lead from a frame to the very top of the stack.
static bool leads_home(const struct module *module, const struct backtrace *trace)
{
	uint32_t top = module->stack.base + module->stack.size;

	return trace->whole && trace->count > 0 && trace->frames[trace->count - 1].has_cfa &&
	       trace->frames[trace->count - 1].cfa == top;
}

// Tries frames of a function that is returned to at `address`, which lies on the stack
// at `where`.
static bool try_caller(struct arena *arena, const struct module *module, struct target *stack,
		       uint32_t where, uint32_t address, struct backtrace *trace)
{
	for (uint32_t sp = where + 4; sp <= where + TRY_MAX; sp += 4) {
		struct registers registers = {.known = 0};

		if (sp > module->stack.base + module->stack.size)
			return false;
		registers_set(&registers, REG_SP, sp);
		registers_set(&registers, REG_PC, address & ~1u);
		*trace = unwind(arena, module, stack, &registers, true);
		if (leads_home(module, trace))
			return true;
	}
	return false;
}

struct backtrace unwind_by_trying(struct arena *arena, const struct module *module,
				  struct target *target, const char *why)
{
	struct backtrace trace = {.why = why};
	uint8_t *bytes = arena_alloc(arena, module->stack.size);
	struct target_piece piece = {module->stack.base, module->stack.size, bytes};
	struct target *stack;

	if (!target_read(target, piece.address, bytes, piece.size))
		return trace;
	// The stack alone, here: it is read over and over.
	stack = target_open_pieces(arena, TARGET_CORE, S("the stack"), &piece, 1, NULL);
	for (uint32_t at = 0; at + 4 <= piece.size; at += 4) {
		uint32_t word = bytes_word(bytes + at);

		if ((word & 1) == 0 || !is_code(module, word) ||
		    !is_behind_call(module, word & ~1u) ||
		    !try_caller(arena, module, stack, piece.address + at, word, &trace))
			continue;
		trace.guessed = true;
		trace.why = why;
		return trace;
	}
	return (struct backtrace){.why = why};
}
