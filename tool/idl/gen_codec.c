// uart_codec.h: values to bytes and back, in straight lines.
//
// For each type that needs it, in each encoding that operations have it in:
//
//     at = uart_event_put_hubpack(at, &event);
//     uart_event_get_hubpack(from, &event);
//
// and for each operation, unless a value in memory is the message as it stands:
//
//     size = uart_write_encode(message, ...);
//     good = uart_write_decode(message, size, &...);
//     the same with encode_reply, decode_reply, encode_error, decode_error
#include "tool/idl/c.h"
#include "tool/idl/flat.h"
#include "tool/idl/gen.h"

#include <inttypes.h>

// A type in an encoding.
struct form {
	const struct idl_type *type;
	enum idl_encoding encoding;
};

struct codec {
	struct text text;
	struct form *forms; // that need functions, parts before what they are part of
	size_t form_count;
	size_t form_room;
	const struct idl_type **checked; // enums that arrive as numbers
	size_t checked_count;
	size_t checked_room;
	enum idl_encoding encoding; // of what is being written
};

// A value, or a pointer to it, as C says it.
struct where {
	struct str text;
	bool is_pointer;
};

static struct where pointer(const char *name)
{
	return (struct where){str_from(name), true};
}

static struct where named(struct str name, bool is_pointer)
{
	return (struct where){name, is_pointer};
}

static struct str value_at(struct codec *codec, struct where where)
{
	return where.is_pointer ? str_format(codec->text.arena, "*%.*s", STR_ARG(where.text))
				: where.text;
}

static struct str address_of(struct codec *codec, struct where where)
{
	return where.is_pointer ? where.text
				: str_format(codec->text.arena, "&%.*s", STR_ARG(where.text));
}

static struct where member(struct codec *codec, struct where where, struct str name)
{
	return named(str_format(codec->text.arena, "%.*s%s%.*s", STR_ARG(where.text),
				where.is_pointer ? "->" : ".", STR_ARG(name)),
		     false);
}

static void line(struct codec *codec, unsigned indent, const char *format, ...) PRINTF_LIKE(3, 4);

static void line(struct codec *codec, unsigned indent, const char *format, ...)
{
	va_list arguments;

	for (unsigned i = 0; i < indent; i++)
		text_adds(&codec->text, "\t");
	va_start(arguments, format);
	text_add(&codec->text, str_format_list(codec->text.arena, format, arguments));
	va_end(arguments);
	text_adds(&codec->text, "\n");
}

// Statements that hang on another are written first, by themselves, and then put below it:
// one line needs no braces, and for none the other is not needed either.
struct block {
	struct text before;
};

static struct block open_block(struct codec *codec)
{
	struct block block = {codec->text};

	codec->text = (struct text){.arena = codec->text.arena};
	return block;
}

static void close_block(struct codec *codec, struct block block, unsigned indent, const char *head)
{
	struct str body = text_str(&codec->text);
	bool one = str_find(body, '\n') + 1 == body.len;

	codec->text = block.before;
	if (body.len == 0)
		return;
	line(codec, indent, "%s%s", head, one ? "" : " {");
	text_add(&codec->text, body);
	if (!one)
		line(codec, indent, "}");
}

// How values are read. Of zerocopy the length was right, so that nothing can be missing.
static const char *reader(const struct codec *codec)
{
	return codec->encoding == IDL_ZEROCOPY ? "wire_next" : "wire_get";
}

static const char *encoding(const struct codec *codec)
{
	return gen_encoding_name(codec->encoding);
}

// Whether its functions are inline where it is used: it has no name of its own there.
static bool has_functions(const struct idl_type *type)
{
	switch (type->kind) {
	case IDL_ENUM:
	case IDL_ERROR:
	case IDL_STRUCT:
	case IDL_UNION:
	case IDL_TUPLE:
	case IDL_OPTION:
	case IDL_RESULT:
		return true;
	case IDL_UNIT:
	case IDL_BOOL:
	case IDL_INTEGER:
	case IDL_FLOAT:
	case IDL_CHAR:
	case IDL_ARRAY:
	case IDL_NEWTYPE:
	case IDL_BITS:
	case IDL_UNKNOWN:
		return false;
	}
	return false;
}

