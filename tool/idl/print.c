// An interface written as an interface file again.
#include "tool/idl/print.h"

struct print {
	struct arena *arena;
	const struct idl_interface *interface;
	struct text text;
};

static void add_string(struct text *text, struct str string)
{
	text_adds(text, "\"");
	for (size_t i = 0; i < string.len; i++) {
		unsigned char c = (unsigned char)string.at[i];

		if (c == '"' || c == '\\')
			text_addf(text, "\\%c", c);
		else if (c == '\n')
			text_adds(text, "\\n");
		else if (c < ' ' || c == 0x7F)
			text_addf(text, "\\u{%x}", c);
		else
			text_add(text, str_slice(string, i, i + 1));
	}
	text_adds(text, "\"");
}

static bool is_defined(const struct idl_type *type)
{
	return type->file != NULL;
}

// How a defined type is named: by its file too if another has the same name.
static struct str defined_name(const struct print *print, const struct idl_type *type)
{
	for (size_t i = 0; i < print->interface->type_count; i++) {
		const struct idl_type *other = print->interface->types[i];

		if (other != type && is_defined(other) && str_equal(other->name, type->name) &&
		    type->file != print->interface->files[0])
			return str_format(print->arena, "%.*s::%.*s", STR_ARG(type->file->prefix),
					  STR_ARG(type->name));
	}
	return type->name;
}

static void add_name(struct print *print, const struct idl_type *type);

static void add_names(struct print *print, const struct idl_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_adds(&print->text, i == 0 ? "" : ", ");
		add_name(print, fields[i].type);
	}
}

// A type as it is written in a string.
static void add_name(struct print *print, const struct idl_type *type)
{
	struct text *text = &print->text;

	if (is_defined(type)) {
		text_add(text, defined_name(print, type));
	} else if (type->kind == IDL_ARRAY) {
		text_adds(text, "[");
		add_name(print, type->element);
		text_addf(text, "; %u]", (unsigned)type->count);
	} else if (type->kind == IDL_OPTION) {
		text_adds(text, "Option<");
		add_name(print, type->element);
		text_adds(text, ">");
	} else if (type->kind == IDL_RESULT) {
		text_adds(text, "Result<");
		add_name(print, type->element);
		text_adds(text, ", ");
		add_name(print, type->error);
		text_adds(text, ">");
	} else if (type->kind == IDL_TUPLE) {
		text_adds(text, "(");
		add_names(print, type->fields, type->field_count);
		text_adds(text, type->field_count == 1 ? ",)" : ")");
	} else {
		text_add(text, type->name);
	}
}

static void add_type(struct print *print, const struct idl_type *type)
{
	text_adds(&print->text, "\"");
	add_name(print, type);
	text_adds(&print->text, "\"");
}

static void add_doc(struct print *print, struct str doc)
{
	if (doc.len == 0)
		return;
	text_adds(&print->text, ", doc: ");
	add_string(&print->text, doc);
}

static void add_fields(struct print *print, const struct idl_field *fields, size_t count)
{
	text_adds(&print->text, "{");
	for (size_t i = 0; i < count; i++) {
		text_addf(&print->text, "%s\"%.*s\": (type: ", i == 0 ? "" : ", ",
			  STR_ARG(fields[i].name));
		add_type(print, fields[i].type);
		add_doc(print, fields[i].doc);
		text_adds(&print->text, ")");
	}
	text_adds(&print->text, "}");
}

static void add_number(struct print *print, const struct idl_type *type, uint64_t value)
{
	if (type->integer->is_signed)
		text_addf(&print->text, "%lld", (long long)value);
	else
		text_addf(&print->text, "%llu", (unsigned long long)value);
}

static void add_variant(struct print *print, const struct idl_type *type,
			const struct idl_variant *variant)
{
	struct text *text = &print->text;
	const char *comma = "";

	text_addf(text, "            \"%.*s\": (", STR_ARG(variant->name));
	if (type->kind != IDL_UNION) {
		text_adds(text, "value: ");
		add_number(print, type, variant->value);
		comma = ", ";
	}
	if (variant->server_death) {
		text_addf(text, "%sserver_death: true", comma);
		comma = ", ";
	}
	if (variant->field_count > 0 || type->kind == IDL_UNION) {
		text_addf(text, "%sfields: ", comma);
		if (variant->positional || variant->field_count == 0) {
			text_adds(text, "[");
			for (size_t i = 0; i < variant->field_count; i++) {
				text_adds(text, i == 0 ? "" : ", ");
				add_type(print, variant->fields[i].type);
			}
			text_adds(text, "]");
		} else {
			add_fields(print, variant->fields, variant->field_count);
		}
	}
	add_doc(print, variant->doc);
	text_adds(text, "),\n");
}

static void add_variants(struct print *print, const struct idl_type *type, const char *form,
			 const char *key)
{
	text_addf(&print->text, "%s(%s: {\n", form, key);
	for (size_t i = 0; i < type->variant_count; i++)
		add_variant(print, type, &type->variants[i]);
	text_adds(&print->text, "        }");
	if (type->integer != NULL) {
		text_adds(&print->text, ", repr: ");
		add_type(print, type->integer);
	}
}

