// uart_types.h: constants and types, and the numbers of operations.
//
// Options, tuples and results have no name in the file that mentions them, so more than
// one header may have to define the same; each such definition stands behind a guard.
#include "tool/idl/c.h"
#include "tool/idl/gen.h"

#include <inttypes.h>
#include <string.h>

struct types {
	struct text text;
	const struct idl_type **made; // types without a name of their own, already there
	size_t made_count;
	size_t made_room;
};

static void add_member(struct types *types, struct c_lines *lines, const struct idl_type *type,
		       struct str name, struct str doc)
{
	if (c_form(type) != C_NOTHING)
		c_lines_add(lines, doc, "%.*s;", STR_ARG(c_declare(types->text.arena, type, name)));
}

static void add_members(struct types *types, unsigned indent, const struct idl_field *fields,
			size_t count)
{
	struct c_lines lines = {.arena = types->text.arena};

	for (size_t i = 0; i < count; i++)
		add_member(types, &lines, fields[i].type, fields[i].c_name, fields[i].doc);
	c_lines_write(&types->text, indent, &lines);
}

static bool has_members(const struct idl_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c_form(fields[i].type) != C_NOTHING)
			return true;
	return false;
}

static void open_struct(struct types *types, const struct idl_type *type)
{
	text_addf(&types->text, "struct %.*s {\n", STR_ARG(type->c_name));
}

static void close_struct(struct types *types)
{
	text_adds(&types->text, "};\n\n");
}

// What is lent and copied as it stands must be in memory what it is on the wire.
static void add_assertion(struct types *types, const struct idl_type *type)
{
	if (!type->castable)
		return;
	types->text.len -= 1;
	text_addf(&types->text,
		  "_Static_assert(sizeof(struct %.*s) == %" PRIu32 ", \"no padding\");\n\n",
		  STR_ARG(type->c_name), type->c_size);
}

static void add_struct(struct types *types, const struct idl_type *type)
{
	open_struct(types, type);
	add_members(types, 1, type->fields, type->field_count);
	if (!has_members(type->fields, type->field_count))
		text_adds(&types->text, "\tuint8_t empty; // C has no struct without members\n");
	close_struct(types);
	add_assertion(types, type);
}

static struct str constant(struct arena *arena, const struct idl_type *type,
			   const struct idl_variant *variant)
{
	if (type->integer == NULL)
		return str_format(arena, "%" PRIu64, variant->value);
	return c_number(arena, type->integer, variant->value);
}

static void add_constants(struct types *types, const struct idl_type *type, const char *suffix)
{
	struct c_lines lines = {.arena = types->text.arena};

	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		c_lines_add(&lines, variant->doc, "%.*s = %.*s,", STR_ARG(variant->c_name),
			    STR_ARG(constant(lines.arena, type, variant)));
	}
	text_addf(&types->text, "enum %.*s%s {\n", STR_ARG(type->c_name), suffix);
	c_lines_write(&types->text, 1, &lines);
	text_adds(&types->text, "};\n\n");
}

static void add_union(struct types *types, const struct idl_type *type)
{
	struct text *text = &types->text;
	bool opened = false;

	add_constants(types, type, "_kind");
	open_struct(types, type);
	text_addf(text, "\tenum %.*s_kind kind;\n", STR_ARG(type->c_name));
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		if (!has_members(variant->fields, variant->field_count))
			continue;
		if (!opened)
			text_adds(text, "\tunion {\n");
		opened = true;
		text_adds(text, "\t\tstruct {\n");
		add_members(types, 3, variant->fields, variant->field_count);
		text_addf(text, "\t\t} %.*s;\n", STR_ARG(variant->c_member));
	}
	if (opened)
		text_adds(text, "\t};\n");
	close_struct(types);
}