// Variables of loops in loops.
static const char *loop_variable(unsigned depth)
{
	static const char *const names[] = {"i", "k", "n"};

	return names[depth % 3];
}

// Writing.

static void put(struct codec *codec, unsigned indent, const struct idl_type *type,
		struct where from, unsigned depth);

static void put_integer(struct codec *codec, unsigned indent, const struct idl_type *type,
			struct str value)
{
	uint32_t bits = 8 * type->wire[codec->encoding].least;

	if (!type->is_signed)
		line(codec, indent, "at = wire_put_u%" PRIu32 "(at, %.*s);", bits, STR_ARG(value));
	else
		line(codec, indent, "at = wire_put_u%" PRIu32 "(at, (uint%" PRIu32 "_t)%.*s);",
		     bits, bits, STR_ARG(value));
}

static const char *loop_head(struct codec *codec, const struct idl_type *type, unsigned depth)
{
	const char *i = loop_variable(depth);

	return str_format(codec->text.arena, "for (size_t %s = 0; %s < %" PRIu32 "; %s++)", i, i,
			  type->count, i)
		.at;
}

static struct where element(struct codec *codec, struct where array, unsigned depth)
{
	return named(str_format(codec->text.arena, "%.*s[%s]", STR_ARG(array.text),
				loop_variable(depth)),
		     false);
}

static void put_array(struct codec *codec, unsigned indent, const struct idl_type *type,
		      struct where from, unsigned depth)
{
	struct block block;

	if (flat_type(type, codec->encoding)) {
		line(codec, indent, "at = wire_put_bytes(at, %.*s, %" PRIu32 ");",
		     STR_ARG(from.text), type->c_size);
		return;
	}
	block = open_block(codec);
	put(codec, indent + 1, type->element, element(codec, from, depth), depth + 1);
	close_block(codec, block, indent, loop_head(codec, type, depth));
}

static void put_object(struct codec *codec, unsigned indent, const struct idl_type *type,
		       struct where from)
{
	struct str address = address_of(codec, from);

	if (flat_type(type, codec->encoding))
		line(codec, indent, "at = wire_put_bytes(at, %.*s, sizeof %.*s);", STR_ARG(address),
		     STR_ARG(value_at(codec, from)));
	else
		line(codec, indent, "at = %.*s_put_%s(at, %.*s);", STR_ARG(type->c_name),
		     encoding(codec),
		     STR_ARG(c_form(type) == C_SMALL ? value_at(codec, from) : address));
}

static void put(struct codec *codec, unsigned indent, const struct idl_type *type,
		struct where from, unsigned depth)
{
	struct str value = value_at(codec, from);

	switch (type->kind) {
	case IDL_UNIT:
	case IDL_UNKNOWN:
		return;
	case IDL_BOOL:
		line(codec, indent, "at = wire_put_u8(at, %.*s);", STR_ARG(value));
		return;
	case IDL_INTEGER:
		if (type->bits > 64)
			line(codec, indent, "at = wire_put_bytes(at, %.*s, sizeof %.*s);",
			     STR_ARG(address_of(codec, from)), STR_ARG(value));
		else
			put_integer(codec, indent, type, value);
		return;
	case IDL_FLOAT:
		line(codec, indent, "at = wire_put_f%" PRIu32 "(at, %.*s);", type->bits,
		     STR_ARG(value));
		return;
	case IDL_CHAR:
		line(codec, indent, "at = wire_put_utf8(at, %.*s);", STR_ARG(value));
		return;
	case IDL_ARRAY:
		put_array(codec, indent, type, from, depth);
		return;
	case IDL_NEWTYPE:
		put(codec, indent, type->element, member(codec, from, S("raw")), depth);
		return;
	case IDL_BITS:
		put(codec, indent, type->integer, member(codec, from, S("bits")), depth);
		return;
	case IDL_ENUM:
	case IDL_ERROR:
		if (c_is_scalar(type)) {
			line(codec, indent, "at = %.*s_put_%s(at, %.*s);", STR_ARG(type->c_name),
			     encoding(codec), STR_ARG(value));
			return;
		}
		put_object(codec, indent, type, from);
		return;
	case IDL_STRUCT:
	case IDL_UNION:
	case IDL_TUPLE:
	case IDL_OPTION:
	case IDL_RESULT:
		put_object(codec, indent, type, from);
		return;
	}
}

