// DWARF expressions (location.h).
//
// A machine with a stack of numbers. What it computes is an address, unless it ends with
// a register's name or DW_OP_stack_value; DW_OP_piece puts an object together from parts
// that are in different places.
#include "tool/debug/location.h"

#include <dwarf.h>
#include <string.h>

#include "tool/base/bytes.h"
#include "tool/target/registers.h"

#define STACK_MAX 32
#define CALL_DEPTH 32 // nested blocks around a call

// DWARF's numbers of the s registers, an old way and a new one for the d registers.
#define DWARF_S0 64u
#define DWARF_D0 256u

enum kind {
	IS_ADDRESS,
	IS_REGISTER,
	IS_NUMBER,
	IS_BYTES,
	IS_NOWHERE,
};

struct machine {
	const struct location_context *context;
	uint32_t stack[STACK_MAX];
	size_t depth;
	bool failed;
	enum kind kind; // of what is to be taken
	unsigned reg;
	Dwarf_Block block;
};

struct object object_make(struct arena *arena, size_t size)
{
	return (struct object){
		.size = size,
		.bytes = arena_alloc(arena, size),
		.known = arena_alloc(arena, size * sizeof(bool)),
	};
}

static void know(struct object *object, size_t offset, size_t size)
{
	for (size_t i = 0; i < size; i++)
		object->known[offset + i] = true;
}

// Copies memory into a part of an object.
static void put_memory(struct target *target, struct object *object, size_t offset,
		       uint32_t address, size_t size)
{
	size_t got = target_read_some(target, address, object->bytes + offset, size);

	know(object, offset, got);
}

struct object object_read(struct arena *arena, struct target *target, uint32_t address, size_t size)
{
	struct object object = object_make(arena, size);

	object.has_address = true;
	object.address = address;
	put_memory(target, &object, 0, address, size);
	return object;
}

bool object_is_known(const struct object *object, size_t offset, size_t size)
{
	if (offset > object->size || size > object->size - offset)
		return false;
	for (size_t i = 0; i < size; i++)
		if (!object->known[offset + i])
			return false;
	return true;
}

static void push(struct machine *m, uint32_t value)
{
	if (m->depth == STACK_MAX)
		m->failed = true;
	else
		m->stack[m->depth++] = value;
}

static uint32_t pop(struct machine *m)
{
	if (m->depth == 0) {
		m->failed = true;
		return 0;
	}
	return m->stack[--m->depth];
}

static uint32_t peek(struct machine *m, size_t n)
{
	if (n >= m->depth) {
		m->failed = true;
		return 0;
	}
	return m->stack[m->depth - 1 - n];
}

// Our number of one of DWARF's registers, or REG_COUNT.
static unsigned register_of(uint64_t dwarf)
{
	if (dwarf <= 15)
		return (unsigned)dwarf;
	if (dwarf >= DWARF_S0 && dwarf < DWARF_S0 + 32)
		return REG_S0 + (unsigned)(dwarf - DWARF_S0);
	if (dwarf >= DWARF_D0 && dwarf < DWARF_D0 + 16)
		return REG_S0 + 2 * (unsigned)(dwarf - DWARF_D0);
	return REG_COUNT;
}

static uint32_t register_value(struct machine *m, uint64_t dwarf)
{
	const struct registers *registers = m->context->registers;
	unsigned number = register_of(dwarf);
	uint32_t value = 0;

	if (registers == NULL || number == REG_COUNT || !registers_get(registers, number, &value))
		m->failed = true;
	return value;
}

static void push_cfa(struct machine *m)
{
	if (!m->context->has_cfa)
		m->failed = true;
	push(m, m->context->cfa);
}

