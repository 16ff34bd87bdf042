// The rules on operations. Where a type is not known, what depends on it is not judged.
#include "abi/lease.h"
#include "tool/idl/load.h"
#include "tool/idl/loader.h"
#include "tool/idl/print.h"

static bool has_server_death(const struct idl_type *error)
{
	for (size_t i = 0; i < error->variant_count; i++)
		if (error->variants[i].server_death)
			return true;
	return false;
}

// Whether an enum's values, which are of `type`, fit in another integer.
static bool fits(const struct idl_type *type, const struct idl_type *wire)
{
	for (size_t i = 0; i < type->variant_count; i++) {
		uint64_t value = type->variants[i].value;
		bool negative = type->integer->is_signed && value > INT64_MAX;
		uint64_t magnitude = negative ? ~value : value; // how many bits besides the sign
		uint32_t bits = wire->bits - wire->is_signed;

		if (negative && !wire->is_signed)
			return false;
		if (bits < 64 && magnitude >> bits != 0)
			return false;
	}
	return true;
}

static void check_from_primitive(const struct idl_value *value, struct place place)
{
	const struct idl_type *type = value->type;

	if (!type->known)
		return;
	if ((type->kind != IDL_ENUM && type->kind != IDL_ERROR) || type->has_fields) {
		diag_error(place, "\"%.*s\" is not an enum, so no integer makes one",
			   STR_ARG(type->name));
		diag_help("leave out \"recv\", or define the type as Enum(...)");
	} else if (!fits(type, value->wire)) {
		diag_error(place, "not every value of \"%.*s\" fits in %.*s", STR_ARG(type->name),
			   STR_ARG(value->wire->name));
		diag_help("write recv: FromPrimitive(\"%.*s\")", STR_ARG(type->integer->name));
	}
}

static void check_from(const struct idl_value *value, struct place place)
{
	const struct idl_type *type = value->type;

	if (!type->known || value->convert.len > 0 ||
	    (type->kind == IDL_NEWTYPE && type->element == value->wire))
		return;
	diag_error(place, "nothing says how \"%.*s\" is made from %.*s", STR_ARG(type->name),
		   STR_ARG(value->wire->name));
	diag_help("name the server's function: recv: From(\"%.*s\", Some(\"to_%.*s\")); only a "
		  "Newtype(\"%.*s\") needs none",
		  STR_ARG(value->wire->name), STR_ARG(value->type->c_name),
		  STR_ARG(value->wire->name));
}

static void check_value(const struct idl_operation *operation, const struct idl_value *value,
			struct place place)
{
	if (value->receive != IDL_FROM_BYTES && operation->encoding != IDL_ZEROCOPY) {
		diag_error(place, "\"recv\" has no meaning in %s",
			   idl_encoding_name(operation->encoding));
		diag_help("leave it out: the encoding says how every type is received");
		return;
	}
	if (value->receive == IDL_FROM_PRIMITIVE)
		check_from_primitive(value, place);
	else if (value->receive == IDL_FROM)
		check_from(value, place);
	if (!value->wire->known || value->size.possible)
		return;
	diag_error(place, "%s has no form for \"%.*s\"", idl_encoding_name(operation->encoding),
		   STR_ARG(value->wire->name));
	if (value->wire->wire[IDL_HUBPACK].possible)
		diag_help("write encoding: Hubpack");
	else if (value->wire->wire[IDL_SSMARSHAL].possible)
		diag_help("write encoding: Ssmarshal, or send characters as u32");
	else
		diag_help("send characters as u32; variants can be 256 at most");
}

static void check_lease(const struct idl_lease *lease)
{
	const struct idl_type *type = lease->type;

	if (!lease->read && !lease->write) {
		diag_error(lease->place, "the server may neither read \"%.*s\" nor write to it",
			   STR_ARG(lease->name));
		diag_help("add read: true, or write: true, or both");
	}
	if (lease->max_len > 0 && !lease->slice) {
		diag_error(lease->place,
			   "\"%.*s\" has a size of its own, so \"max_len\" has no meaning",
			   STR_ARG(lease->name));
		diag_help("leave it out, or make it a slice: \"[%.*s]\"",
			  STR_ARG(type->kind == IDL_ARRAY ? type->element->name : type->name));
	}
	if (!type->known || (type->castable && type->c_size > 0))
		return;
	diag_error(lease->place, "\"%.*s\" cannot be leased", STR_ARG(type->name));
	diag_help("what is leased is memory as it is: integers, floats, bits, and arrays and "
		  "structs of them in which each member lies at a multiple of its own size, "
		  "without gaps");
}