static void put_fields(struct codec *codec, unsigned indent, const struct idl_field *fields,
		       size_t count, struct where from)
{
	for (size_t i = 0; i < count; i++)
		put(codec, indent, fields[i].type, member(codec, from, fields[i].c_name), 0);
}

// Reading.

static void get(struct codec *codec, unsigned indent, const struct idl_type *type, struct where to,
		const char *from, unsigned depth);

static void get_integer(struct codec *codec, unsigned indent, const struct idl_type *type,
			struct str value, const char *from)
{
	uint32_t bits = 8 * type->wire[codec->encoding].least;

	if (bits != type->bits)
		line(codec, indent, "%.*s = wire_get_%csize(%s);", STR_ARG(value),
		     type->is_signed ? 'i' : 'u', from);
	else if (!type->is_signed)
		line(codec, indent, "%.*s = %s_u%" PRIu32 "(%s);", STR_ARG(value), reader(codec),
		     bits, from);
	else
		line(codec, indent, "%.*s = (int%" PRIu32 "_t)%s_u%" PRIu32 "(%s);", STR_ARG(value),
		     bits, reader(codec), bits, from);
}

static void get_array(struct codec *codec, unsigned indent, const struct idl_type *type,
		      struct where to, const char *from, unsigned depth)
{
	struct block block;

	if (flat_type(type, codec->encoding)) {
		line(codec, indent, "%s_bytes(%s, %.*s, %" PRIu32 ");", reader(codec), from,
		     STR_ARG(to.text), type->c_size);
		return;
	}
	block = open_block(codec);
	get(codec, indent + 1, type->element, element(codec, to, depth), from, depth + 1);
	close_block(codec, block, indent, loop_head(codec, type, depth));
}

static void get_object(struct codec *codec, unsigned indent, const struct idl_type *type,
		       struct where to, const char *from)
{
	struct str address = address_of(codec, to);

	if (flat_type(type, codec->encoding))
		line(codec, indent, "%s_bytes(%s, %.*s, sizeof %.*s);", reader(codec), from,
		     STR_ARG(address), STR_ARG(value_at(codec, to)));
	else
		line(codec, indent, "%.*s_get_%s(%s, %.*s);", STR_ARG(type->c_name),
		     encoding(codec), from, STR_ARG(address));
}

static void get(struct codec *codec, unsigned indent, const struct idl_type *type, struct where to,
		const char *from, unsigned depth)
{
	struct str value = value_at(codec, to);

	switch (type->kind) {
	case IDL_UNIT:
	case IDL_UNKNOWN:
		return;
	case IDL_BOOL:
		if (codec->encoding == IDL_ZEROCOPY)
			line(codec, indent, "%.*s = wire_next_u8(%s) != 0;", STR_ARG(value), from);
		else
			line(codec, indent, "%.*s = wire_get_bool(%s);", STR_ARG(value), from);
		return;
	case IDL_INTEGER:
		if (type->bits > 64)
			line(codec, indent, "%s_bytes(%s, %.*s, sizeof %.*s);", reader(codec), from,
			     STR_ARG(address_of(codec, to)), STR_ARG(value));
		else
			get_integer(codec, indent, type, value, from);
		return;
	case IDL_FLOAT:
		line(codec, indent, "%.*s = %s_f%" PRIu32 "(%s);", STR_ARG(value), reader(codec),
		     type->bits, from);
		return;
	case IDL_CHAR:
		line(codec, indent, "%.*s = wire_get_utf8(%s);", STR_ARG(value), from);
		return;
	case IDL_ARRAY:
		get_array(codec, indent, type, to, from, depth);
		return;
	case IDL_NEWTYPE:
		get(codec, indent, type->element, member(codec, to, S("raw")), from, depth);
		return;
	case IDL_BITS:
		get(codec, indent, type->integer, member(codec, to, S("bits")), from, depth);
		return;
	case IDL_ENUM:
	case IDL_ERROR:
		if (c_is_scalar(type)) {
			line(codec, indent, "%.*s = %.*s_get_%s(%s);", STR_ARG(value),
			     STR_ARG(type->c_name), encoding(codec), from);
			return;
		}
		get_object(codec, indent, type, to, from);
		return;
	case IDL_STRUCT:
	case IDL_UNION:
	case IDL_TUPLE:
	case IDL_OPTION:
	case IDL_RESULT:
		get_object(codec, indent, type, to, from);
		return;
	}
}