// The frame base is an expression of its own, which does not use the frame base.
static void push_frame_base(struct machine *m, int64_t offset)
{
	struct location_context inner = *m->context;
	Dwarf_Attribute attribute;
	Dwarf_Op *ops;
	size_t count;
	uint32_t base = 0;

	inner.function = NULL;
	if (m->context->function == NULL ||
	    dwarf_attr_integrate(m->context->function, DW_AT_frame_base, &attribute) == NULL ||
	    dwarf_getlocation_addr(&attribute, m->context->pc, &ops, &count, 1) != 1 ||
	    !location_number(&inner, ops, count, NULL, &base))
		m->failed = true;
	push(m, base + (uint32_t)offset);
}

static void dereference(struct machine *m, size_t size)
{
	uint32_t value;

	if (!target_read_number(m->context->target, pop(m), size, &value))
		m->failed = true;
	push(m, value);
}

static uint32_t shift(unsigned atom, uint32_t value, uint32_t by)
{
	if (by >= 32)
		return atom == DW_OP_shra && (value & 0x80000000u) != 0 ? UINT32_MAX : 0;
	if (atom == DW_OP_shl)
		return value << by;
	value >>= by;
	if (atom == DW_OP_shra && by > 0 && (value >> (31 - by) & 1) != 0)
		value |= ~(UINT32_MAX >> by);
	return value;
}

static void compute(struct machine *m, unsigned atom)
{
	uint32_t b = pop(m);
	uint32_t a = pop(m);
	int32_t sa = (int32_t)a;
	int32_t sb = (int32_t)b;

	switch (atom) {
	case DW_OP_plus:
		push(m, a + b);
		return;
	case DW_OP_minus:
		push(m, a - b);
		return;
	case DW_OP_mul:
		push(m, a * b);
		return;
	case DW_OP_div:
		m->failed |= sb == 0 || (sa == INT32_MIN && sb == -1);
		push(m, m->failed ? 0 : (uint32_t)(sa / sb));
		return;
	case DW_OP_mod:
		m->failed |= b == 0;
		push(m, b == 0 ? 0 : a % b);
		return;
	case DW_OP_and:
		push(m, a & b);
		return;
	case DW_OP_or:
		push(m, a | b);
		return;
	case DW_OP_xor:
		push(m, a ^ b);
		return;
	case DW_OP_shl:
	case DW_OP_shr:
	case DW_OP_shra:
		push(m, shift(atom, a, b));
		return;
	case DW_OP_eq:
		push(m, a == b);
		return;
	case DW_OP_ne:
		push(m, a != b);
		return;
	case DW_OP_lt:
		push(m, sa < sb);
		return;
	case DW_OP_le:
		push(m, sa <= sb);
		return;
	case DW_OP_gt:
		push(m, sa > sb);
		return;
	case DW_OP_ge:
		push(m, sa >= sb);
		return;
	default:
		m->failed = true;
		return;
	}
}

static void change(struct machine *m, const Dwarf_Op *op)
{
	uint32_t a = pop(m);
	uint32_t b;

	switch (op->atom) {
	case DW_OP_dup:
		push(m, a);
		push(m, a);
		return;
	case DW_OP_drop:
		return;
	case DW_OP_swap:
		b = pop(m);
		push(m, a);
		push(m, b);
		return;
	case DW_OP_plus_uconst:
		push(m, a + (uint32_t)op->number);
		return;
	case DW_OP_neg:
		push(m, 0 - a);
		return;
	case DW_OP_not:
		push(m, ~a);
		return;
	case DW_OP_abs:
		push(m, (a & 0x80000000u) != 0 ? 0 - a : a);
		return;
	default:
		m->failed = true;
		return;
	}
}

