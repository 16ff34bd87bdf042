// uart_client.h, uart_client.c: operations as functions.
//
// What an operation can come to is a type of its own, with nothing in it that cannot
// happen; one that cannot fail returns its value, or nothing. Operations whose messages and
// replies are memory as it is are in the header; the others are declared there.
#include "tool/idl/c.h"
#include "tool/idl/flat.h"
#include "tool/idl/gen.h"

#include <inttypes.h>

struct client {
	const struct idl_interface *interface;
	struct text text;
};

static struct str upper(struct arena *arena, struct str name)
{
	return str_upper_snake(arena, name);
}

static bool has_result(const struct idl_operation *operation)
{
	return operation->reply.failure != IDL_SIMPLE;
}

// Whether the value is what the function returns.
static bool returns_value(const struct idl_operation *operation)
{
	return !has_result(operation) && c_form(sent_type(&operation->reply.ok)) == C_SMALL;
}

static const struct idl_variant *death_variant(const struct idl_operation *operation)
{
	const struct idl_type *error = operation->reply.error;

	for (size_t i = 0; error != NULL && i < error->variant_count; i++)
		if (error->variants[i].server_death)
			return &error->variants[i];
	return NULL;
}

// Names.

// Whether a lease is of bytes, of which any pointer will do.
static bool is_bytes(const struct idl_lease *lease)
{
	return lease->slice && lease->type->kind == IDL_INTEGER && lease->type->bits == 8;
}

// What stands in a call's function.
struct names {
	struct str *arguments;
	struct str *leases;
	struct str *counts; // of leases: how much is lent
	struct str value;   // of the reply
	struct str error;
};

// The first of two names, or the other if an argument or a lease has that.
static struct str add_either(struct c_scope *scope, const char *first, const char *other)
{
	for (size_t i = 0; i < scope->count; i++)
		if (str_is(scope->names[i], first))
			return c_scope_add(scope, str_from(other));
	return c_scope_add(scope, str_from(first));
}

static struct names names_of(struct arena *arena, const struct idl_operation *operation)
{
	static const char *const taken[] = {"client", "leases", "message", "message_size",
					    "reply",  "result", NULL};
	struct c_scope scope = c_scope(arena, taken);
	struct names names = {
		.arguments = ARENA_ARRAY(arena, struct str, operation->argument_count),
		.leases = ARENA_ARRAY(arena, struct str, operation->lease_count),
		.counts = ARENA_ARRAY(arena, struct str, operation->lease_count),
	};

	for (size_t i = 0; i < operation->argument_count; i++)
		names.arguments[i] = c_scope_add(&scope, operation->arguments[i].c_name);
	for (size_t i = 0; i < operation->lease_count; i++)
		names.leases[i] = c_scope_add(&scope, operation->leases[i].c_name);
	for (size_t i = 0; i < operation->lease_count; i++)
		names.counts[i] = c_scope_add(
			&scope, str_format(arena, "%.*s_%s", STR_ARG(names.leases[i]),
					   is_bytes(&operation->leases[i]) ? "size" : "count"));
	names.value = add_either(&scope, "value", "answer");
	names.error = add_either(&scope, "error", "failure");
	return names;
}

// A constant of what an operation can come to: "UART_READ_OK".
static struct str outcome(struct arena *arena, const struct idl_operation *operation,
			  const char *name)
{
	return str_format(arena, "%.*s_%s", STR_ARG(upper(arena, operation->c_name)), name);
}

static struct str variant_outcome(struct arena *arena, const struct idl_operation *operation,
				  const struct idl_variant *variant)
{
	struct str name = variant->c_name;
	struct str type = operation->reply.error->c_upper;

	return outcome(arena, operation, str_slice(name, type.len + 1, name.len).at);
}

// Prototypes.