static void get_fields(struct codec *codec, unsigned indent, const struct idl_field *fields,
		       size_t count, struct where to)
{
	for (size_t i = 0; i < count; i++)
		get(codec, indent, fields[i].type, member(codec, to, fields[i].c_name), "from", 0);
}

// Functions of types.

static void open_put(struct codec *codec, const struct idl_type *type)
{
	struct arena *arena = codec->text.arena;
	struct c_list list = {.arena = arena};

	c_list_add(&list, "uint8_t *at");
	c_list_add(&list, "%.*s", STR_ARG(c_parameter(arena, type, S("value"))));
	c_list_write(&codec->text, 0,
		     str_format(arena, "static inline uint8_t *%.*s_put_%s(", STR_ARG(type->c_name),
				encoding(codec)),
		     &list, ")\n{\n");
}

static void close_put(struct codec *codec)
{
	text_adds(&codec->text, "\treturn at;\n}\n\n");
}

static void open_get(struct codec *codec, const struct idl_type *type)
{
	struct arena *arena = codec->text.arena;
	struct c_list list = {.arena = arena};

	c_list_add(&list, "struct wire *from");
	c_list_add(&list, "%.*s", STR_ARG(c_result(arena, type, S("to"))));
	c_list_write(&codec->text, 0,
		     str_format(arena, "static inline void %.*s_get_%s(", STR_ARG(type->c_name),
				encoding(codec)),
		     &list, ")\n{\n");
}

static void close_get(struct codec *codec)
{
	text_adds(&codec->text, "}\n\n");
}

// Whether the constants of C are the numbers that serde writes.
static bool is_in_order(const struct idl_type *type)
{
	for (size_t i = 0; i < type->variant_count; i++)
		if (type->variants[i].value != type->variants[i].index)
			return false;
	return true;
}

static void put_enum(struct codec *codec, const struct idl_type *type)
{
	open_put(codec, type);
	if (codec->encoding == IDL_ZEROCOPY) {
		line(codec, 1, "return wire_put_u%" PRIu32 "(at, (uint%" PRIu32 "_t)value);",
		     type->integer->bits, type->integer->bits);
	} else if (is_in_order(type)) {
		line(codec, 1, "return wire_put_u8(at, (uint8_t)value);");
	} else {
		line(codec, 1, "switch (value) {");
		for (size_t i = 0; i < type->variant_count; i++) {
			line(codec, 1, "case %.*s:", STR_ARG(type->variants[i].c_name));
			line(codec, 2, "return wire_put_u8(at, %" PRIu32 ");",
			     type->variants[i].index);
		}
		line(codec, 1, "}");
		line(codec, 1, "return wire_put_u8(at, UINT8_MAX); // none of them: refused there");
	}
	text_adds(&codec->text, "}\n\n");
}

// "uart_mode_check(from, wire_next_u8(from))"
static struct str checked(struct codec *codec, const struct idl_type *type,
			  const struct idl_type *wire, const char *from)
{
	struct text text = {.arena = codec->text.arena};

	text_addf(&text, "%.*s_check(%s, ", STR_ARG(type->c_name), from);
	if (wire->is_signed)
		text_addf(&text, "(int%" PRIu32 "_t)", wire->bits);
	text_addf(&text, "wire_next_u%" PRIu32 "(%s))", wire->bits, from);
	return text_str(&text);
}