// The operations that put something on the stack. False if it is none of them.
static bool produce(struct machine *m, const Dwarf_Op *op)
{
	unsigned atom = op->atom;

	if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31) {
		push(m, atom - DW_OP_lit0);
	} else if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31) {
		push(m, register_value(m, atom - DW_OP_breg0) + (uint32_t)op->number);
	} else {
		switch (atom) {
		case DW_OP_addr:
		case DW_OP_const1u:
		case DW_OP_const1s:
		case DW_OP_const2u:
		case DW_OP_const2s:
		case DW_OP_const4u:
		case DW_OP_const4s:
		case DW_OP_const8u:
		case DW_OP_const8s:
		case DW_OP_constu:
		case DW_OP_consts:
			push(m, (uint32_t)op->number);
			break;
		case DW_OP_bregx:
			push(m, register_value(m, op->number) + (uint32_t)op->number2);
			break;
		case DW_OP_fbreg:
			push_frame_base(m, (int64_t)op->number);
			break;
		case DW_OP_call_frame_cfa:
			push_cfa(m);
			break;
		case DW_OP_over:
			push(m, peek(m, 1));
			break;
		case DW_OP_pick:
			push(m, peek(m, (size_t)op->number));
			break;
		default:
			return false;
		}
	}
	return true;
}

// One operation that computes.
static void execute(struct machine *m, const Dwarf_Op *op)
{
	if (produce(m, op))
		return;
	switch (op->atom) {
	case DW_OP_nop:
		return;
	case DW_OP_deref:
		dereference(m, 4);
		return;
	case DW_OP_deref_size:
		dereference(m, (size_t)op->number);
		return;
	case DW_OP_dup:
	case DW_OP_drop:
	case DW_OP_swap:
	case DW_OP_plus_uconst:
	case DW_OP_neg:
	case DW_OP_not:
	case DW_OP_abs:
		change(m, op);
		return;
	default:
		compute(m, op->atom);
		return;
	}
}

bool location_number(const struct location_context *context, const Dwarf_Op *ops, size_t count,
		     const uint32_t *start, uint32_t *number)
{
	struct machine m = {.context = context};

	if (start != NULL)
		push(&m, *start);
	for (size_t i = 0; i < count && !m.failed; i++) {
		if (ops[i].atom == DW_OP_stack_value)
			break;
		// A register as a frame base is its content.
		if (ops[i].atom >= DW_OP_reg0 && ops[i].atom <= DW_OP_reg31)
			push(&m, register_value(&m, ops[i].atom - DW_OP_reg0));
		else
			execute(&m, &ops[i]);
	}
	*number = pop(&m);
	return !m.failed;
}

// Copies what is on top of the stack, or named, into a part of an object.
static void put(struct machine *m, struct object *object, size_t offset, size_t size)
{
	unsigned number;

	if (m->failed || offset > object->size)
		return;
	if (size > object->size - offset)
		size = object->size - offset;
	switch (m->kind) {
	case IS_NOWHERE:
		return;
	case IS_ADDRESS:
		if (m->depth == 0)
			return;
		put_memory(m->context->target, object, offset, peek(m, 0), size);
		if (offset == 0 && size == object->size) {
			object->has_address = true;
			object->address = peek(m, 0);
		}
		return;
	case IS_NUMBER:
		for (size_t i = 0; i < size; i++)
			object->bytes[offset + i] = i < 4 ? (uint8_t)(peek(m, 0) >> (8 * i)) : 0;
		know(object, offset, size);
		return;
	case IS_BYTES:
		if (size > m->block.length)
			size = m->block.length;
		memcpy(object->bytes + offset, m->block.data, size);
		know(object, offset, size);
		return;
	case IS_REGISTER:
		number = register_of(m->reg);
		for (size_t i = 0; i < size && number + i / 4 < REG_COUNT; i++) {
			object->bytes[offset + i] =
				(uint8_t)(m->context->registers->value[number + i / 4] >>
					  (8 * (i % 4)));
			object->known[offset + i] =
				registers_have(m->context->registers, number + (unsigned)i / 4);
		}
		return;
	}
}

static bool is_call_site(Dwarf_Die *die)
{
	return dwarf_tag(die) == DW_TAG_call_site || dwarf_tag(die) == DW_TAG_GNU_call_site;
}

