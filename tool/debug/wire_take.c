// Values from the wire to what is shown (wire.h).
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "tool/base/bytes.h"
#include "tool/debug/wire.h"

struct writer {
	struct str rest;
	enum idl_encoding encoding;
	struct text *shown;
};

static bool take(struct writer *w, const struct idl_type *type, json_t **value);

static bool take_bytes(struct writer *w, size_t size, const uint8_t **bytes)
{
	if (w->rest.len < size)
		return false;
	*bytes = (const uint8_t *)w->rest.at;
	w->rest = str_slice(w->rest, size, w->rest.len);
	return true;
}

static bool take_number(struct writer *w, size_t size, uint64_t *number)
{
	const uint8_t *bytes;

	if (!take_bytes(w, size, &bytes))
		return false;
	*number = bytes_number(bytes, (unsigned)size);
	return true;
}

// Sixteen bytes are more than JSON's integers: digits in a string.
static bool take_wide(struct writer *w, json_t **value)
{
	uint64_t low;
	uint64_t high;

	if (!take_number(w, 8, &low) || !take_number(w, 8, &high))
		return false;
	struct str digits = str_format(w->shown->arena, "0x%016" PRIx64 "%016" PRIx64, high, low);
	text_add(w->shown, digits);
	*value = json_string(digits.at);
	return true;
}

static bool take_integer(struct writer *w, const struct idl_type *type, json_t **value)
{
	uint32_t bits = 8 * type->wire[w->encoding].least;
	uint64_t number;

	if (bits > 64)
		return take_wide(w, value);
	if (!take_number(w, bits / 8, &number))
		return false;
	if (type->is_signed && bits < 64 && (number >> (bits - 1) & 1) != 0)
		number |= UINT64_MAX << bits;
	if (type->is_signed)
		text_addf(w->shown, "%" PRId64, (int64_t)number);
	else
		text_addf(w->shown, "%" PRIu64, number);
	*value = json_integer((json_int_t)number);
	return true;
}

static bool take_float(struct writer *w, const struct idl_type *type, json_t **value)
{
	uint64_t bits;
	double number = 0;

	if (!take_number(w, type->bits / 8, &bits))
		return false;
	if (type->bits == 32) {
		float narrow;
		uint32_t low = (uint32_t)bits;

		memcpy(&narrow, &low, sizeof narrow);
		number = narrow;
	} else {
		memcpy(&number, &bits, sizeof number);
	}
	text_addf(w->shown, "%.*g", type->bits == 32 ? 9 : 17, number);
	*value = isfinite(number) ? json_real(number) : json_null();
	return true;
}

static bool take_bool(struct writer *w, json_t **value)
{
	uint64_t byte;

	if (!take_number(w, 1, &byte) || (byte > 1 && w->encoding != IDL_ZEROCOPY))
		return false;
	text_adds(w->shown, byte != 0 ? "true" : "false");
	*value = json_boolean(byte != 0);
	return true;
}

static bool take_char(struct writer *w, json_t **value)
{
	unsigned char first = w->rest.len > 0 ? (unsigned char)w->rest.at[0] : 0;
	size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	const uint8_t *bytes;

	if (!take_bytes(w, size, &bytes))
		return false;
	text_addf(w->shown, "'%.*s'", (int)size, (const char *)bytes);
	*value = json_stringn((const char *)bytes, size); // NULL if it is not UTF-8
	return *value != NULL;
}

static bool is_text(const struct idl_type *type, struct str bytes)
{
	bool ended = false;

	if (type->element->kind != IDL_INTEGER || type->element->bits != 8 ||
	    type->element->is_signed || type->count == 0 || bytes.len < type->count ||
	    bytes.at[0] == '\0')
		return false;
	for (size_t i = 0; i < type->count; i++) {
		ended |= bytes.at[i] == '\0';
		if (ended ? bytes.at[i] != '\0'
			  : bytes.at[i] < ' ' || bytes.at[i] > '~' || bytes.at[i] == '"')
			return false;
	}
	return true;
}

static bool take_array(struct writer *w, const struct idl_type *type, json_t **value)
{
	// Text is what bytes most often are; machines get numbers all the same.
	bool text = is_text(type, w->rest);
	size_t before = w->shown->len;
	struct str bytes = str_slice(w->rest, 0, type->count);

	*value = json_array();
	text_adds(w->shown, "[");
	for (uint32_t i = 0; i < type->count; i++) {
		json_t *element = NULL;

		if (i > 0)
			text_adds(w->shown, ", ");
		if (!take(w, type->element, &element)) {
			json_decref(element);
			return false;
		}
		json_array_append_new(*value, element);
	}
	text_adds(w->shown, "]");
	if (!text)
		return true;
	w->shown->len = before;
	text_addf(w->shown, "\"%.*s\"", (int)strnlen(bytes.at, bytes.len), bytes.at);
	return true;
}