static void add_lease_parameters(struct arena *arena, struct c_list *list,
				 const struct idl_lease *lease, struct str name, struct str count)
{
	const char *constant = lease->write ? "" : "const ";
	struct str type = c_type(arena, lease->type);

	if (is_bytes(lease))
		c_list_add(list, "%svoid *%.*s", constant, STR_ARG(name));
	else if (lease->slice && lease->type->kind == IDL_ARRAY)
		c_list_add(list, "%s%.*s", constant,
			   STR_ARG(c_declare(arena, lease->type,
					     str_format(arena, "(*%.*s)", STR_ARG(name)))));
	else if (lease->slice || lease->write)
		c_list_add(list, "%s%.*s *%.*s", constant, STR_ARG(type), STR_ARG(name));
	else
		c_list_add(list, "%s%.*s", constant, STR_ARG(c_result(arena, lease->type, name)));
	if (lease->slice)
		c_list_add(list, "size_t %.*s", STR_ARG(count));
}

static struct str return_type(struct arena *arena, const struct idl_operation *operation)
{
	if (has_result(operation))
		return str_format(arena, "enum %.*s_result", STR_ARG(operation->c_name));
	if (returns_value(operation))
		return c_type(arena, sent_type(&operation->reply.ok));
	return S("void");
}

static void add_prototype(struct client *client, const struct idl_operation *operation,
			  const char *before, const char *tail)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	struct c_list list = {.arena = arena};

	c_list_add(&list, "struct %.*s_client *client", STR_ARG(client->interface->prefix));
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];
		const struct idl_type *type = sent_type(&argument->value);

		if (c_form(type) != C_NOTHING)
			c_list_add(&list, "%.*s",
				   STR_ARG(c_parameter(arena, type, names.arguments[i])));
	}
	for (size_t i = 0; i < operation->lease_count; i++)
		add_lease_parameters(arena, &list, &operation->leases[i], names.leases[i],
				     names.counts[i]);
	if (has_reply(operation) && !returns_value(operation))
		c_list_add(&list, "%.*s",
			   STR_ARG(c_result(arena, sent_type(&operation->reply.ok), names.value)));
	if (operation->reply.failure == IDL_COMPLEX)
		c_list_add(&list, "%.*s",
			   STR_ARG(c_result(arena, operation->reply.error, names.error)));
	c_list_write(&client->text, 0,
		     str_format(arena, "%s%.*s %.*s(", before,
				STR_ARG(return_type(arena, operation)), STR_ARG(operation->c_name)),
		     &list, tail);
}

// What an operation can come to.

static void add_outcomes(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	const struct idl_type *error = operation->reply.error;
	struct c_lines lines = {.arena = arena};

	c_lines_add(&lines, S(""), "%.*s = 0,", STR_ARG(outcome(arena, operation, "OK")));
	if (operation->reply.failure == IDL_COMPLEX) {
		c_lines_add(&lines, str_format(arena, "*%.*s says how", STR_ARG(names.error)),
			    "%.*s = 1,", STR_ARG(outcome(arena, operation, "FAILED")));
	} else if (operation->reply.failure == IDL_CLIKE) {
		for (size_t i = 0; i < error->variant_count; i++) {
			const struct idl_variant *variant = &error->variants[i];

			if (variant->server_death && operation->idempotent)
				continue;
			c_lines_add(&lines, variant->doc, "%.*s = %" PRIu64 ",",
				    STR_ARG(variant_outcome(arena, operation, variant)),
				    variant->value);
		}
	}
	if (operation->reply.failure == IDL_SERVER_DEATH)
		c_lines_add(&lines, S("meanwhile: whether it was done is unknown"), "%.*s = 1,",
			    STR_ARG(outcome(arena, operation, "SERVER_RESTARTED")));
	text_addf(&client->text, "enum %.*s_result {\n", STR_ARG(operation->c_name));
	c_lines_write(&client->text, 1, &lines);
	text_adds(&client->text, "};\n\n");
}

