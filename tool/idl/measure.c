// Sizes of types: on the wire in each encoding, and in memory where that matters.
#include "tool/idl/loader.h"

static const struct idl_size impossible = {false, 0, 0};

static struct idl_size fixed(uint32_t bytes)
{
	return (struct idl_size){true, bytes, bytes};
}

static uint32_t capped(uint64_t bytes)
{
	return bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t aligned(uint32_t size, uint32_t align)
{
	return align < 2 ? size : capped(((uint64_t)size + align - 1) / align * align);
}

// One after the other.
static struct idl_size both(struct idl_size a, struct idl_size b)
{
	if (!a.possible || !b.possible)
		return impossible;
	return (struct idl_size){true, capped((uint64_t)a.least + b.least),
				 capped((uint64_t)a.most + b.most)};
}

// One or the other.
static struct idl_size either(struct idl_size a, struct idl_size b)
{
	if (!a.possible || !b.possible)
		return impossible;
	return (struct idl_size){true, smaller(a.least, b.least), larger(a.most, b.most)};
}

// Memory as C lays it out, members in order. Rust's own order needs no more.
static void measure_rust_members(struct idl_type *type, const struct idl_field *fields,
				 size_t count, uint32_t start)
{
	uint32_t size = start;
	uint32_t align = 1;

	for (size_t i = 0; i < count; i++) {
		const struct idl_type *member = fields[i].type;

		align = larger(align, member->rust_align);
		size = capped((uint64_t)aligned(size, member->rust_align) + member->rust_size);
	}
	type->rust_align = larger(type->rust_align, align);
	type->rust_size = larger(type->rust_size, size);
}

static void measure_plain(struct idl_type *type, uint32_t bytes, uint32_t align)
{
	for (size_t e = 0; e < IDL_ENCODINGS; e++)
		type->wire[e] = fixed(bytes);
	type->rust_size = bytes;
	type->rust_align = align;
}

static void measure_integer(struct idl_type *type)
{
	uint32_t bytes = type->bits / 8;

	measure_plain(type, bytes, bytes);
	if (type->is_word) {
		type->wire[IDL_SSMARSHAL] = fixed(8);
		type->wire[IDL_HUBPACK] = fixed(8);
	}
	if (bytes > 8)
		type->wire[IDL_SSMARSHAL] = impossible;
	type->castable = bytes <= 8;
	type->c_size = bytes;
	type->c_align = bytes;
}

static void measure_array(struct idl_type *type)
{
	const struct idl_type *element = type->element;

	for (size_t e = 0; e < IDL_ENCODINGS; e++) {
		type->wire[e] = element->wire[e];
		type->wire[e].least = capped((uint64_t)element->wire[e].least * type->count);
		type->wire[e].most = capped((uint64_t)element->wire[e].most * type->count);
	}
	type->castable = element->castable;
	type->c_size = capped((uint64_t)element->c_size * type->count);
	type->c_align = element->c_align;
	type->rust_size = capped((uint64_t)element->rust_size * type->count);
	type->rust_align = element->rust_align;
}

// Padding would be sent, and would say what was in memory before.
static void measure_c_members(struct idl_type *type)
{
	uint32_t size = 0;

	type->castable = true;
	type->c_align = 1;
	for (size_t i = 0; i < type->field_count; i++) {
		const struct idl_type *member = type->fields[i].type;

		type->castable = type->castable && member->castable && size % member->c_align == 0;
		if (!type->castable)
			return;
		type->fields[i].c_offset = size;
		type->c_align = larger(type->c_align, member->c_align);
		size = capped((uint64_t)size + member->c_size);
	}
	type->castable = size % type->c_align == 0;
	type->c_size = size;
}

static void measure_members(struct idl_type *type)
{
	for (size_t e = 0; e < IDL_ENCODINGS; e++) {
		type->wire[e] = fixed(0);
		for (size_t i = 0; i < type->field_count; i++)
			type->wire[e] = both(type->wire[e], type->fields[i].type->wire[e]);
	}
	measure_c_members(type);
	measure_rust_members(type, type->fields, type->field_count, 0);
	type->rust_size = aligned(type->rust_size, type->rust_align);
}

static void measure_newtype(struct idl_type *type)
{
	const struct idl_type *element = type->element;

	for (size_t e = 0; e < IDL_ENCODINGS; e++)
		type->wire[e] = element->wire[e];
	type->castable = element->castable;
	type->c_size = element->c_size;
	type->c_align = element->c_align;
	type->rust_size = element->rust_size;
	type->rust_align = element->rust_align;
}

// An option, or with `other` a result.
static void measure_choice(struct idl_type *type, const struct idl_type *other)
{
	const struct idl_type *one = type->element;
	uint32_t align = larger(one->rust_align, other == NULL ? 1 : other->rust_align);
	uint32_t size = larger(one->rust_size, other == NULL ? 0 : other->rust_size);

	type->wire[IDL_ZEROCOPY] = impossible;
	for (size_t e = IDL_SSMARSHAL; e < IDL_ENCODINGS; e++)
		type->wire[e] = both(
			fixed(1), either(one->wire[e], other == NULL ? fixed(0) : other->wire[e]));
	type->rust_align = align;
	type->rust_size = aligned(capped((uint64_t)align + size), align);
}

static void measure_variants(struct idl_type *type)
{
	for (size_t e = IDL_SSMARSHAL; e < IDL_ENCODINGS; e++) {
		for (size_t i = 0; i < type->variant_count; i++) {
			const struct idl_variant *variant = &type->variants[i];
			struct idl_size size = fixed(1);

			for (size_t k = 0; k < variant->field_count; k++)
				size = both(size, variant->fields[k].type->wire[e]);
			type->wire[e] = i == 0 ? size : either(type->wire[e], size);
		}
		if (type->variant_count > 256)
			type->wire[e] = impossible;
	}
	type->rust_align = 1;
	for (size_t i = 0; i < type->variant_count; i++)
		measure_rust_members(type, type->variants[i].fields, type->variants[i].field_count,
				     4);
	type->rust_size = aligned(type->rust_size, type->rust_align);
}

static void measure_union(struct idl_type *type)
{
	type->wire[IDL_ZEROCOPY] = impossible;
	measure_variants(type);
}

static void measure_enum(struct idl_type *type)
{
	measure_variants(type);
	type->wire[IDL_ZEROCOPY] = type->has_fields ? impossible : fixed(type->integer->bits / 8);
}

static bool members_are_known(const struct idl_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!fields[i].type->known)
			return false;
	return true;
}

