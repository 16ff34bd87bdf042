// An interface's model as text.
#include "test/unit/idl_dump.h"

static const char *encoding_name(enum idl_encoding encoding)
{
	static const char *const names[] = {
		[IDL_ZEROCOPY] = "zerocopy",
		[IDL_SSMARSHAL] = "ssmarshal",
		[IDL_HUBPACK] = "hubpack",
	};

	return names[encoding];
}

static const char *kind_name(enum idl_kind kind)
{
	static const char *const names[] = {
		[IDL_UNIT] = "unit",       [IDL_BOOL] = "bool",     [IDL_INTEGER] = "integer",
		[IDL_FLOAT] = "float",     [IDL_CHAR] = "char",     [IDL_ARRAY] = "array",
		[IDL_TUPLE] = "tuple",     [IDL_OPTION] = "option", [IDL_RESULT] = "result",
		[IDL_STRUCT] = "struct",   [IDL_ENUM] = "enum",     [IDL_UNION] = "union",
		[IDL_NEWTYPE] = "newtype", [IDL_BITS] = "bits",     [IDL_ERROR] = "error",
		[IDL_UNKNOWN] = "unknown",
	};

	return names[kind];
}

static void add_size(struct text *text, struct idl_size size)
{
	if (!size.possible)
		text_adds(text, "-");
	else if (size.least == size.most)
		text_addf(text, "%u", (unsigned)size.most);
	else
		text_addf(text, "%u..%u", (unsigned)size.least, (unsigned)size.most);
}

static void add_doc(struct text *text, struct str doc)
{
	struct str line;

	while (str_next(&doc, '\n', &line))
		text_addf(text, "    | %.*s\n", STR_ARG(line));
}

static void add_fields(struct text *text, const struct idl_field *fields, size_t count,
		       const char *indent)
{
	for (size_t i = 0; i < count; i++) {
		text_addf(text, "%sfield %.*s: %.*s as %.*s, at %u\n", indent,
			  STR_ARG(fields[i].name), STR_ARG(fields[i].type->name),
			  STR_ARG(fields[i].c_name), (unsigned)fields[i].c_offset);
		add_doc(text, fields[i].doc);
	}
}

static void add_variants(struct text *text, const struct idl_type *type)
{
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		text_addf(text, "    variant %.*s: ", STR_ARG(variant->name));
		if (type->integer != NULL && type->integer->is_signed)
			text_addf(text, "%lld", (long long)variant->value);
		else
			text_addf(text, "%llu", (unsigned long long)variant->value);
		text_addf(text, ", number %u, as %.*s and %.*s%s%s\n", (unsigned)variant->index,
			  STR_ARG(variant->c_name), STR_ARG(variant->c_member),
			  variant->server_death ? ", server death" : "",
			  variant->field_count > 0 && variant->positional ? ", positional" : "");
		add_doc(text, variant->doc);
		add_fields(text, variant->fields, variant->field_count, "        ");
	}
}

static void add_type(struct text *text, const struct idl_type *type)
{
	text_addf(text, "type %.*s: %s as %.*s", STR_ARG(type->name), kind_name(type->kind),
		  STR_ARG(type->c_name));
	if (type->element != NULL)
		text_addf(text, ", of %.*s", STR_ARG(type->element->name));
	if (type->error != NULL)
		text_addf(text, " or %.*s", STR_ARG(type->error->name));
	if (type->integer != NULL)
		text_addf(text, ", in %.*s", STR_ARG(type->integer->name));
	text_adds(text, "; ");
	for (size_t e = 0; e < IDL_ENCODINGS; e++) {
		add_size(text, type->wire[e]);
		text_adds(text, e + 1 < IDL_ENCODINGS ? ", " : "");
	}
	if (type->castable)
		text_addf(text, "; castable, %u bytes at %u", (unsigned)type->c_size,
			  (unsigned)type->c_align);
	text_adds(text, type->known ? "\n" : "; not known\n");
	add_doc(text, type->doc);
	add_fields(text, type->fields, type->field_count, "    ");
	add_variants(text, type);
}