static void get_enum(struct codec *codec, const struct idl_type *type)
{
	line(codec, 0, "static inline enum %.*s %.*s_get_%s(struct wire *from)\n{",
	     STR_ARG(type->c_name), STR_ARG(type->c_name), encoding(codec));
	if (codec->encoding == IDL_ZEROCOPY) {
		line(codec, 1, "return %.*s;",
		     STR_ARG(checked(codec, type, type->integer, "from")));
	} else if (is_in_order(type)) {
		line(codec, 1, "return (enum %.*s)wire_get_choice(from, %zu);",
		     STR_ARG(type->c_name), type->variant_count);
	} else {
		struct c_list list = {.arena = codec->text.arena};

		for (size_t i = 0; i < type->variant_count; i++)
			c_list_add(&list, "%.*s", STR_ARG(type->variants[i].c_name));
		c_list_write(&codec->text, 1,
			     str_format(list.arena, "static const enum %.*s order[] = {",
					STR_ARG(type->c_name)),
			     &list, "};\n\n");
		line(codec, 1, "return order[wire_get_choice(from, %zu)];", type->variant_count);
	}
	text_adds(&codec->text, "}\n\n");
}

// What a number that arrived means, if anything.
static void check_enum(struct codec *codec, const struct idl_type *type)
{
	bool wide = type->integer->bits > 32;

	line(codec, 0, "static inline enum %.*s %.*s_check(struct wire *from, %s number)\n{",
	     STR_ARG(type->c_name), STR_ARG(type->c_name),
	     type->integer->is_signed ? (wide ? "int64_t" : "int32_t")
				      : (wide ? "uint64_t" : "uint32_t"));
	line(codec, 1, "switch (number) {");
	for (size_t i = 0; i < type->variant_count; i++)
		line(codec, 1, "case %.*s:", STR_ARG(type->variants[i].c_name));
	line(codec, 2, "return (enum %.*s)number;", STR_ARG(type->c_name));
	line(codec, 1, "}");
	line(codec, 1, "from->bad = true;");
	line(codec, 1, "return %.*s;", STR_ARG(type->variants[0].c_name));
	text_adds(&codec->text, "}\n\n");
}

static void put_union(struct codec *codec, const struct idl_type *type)
{
	bool in_order = is_in_order(type);

	open_put(codec, type);
	if (in_order)
		line(codec, 1, "at = wire_put_u8(at, (uint8_t)value->kind);");
	line(codec, 1, "switch (value->kind) {");
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		line(codec, 1, "case %.*s:", STR_ARG(variant->c_name));
		if (!in_order)
			line(codec, 2, "at = wire_put_u8(at, %" PRIu32 ");", variant->index);
		put_fields(codec, 2, variant->fields, variant->field_count,
			   member(codec, pointer("value"), variant->c_member));
		line(codec, 2, "break;");
	}
	line(codec, 1, "}");
	close_put(codec);
}

static void get_union(struct codec *codec, const struct idl_type *type)
{
	open_get(codec, type);
	line(codec, 1, "switch (wire_get_choice(from, %zu)) {", type->variant_count);
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		line(codec, 1, "case %" PRIu32 ":", variant->index);
		line(codec, 2, "to->kind = %.*s;", STR_ARG(variant->c_name));
		get_fields(codec, 2, variant->fields, variant->field_count,
			   member(codec, pointer("to"), variant->c_member));
		line(codec, 2, "break;");
	}
	line(codec, 1, "}");
	close_get(codec);
}

static void put_option(struct codec *codec, const struct idl_type *type)
{
	struct where value = named(S("value"), c_form(type) == C_OBJECT);
	struct str some = member(codec, value, S("some")).text;
	struct block block;

	open_put(codec, type);
	line(codec, 1, "at = wire_put_u8(at, %.*s);", STR_ARG(some));
	block = open_block(codec);
	put(codec, 2, type->element, member(codec, value, S("value")), 0);
	close_block(codec, block, 1, str_format(codec->text.arena, "if (%.*s)", STR_ARG(some)).at);
	close_put(codec);
}

