// uart.json: all of an interface, for other programs. Names are those of the file; C names
// stand beside them.
#include "tool/idl/gen.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *string(struct str s)
{
	return json_stringn(s.at == NULL ? "" : s.at, s.len);
}

static void set_string(json_t *object, const char *key, struct str value)
{
	json_object_set_new(object, key, string(value));
}

static void set_number(json_t *object, const char *key, uint64_t value)
{
	json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void set_doc(json_t *object, struct str doc)
{
	if (str_trim(doc).len > 0)
		set_string(object, "doc", str_trim(doc));
}

static const char *kind_name(enum idl_kind kind)
{
	switch (kind) {
	case IDL_UNIT:
		return "unit";
	case IDL_BOOL:
		return "bool";
	case IDL_INTEGER:
		return "integer";
	case IDL_FLOAT:
		return "float";
	case IDL_CHAR:
		return "char";
	case IDL_ARRAY:
		return "array";
	case IDL_TUPLE:
		return "tuple";
	case IDL_OPTION:
		return "option";
	case IDL_RESULT:
		return "result";
	case IDL_STRUCT:
		return "struct";
	case IDL_ENUM:
		return "enum";
	case IDL_UNION:
		return "union";
	case IDL_NEWTYPE:
		return "newtype";
	case IDL_BITS:
		return "bits";
	case IDL_ERROR:
		return "error";
	case IDL_UNKNOWN:
		break;
	}
	return "unknown";
}

static json_t *size(struct idl_size of)
{
	json_t *object = json_object();

	set_number(object, "least", of.least);
	set_number(object, "most", of.most);
	return object;
}

static json_t *fields(const struct idl_field *items, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *field = json_object();

		set_string(field, "name", items[i].name);
		set_string(field, "c", items[i].c_name);
		set_string(field, "type", items[i].type->name);
		set_doc(field, items[i].doc);
		json_array_append_new(array, field);
	}
	return array;
}

static json_t *variants(const struct idl_type *type)
{
	json_t *array = json_array();

	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];
		json_t *object = json_object();

		set_string(object, "name", variant->name);
		set_string(object, "c", variant->c_name);
		set_number(object, "value", variant->value);
		set_number(object, "index", variant->index);
		if (variant->server_death)
			json_object_set_new(object, "server_death", json_true());
		if (variant->field_count > 0)
			json_object_set_new(object, "fields",
					    fields(variant->fields, variant->field_count));
		set_doc(object, variant->doc);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *type_object(const struct idl_type *type)
{
	json_t *object = json_object();

	set_string(object, "name", type->name);
	json_object_set_new(object, "kind", json_string(kind_name(type->kind)));
	if (type->file != NULL) {
		set_string(object, "c", type->c_name);
		set_string(object, "file", type->file->source.path);
	}
	if (type->bits > 0)
		set_number(object, "bits", type->bits);
	if (type->kind == IDL_INTEGER)
		json_object_set_new(object, "signed", json_boolean(type->is_signed));
	if (type->integer != NULL)
		set_string(object, "integer", type->integer->name);
	if (type->element != NULL)
		set_string(object, "element", type->element->name);
	if (type->error != NULL)
		set_string(object, "error", type->error->name);
	if (type->kind == IDL_ARRAY)
		set_number(object, "count", type->count);
	if (type->field_count > 0)
		json_object_set_new(object, "fields", fields(type->fields, type->field_count));
	if (type->variant_count > 0)
		json_object_set_new(object, "variants", variants(type));
	for (int e = 0; e < IDL_ENCODINGS; e++)
		if (type->wire[e].possible)
			json_object_set_new(object, gen_encoding_name((enum idl_encoding)e),
					    size(type->wire[e]));
	set_doc(object, type->doc);
	return object;
}

static void set_value(json_t *object, const struct idl_value *value)
{
	set_string(object, "type", value->type->name);
	if (value->receive != IDL_FROM_BYTES)
		set_string(object, "wire", value->wire->name);
	json_object_set_new(object, "size", size(value->size));
}