static void add_parameter_doc(struct client *client, struct str name, struct str doc)
{
	if (str_trim(doc).len > 0)
		c_comment(&client->text, 0,
			  str_format(client->text.arena, "%.*s: %.*s", STR_ARG(name),
				     STR_ARG(str_trim(doc))));
}

static void add_doc(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);

	c_comment(&client->text, 0, operation->doc);
	for (size_t i = 0; i < operation->argument_count; i++)
		add_parameter_doc(client, operation->arguments[i].c_name,
				  operation->arguments[i].doc);
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		add_parameter_doc(client, lease->c_name, lease->doc);
		if (lease->max_len != 0)
			add_parameter_doc(client, names.counts[i],
					  str_format(arena, "at most %" PRIu32, lease->max_len));
	}
}

// Bodies.

static void line(struct client *client, unsigned indent, const char *format, ...) PRINTF_LIKE(3, 4);

static void line(struct client *client, unsigned indent, const char *format, ...)
{
	va_list arguments;

	for (unsigned i = 0; i < indent; i++)
		text_adds(&client->text, "\t");
	va_start(arguments, format);
	text_add(&client->text, str_format_list(client->text.arena, format, arguments));
	va_end(arguments);
	text_adds(&client->text, "\n");
}

static void add_lease_limits(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	bool any = false;

	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		if (lease->max_len == 0)
			continue;
		line(client, 1, "ASSERT(%.*s <= %" PRIu32 ");", STR_ARG(names.counts[i]),
		     lease->max_len);
		any = true;
	}
	if (any)
		text_adds(&client->text, "\n");
}

static const char *lease_maker(const struct idl_lease *lease)
{
	if (lease->read && lease->write)
		return "lease_read_write";
	return lease->write ? "lease_write" : "lease_read";
}

static struct str lease_entry(struct arena *arena, const struct idl_lease *lease, struct str name,
			      struct str count)
{

	if (is_bytes(lease))
		return str_format(arena, "%s(%.*s, %.*s)", lease_maker(lease), STR_ARG(name),
				  STR_ARG(count));
	if (lease->slice)
		return str_format(arena, "%s(%.*s, %.*s * sizeof *%.*s)", lease_maker(lease),
				  STR_ARG(name), STR_ARG(count), STR_ARG(name));
	return str_format(arena, "%s(%.*s, %" PRIu32 ")", lease_maker(lease), STR_ARG(name),
			  lease->size);
}

static void add_leases(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);

	if (operation->lease_count == 0)
		return;
	if (operation->lease_count == 1) {
		line(client, 1, "const struct lease leases[] = {%.*s};",
		     STR_ARG(lease_entry(arena, &operation->leases[0], names.leases[0],
					 names.counts[0])));
		return;
	}
	line(client, 1, "const struct lease leases[] = {");
	for (size_t i = 0; i < operation->lease_count; i++)
		line(client, 2, "%.*s,",
		     STR_ARG(lease_entry(arena, &operation->leases[i], names.leases[i],
					 names.counts[i])));
	line(client, 1, "};");
}

// "message, size" of the SEND, and what must be declared for it.
static struct str add_message(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	const struct idl_argument *flat = flat_message(operation);
	struct c_list list = {.arena = arena};
	struct str name;

	if (!has_message(operation))
		return S("NULL, 0");
	if (flat == NULL) {
		line(client, 1, "_Alignas(4) uint8_t message[%" PRIu32 "];",
		     operation->message.most);
		c_list_add(&list, "message");
		for (size_t i = 0; i < operation->argument_count; i++)
			if (c_form(sent_type(&operation->arguments[i].value)) != C_NOTHING)
				c_list_add(&list, "%.*s", STR_ARG(names.arguments[i]));
		c_list_write(&client->text, 1,
			     str_format(arena, "const size_t message_size = %.*s_encode(",
					STR_ARG(operation->c_name)),
			     &list, ");\n");
		return S("message, message_size");
	}
	name = names.arguments[flat - operation->arguments];
	switch (c_form(sent_type(&flat->value))) {
	case C_NOTHING:
	case C_SMALL:
		return str_format(arena, "&%.*s, sizeof %.*s", STR_ARG(name), STR_ARG(name));
	case C_OBJECT:
		return str_format(arena, "%.*s, sizeof *%.*s", STR_ARG(name), STR_ARG(name));
	case C_ARRAY:
		return str_format(arena, "%.*s, %" PRIu32, STR_ARG(name),
				  sent_type(&flat->value)->c_size);
	}
	return S("");
}