// The call that returns to an address, anywhere in a function. `depth` bounds a recursion
// over nested blocks.
static bool find_call(Dwarf_Die *parent, uint32_t return_address, Dwarf_Die *found, int depth)
{
	Dwarf_Die die;
	Dwarf_Addr address;
	Dwarf_Attribute attribute;

	if (depth == 0 || dwarf_child(parent, &die) != 0)
		return false;
	do {
		if (is_call_site(&die)) {
			bool has = (dwarf_attr(&die, DW_AT_call_return_pc, &attribute) != NULL ||
				    dwarf_attr(&die, DW_AT_low_pc, &attribute) != NULL) &&
				   dwarf_formaddr(&attribute, &address) == 0;

			if (has && (uint32_t)address == return_address) {
				*found = die;
				return true;
			}
		} else if (find_call(&die, return_address, found, depth - 1)) {
			return true;
		}
	} while (dwarf_siblingof(&die, &die) == 0);
	return false;
}

// Whether the call is of the function that was entered: by way of a call at some
// function's end, another may have been.
static bool calls(Dwarf_Die *site, const struct location_call *call)
{
	Dwarf_Attribute attribute;
	Dwarf_Die callee;
	Dwarf_Die function = call->function;
	const char *name = dwarf_diename(&function);
	const char *called;

	if ((dwarf_attr(site, DW_AT_call_origin, &attribute) == NULL &&
	     dwarf_attr(site, DW_AT_abstract_origin, &attribute) == NULL) ||
	    dwarf_formref_die(&attribute, &callee) == NULL)
		return false;
	called = dwarf_diename(&callee);
	return name != NULL && called != NULL && strcmp(name, called) == 0;
}

// The register that an expression is the name of and nothing else.
static bool names_register(Dwarf_Attribute *attribute, uint64_t *reg)
{
	Dwarf_Op *ops;
	size_t count;

	if (dwarf_getlocation(attribute, &ops, &count) != 0 || count != 1)
		return false;
	*reg = ops[0].number;
	if (ops[0].atom == DW_OP_regx || ops[0].atom == DW_OP_regval_type)
		return true;
	*reg = (uint64_t)ops[0].atom - DW_OP_reg0;
	return ops[0].atom >= DW_OP_reg0 && ops[0].atom <= DW_OP_reg31;
}

// Whether a call's parameter is the one that was passed in a register.
static bool is_passed_in(Dwarf_Die *parameter, uint64_t reg)
{
	Dwarf_Attribute attribute;
	uint64_t passed;

	return (dwarf_tag(parameter) == DW_TAG_call_site_parameter ||
		dwarf_tag(parameter) == DW_TAG_GNU_call_site_parameter) &&
	       dwarf_attr(parameter, DW_AT_location, &attribute) != NULL &&
	       names_register(&attribute, &passed) && passed == reg;
}

// The value that a call passed, as an expression of the caller's.
static bool passed_value(const struct location_call *call, Dwarf_Die *parameter, uint32_t *value)
{
	Dwarf_Attribute attribute;
	Dwarf_Block block;
	Dwarf_Op *ops;
	size_t count;

	if ((dwarf_attr(parameter, DW_AT_call_value, &attribute) == NULL &&
	     dwarf_attr(parameter, DW_AT_GNU_call_site_value, &attribute) == NULL) ||
	    dwarf_getlocation(&attribute, &ops, &count) != 0 || count == 0)
		return false;
	if (ops[0].atom == DW_OP_const_type) {
		// libdw leaves the constant where it is: its size, then its bytes.
		const uint8_t *constant = (const uint8_t *)(uintptr_t)ops[0].number2;

		*value = bytes_word(constant + 1);
		return constant[0] == 4;
	}
	if (ops[0].atom != DW_OP_implicit_value)
		return location_number(call->caller, ops, count, NULL, value);
	if (dwarf_getlocation_implicit_value(&attribute, &ops[0], &block) != 0 || block.length != 4)
		return false;
	*value = bytes_word(block.data);
	return true;
}