static void check_idempotent(const struct idl_operation *operation)
{
	const struct idl_reply *reply = &operation->reply;

	if (!operation->idempotent)
		return;
	if (reply->failure == IDL_SERVER_DEATH) {
		diag_error(reply->place,
			   "\"%.*s\" is made again when the server restarts, so that "
			   "is never an error",
			   STR_ARG(operation->name));
		diag_help("write Simple(\"%.*s\"), or leave out \"idempotent\"",
			  STR_ARG(reply->ok.type->name));
	}
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		if (!lease->read || !lease->write)
			continue;
		diag_error(lease->place,
			   "\"%.*s\" cannot be made again: the server may have changed \"%.*s\"",
			   STR_ARG(operation->name), STR_ARG(lease->name));
		diag_help("leave out \"idempotent\", or let the server only read or only write it");
	}
}

static void check_error(const struct idl_operation *operation)
{
	const struct idl_reply *reply = &operation->reply;
	const struct idl_type *error = reply->error;

	if (reply->failure == IDL_COMPLEX && operation->encoding != IDL_HUBPACK) {
		diag_error(reply->place, "only Hubpack has a form for Complex errors");
		diag_help("write encoding: Hubpack, or CLike(...)");
	}
	if (error == NULL || !error->known)
		return;
	if (error->kind != IDL_ERROR) {
		diag_error(reply->place, "\"%.*s\" is not an error type", STR_ARG(error->name));
		diag_help("define it as Error({\"Busy\": 1, ...})");
		return;
	}
	if (reply->failure == IDL_CLIKE && error->has_fields) {
		diag_error(reply->place,
			   "errors of \"%.*s\" have fields, and a code is only a "
			   "number",
			   STR_ARG(error->name));
		diag_help("write Complex(\"%.*s\") and encoding: Hubpack", STR_ARG(error->name));
	}
	if (reply->failure == IDL_COMPLEX && !error->wire[IDL_HUBPACK].possible) {
		diag_error(reply->place, "Hubpack has no form for \"%.*s\"", STR_ARG(error->name));
		diag_help("characters can be sent as u32; variants can be 256 at most");
	}
	if (operation->idempotent || has_server_death(error))
		return;
	diag_error(reply->place, "\"%.*s\" has no variant for a server that restarted meanwhile",
		   STR_ARG(error->name));
	diag_note(error->place, "it is defined here");
	diag_help("add \"ServerRestarted\": (value: 100, server_death: true) to it, or make the "
		  "operation idempotent");
}

static void check_operation(const struct idl_operation *operation)
{
	for (size_t i = 0; i < operation->argument_count; i++)
		check_value(operation, &operation->arguments[i].value,
			    operation->arguments[i].place);
	for (size_t i = 0; i < operation->lease_count; i++)
		check_lease(&operation->leases[i]);
	check_value(operation, &operation->reply.ok, operation->reply.place);
	check_idempotent(operation);
	check_error(operation);
	if (operation->lease_count > LEASE_COUNT_MAX) {
		diag_error(operation->place, "\"%.*s\" has more leases than a call can carry",
			   STR_ARG(operation->name));
		diag_help("there can be %u; lend one array instead of many", LEASE_COUNT_MAX);
	}
	if (operation->message.most > LOADER_SIZE_MOST) {
		diag_error(operation->place, "the message of \"%.*s\" takes more than a mebibyte",
			   STR_ARG(operation->name));
		diag_help("pass large things in leases");
	}
}

void check_interface(const struct idl_interface *interface)
{
	for (size_t i = 0; i < interface->operation_count; i++)
		check_operation(&interface->operations[i]);
}

bool idl_check_client(const struct idl_interface *interface, bool warn)
{
	bool good = true;

	for (size_t i = 0; i < interface->operation_count; i++) {
		const struct idl_operation *operation = &interface->operations[i];
		const struct idl_reply *reply = &operation->reply;

		if (operation->idempotent || reply->failure != IDL_SIMPLE)
			continue;
		good = false;
		(warn ? diag_warning : diag_error)(
			reply->place, "\"%.*s\" cannot say that the server restarted meanwhile%s",
			STR_ARG(operation->name), warn ? ", so no client can be made" : "");
		diag_help("add idempotent: true if the call can be made again, or write "
			  "Result(ok: \"%.*s\", err: ServerDeath)",
			  STR_ARG(reply->ok.type->name));
	}
	return good;
}
