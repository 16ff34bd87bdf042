// Values of C variables (value.h), for people and for machines.
#include <dwarf.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "tool/base/bytes.h"
#include "tool/debug/value_part.h"

#define WIDTH 76u         // columns that a value in one line may take
#define DEPTH_MAX 12      // nested structures and arrays
#define ELEMENTS_MAX 200u // of an array that are shown
#define PARTS_MAX 200000u // of a value, those of its parts included: types may go in circles

static int tag_of(const struct value *value)
{
	Dwarf_Die type = value->type;

	return value->has_type ? dwarf_tag(&type) : DW_TAG_invalid;
}

static bool is_record(int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

static uint64_t encoding_of(const struct value *value)
{
	Dwarf_Die type = value->type;

	return tag_of(value) == DW_TAG_base_type ? info_number(&type, DW_AT_encoding, 0) : 0;
}

static bool is_char(uint64_t encoding, size_t size)
{
	return size == 1 && (encoding == DW_ATE_signed_char || encoding == DW_ATE_unsigned_char);
}

// The name of an enumerator; empty if no one has that number.
static struct str enumerator(const struct value *value, int64_t number)
{
	Dwarf_Die type = value->type;
	Dwarf_Die one;

	if (dwarf_child(&type, &one) != 0)
		return (struct str){"", 0};
	do {
		if (dwarf_tag(&one) == DW_TAG_enumerator &&
		    (uint32_t)info_number(&one, DW_AT_const_value, UINT64_MAX) == (uint32_t)number)
			return info_name(&one);
	} while (dwarf_siblingof(&one, &one) == 0);
	return (struct str){"", 0};
}

static double float_of(const struct value *value)
{
	uint32_t word = bytes_word(value->object.bytes);
	uint64_t wide;
	float single;
	double twice;

	if (value->object.size == 4) {
		memcpy(&single, &word, sizeof single);
		return (double)single;
	}
	wide = bytes_double(value->object.bytes);
	memcpy(&twice, &wide, sizeof twice);
	return twice;
}

static bool is_float(const struct value *value)
{
	return encoding_of(value) == DW_ATE_float &&
	       (value->object.size == 4 || value->object.size == 8) &&
	       object_is_known(&value->object, 0, value->object.size);
}

static void print_char(struct text *text, int64_t number)
{
	unsigned char c = (unsigned char)number;

	if (c >= 0x20 && c < 0x7f)
		text_addf(text, "%" PRId64 " '%s%c'", number, c == '\'' || c == '\\' ? "\\" : "",
			  c);
	else
		text_addf(text, "%" PRId64, number);
}

static bool is_function_pointer(const struct value *value)
{
	Dwarf_Die type = value->type;
	Dwarf_Die of;

	return info_type(&type, &of) && dwarf_tag(&of) == DW_TAG_subroutine_type;
}

static void print_pointer(struct text *text, const struct value *value, uint32_t address)
{
	if (address == 0) {
		text_adds(text, "NULL");
		return;
	}
	struct str name = program_name_address(
		value->program, is_function_pointer(value) ? address & ~1u : address);
	text_addf(text, "0x%08" PRIx32, address);
	if (name.len > 0)
		text_addf(text, " <%.*s>", STR_ARG(name));
}

static void print_scalar(struct text *text, const struct value *value)
{
	uint64_t encoding = encoding_of(value);
	int64_t number;
	struct str name;

	if (is_float(value)) {
		text_addf(text, "%.9g", float_of(value));
		return;
	}
	if (!value_number(value, &number)) {
		text_adds(text, value->object.size == 0 ? "?" : "<not known>");
		return;
	}
	switch (tag_of(value)) {
	case DW_TAG_enumeration_type:
		name = enumerator(value, number);
		if (name.len > 0)
			text_add(text, name);
		else
			text_addf(text, "%" PRId64, number);
		return;
	case DW_TAG_pointer_type:
		print_pointer(text, value, (uint32_t)number);
		return;
	default:
		break;
	}
	if (encoding == DW_ATE_boolean && (number == 0 || number == 1))
		text_adds(text, number != 0 ? "true" : "false");
	else if (is_char(encoding, value->object.size) && value->bit_size == 0)
		print_char(text, number);
	else if (encoding == DW_ATE_unsigned || encoding == DW_ATE_unsigned_char)
		text_addf(text, "%" PRIu64, (uint64_t)number);
	else
		text_addf(text, "%" PRId64, number);
}

// An array of char that holds printable text and then only NULs: the text's length.
static bool is_text(const struct value *value, size_t *length)
{
	struct value first;
	const char *why;
	size_t n = 0;

	if (tag_of(value) != DW_TAG_array_type || !value_index(value, 0, &first, &why) ||
	    encoding_of(&first) != DW_ATE_unsigned_char || first.object.size != 1 ||
	    !object_is_known(&value->object, 0, value->object.size))
		return false;
	Dwarf_Die type = first.type;
	if (!str_is(info_name(&type), "char"))
		return false;
	while (n < value->object.size && value->object.bytes[n] != 0) {
		uint8_t c = value->object.bytes[n];

		if ((c < 0x20 || c >= 0x7f) && c != '\n' && c != '\t' && c != '\r')
			return false;
		n++;
	}
	*length = n;
	for (; n < value->object.size; n++)
		if (value->object.bytes[n] != 0)
			return false;
	return true;
}

static void print_text(struct text *text, const uint8_t *bytes, size_t length)
{
	text_adds(text, "\"");
	for (size_t i = 0; i < length; i++) {
		char c = (char)bytes[i];

		if (c == '"' || c == '\\')
			text_addf(text, "\\%c", c);
		else if (c == '\n')
			text_adds(text, "\\n");
		else if (c == '\r')
			text_adds(text, "\\r");
		else if (c == '\t')
			text_adds(text, "\\t");
		else
			text_addf(text, "%c", c);
	}
	text_adds(text, "\"");
}

// How a value is being written: in one line, or broken at a column.
struct style {
	bool broken;
	unsigned indent;
	int depth;
	size_t *left; // parts that may still be shown
};

static void print(struct text *text, const struct value *value, struct style style);

static void separate(struct text *text, struct style style, bool first)
{
	if (!first)
		text_adds(text, ",");
	if (style.broken)
		text_addf(text, "\n%*s", (int)style.indent + 2, "");
	else if (!first)
		text_adds(text, " ");
}

static void close_brace(struct text *text, struct style style, const char *brace)
{
	if (style.broken)
		text_addf(text, "\n%*s", (int)style.indent, "");
	text_adds(text, brace);
}

static struct style inner(struct style style)
{
	style.indent += 2;
	style.depth--;
	return style;
}

// In one line if it fits, else broken.
static void print_fitting(struct text *text, const struct value *value, struct style style)
{
	struct text line = {.arena = text->arena};
	struct style flat = style;

	flat.broken = false;

	print(&line, value, flat);
	if (!style.broken || line.len + style.indent <= WIDTH)
		text_add(text, text_str(&line));
	else
		print(text, value, style);
}

static void print_record(struct text *text, const struct value *value, struct style style)
{
	Dwarf_Die type = value->type;
	Dwarf_Die member;
	bool first = true;

	text_adds(text, style.broken ? "{" : "{ ");
	if (dwarf_child(&type, &member) == 0) {
		do {
			struct str name = info_name(&member);

			if (dwarf_tag(&member) != DW_TAG_member)
				continue;
			struct value one = value_part(value, &member);
			separate(text, style, first);
			if (name.len > 0)
				text_addf(text, "%.*s = ", STR_ARG(name));
			print_fitting(text, &one, inner(style));
			first = false;
		} while (dwarf_siblingof(&member, &member) == 0);
	}
	close_brace(text, style, style.broken ? "}" : " }");
}

// How many elements of an array, from one on, have the same bytes.
static int64_t count_same(const struct value *array, const struct value *first, int64_t i)
{
	const struct object *all = &array->object;
	size_t size = first->object.size;
	size_t at = (size_t)i * size;
	int64_t same = 1;

	for (at += size; at + size <= all->size; at += size) {
		if (memcmp(all->bytes + at, first->object.bytes, size) != 0 ||
		    memcmp(all->known + at, first->object.known, size * sizeof(bool)) != 0)
			break;
		same++;
	}
	return same;
}

static void print_array(struct text *text, const struct value *value, struct style style)
{
	struct value one;
	const char *why;
	int64_t i = 0;
	size_t shown = 0;

	text_adds(text, style.broken ? "{" : "{ ");
	while (value_index(value, i, &one, &why)) {
		int64_t same = count_same(value, &one, i);

		separate(text, style, i == 0);
		if (shown++ == ELEMENTS_MAX) {
			text_adds(text, "...");
			break;
		}
		if (style.broken && is_record(tag_of(&one)))
			text_addf(text, "[%" PRId64 "] = ", i);
		print_fitting(text, &one, inner(style));
		if (same > 1)
			text_addf(text, " (%" PRId64 " times)", same);
		i += same;
	}
	close_brace(text, style, style.broken ? "}" : " }");
}

static void print(struct text *text, const struct value *value, struct style style)
{
	size_t length;

	if (style.depth == 0 || *style.left == 0) {
		text_adds(text, "...");
		return;
	}
	--*style.left;
	if (is_record(tag_of(value)))
		print_record(text, value, style);
	else if (is_text(value, &length))
		print_text(text, value->object.bytes, length);
	else if (tag_of(value) == DW_TAG_array_type)
		print_array(text, value, style);
	else
		print_scalar(text, value);
}

void value_print(struct text *text, const struct value *value, unsigned indent)
{
	size_t left = PARTS_MAX;

	print_fitting(text, value,
		      (struct style){
			      .broken = true,
			      .indent = indent,
			      .depth = DEPTH_MAX,
			      .left = &left,
		      });
}

// All dimensions of an array: "[2][3]".
static void add_dimensions(struct text *text, Dwarf_Die *array)
{
	Dwarf_Die range;

	if (dwarf_child(array, &range) != 0)
		return;
	do {
		uint64_t last = info_number(&range, DW_AT_upper_bound, UINT64_MAX);

		if (dwarf_tag(&range) != DW_TAG_subrange_type)
			continue;
		if (last == UINT64_MAX)
			text_adds(text, "[]");
		else
			text_addf(text, "[%" PRIu64 "]", last + 1);
	} while (dwarf_siblingof(&range, &range) == 0);
}

static void add_type_name(struct text *text, Dwarf_Die *type, int depth)
{
	Dwarf_Die of;
	bool has_inner = info_declared_type(type, &of);
	struct str name = info_name(type);

	if (depth == 0)
		return;
	switch (dwarf_tag(type)) {
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
		// An array's elements say it.
		if (!has_inner || dwarf_tag(&of) != DW_TAG_array_type)
			text_adds(text,
				  dwarf_tag(type) == DW_TAG_const_type ? "const " : "volatile ");
		if (has_inner)
			add_type_name(text, &of, depth - 1);
		else
			text_adds(text, "void");
		return;
	case DW_TAG_pointer_type:
		if (has_inner)
			add_type_name(text, &of, depth - 1);
		else
			text_adds(text, "void");
		text_adds(text, " *");
		return;
	case DW_TAG_array_type:
		if (has_inner)
			add_type_name(text, &of, depth - 1);
		text_adds(text, " ");
		add_dimensions(text, type);
		return;
	case DW_TAG_structure_type:
		text_adds(text, "struct");
		break;
	case DW_TAG_union_type:
		text_adds(text, "union");
		break;
	case DW_TAG_enumeration_type:
		text_adds(text, "enum");
		break;
	case DW_TAG_subroutine_type:
		text_adds(text, "function");
		break;
	default:
		text_add(text, name);
		return;
	}
	if (name.len > 0)
		text_addf(text, " %.*s", STR_ARG(name));
}

struct str value_type_name(struct arena *arena, const struct value *value)
{
	struct text text = {.arena = arena};
	Dwarf_Die type = value->declared;

	if (!value->has_type)
		return S("void");
	add_type_name(&text, &type, DEPTH_MAX);
	return text_str(&text);
}

static json_t *to_json(const struct value *value, int depth, size_t *left);

static json_t *record_json(const struct value *value, int depth, size_t *left)
{
	json_t *object = json_object();
	Dwarf_Die type = value->type;
	Dwarf_Die member;

	if (dwarf_child(&type, &member) != 0)
		return object;
	do {
		struct str name = info_name(&member);

		if (dwarf_tag(&member) != DW_TAG_member)
			continue;
		struct value one = value_part(value, &member);
		json_t *inner_json = to_json(&one, depth - 1, left);

		// Members of a member without a name are the structure's own.
		if (name.len > 0) {
			json_object_set_new(object, name.at, inner_json);
		} else {
			json_object_update(object, inner_json);
			json_decref(inner_json);
		}
	} while (dwarf_siblingof(&member, &member) == 0);
	return object;
}

static json_t *array_json(const struct value *value, int depth, size_t *left)
{
	json_t *array = json_array();
	struct value one;
	const char *why;

	for (int64_t i = 0; *left > 0 && value_index(value, i, &one, &why); i++)
		json_array_append_new(array, to_json(&one, depth - 1, left));
	return array;
}

static json_t *scalar_json(const struct value *value)
{
	int64_t number;
	struct str name;

	if (is_float(value)) {
		double real = float_of(value);

		return isfinite(real) ? json_real(real) : json_sprintf("%g", real);
	}
	if (!value_number(value, &number))
		return json_null();
	if (encoding_of(value) == DW_ATE_boolean && (number == 0 || number == 1))
		return json_boolean(number != 0);
	if (tag_of(value) == DW_TAG_pointer_type)
		return json_sprintf("0x%08" PRIx32, (uint32_t)number);
	if (tag_of(value) == DW_TAG_enumeration_type) {
		name = enumerator(value, number);
		if (name.len > 0)
			return json_stringn(name.at, name.len);
	}
	// JSON's integers have a sign; the few above stay exact as text.
	if (number < 0 && encoding_of(value) == DW_ATE_unsigned)
		return json_sprintf("%" PRIu64, (uint64_t)number);
	return json_integer(number);
}

static json_t *to_json(const struct value *value, int depth, size_t *left)
{
	size_t length;

	if (depth == 0 || *left == 0)
		return json_null();
	--*left;
	if (is_record(tag_of(value)))
		return record_json(value, depth, left);
	if (is_text(value, &length))
		return json_stringn((const char *)value->object.bytes, length);
	if (tag_of(value) == DW_TAG_array_type)
		return array_json(value, depth, left);
	return scalar_json(value);
}

json_t *value_json(const struct value *value)
{
	size_t left = PARTS_MAX;

	return to_json(value, DEPTH_MAX, &left);
}