static void add_definition(struct print *print, const struct idl_type *type)
{
	struct text *text = &print->text;

	text_addf(text, "        \"%.*s\": ", STR_ARG(defined_name(print, type)));
	if (type->kind == IDL_STRUCT) {
		text_adds(text, "Struct(fields: ");
		add_fields(print, type->fields, type->field_count);
	} else if (type->kind == IDL_NEWTYPE) {
		text_adds(text, "Newtype(type: ");
		add_type(print, type->element);
	} else if (type->kind == IDL_ENUM) {
		add_variants(print, type, "Enum", "variants");
	} else if (type->kind == IDL_UNION) {
		add_variants(print, type, "Union", "variants");
	} else if (type->kind == IDL_ERROR) {
		add_variants(print, type, "Error", "variants");
	} else {
		add_variants(print, type, "Bits", "flags");
	}
	add_doc(print, type->doc);
	text_adds(text, "),\n");
}

static void add_value(struct print *print, const struct idl_value *value, struct str doc)
{
	text_adds(&print->text, "(type: ");
	add_type(print, value->type);
	if (value->receive == IDL_FROM_PRIMITIVE) {
		text_adds(&print->text, ", recv: FromPrimitive(");
		add_type(print, value->wire);
		text_adds(&print->text, ")");
	} else if (value->receive == IDL_FROM) {
		text_adds(&print->text, ", recv: From(");
		add_type(print, value->wire);
		if (value->convert.len > 0)
			text_addf(&print->text, ", Some(\"%.*s\"))", STR_ARG(value->convert));
		else
			text_adds(&print->text, ", None)");
	}
	add_doc(print, doc);
	text_adds(&print->text, ")");
}

static void add_lease(struct print *print, const struct idl_lease *lease)
{
	text_addf(&print->text, "                \"%.*s\": (type: \"%s", STR_ARG(lease->name),
		  lease->slice ? "[" : "");
	add_name(print, lease->type);
	text_addf(&print->text, "%s\", read: %s, write: %s", lease->slice ? "]" : "",
		  lease->read ? "true" : "false", lease->write ? "true" : "false");
	if (lease->max_len > 0)
		text_addf(&print->text, ", max_len: Some(%u)", (unsigned)lease->max_len);
	add_doc(print, lease->doc);
	text_adds(&print->text, "),\n");
}

static void add_reply(struct print *print, const struct idl_reply *reply)
{
	struct text *text = &print->text;

	text_adds(text, "            reply: ");
	if (reply->failure == IDL_SIMPLE) {
		text_adds(text, "Simple(");
		add_value(print, &reply->ok, S(""));
		text_adds(text, "),\n");
		return;
	}
	text_adds(text, "Result(ok: ");
	add_value(print, &reply->ok, S(""));
	text_adds(text, ", err: ");
	if (reply->failure == IDL_SERVER_DEATH) {
		text_adds(text, "ServerDeath),\n");
		return;
	}
	text_adds(text, reply->failure == IDL_CLIKE ? "CLike(" : "Complex(");
	add_type(print, reply->error);
	text_adds(text, ")),\n");
}

const char *idl_encoding_name(enum idl_encoding encoding)
{
	switch (encoding) {
	case IDL_ZEROCOPY:
		return "Zerocopy";
	case IDL_SSMARSHAL:
		return "Ssmarshal";
	case IDL_HUBPACK:
		return "Hubpack";
	}
	return "";
}

static void add_operation(struct print *print, const struct idl_operation *operation,
			  uint32_t number)
{
	struct text *text = &print->text;

	text_addf(text, "        \"%.*s\": (\n", STR_ARG(operation->name));
	if (operation->doc.len > 0) {
		text_adds(text, "            doc: ");
		add_string(text, operation->doc);
		text_adds(text, ",\n");
	}
	if (operation->number != number)
		text_addf(text, "            number: %u,\n", (unsigned)operation->number);
	if (operation->argument_count > 0)
		text_adds(text, "            args: {\n");
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		text_addf(text, "                \"%.*s\": ", STR_ARG(argument->name));
		add_value(print, &argument->value, argument->doc);
		text_adds(text, ",\n");
	}
	text_adds(text, operation->argument_count > 0 ? "            },\n" : "");
	if (operation->lease_count > 0)
		text_adds(text, "            leases: {\n");
	for (size_t i = 0; i < operation->lease_count; i++)
		add_lease(print, &operation->leases[i]);
	text_adds(text, operation->lease_count > 0 ? "            },\n" : "");
	add_reply(print, &operation->reply);
	text_addf(text, "            encoding: %s,\n            idempotent: %s,\n        ),\n",
		  idl_encoding_name(operation->encoding), operation->idempotent ? "true" : "false");
}

static void add_definitions(struct print *print)
{
	const struct idl_interface *interface = print->interface;
	bool any = false;

	for (size_t i = 0; i < interface->type_count; i++) {
		if (!is_defined(interface->types[i]))
			continue;
		text_adds(&print->text, any ? "" : "    types: {\n");
		any = true;
		add_definition(print, interface->types[i]);
	}
	text_adds(&print->text, any ? "    },\n" : "");
}

struct str idl_print(struct arena *arena, const struct idl_interface *interface)
{
	struct print print = {.arena = arena, .interface = interface, .text.arena = arena};
	uint32_t number = 1;

	text_addf(&print.text, "Interface(\n    name: \"%.*s\",\n", STR_ARG(interface->name));
	if (interface->doc.len > 0) {
		text_adds(&print.text, "    doc: ");
		add_string(&print.text, interface->doc);
		text_adds(&print.text, ",\n");
	}
	text_addf(&print.text, "    prefix: \"%.*s\",\n", STR_ARG(interface->prefix));
	add_definitions(&print);
	text_adds(&print.text, "    ops: {\n");
	for (size_t i = 0; i < interface->operation_count; i++) {
		add_operation(&print, &interface->operations[i], number);
		number = interface->operations[i].number + 1;
	}
	text_adds(&print.text, "    },\n)\n");
	return text_str(&print.text);
}
