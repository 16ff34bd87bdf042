// Values of C variables (value.h): their parts, and their numbers.
#include "tool/debug/value.h"

#include <dwarf.h>

#include "tool/base/bytes.h"
#include "tool/debug/value_part.h"

// Bytes that nothing on such a target is larger than.
#define SIZE_MOST ((size_t)16 * 1024 * 1024)

// Members that are looked at to find one by name.
#define MEMBERS_MOST 10000u

size_t value_type_size(Dwarf_Die *type)
{
	Dwarf_Word size;

	return dwarf_aggregate_size(type, &size) == 0 && size <= SIZE_MOST ? (size_t)size : 0;
}

static struct value typed(const struct program *program, struct target *target, Dwarf_Die *type)
{
	struct value value = {.program = program, .target = target};

	if (type == NULL)
		return value;
	value.declared = *type;
	value.has_type = info_peel(type, &value.type);
	return value;
}

struct value value_at(const struct program *program, struct target *target, Dwarf_Die *type,
		      uint32_t address)
{
	struct value value = typed(program, target, type);
	size_t size = value.has_type ? value_type_size(&value.type) : 0;

	value.object = object_read(program->arena, target, address, size);
	return value;
}

struct value value_of(const struct program *program, Dwarf_Die *variable,
		      const struct location_context *context)
{
	Dwarf_Attribute attribute;
	Dwarf_Die type;
	struct value value;
	size_t size;
	Dwarf_Word constant;

	if (!info_declared_type(variable, &type))
		return typed(program, context->target, NULL);
	value = typed(program, context->target, &type);
	size = value_type_size(&value.type);
	if (dwarf_attr_integrate(variable, DW_AT_location, &attribute) != NULL) {
		value.object = location_fetch(context, &attribute, size);
		return value;
	}
	value.object = object_make(context->arena, size);
	if (dwarf_attr_integrate(variable, DW_AT_const_value, &attribute) != NULL &&
	    dwarf_formudata(&attribute, &constant) == 0) {
		for (size_t i = 0; i < size && i < 8; i++) {
			value.object.bytes[i] = (uint8_t)(constant >> (8 * i));
			value.object.known[i] = true;
		}
	}
	return value;
}

static int tag_of(const struct value *value)
{
	Dwarf_Die type = value->type;

	return value->has_type ? dwarf_tag(&type) : DW_TAG_invalid;
}

// A part of an object.
static struct object part(const struct object *of, size_t offset, size_t size)
{
	struct object object = {.has_address = of->has_address};

	if (offset > of->size)
		offset = of->size;
	if (size > of->size - offset)
		size = of->size - offset;
	object.size = size;
	object.address = of->address + (uint32_t)offset;
	object.bytes = of->bytes + offset;
	object.known = of->known + offset;
	return object;
}