static void get_option(struct codec *codec, const struct idl_type *type)
{
	struct block block;

	open_get(codec, type);
	// What is handed on has nothing in it that is left open.
	line(codec, 1, "*to = (struct %.*s){.some = wire_get_bool(from)};", STR_ARG(type->c_name));
	block = open_block(codec);
	get(codec, 2, type->element, member(codec, pointer("to"), S("value")), "from", 0);
	close_block(codec, block, 1, "if (to->some)");
	close_get(codec);
}

static void put_result(struct codec *codec, const struct idl_type *type)
{
	struct block block;

	open_put(codec, type);
	line(codec, 1, "at = wire_put_u8(at, value->ok ? 0 : 1);");
	block = open_block(codec);
	put(codec, 2, type->element, member(codec, pointer("value"), S("value")), 0);
	close_block(codec, block, 1, "if (value->ok)");
	block = open_block(codec);
	put(codec, 2, type->error, member(codec, pointer("value"), S("error")), 0);
	close_block(codec, block, 1, "if (!value->ok)");
	close_put(codec);
}

static void get_result(struct codec *codec, const struct idl_type *type)
{
	struct block block;

	open_get(codec, type);
	line(codec, 1, "to->ok = wire_get_choice(from, 2) == 0;");
	block = open_block(codec);
	get(codec, 2, type->element, member(codec, pointer("to"), S("value")), "from", 0);
	close_block(codec, block, 1, "if (to->ok)");
	block = open_block(codec);
	get(codec, 2, type->error, member(codec, pointer("to"), S("error")), "from", 0);
	close_block(codec, block, 1, "if (!to->ok)");
	close_get(codec);
}

static void put_struct(struct codec *codec, const struct idl_type *type)
{
	open_put(codec, type);
	put_fields(codec, 1, type->fields, type->field_count, pointer("value"));
	close_put(codec);
}

static void get_struct(struct codec *codec, const struct idl_type *type)
{
	open_get(codec, type);
	get_fields(codec, 1, type->fields, type->field_count, pointer("to"));
	close_get(codec);
}

static void add_form(struct codec *codec, struct form form)
{
	const struct idl_type *type = form.type;

	codec->encoding = form.encoding;
	if (c_is_scalar(type)) {
		put_enum(codec, type);
		get_enum(codec, type);
	} else if (type->has_fields) {
		put_union(codec, type);
		get_union(codec, type);
	} else if (type->kind == IDL_OPTION) {
		put_option(codec, type);
		get_option(codec, type);
	} else if (type->kind == IDL_RESULT) {
		put_result(codec, type);
		get_result(codec, type);
	} else {
		put_struct(codec, type);
		get_struct(codec, type);
	}
}

// Which forms there are.

static void need_check(struct codec *codec, const struct idl_type *type)
{
	for (size_t i = 0; i < codec->checked_count; i++)
		if (codec->checked[i] == type)
			return;
	*ARENA_PUSH(codec->text.arena, codec->checked, codec->checked_count, codec->checked_room) =
		type;
}

static bool is_needed(const struct codec *codec, struct form form)
{
	for (size_t i = 0; i < codec->form_count; i++)
		if (codec->forms[i].type == form.type && codec->forms[i].encoding == form.encoding)
			return true;
	return false;
}

static void need(struct codec *codec, const struct idl_type *type, enum idl_encoding encoding)
{
	struct form form = {type, encoding};

	if (type == NULL || flat_type(type, encoding) || is_needed(codec, form))
		return;
	need(codec, type->element, encoding);
	need(codec, type->error, encoding);
	for (size_t i = 0; i < type->field_count; i++)
		need(codec, type->fields[i].type, encoding);
	for (size_t i = 0; i < type->variant_count; i++)
		for (size_t k = 0; k < type->variants[i].field_count; k++)
			need(codec, type->variants[i].fields[k].type, encoding);
	if (!has_functions(type))
		return;
	if (encoding == IDL_ZEROCOPY && c_is_scalar(type))
		need_check(codec, type);
	*ARENA_PUSH(codec->text.arena, codec->forms, codec->form_count, codec->form_room) = form;
}