static bool is_known(const struct idl_type *type)
{
	bool known =
		type->kind != IDL_UNKNOWN && members_are_known(type->fields, type->field_count);

	known = known && (type->element == NULL || type->element->known);
	known = known && (type->error == NULL || type->error->known);
	for (size_t i = 0; i < type->variant_count; i++)
		known = known &&
			members_are_known(type->variants[i].fields, type->variants[i].field_count);
	return known;
}

bool measure_type(struct idl_type *type)
{
	type->known = is_known(type);
	switch (type->kind) {
	case IDL_UNIT:
		measure_plain(type, 0, 1);
		break;
	case IDL_BOOL:
		measure_plain(type, 1, 1);
		break;
	case IDL_INTEGER:
		measure_integer(type);
		break;
	case IDL_FLOAT:
		measure_plain(type, type->bits / 8, type->bits / 8);
		type->castable = true;
		type->c_size = type->bits / 8;
		type->c_align = type->bits / 8;
		break;
	case IDL_CHAR:
		type->wire[IDL_SSMARSHAL] = (struct idl_size){true, 1, 4};
		type->rust_size = 4;
		type->rust_align = 4;
		break;
	case IDL_ARRAY:
		measure_array(type);
		break;
	case IDL_TUPLE:
	case IDL_STRUCT:
		measure_members(type);
		break;
	case IDL_OPTION:
		measure_choice(type, NULL);
		break;
	case IDL_RESULT:
		measure_choice(type, type->error);
		break;
	case IDL_NEWTYPE:
		measure_newtype(type);
		break;
	case IDL_BITS:
		measure_plain(type, type->integer->bits / 8, type->integer->bits / 8);
		type->castable = true;
		type->c_size = type->integer->bits / 8;
		type->c_align = type->c_size;
		break;
	case IDL_ENUM:
	case IDL_ERROR:
		measure_enum(type);
		break;
	case IDL_UNION:
		measure_union(type);
		break;
	case IDL_UNKNOWN:
		break;
	}
	return type->rust_size <= LOADER_SIZE_MOST &&
	       type->wire[IDL_ZEROCOPY].most <= LOADER_SIZE_MOST &&
	       type->wire[IDL_HUBPACK].most <= LOADER_SIZE_MOST;
}