// The same of "reply, room".
static struct str add_reply(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	const struct idl_type *type = sent_type(&operation->reply.ok);
	struct str name = names.value;

	if (returns_value(operation))
		line(client, 1, "%.*s;", STR_ARG(c_declare(arena, type, name)));
	if (flat_reply(operation)) {
		if (returns_value(operation))
			return str_format(arena, "&%.*s, sizeof %.*s", STR_ARG(name),
					  STR_ARG(name));
		if (c_form(type) == C_ARRAY)
			return str_format(arena, "%.*s, %" PRIu32, STR_ARG(name), type->c_size);
		return str_format(arena, "%.*s, sizeof *%.*s", STR_ARG(name), STR_ARG(name));
	}
	if (operation->reply.room == 0)
		return S("NULL, 0");
	line(client, 1, "_Alignas(4) uint8_t reply[%" PRIu32 "];", operation->reply.room);
	return S("reply, sizeof reply");
}

// What shows that the reply is no value of the operation; empty if nothing can.
static struct str bad_reply(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	const struct idl_type *type = sent_type(&operation->reply.ok);

	struct str name = names.value;

	if (!has_reply(operation))
		return S("");
	if (!flat_reply(operation))
		return str_format(arena, "!%.*s_decode_reply(reply, result.size, %s%.*s)",
				  STR_ARG(operation->c_name), returns_value(operation) ? "&" : "",
				  STR_ARG(name));
	if (c_form(type) == C_ARRAY)
		return str_format(arena, "result.size != %" PRIu32, type->c_size);
	return str_format(arena, "result.size != sizeof %s%.*s",
			  returns_value(operation) ? "" : "*", STR_ARG(name));
}

static void add_send(struct client *client, const struct idl_operation *operation,
		     struct str message, struct str reply)
{
	struct arena *arena = client->text.arena;
	struct c_list list = {.arena = arena};
	bool again = operation->idempotent;

	c_list_add(&list, "client->task");
	c_list_add(&list, "%.*s", STR_ARG(operation->c_constant));
	c_list_add(&list, "%.*s", STR_ARG(message));
	c_list_add(&list, "%.*s", STR_ARG(reply));
	if (operation->lease_count == 0)
		c_list_add(&list, "NULL, 0");
	else
		c_list_add(&list, "leases, %zu", operation->lease_count);
	if (again)
		line(client, 1, "do {");
	c_list_write(&client->text, again ? 2 : 1, S("result = sys_send("), &list, ");\n");
	if (again)
		line(client, 1, "} while (peer_was_restarted(&client->task, result.code));");
}

static void tell_restart(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	const struct idl_variant *death = death_variant(operation);

	if (operation->idempotent)
		return;
	if (operation->reply.failure == IDL_COMPLEX && death != NULL) {
		line(client, 1, "if (peer_was_restarted(&client->task, result.code)) {");
		line(client, 2, "%.*s->kind = %.*s;", STR_ARG(names.error), STR_ARG(death->c_name));
		line(client, 2, "return %.*s;", STR_ARG(outcome(arena, operation, "FAILED")));
		line(client, 1, "}");
		return;
	}
	line(client, 1, "if (peer_was_restarted(&client->task, result.code))");
	line(client, 2, "return %.*s;",
	     STR_ARG(death != NULL ? variant_outcome(arena, operation, death)
				   : outcome(arena, operation, "SERVER_RESTARTED")));
}