static void need_value(struct codec *codec, const struct idl_value *value,
		       enum idl_encoding encoding)
{
	if (value->receive == IDL_FROM_PRIMITIVE)
		need_check(codec, value->type);
	else
		need(codec, sent_type(value), encoding);
}

static void need_operation(struct codec *codec, const struct idl_operation *operation)
{
	for (size_t i = 0; i < operation->argument_count; i++)
		need_value(codec, &operation->arguments[i].value, operation->encoding);
	need_value(codec, &operation->reply.ok, operation->encoding);
	if (operation->reply.failure == IDL_COMPLEX)
		need(codec, operation->reply.error, IDL_HUBPACK);
}

// Functions of operations.

static struct str parameter_name(struct codec *codec, const struct idl_operation *operation,
				 size_t argument)
{
	static const char *const taken[] = {"at", "bytes", "from", "i", "k",
					    "n",  "size",  "to",   NULL};
	struct c_scope scope = c_scope(codec->text.arena, taken);

	for (size_t i = 0; i < argument; i++)
		c_scope_add(&scope, operation->arguments[i].c_name);
	return c_scope_add(&scope, operation->arguments[argument].c_name);
}

static void put_value(struct codec *codec, const struct idl_value *value, struct str name)
{
	const struct idl_type *type = sent_type(value);

	if (value->receive == IDL_FROM_PRIMITIVE)
		line(codec, 1, "at = wire_put_u%" PRIu32 "(at, (uint%" PRIu32 "_t)%.*s);",
		     value->wire->bits, value->wire->bits, STR_ARG(name));
	else
		put(codec, 1, type, named(name, c_form(type) == C_OBJECT), 0);
}

static void get_value(struct codec *codec, const struct idl_value *value, struct str name)
{
	const struct idl_type *type = sent_type(value);

	if (value->receive == IDL_FROM_PRIMITIVE)
		line(codec, 1, "*%.*s = %.*s;", STR_ARG(name),
		     STR_ARG(checked(codec, type, value->wire, "&from")));
	else
		get(codec, 1, type, named(name, c_form(type) != C_ARRAY), "&from", 0);
}

static void open_encode(struct codec *codec, struct str operation, const char *what,
			struct c_list *list)
{
	c_list_write(&codec->text, 0,
		     str_format(codec->text.arena, "static inline size_t %.*s_encode%s(",
				STR_ARG(operation), what),
		     list, ")\n{\n\tuint8_t *at = to;\n\n");
}

static void close_encode(struct codec *codec)
{
	text_adds(&codec->text, "\treturn (size_t)(at - to);\n}\n\n");
}

// `inlining` is for those that are no longer than a call of them would be.
static void open_decode(struct codec *codec, struct str operation, const char *what,
			struct c_list *list, const char *inlining)
{
	c_list_write(&codec->text, 0,
		     str_format(codec->text.arena, "NODISCARD %s bool %.*s_decode%s(", inlining,
				STR_ARG(operation), what),
		     list, ")\n{\n\tstruct wire from = wire_of(bytes, size);\n\n");
}

// With zerocopy the length must be right, and nothing that is only too long gets so far.
static void add_exact_size(struct codec *codec, struct idl_size size)
{
	if (codec->encoding == IDL_ZEROCOPY)
		line(codec, 1, "if (size != %" PRIu32 ")\n\t\treturn false;", size.most);
}

static void close_decode(struct codec *codec)
{
	text_adds(&codec->text, "\treturn !from.bad;\n}\n\n");
}

static void encode_message(struct codec *codec, const struct idl_operation *operation)
{
	struct arena *arena = codec->text.arena;
	struct c_list list = {.arena = arena};

	if (flat_message(operation) != NULL)
		return;
	c_list_add(&list, "uint8_t *to");
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];
		const struct idl_type *type = sent_type(&argument->value);

		if (c_form(type) != C_NOTHING)
			c_list_add(&list, "%.*s",
				   STR_ARG(c_parameter(arena, type,
						       parameter_name(codec, operation, i))));
	}
	open_encode(codec, operation->c_name, "", &list);
	for (size_t i = 0; i < operation->argument_count; i++)
		put_value(codec, &operation->arguments[i].value,
			  parameter_name(codec, operation, i));
	close_encode(codec);
}