static void add_value(struct text *text, const struct idl_value *value)
{
	text_addf(text, "%.*s", STR_ARG(value->type->name));
	if (value->receive == IDL_FROM_PRIMITIVE)
		text_addf(text, " from primitive %.*s", STR_ARG(value->wire->name));
	if (value->receive == IDL_FROM)
		text_addf(text, " from %.*s by \"%.*s\"", STR_ARG(value->wire->name),
			  STR_ARG(value->convert));
	text_adds(text, ", bytes ");
	add_size(text, value->size);
}

static void add_reply(struct text *text, const struct idl_reply *reply)
{
	static const char *const failures[] = {
		[IDL_SIMPLE] = "simple",
		[IDL_CLIKE] = "C-like",
		[IDL_COMPLEX] = "complex",
		[IDL_SERVER_DEATH] = "server death",
	};

	text_adds(text, "    reply ");
	add_value(text, &reply->ok);
	text_addf(text, ", %s", failures[reply->failure]);
	if (reply->error != NULL)
		text_addf(text, " %.*s", STR_ARG(reply->error->name));
	text_addf(text, "; most %u, room %u\n", (unsigned)reply->most, (unsigned)reply->room);
}

static void add_operation(struct text *text, const struct idl_operation *operation)
{
	text_addf(text, "operation %u %.*s: %.*s, %.*s, %.*s; %s%s, message ",
		  (unsigned)operation->number, STR_ARG(operation->name), STR_ARG(operation->c_name),
		  STR_ARG(operation->c_short), STR_ARG(operation->c_constant),
		  encoding_name(operation->encoding), operation->idempotent ? ", idempotent" : "");
	add_size(text, operation->message);
	text_adds(text, "\n");
	add_doc(text, operation->doc);
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		text_addf(text, "    argument %.*s as %.*s, at %u: ", STR_ARG(argument->name),
			  STR_ARG(argument->c_name), (unsigned)argument->offset);
		add_value(text, &argument->value);
		text_adds(text, "\n");
		add_doc(text, argument->doc);
	}
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		text_addf(text, "    lease %u %.*s as %.*s: %s%.*s%s of %u bytes, %s%s, max %u\n",
			  (unsigned)lease->index, STR_ARG(lease->name), STR_ARG(lease->c_name),
			  lease->slice ? "[" : "", STR_ARG(lease->type->name),
			  lease->slice ? "]" : "", (unsigned)lease->size, lease->read ? "r" : "",
			  lease->write ? "w" : "", (unsigned)lease->max_len);
		add_doc(text, lease->doc);
	}
	add_reply(text, &operation->reply);
}

static void add_file(struct text *text, const struct idl_file *file)
{
	text_addf(text, "file %.*s, prefix %.*s\n", STR_ARG(file->stem), STR_ARG(file->prefix));
	add_doc(text, file->doc);
	for (size_t i = 0; i < file->use_count; i++)
		text_addf(text, "    uses %.*s\n", STR_ARG(file->uses[i]->stem));
	for (size_t i = 0; i < file->constant_count; i++)
		text_addf(text, "    constant %.*s as %.*s: %llu\n",
			  STR_ARG(file->constants[i].name), STR_ARG(file->constants[i].c_name),
			  (unsigned long long)file->constants[i].value);
	for (size_t i = 0; i < file->type_count; i++)
		text_addf(text, "    defines %.*s\n", STR_ARG(file->types[i]->name));
}

struct str idl_dump(struct arena *arena, const struct idl_interface *interface)
{
	struct text text = {.arena = arena};

	text_addf(&text, "interface %.*s, prefix %.*s; message %u, reply %u, leases %u\n",
		  STR_ARG(interface->name), STR_ARG(interface->prefix),
		  (unsigned)interface->message_most, (unsigned)interface->reply_most,
		  (unsigned)interface->lease_most);
	for (size_t i = 0; i < interface->file_count; i++)
		add_file(&text, interface->files[i]);
	for (size_t i = 0; i < interface->type_count; i++)
		add_type(&text, interface->types[i]);
	for (size_t i = 0; i < interface->operation_count; i++)
		add_operation(&text, &interface->operations[i]);
	return text_str(&text);
}