static void tell_value(struct client *client, const struct idl_operation *operation)
{
	const struct names names = names_of(client->text.arena, operation);

	struct str bad = bad_reply(client, operation);

	if (bad.len > 0)
		line(client, 1, "if (result.code != 0 || %.*s)", STR_ARG(bad));
	else
		line(client, 1, "if (result.code != 0)");
	line(client, 2, "peer_broke_rules();");
	if (returns_value(operation))
		line(client, 1, "return %.*s;", STR_ARG(names.value));
	else if (has_result(operation))
		line(client, 1, "return %.*s;",
		     STR_ARG(outcome(client->text.arena, operation, "OK")));
}

static void tell_error(struct client *client, const struct idl_operation *operation)
{
	struct arena *arena = client->text.arena;
	const struct names names = names_of(arena, operation);
	const struct idl_type *error = operation->reply.error;

	if (operation->reply.failure == IDL_COMPLEX) {
		struct str failed = outcome(arena, operation, "FAILED");

		line(client, 1, "case %.*s:", STR_ARG(failed));
		line(client, 2, "if (!%.*s_decode_error(reply, result.size, %.*s))",
		     STR_ARG(operation->c_name), STR_ARG(names.error));
		line(client, 3, "break;");
		line(client, 2, "return %.*s;", STR_ARG(failed));
	} else if (operation->reply.failure == IDL_CLIKE) {
		size_t codes = 0;

		for (size_t i = 0; i < error->variant_count; i++) {
			if (error->variants[i].server_death)
				continue;
			line(client, 1, "case %.*s:",
			     STR_ARG(variant_outcome(arena, operation, &error->variants[i])));
			codes++;
		}
		if (codes > 0)
			line(client, 2, "return (enum %.*s_result)result.code;",
			     STR_ARG(operation->c_name));
	}
}

static void tell_result(struct client *client, const struct idl_operation *operation)
{
	struct str ok = outcome(client->text.arena, operation, "OK");
	struct str bad = bad_reply(client, operation);

	line(client, 1, "switch (result.code) {");
	line(client, 1, "case %.*s:", STR_ARG(ok));
	if (bad.len > 0) {
		line(client, 2, "if (%.*s)", STR_ARG(bad));
		line(client, 3, "break;");
	}
	line(client, 2, "return %.*s;", STR_ARG(ok));
	tell_error(client, operation);
	line(client, 1, "}");
	line(client, 1, "peer_broke_rules();");
}

// Whether all that goes there and comes back is memory as it is. Such a call is short enough
// to be made in place.
static bool is_inline(const struct idl_operation *operation)
{
	return (!has_message(operation) || flat_message(operation) != NULL) &&
	       operation->reply.failure != IDL_COMPLEX &&
	       (!has_reply(operation) || flat_reply(operation));
}

static void define(struct client *client, const struct idl_operation *operation, const char *before)
{
	struct str message;
	struct str reply;

	add_prototype(client, operation, before, ")\n{\n");
	add_lease_limits(client, operation);
	add_leases(client, operation);
	message = add_message(client, operation);
	reply = add_reply(client, operation);
	line(client, 1, "struct sys_result result;\n");
	add_send(client, operation, message, reply);
	tell_restart(client, operation);
	if (operation->reply.error != NULL)
		tell_result(client, operation);
	else
		tell_value(client, operation);
	text_adds(&client->text, "}\n\n");
}

static void declare(struct client *client, const struct idl_operation *operation)
{
	const char *discard = has_result(operation) ? "NODISCARD " : "";

	if (has_result(operation))
		add_outcomes(client, operation);
	add_doc(client, operation);
	if (is_inline(operation))
		define(client, operation,
		       str_format(client->text.arena, "%sstatic inline ", discard).at);
	else
		add_prototype(client, operation, discard, ");\n\n");
}