// What a register held when the function was entered, by what the caller passed.
static bool entry_value(const struct location_call *call, uint64_t reg, uint32_t *value)
{
	Dwarf_Die function = call->caller_function;
	Dwarf_Die site;
	Dwarf_Die parameter;

	if (!find_call(&function, call->return_address, &site, CALL_DEPTH) || !calls(&site, call) ||
	    dwarf_child(&site, &parameter) != 0)
		return false;
	do {
		if (is_passed_in(&parameter, reg))
			return passed_value(call, &parameter, value);
	} while (dwarf_siblingof(&parameter, &parameter) == 0);
	return false;
}

// The operation that asks for that: its operand is an expression that names the register.
static bool push_entry_value(struct machine *m, Dwarf_Attribute *attribute, const Dwarf_Op *op)
{
	Dwarf_Attribute inner;
	uint64_t reg;
	uint32_t value;

	if (m->context->call == NULL || dwarf_getlocation_attr(attribute, op, &inner) != 0 ||
	    !names_register(&inner, &reg) || !entry_value(m->context->call, reg, &value))
		return false;
	push(m, value);
	return true;
}

// Operations that say where the value is, instead of computing.
static bool locate(struct machine *m, Dwarf_Attribute *attribute, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31) {
		m->kind = IS_REGISTER;
		m->reg = op->atom - DW_OP_reg0;
	} else if (op->atom == DW_OP_regx) {
		m->kind = IS_REGISTER;
		m->reg = (unsigned)op->number;
	} else if (op->atom == DW_OP_stack_value) {
		m->kind = IS_NUMBER;
	} else if (op->atom == DW_OP_implicit_value) {
		m->kind = dwarf_getlocation_implicit_value(attribute, op, &m->block) == 0
				  ? IS_BYTES
				  : IS_NOWHERE;
	} else if (op->atom == DW_OP_entry_value || op->atom == DW_OP_GNU_entry_value) {
		if (!push_entry_value(m, attribute, op)) {
			m->kind = IS_NOWHERE;
			push(m, 0);
		}
	} else if (op->atom == DW_OP_implicit_pointer || op->atom == DW_OP_GNU_implicit_pointer) {
		// What a pointer that is no more points to.
		m->kind = IS_NOWHERE;
		push(m, 0);
	} else {
		return false;
	}
	if (m->kind == IS_REGISTER && m->context->registers == NULL)
		m->kind = IS_NOWHERE;
	return true;
}

static void fetch(const struct location_context *context, Dwarf_Attribute *attribute,
		  const Dwarf_Op *ops, size_t count, struct object *object)
{
	struct machine m = {.context = context};
	size_t offset = 0;
	bool in_pieces = false;
	bool nowhere = false;

	for (size_t i = 0; i < count; i++) {
		if (ops[i].atom == DW_OP_piece) {
			// A piece with nothing before it is nowhere.
			if (!nowhere && (i > 0 && ops[i - 1].atom != DW_OP_piece))
				put(&m, object, offset, (size_t)ops[i].number);
			offset += (size_t)ops[i].number;
			in_pieces = true;
			nowhere = false;
			m = (struct machine){.context = context};
			continue;
		}
		if (!locate(&m, attribute, &ops[i]))
			execute(&m, &ops[i]);
		nowhere |= m.kind == IS_NOWHERE;
	}
	if (!in_pieces && !nowhere && count > 0)
		put(&m, object, 0, object->size);
}

struct object location_fetch(const struct location_context *context, Dwarf_Attribute *attribute,
			     size_t size)
{
	struct object object = object_make(context->arena, size);
	Dwarf_Op *ops;
	size_t count;

	if (dwarf_getlocation_addr(attribute, context->pc, &ops, &count, 1) == 1)
		fetch(context, attribute, ops, count, &object);
	return object;
}