static void add_newtype(struct types *types, const struct idl_type *type)
{
	struct c_lines lines = {.arena = types->text.arena};

	add_member(types, &lines, type->element, S("raw"), S(""));
	open_struct(types, type);
	c_lines_write(&types->text, 1, &lines);
	close_struct(types);
	add_assertion(types, type);
}

static void add_bits(struct types *types, const struct idl_type *type)
{
	struct arena *arena = types->text.arena;
	struct c_lines lines = {.arena = arena};

	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *flag = &type->variants[i];

		c_lines_add(&lines, flag->doc, "#define %.*s 0x%" PRIx64 "%s",
			    STR_ARG(flag->c_name), flag->value,
			    type->integer->bits > 32 ? "ull" : "u");
	}
	open_struct(types, type);
	text_addf(&types->text, "\t%.*s bits; // %.*s_...\n", STR_ARG(c_type(arena, type->integer)),
		  STR_ARG(type->c_upper));
	close_struct(types);
	add_assertion(types, type);
	c_lines_write(&types->text, 0, &lines);
	text_adds(&types->text, "\n");
}

static void add_option(struct types *types, const struct idl_type *type)
{
	struct c_lines lines = {.arena = types->text.arena};

	c_lines_add(&lines, S(""), "bool some;");
	add_member(types, &lines, type->element, S("value"), S("if some"));
	open_struct(types, type);
	c_lines_write(&types->text, 1, &lines);
	close_struct(types);
}

static void add_result(struct types *types, const struct idl_type *type)
{
	struct c_lines lines = {.arena = types->text.arena};

	add_member(types, &lines, type->element, S("value"), S("if ok"));
	add_member(types, &lines, type->error, S("error"), S("if not"));
	open_struct(types, type);
	text_adds(&types->text, "\tbool ok;\n");
	if (lines.count > 0) {
		text_adds(&types->text, "\tunion {\n");
		c_lines_write(&types->text, 2, &lines);
		text_adds(&types->text, "\t};\n");
	}
	close_struct(types);
}

static void add_named(struct types *types, const struct idl_type *type)
{
	c_comment(&types->text, 0, type->doc);
	switch (type->kind) {
	case IDL_STRUCT:
		add_struct(types, type);
		return;
	case IDL_ENUM:
		add_constants(types, type, "");
		return;
	case IDL_UNION:
		add_union(types, type);
		return;
	case IDL_NEWTYPE:
		add_newtype(types, type);
		return;
	case IDL_BITS:
		add_bits(types, type);
		return;
	case IDL_ERROR:
		if (type->has_fields)
			add_union(types, type);
		else
			add_constants(types, type, "");
		return;
	case IDL_UNIT:
	case IDL_BOOL:
	case IDL_INTEGER:
	case IDL_FLOAT:
	case IDL_CHAR:
	case IDL_ARRAY:
	case IDL_TUPLE:
	case IDL_OPTION:
	case IDL_RESULT:
	case IDL_UNKNOWN:
		return;
	}
}

static bool is_made(const struct types *types, const struct idl_type *type)
{
	for (size_t i = 0; i < types->made_count; i++)
		if (types->made[i] == type)
			return true;
	return false;
}

static void make(struct types *types, const struct idl_type *type)
{
	if (is_made(types, type))
		return;
	*ARENA_PUSH(types->text.arena, types->made, types->made_count, types->made_room) = type;
	text_addf(&types->text, "#ifndef %.*s\n#define %.*s\n", STR_ARG(type->c_upper),
		  STR_ARG(type->c_upper));
	if (type->kind == IDL_TUPLE)
		add_struct(types, type);
	else if (type->kind == IDL_OPTION)
		add_option(types, type);
	else
		add_result(types, type);
	types->text.len -= 1;
	text_adds(&types->text, "#endif\n\n");
}

static void make_parts(struct types *types, const struct idl_type *type);