static void add_includes(struct client *client)
{
	const struct idl_interface *interface = client->interface;
	bool lends = false;
	bool limits = false;

	for (size_t i = 0; i < interface->operation_count; i++) {
		const struct idl_operation *operation = &interface->operations[i];

		if (!is_inline(operation))
			continue;
		lends = lends || operation->lease_count > 0;
		for (size_t k = 0; k < operation->lease_count; k++)
			limits = limits || operation->leases[k].max_len != 0;
	}
	text_addf(&client->text,
		  "#pragma once\n"
		  "\n"
		  "#include <stddef.h>\n"
		  "\n"
		  "#include \"abi/attr.h\"\n"
		  "#include \"idl/%.*s_types.h\"\n"
		  "%s%s"
		  "#include \"ulib/peer.h\"\n"
		  "#include \"ulib/slot.h\"\n"
		  "#include \"ulib/sys.h\"\n"
		  "\n",
		  STR_ARG(interface->files[0]->stem), lends ? "#include \"ulib/lease.h\"\n" : "",
		  limits ? "#include \"ulib/panic.h\"\n" : "");
}

static struct str header(struct arena *arena, const struct idl_interface *interface)
{
	struct client client = {.interface = interface, .text.arena = arena};
	struct text *text = &client.text;
	struct str prefix = interface->prefix;

	c_head(text, str_format(arena, "%.*s, for its clients.", STR_ARG(interface->name)),
	       interface->files[0]);
	if (interface->doc.len > 0) {
		text_adds(text, "//\n");
		c_comment(text, 0, interface->doc);
	}
	add_includes(&client);
	text_addf(
		text,
		"// The server as a client knows it. When it has been restarted, a call finds out\n"
		"// and goes on with its successor.\n"
		"struct %.*s_client {\n"
		"\tstruct task_id task;\n"
		"};\n"
		"\n"
		"// The server that a slot leads to.\n"
		"static inline struct %.*s_client %.*s_client_at(const struct task_slot *slot)\n"
		"{\n"
		"\treturn (struct %.*s_client){slot_peer(slot)};\n"
		"}\n"
		"\n",
		STR_ARG(prefix), STR_ARG(prefix), STR_ARG(prefix), STR_ARG(prefix));
	for (size_t i = 0; i < interface->operation_count; i++)
		declare(&client, &interface->operations[i]);
	text->len -= 1;
	return text_str(text);
}

// The calls that are not in the header; empty if all are.
static struct str source(struct arena *arena, const struct idl_interface *interface)
{
	struct client client = {.interface = interface, .text.arena = arena};
	struct text *text = &client.text;
	struct str stem = interface->files[0]->stem;
	bool any = false;

	c_head(text, str_format(arena, "What %.*s_client.h declares.", STR_ARG(stem)),
	       interface->files[0]);
	text_addf(text,
		  "#include \"idl/%.*s_client.h\"\n"
		  "\n"
		  "#include \"idl/%.*s_codec.h\"\n"
		  "#include \"ulib/lease.h\"\n"
		  "#include \"ulib/panic.h\"\n"
		  "\n",
		  STR_ARG(stem), STR_ARG(stem));
	for (size_t i = 0; i < interface->operation_count; i++) {
		if (is_inline(&interface->operations[i]))
			continue;
		any = true;
		define(&client, &interface->operations[i], "");
	}
	text->len -= 1;
	return any ? text_str(text) : S("");
}

void gen_client(struct arena *arena, const struct idl_interface *interface, struct gen_files *files)
{
	struct str calls = source(arena, interface);

	gen_add_file(arena, files, interface->files[0], "client.h", header(arena, interface));
	if (calls.len > 0)
		gen_add_file(arena, files, interface->files[0], "client.c", calls);
}