static bool take_fields(struct writer *w, const struct idl_field *fields, size_t count, bool named,
			json_t **value)
{
	*value = named ? json_object() : json_array();
	text_adds(w->shown, named ? "{" : "(");
	for (size_t i = 0; i < count; i++) {
		json_t *field = NULL;

		if (i > 0)
			text_adds(w->shown, ", ");
		if (named)
			text_addf(w->shown, "%.*s: ", STR_ARG(fields[i].name));
		if (!take(w, fields[i].type, &field)) {
			json_decref(field);
			return false;
		}
		if (named)
			json_object_set_new(*value, str_c(w->shown->arena, fields[i].name), field);
		else
			json_array_append_new(*value, field);
	}
	text_adds(w->shown, named ? "}" : ")");
	return true;
}

// A variant is a string; with fields, an object with one member.
static bool take_variant(struct writer *w, const struct idl_type *type, json_t **value)
{
	bool by_index = type->has_fields || w->encoding != IDL_ZEROCOPY;
	uint32_t bits = by_index ? 8 : type->integer->bits;
	uint64_t mask = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
	const struct idl_variant *found = NULL;
	uint64_t number;

	if (!take_number(w, bits / 8, &number))
		return false;
	for (size_t i = 0; i < type->variant_count && found == NULL; i++) {
		const struct idl_variant *variant = &type->variants[i];

		if ((by_index ? variant->index : variant->value & mask) == number)
			found = variant;
	}
	if (found == NULL)
		return false;
	const char *name = str_c(w->shown->arena, found->name);
	text_adds(w->shown, name);
	if (found->field_count == 0) {
		*value = json_string(name);
		return true;
	}
	json_t *fields = NULL;
	bool good = take_fields(w, found->fields, found->field_count, !found->positional, &fields);
	*value = json_object();
	json_object_set_new(*value, name, fields);
	return good;
}

static bool take_bits(struct writer *w, const struct idl_type *type, json_t **value)
{
	uint64_t bits;
	const char *between = "";

	if (!take_number(w, type->integer->bits / 8, &bits))
		return false;
	*value = json_array();
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *flag = &type->variants[i];

		if (flag->value == 0 || (bits & flag->value) != flag->value)
			continue;
		text_addf(w->shown, "%s%.*s", between, STR_ARG(flag->name));
		json_array_append_new(*value, json_stringn(flag->name.at, flag->name.len));
		bits &= ~flag->value;
		between = "|";
	}
	if (bits == 0 && *between != '\0')
		return true;
	text_addf(w->shown, "%s0x%" PRIx64, between, bits);
	if (bits != 0)
		json_array_append_new(*value, json_integer((json_int_t)bits));
	return true;
}

// For machines an option is null or the value, a result an object with one member.
static bool take_choice(struct writer *w, const char *const names[2],
			const struct idl_type *const types[2], json_t **value)
{
	json_t *inner = NULL;
	uint64_t which;

	if (!take_number(w, 1, &which) || which > 1)
		return false;
	text_adds(w->shown, names[which]);
	if (types[which] == NULL) {
		*value = json_null();
		return true;
	}
	text_adds(w->shown, "(");
	bool good = take(w, types[which], &inner);
	text_adds(w->shown, ")");
	if (types[0] == NULL) {
		*value = inner;
		return good;
	}
	*value = json_object();
	json_object_set_new(*value, names[which], inner);
	return good;
}

static bool take(struct writer *w, const struct idl_type *type, json_t **value)
{
	switch (type->kind) {
	case IDL_UNIT:
		text_adds(w->shown, "()");
		*value = json_null();
		return true;
	case IDL_BOOL:
		return take_bool(w, value);
	case IDL_INTEGER:
		return take_integer(w, type, value);
	case IDL_FLOAT:
		return take_float(w, type, value);
	case IDL_CHAR:
		return take_char(w, value);
	case IDL_ARRAY:
		return take_array(w, type, value);
	case IDL_TUPLE:
		return take_fields(w, type->fields, type->field_count, false, value);
	case IDL_STRUCT:
		return take_fields(w, type->fields, type->field_count, true, value);
	case IDL_OPTION:
		return take_choice(w, (const char *const[]){"None", "Some"},
				   (const struct idl_type *const[]){NULL, type->element}, value);
	case IDL_RESULT:
		return take_choice(w, (const char *const[]){"Ok", "Err"},
				   (const struct idl_type *const[]){type->element, type->error},
				   value);
	case IDL_ENUM:
	case IDL_UNION:
	case IDL_ERROR:
		return take_variant(w, type, value);
	case IDL_NEWTYPE:
		return take(w, type->element, value);
	case IDL_BITS:
		return take_bits(w, type, value);
	case IDL_UNKNOWN:
		break;
	}
	return false;
}

bool wire_take(struct str *bytes, const struct idl_type *type, enum idl_encoding encoding,
	       struct text *shown, json_t **value)
{
	struct writer writer = {.rest = *bytes, .encoding = encoding, .shown = shown};
	size_t before = shown->len;

	*value = NULL;
	if (!take(&writer, type, value)) {
		json_decref(*value);
		*value = NULL;
		shown->len = before;
		return false;
	}
	*bytes = writer.rest;
	return true;
}