static json_t *arguments(const struct idl_operation *operation)
{
	json_t *array = json_array();

	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];
		json_t *object = json_object();

		set_string(object, "name", argument->name);
		set_value(object, &argument->value);
		set_doc(object, argument->doc);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *leases(const struct idl_operation *operation)
{
	json_t *array = json_array();

	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];
		json_t *object = json_object();

		set_string(object, "name", lease->name);
		set_string(object, "type", lease->type->name);
		json_object_set_new(object, "slice", json_boolean(lease->slice));
		json_object_set_new(object, "read", json_boolean(lease->read));
		json_object_set_new(object, "write", json_boolean(lease->write));
		set_number(object, "size", lease->size);
		if (lease->max_len > 0)
			set_number(object, "max_len", lease->max_len);
		set_doc(object, lease->doc);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *reply_object(const struct idl_reply *reply)
{
	json_t *object = json_object();
	const char *failure = "";

	switch (reply->failure) {
	case IDL_SIMPLE:
		failure = "none";
		break;
	case IDL_CLIKE:
		failure = "code";
		break;
	case IDL_COMPLEX:
		failure = "complex";
		break;
	case IDL_SERVER_DEATH:
		failure = "server_death";
		break;
	}
	set_value(object, &reply->ok);
	json_object_set_new(object, "failure", json_string(failure));
	if (reply->error != NULL)
		set_string(object, "error", reply->error->name);
	set_number(object, "room", reply->room);
	return object;
}

static json_t *operation_object(const struct idl_operation *operation)
{
	json_t *object = json_object();

	set_string(object, "name", operation->name);
	set_number(object, "number", operation->number);
	set_string(object, "c", operation->c_name);
	json_object_set_new(object, "encoding",
			    json_string(gen_encoding_name(operation->encoding)));
	json_object_set_new(object, "idempotent", json_boolean(operation->idempotent));
	json_object_set_new(object, "message", size(operation->message));
	json_object_set_new(object, "arguments", arguments(operation));
	json_object_set_new(object, "leases", leases(operation));
	json_object_set_new(object, "reply", reply_object(&operation->reply));
	set_doc(object, operation->doc);
	return object;
}

static json_t *constants(const struct idl_interface *interface)
{
	json_t *array = json_array();

	for (size_t f = 0; f < interface->file_count; f++) {
		const struct idl_file *file = interface->files[f];

		for (size_t i = 0; i < file->constant_count; i++) {
			json_t *object = json_object();

			set_string(object, "name", file->constants[i].name);
			set_string(object, "c", file->constants[i].c_name);
			set_number(object, "value", file->constants[i].value);
			set_doc(object, file->constants[i].doc);
			json_array_append_new(array, object);
		}
	}
	return array;
}

struct str gen_json(struct arena *arena, const struct idl_interface *interface)
{
	json_t *root = json_object();
	json_t *operations = json_array();
	json_t *types = json_array();
	struct str text;
	char *dump;

	set_string(root, "name", interface->name);
	set_string(root, "c", interface->prefix);
	set_string(root, "file", interface->files[0]->source.path);
	set_doc(root, interface->doc);
	json_object_set_new(root, "constants", constants(interface));
	for (size_t i = 0; i < interface->operation_count; i++)
		json_array_append_new(operations, operation_object(&interface->operations[i]));
	for (size_t i = 0; i < interface->type_count; i++)
		json_array_append_new(types, type_object(interface->types[i]));
	json_object_set_new(root, "operations", operations);
	json_object_set_new(root, "types", types);
	dump = json_dumps(root, JSON_INDENT(2));
	if (dump == NULL)
		diag_fatal("an interface could not be written as JSON");
	text = str_format(arena, "%s\n", dump);
	free(dump);
	json_decref(root);
	return text;
}