static void decode_message(struct codec *codec, const struct idl_operation *operation)
{
	struct arena *arena = codec->text.arena;
	struct c_list list = {.arena = arena};

	c_list_add(&list, "const uint8_t *bytes");
	c_list_add(&list, "size_t size");
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];
		const struct idl_type *type = sent_type(&argument->value);

		if (c_form(type) != C_NOTHING)
			c_list_add(&list, "%.*s",
				   STR_ARG(c_result(arena, type,
						    parameter_name(codec, operation, i))));
	}
	open_decode(codec, operation->c_name, "", &list,
		    flat_message(operation) != NULL && list.count == 3 ? "ALWAYS_INLINE"
								       : "static inline");
	add_exact_size(codec, operation->message);
	for (size_t i = 0; i < operation->argument_count; i++)
		get_value(codec, &operation->arguments[i].value,
			  parameter_name(codec, operation, i));
	close_decode(codec);
}

static void add_value_codec(struct codec *codec, const struct idl_operation *operation,
			    const struct idl_value *value, const char *what)
{
	struct arena *arena = codec->text.arena;
	const struct idl_type *type = sent_type(value);
	struct c_list encode = {.arena = arena};
	struct c_list decode = {.arena = arena};

	c_list_add(&encode, "uint8_t *to");
	c_list_add(&encode, "%.*s", STR_ARG(c_parameter(arena, type, S("value"))));
	open_encode(codec, operation->c_name, what, &encode);
	put_value(codec, value, S("value"));
	close_encode(codec);

	c_list_add(&decode, "const uint8_t *bytes");
	c_list_add(&decode, "size_t size");
	c_list_add(&decode, "%.*s", STR_ARG(c_result(arena, type, S("value"))));
	open_decode(codec, operation->c_name, what, &decode, "static inline");
	add_exact_size(codec, value->size);
	get_value(codec, value, S("value"));
	close_decode(codec);
}

static void add_operation(struct codec *codec, const struct idl_operation *operation)
{
	const struct idl_reply *reply = &operation->reply;

	codec->encoding = operation->encoding;
	if (has_message(operation)) {
		encode_message(codec, operation);
		decode_message(codec, operation);
	}
	if (has_reply(operation) && !flat_reply(operation))
		add_value_codec(codec, operation, &reply->ok, "_reply");
	if (reply->failure == IDL_COMPLEX) {
		const struct idl_value error = {.type = reply->error, .wire = reply->error};

		codec->encoding = IDL_HUBPACK;
		add_value_codec(codec, operation, &error, "_error");
	}
}

struct str gen_codec(struct arena *arena, const struct idl_interface *interface)
{
	struct codec codec = {.text.arena = arena};
	struct text *text = &codec.text;

	c_head(text, str_format(arena, "Messages of %.*s.", STR_ARG(interface->prefix)),
	       interface->files[0]);
	text_addf(text,
		  "#pragma once\n"
		  "\n"
		  "#include \"abi/attr.h\"\n"
		  "#include \"idl/%.*s_types.h\"\n"
		  "#include \"lib/wire.h\"\n"
		  "\n",
		  STR_ARG(interface->files[0]->stem));
	for (size_t i = 0; i < interface->operation_count; i++)
		need_operation(&codec, &interface->operations[i]);
	for (size_t i = 0; i < codec.checked_count; i++)
		check_enum(&codec, codec.checked[i]);
	for (size_t i = 0; i < codec.form_count; i++)
		add_form(&codec, codec.forms[i]);
	for (size_t i = 0; i < interface->operation_count; i++)
		add_operation(&codec, &interface->operations[i]);
	text->len -= 1; // the empty line after the last function
	return text_str(text);
}