// Makes what has no name of its own in this type, and it itself if that is such a one.
static void make_all(struct types *types, const struct idl_type *type)
{
	if (type == NULL || type->file != NULL)
		return;
	make_parts(types, type);
	if (type->kind == IDL_TUPLE || type->kind == IDL_OPTION || type->kind == IDL_RESULT)
		make(types, type);
}

static void make_parts(struct types *types, const struct idl_type *type)
{
	make_all(types, type->element);
	make_all(types, type->error);
	for (size_t i = 0; i < type->field_count; i++)
		make_all(types, type->fields[i].type);
	for (size_t i = 0; i < type->variant_count; i++)
		for (size_t k = 0; k < type->variants[i].field_count; k++)
			make_all(types, type->variants[i].fields[k].type);
}

static void add_file_constants(struct types *types, const struct idl_file *file)
{
	struct c_lines lines = {.arena = types->text.arena};

	for (size_t i = 0; i < file->constant_count; i++) {
		const struct idl_constant *constant = &file->constants[i];

		c_lines_add(&lines, constant->doc, "#define %.*s %" PRIu64 "%s",
			    STR_ARG(constant->c_name), constant->value,
			    constant->value > UINT32_MAX ? "ull" : "u");
	}
	c_lines_write(&types->text, 0, &lines);
	if (lines.count > 0)
		text_adds(&types->text, "\n");
}

static void add_operations(struct types *types, const struct idl_interface *interface)
{
	struct c_lines lines = {.arena = types->text.arena};

	for (size_t i = 0; i < interface->operation_count; i++)
		c_lines_add(&lines, S(""), "%.*s = %" PRIu32 ",",
			    STR_ARG(interface->operations[i].c_constant),
			    interface->operations[i].number);
	text_addf(&types->text, "enum %.*s_op {\n", STR_ARG(interface->prefix));
	c_lines_write(&types->text, 1, &lines);
	text_adds(&types->text, "};\n");
}

// Whether there are integers that C has no type for, in an interface or in what a file
// by itself has become.
static bool has_wide(const struct idl_interface *interface, const struct idl_file *file,
		     struct str body)
{
	if (file != interface->files[0])
		return body.len > 0 && strstr(body.at, "struct wire_") != NULL;
	for (size_t i = 0; i < interface->type_count; i++)
		if (interface->types[i]->bits > 64)
			return true;
	return false;
}

static void add_body(struct types *types, const struct idl_interface *interface,
		     const struct idl_file *file)
{
	add_file_constants(types, file);
	for (size_t i = 0; i < file->type_count; i++) {
		make_parts(types, file->types[i]);
		add_named(types, file->types[i]);
	}
	if (file == interface->files[0]) {
		for (size_t i = 0; i < interface->type_count; i++)
			make_all(types, interface->types[i]);
		add_operations(types, interface);
	} else if (str_ends(text_str(&types->text), "\n\n")) {
		types->text.len -= 1;
	}
}

// A file that several interfaces use gives the same text in each.
struct str gen_types(struct arena *arena, const struct idl_interface *interface,
		     const struct idl_file *file)
{
	struct types types = {.text.arena = arena};
	struct text text = {.arena = arena};

	add_body(&types, interface, file);
	struct str body = text_str(&types.text);
	c_head(&text, str_format(arena, "The types of %.*s.", STR_ARG(file->prefix)), file);
	if (file != interface->files[0] && file->doc.len > 0) {
		text_adds(&text, "//\n");
		c_comment(&text, 0, file->doc);
	}
	text_adds(&text, "#pragma once\n\n#include <stdbool.h>\n#include <stdint.h>\n\n");
	if (has_wide(interface, file, body))
		text_adds(&text, "#include \"lib/wire.h\"\n\n");
	for (size_t i = 0; i < file->use_count; i++)
		text_addf(&text, "#include \"idl/%.*s_types.h\"\n", STR_ARG(file->uses[i]->stem));
	if (file->use_count > 0)
		text_adds(&text, "\n");
	text_add(&text, body);
	return text_str(&text);
}
