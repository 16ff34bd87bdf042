// What needs no codec.
#include "tool/idl/flat.h"

#include "tool/idl/c.h"

// usize has 4 bytes in memory and 8 where serde encodes it.
static bool has_word(const struct idl_type *type)
{
	if (type->is_word || (type->element != NULL && has_word(type->element)))
		return true;
	for (size_t i = 0; i < type->field_count; i++)
		if (has_word(type->fields[i].type))
			return true;
	return false;
}

const struct idl_type *sent_type(const struct idl_value *value)
{
	return value->convert.len > 0 ? value->wire : value->type;
}

bool flat_type(const struct idl_type *type, enum idl_encoding encoding)
{
	return type->castable && (encoding == IDL_ZEROCOPY || !has_word(type));
}

bool flat_value(const struct idl_value *value, enum idl_encoding encoding)
{
	return value->receive != IDL_FROM_PRIMITIVE && flat_type(sent_type(value), encoding);
}

const struct idl_argument *flat_message(const struct idl_operation *operation)
{
	const struct idl_argument *only = NULL;

	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		if (c_form(sent_type(&argument->value)) == C_NOTHING)
			continue;
		if (only != NULL || !flat_value(&argument->value, operation->encoding))
			return NULL;
		only = argument;
	}
	return only;
}

bool flat_reply(const struct idl_operation *operation)
{
	const struct idl_reply *reply = &operation->reply;

	return has_reply(operation) && reply->failure != IDL_COMPLEX &&
	       flat_value(&reply->ok, operation->encoding) &&
	       reply->room == sent_type(&reply->ok)->c_size;
}

bool has_message(const struct idl_operation *operation)
{
	for (size_t i = 0; i < operation->argument_count; i++)
		if (c_form(sent_type(&operation->arguments[i].value)) != C_NOTHING)
			return true;
	return false;
}

bool has_reply(const struct idl_operation *operation)
{
	return c_form(sent_type(&operation->reply.ok)) != C_NOTHING;
}