static bool is_record(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

struct value value_part(const struct value *value, Dwarf_Die *member)
{
	Dwarf_Die type;
	struct value result;
	size_t offset = (size_t)info_number(member, DW_AT_data_member_location, 0);
	uint64_t bits = info_number(member, DW_AT_data_bit_offset, 0);

	if (!info_declared_type(member, &type))
		return typed(value->program, value->target, NULL);
	result = typed(value->program, value->target, &type);
	result.bit_size = (unsigned)info_number(member, DW_AT_bit_size, 0);
	if (result.bit_size == 0) {
		result.object = part(&value->object, offset, value_type_size(&result.type));
		return result;
	}
	offset += (size_t)(bits / 8);
	result.bit_offset = (unsigned)(bits % 8);
	result.object = part(&value->object, offset, (result.bit_offset + result.bit_size + 7) / 8);
	return result;
}

// Looks for a member by name, through members without a name (anonymous structs). `left`
// members may still be looked at.
static bool find_member(const struct value *value, struct str name, struct value *found, int depth,
			size_t *left)
{
	Dwarf_Die type = value->type;
	Dwarf_Die member;

	if (depth == 0 || !is_record(tag_of(value)) || dwarf_child(&type, &member) != 0)
		return false;
	do {
		if (dwarf_tag(&member) != DW_TAG_member)
			continue;
		if (*left == 0)
			return false;
		--*left;
		struct value one = value_part(value, &member);
		struct str own = info_name(&member);

		if (own.len > 0 && str_equal(own, name)) {
			*found = one;
			return true;
		}
		if (own.len == 0 && find_member(&one, name, found, depth - 1, left))
			return true;
	} while (dwarf_siblingof(&member, &member) == 0);
	return false;
}

bool value_member(const struct value *value, struct str name, struct value *member,
		  const char **why)
{
	size_t left = MEMBERS_MOST;

	*why = is_record(tag_of(value)) ? "it has no such member" : "it is no struct or union";
	return find_member(value, name, member, 8, &left);
}

size_t value_member_names(const struct value *value, struct str *names, size_t max)
{
	Dwarf_Die type = value->type;
	Dwarf_Die member;
	size_t count = 0;

	if (!is_record(tag_of(value)) || dwarf_child(&type, &member) != 0)
		return 0;
	do {
		if (dwarf_tag(&member) == DW_TAG_member && count < max)
			names[count++] = info_name(&member);
	} while (dwarf_siblingof(&member, &member) == 0);
	return count;
}

// Elements in the first dimension of an array type, and the size of what follows.
static size_t dimension(Dwarf_Die *type, size_t *dimensions)
{
	Dwarf_Die range;
	size_t first = 0;

	*dimensions = 0;
	if (dwarf_child(type, &range) != 0)
		return 0;
	do {
		uint64_t count;

		if (dwarf_tag(&range) != DW_TAG_subrange_type)
			continue;
		count = info_number(&range, DW_AT_count, UINT64_MAX);
		if (count == UINT64_MAX) {
			count = info_number(&range, DW_AT_upper_bound, UINT64_MAX);
			count = count == UINT64_MAX ? 0 : count + 1;
		}
		if ((*dimensions)++ == 0)
			first = (size_t)count;
	} while (dwarf_siblingof(&range, &range) == 0);
	return first;
}

// No more elements than there are bytes for.
static size_t at_most(size_t length, const struct value *array, size_t element_size)
{
	size_t most = element_size == 0 ? 0 : array->object.size / element_size;

	return length < most ? length : most;
}

size_t value_length(const struct value *value)
{
	Dwarf_Die type = value->type;
	Dwarf_Die of;
	size_t dimensions;

	if (tag_of(value) != DW_TAG_array_type || !info_type(&type, &of))
		return 0;
	return at_most(dimension(&type, &dimensions), value, value_type_size(&of));
}

// An element of an array of one dimension; of more, the type stays that of the whole
// element of the innermost, and the value is flat.
static bool element(const struct value *value, int64_t index, struct value *found, const char **why)
{
	Dwarf_Die type = value->type;
	Dwarf_Die of;
	size_t dimensions;
	size_t length = dimension(&type, &dimensions);
	size_t size;

	*why = "the type of its elements is not known";
	if (!info_type(&type, &of))
		return false;
	size = value_type_size(&of);
	length = at_most(dimensions > 1 ? SIZE_MAX : length, value, size);
	*why = "the index is outside of the array";
	if (index < 0 || (uint64_t)index >= length)
		return false;
	*found = typed(value->program, value->target, &of);
	found->object = part(&value->object, (size_t)index * size, size);
	return true;
}

bool value_index(const struct value *value, int64_t index, struct value *found, const char **why)
{
	Dwarf_Die type = value->type;
	Dwarf_Die of;
	int64_t pointer;

	if (tag_of(value) == DW_TAG_array_type)
		return element(value, index, found, why);
	*why = "it is no array or pointer";
	if (tag_of(value) != DW_TAG_pointer_type)
		return false;
	*why = "what it points to is not known";
	if (!value_number(value, &pointer) || !info_type(&type, &of))
		return false;
	*found = value_at(value->program, value->target, &of,
			  (uint32_t)(pointer + index * (int64_t)value_type_size(&of)));
	return true;
}

bool value_pointee(const struct value *value, struct value *pointee, const char **why)
{
	if (tag_of(value) != DW_TAG_pointer_type) {
		*why = "it is no pointer";
		return false;
	}
	return value_index(value, 0, pointee, why);
}

// Whether an integer type has a sign.
static bool is_signed(Dwarf_Die *type)
{
	uint64_t encoding = info_number(type, DW_AT_encoding, 0);

	return encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
}

bool value_number(const struct value *value, int64_t *number)
{
	Dwarf_Die type = value->type;
	int tag = tag_of(value);
	unsigned bits = value->bit_size != 0 ? value->bit_size : (unsigned)value->object.size * 8;
	uint64_t raw;

	if ((tag != DW_TAG_base_type && tag != DW_TAG_enumeration_type &&
	     tag != DW_TAG_pointer_type) ||
	    value->object.size == 0 || value->object.size > 8 ||
	    !object_is_known(&value->object, 0, value->object.size))
		return false;
	raw = bytes_number(value->object.bytes, (unsigned)value->object.size) >> value->bit_offset;
	if (bits < 64) {
		raw &= ((uint64_t)1 << bits) - 1;
		if (tag == DW_TAG_base_type && is_signed(&type) && (raw >> (bits - 1) & 1) != 0)
			raw |= ~(((uint64_t)1 << bits) - 1);
	}
	*number = (int64_t)raw;
	return true;
}
