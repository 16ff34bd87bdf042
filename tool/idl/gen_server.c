// uart_server.h, uart_server.c: operations as handlers.
//
// All but the counters is in the header, to vanish into the server: its handlers are
// constants there, so that they are called directly and may be inlined themselves.
#include "tool/idl/c.h"
#include "tool/idl/flat.h"
#include "tool/idl/gen.h"

#include <inttypes.h>

struct server {
	const struct idl_interface *interface;
	const struct gen_server *settings;
	struct text text;
};

// Whether any operation has a message: without, nothing is received but operations.
static bool has_requests(const struct server *server)
{
	return server->interface->message_most > 0;
}

static void line(struct server *server, unsigned indent, const char *format, ...) PRINTF_LIKE(3, 4);

static void line(struct server *server, unsigned indent, const char *format, ...)
{
	va_list arguments;

	for (unsigned i = 0; i < indent; i++)
		text_adds(&server->text, "\t");
	va_start(arguments, format);
	text_add(&server->text, str_format_list(server->text.arena, format, arguments));
	va_end(arguments);
	text_adds(&server->text, "\n");
}

// Arguments and, of those that the server converts, what they are made from.
struct names {
	struct str *arguments;
	struct str *received; // the argument itself if it is not converted
};

static bool is_converted(const struct idl_argument *argument)
{
	return argument->value.convert.len > 0;
}

static struct names names_of(struct arena *arena, const struct idl_operation *operation)
{
	static const char *const taken[] = {"allowed", "call",   "message",
					    "request", "server", NULL};
	struct c_scope scope = c_scope(arena, taken);
	struct names names = {ARENA_ARRAY(arena, struct str, operation->argument_count),
			      ARENA_ARRAY(arena, struct str, operation->argument_count)};

	for (size_t i = 0; i < operation->argument_count; i++)
		if (is_converted(&operation->arguments[i]))
			c_scope_add(&scope, operation->arguments[i].value.convert);
	for (size_t i = 0; i < operation->argument_count; i++)
		names.arguments[i] = c_scope_add(&scope, operation->arguments[i].c_name);
	for (size_t i = 0; i < operation->argument_count; i++) {
		struct str name = names.arguments[i];

		names.received[i] = name;
		if (is_converted(&operation->arguments[i]))
			names.received[i] = c_scope_add(
				&scope, str_format(arena, "%.*s_received", STR_ARG(name)));
	}
	return names;
}

// The member of a call that is a lease.
static struct str lease_name(struct arena *arena, const struct idl_operation *operation,
			     size_t lease)
{
	static const char *const taken[] = {"caller", NULL};
	struct c_scope scope = c_scope(arena, taken);

	for (size_t i = 0; i < lease; i++)
		c_scope_add(&scope, operation->leases[i].c_name);
	return c_scope_add(&scope, operation->leases[lease].c_name);
}

static const struct gen_allowed *allowed(const struct server *server,
					 const struct idl_operation *operation)
{
	for (size_t i = 0; i < server->settings->allowed_count; i++)
		if (server->settings->allowed[i].operation == operation)
			return &server->settings->allowed[i];
	return NULL;
}

// The type in which a handler gets an argument.
static const struct idl_type *handed(const struct idl_argument *argument)
{
	return argument->value.type;
}

// Leases.

// The name that its functions and its type have: "uart_read_data".
static struct str lease_tag(struct arena *arena, const struct idl_operation *operation,
			    const struct idl_lease *lease)
{
	return str_format(arena, "%.*s_%.*s", STR_ARG(operation->c_name), STR_ARG(lease->c_name));
}

static void add_access(struct server *server, const struct idl_operation *operation,
		       const struct idl_lease *lease, bool write)
{
	struct arena *arena = server->text.arena;
	struct str tag = lease_tag(arena, operation, lease);
	struct str type = c_type(arena, lease->type);
	struct c_list list = {.arena = arena};
	const char *verb = write ? "write" : "read";
	const char *name = write ? "from" : "to";

	c_list_add(&list, "struct %.*s lease", STR_ARG(tag));
	if (lease->slice)
		c_list_add(&list, "uint32_t at");
	if (lease->slice && lease->type->kind == IDL_ARRAY)
		c_list_add(
			&list, "%s%.*s", write ? "const " : "",
			STR_ARG(c_declare(arena, lease->type, str_format(arena, "(*%s)", name))));
	else if (lease->slice || c_form(lease->type) != C_ARRAY)
		c_list_add(&list, "%s%.*s *%s", write ? "const " : "", STR_ARG(type), name);
	else
		c_list_add(&list, "%s%.*s", write ? "const " : "",
			   STR_ARG(c_result(arena, lease->type, str_from(name))));
	if (lease->slice)
		c_list_add(&list, "uint32_t count");
	c_list_write(&server->text, 0,
		     str_format(arena, "NODISCARD static inline bool %.*s_%s(", STR_ARG(tag), verb),
		     &list, ")\n{\n");
	if (lease->slice && lease->size == 1)
		line(server, 1, "return server_%s(lease.lender, %" PRIu32 ", at, %s, count);", verb,
		     lease->index, name);
	else if (lease->slice)
		line(server, 1,
		     "return server_%s(lease.lender, %" PRIu32 ", at * %" PRIu32
		     ", %s, count * %" PRIu32 ");",
		     verb, lease->index, lease->size, name, lease->size);
	else
		line(server, 1, "return server_%s(lease.lender, %" PRIu32 ", 0, %s, %" PRIu32 ");",
		     verb, lease->index, name, lease->size);
	text_adds(&server->text, "}\n\n");
}

static void add_lease(struct server *server, const struct idl_operation *operation,
		      const struct idl_lease *lease)
{
	struct str tag = lease_tag(server->text.arena, operation, lease);

	c_comment(&server->text, 0, lease->doc);
	line(server, 0, "struct %.*s {", STR_ARG(tag));
	line(server, 1, "struct task_id lender;");
	if (lease->slice) {
		line(server, 1, "uint32_t count; // %s", lease->size == 1 ? "bytes" : "elements");
		if (lease->max_len != 0) {
			server->text.len -= 1;
			line(server, 0, ", at most %" PRIu32, lease->max_len);
		}
	}
	text_adds(&server->text, "};\n\n");
	if (lease->read)
		add_access(server, operation, lease, false);
	if (lease->write)
		add_access(server, operation, lease, true);
}

// Calls, and answers to them.

static void add_call(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;

	line(server, 0, "struct %.*s_call {", STR_ARG(operation->c_name));
	line(server, 1, "struct task_id caller;");
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		line(server, 1, "struct %.*s %.*s;", STR_ARG(lease_tag(arena, operation, lease)),
		     STR_ARG(lease_name(arena, operation, i)));
	}
	text_adds(&server->text, "};\n\n");
}

// Opens "static inline struct answer uart_read_reply(struct uart_read_call call, ...) {".
static void open_answer(struct server *server, const struct idl_operation *operation,
			const char *how, struct str parameter)
{
	struct arena *arena = server->text.arena;
	struct c_list list = {.arena = arena};

	c_list_add(&list, "struct %.*s_call call", STR_ARG(operation->c_name));
	if (parameter.len > 0)
		c_list_add(&list, "%.*s", STR_ARG(parameter));
	c_list_write(&server->text, 0,
		     str_format(arena, "static inline struct answer %.*s_%s(",
				STR_ARG(operation->c_name), how),
		     &list, ")\n{\n");
}

static void close_answer(struct server *server)
{
	line(server, 1, "return answer_given();\n}\n");
}

static void add_reply(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct idl_type *type = sent_type(&operation->reply.ok);

	if (!has_reply(operation)) {
		open_answer(server, operation, "reply", S(""));
		line(server, 1, "sys_reply(call.caller, 0, NULL, 0);");
		close_answer(server);
		return;
	}
	open_answer(server, operation, "reply", c_parameter(arena, type, S("value")));
	if (!flat_value(&operation->reply.ok, operation->encoding)) {
		line(server, 1, "_Alignas(4) uint8_t reply[%" PRIu32 "];",
		     operation->reply.ok.size.most);
		line(server, 1, "const size_t size = %.*s_encode_reply(reply, value);\n",
		     STR_ARG(operation->c_name));
		line(server, 1, "sys_reply(call.caller, 0, reply, size);");
	} else if (c_form(type) == C_SMALL) {
		line(server, 1, "sys_reply(call.caller, 0, &value, sizeof value);");
	} else if (c_form(type) == C_OBJECT) {
		line(server, 1, "sys_reply(call.caller, 0, value, sizeof *value);");
	} else {
		line(server, 1, "sys_reply(call.caller, 0, value, %" PRIu32 ");", type->c_size);
	}
	close_answer(server);
}

static void add_fail(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct idl_type *error = operation->reply.error;

	if (operation->reply.failure == IDL_CLIKE) {
		open_answer(server, operation, "fail", c_parameter(arena, error, S("error")));
		line(server, 1, "sys_reply(call.caller, (uint32_t)error, NULL, 0);");
		close_answer(server);
	} else if (operation->reply.failure == IDL_COMPLEX) {
		open_answer(server, operation, "fail", c_parameter(arena, error, S("error")));
		line(server, 1, "_Alignas(4) uint8_t reply[%" PRIu32 "];",
		     error->wire[IDL_HUBPACK].most);
		line(server, 1, "const size_t size = %.*s_encode_error(reply, error);\n",
		     STR_ARG(operation->c_name));
		line(server, 1, "sys_reply(call.caller, 1, reply, size);");
		close_answer(server);
	}
}

// Functions that the server itself has to have.
static void add_conversions(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;

	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];
		struct c_list list = {.arena = arena};

		if (!is_converted(argument))
			continue;
		c_list_add(&list, "%.*s",
			   STR_ARG(c_parameter(arena, argument->value.wire, S("received"))));
		c_list_add(&list, "%.*s", STR_ARG(c_result(arena, handed(argument), S("to"))));
		line(server, 0,
		     "// The server's own: what is meant by `%.*s`, or false if nothing is.",
		     STR_ARG(argument->name));
		c_list_write(&server->text, 0,
			     str_format(arena, "bool %.*s(", STR_ARG(argument->value.convert)),
			     &list, ");\n\n");
	}
}

static void add_operation(struct server *server, const struct idl_operation *operation)
{
	text_addf(&server->text, "// %.*s\n\n", STR_ARG(operation->name));
	add_conversions(server, operation);
	for (size_t i = 0; i < operation->lease_count; i++)
		add_lease(server, operation, &operation->leases[i]);
	add_call(server, operation);
	add_reply(server, operation);
	add_fail(server, operation);
}

// The handlers.

static void add_handler(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct names names = names_of(arena, operation);
	struct c_list list = {.arena = arena};

	c_comment(&server->text, 1, operation->doc);
	c_list_add(&list, "struct %.*s_call call", STR_ARG(operation->c_name));
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		if (c_form(handed(argument)) != C_NOTHING)
			c_list_add(
				&list, "%.*s",
				STR_ARG(c_parameter(arena, handed(argument), names.arguments[i])));
	}
	c_list_write(&server->text, 1,
		     str_format(arena, "struct answer (*%.*s)(", STR_ARG(operation->c_short)),
		     &list, ");\n");
}

static void add_handlers(struct server *server)
{
	const struct idl_interface *interface = server->interface;

	text_addf(&server->text,
		  "// The handlers of the operations, all of them.\n"
		  "struct %.*s_server {\n",
		  STR_ARG(interface->prefix));
	for (size_t i = 0; i < interface->operation_count; i++)
		add_handler(server, &interface->operations[i]);
	text_adds(&server->text, "};\n\n");
}

static void add_counters(struct server *server)
{
	const struct idl_interface *interface = server->interface;

	text_addf(&server->text,
		  "// For the debugger: calls that came to their handlers, and those that\n"
		  "// were refused before or there.\n"
		  "struct %.*s_server_counters {\n",
		  STR_ARG(interface->prefix));
	for (size_t i = 0; i < interface->operation_count; i++)
		line(server, 1, "uint32_t %.*s;", STR_ARG(interface->operations[i].c_short));
	text_addf(&server->text,
		  "\tuint32_t refused_calls;\n"
		  "};\n"
		  "\n"
		  "extern struct %.*s_server_counters %.*s_server_counters;\n"
		  "\n",
		  STR_ARG(interface->prefix), STR_ARG(interface->prefix));
}

// Dispatch. The checks are made in the order of doc/idl.md, and each ends in its own
// reason.

static void check_room(struct server *server, const struct idl_operation *operation)
{
	if (operation->reply.most > 0) {
		line(server, 1, "if (message->reply_room < %" PRIu32 ")", operation->reply.most);
		line(server, 2,
		     "return answer_refuse(call.caller, REPLY_FAULT_REPLY_BUFFER_TOO_SMALL);");
	}
	line(server, 1, "if (message->lease_count != %zu)", operation->lease_count);
	line(server, 2, "return answer_refuse(call.caller, REPLY_FAULT_BAD_LEASES);");
}

// A list is needed for more than one.
static void add_allowed(struct server *server, const struct idl_operation *operation)
{
	const struct gen_allowed *rule = allowed(server, operation);
	struct c_list list = {.arena = server->text.arena};

	if (rule == NULL || rule->task_count < 2)
		return;
	for (size_t i = 0; i < rule->task_count; i++)
		c_list_add(&list, "%.*s", STR_ARG(rule->tasks[i]));
	c_list_write(&server->text, 1, S("static const uint16_t allowed[] = {"), &list, "};\n");
}

static void check_allowed(struct server *server, const struct idl_operation *operation)
{
	const struct gen_allowed *rule = allowed(server, operation);

	if (rule == NULL)
		return;
	if (rule->task_count == 0)
		line(server, 1, "if (!server_allows_nobody(call.caller))");
	else if (rule->task_count == 1)
		line(server, 1, "if (task_id_index(call.caller.raw) != %.*s)",
		     STR_ARG(rule->tasks[0]));
	else
		line(server, 1, "if (!server_allows(call.caller, allowed, %zu))", rule->task_count);
	line(server, 2, "return answer_refuse(call.caller, REPLY_FAULT_ACCESS_VIOLATION);");
}

static void check_message(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct names names = names_of(arena, operation);
	struct c_list list = {.arena = arena};

	if (has_message(operation)) {
		c_list_add(&list, "request");
		c_list_add(&list, "message->size");
		for (size_t i = 0; i < operation->argument_count; i++) {
			const struct idl_argument *argument = &operation->arguments[i];
			enum c_form form = c_form(sent_type(&argument->value));

			if (form != C_NOTHING)
				c_list_add(&list, "%s%.*s", form == C_ARRAY ? "" : "&",
					   STR_ARG(names.received[i]));
		}
		c_list_write(&server->text, 1,
			     str_format(arena, "if (!%.*s_decode(", STR_ARG(operation->c_name)),
			     &list, "))\n");
	} else if (operation->encoding == IDL_ZEROCOPY) {
		line(server, 1, "if (message->size != 0)");
	} else {
		return;
	}
	line(server, 2, "return answer_refuse(call.caller, REPLY_FAULT_BAD_MESSAGE_CONTENTS);");
}

static void convert_arguments(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct names names = names_of(arena, operation);

	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		if (!is_converted(argument))
			continue;
		line(server, 1, "if (!%.*s(%s%.*s, %s%.*s))", STR_ARG(argument->value.convert),
		     c_form(argument->value.wire) == C_OBJECT ? "&" : "",
		     STR_ARG(names.received[i]), c_form(handed(argument)) == C_ARRAY ? "" : "&",
		     STR_ARG(names.arguments[i]));
		line(server, 2,
		     "return answer_refuse(call.caller, REPLY_FAULT_BAD_MESSAGE_CONTENTS);");
	}
}

static const char *attributes(const struct idl_lease *lease)
{
	if (lease->read && lease->write)
		return "LEASE_READ | LEASE_WRITE";
	return lease->write ? "LEASE_WRITE" : "LEASE_READ";
}

static void check_leases(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;

	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];
		struct str name = lease_name(arena, operation, i);
		struct c_list list = {.arena = arena};

		c_list_add(&list, "call.caller");
		c_list_add(&list, "%" PRIu32, lease->index);
		c_list_add(&list, "%s", attributes(lease));
		c_list_add(&list, "%" PRIu32, lease->size);
		if (lease->slice)
			c_list_add(&list, "&call.%.*s.count", STR_ARG(name));
		c_list_write(&server->text, 1,
			     lease->slice ? S("if (!server_span(") : S("if (!server_lease("), &list,
			     "))\n");
		line(server, 2, "return answer_refuse(call.caller, REPLY_FAULT_BAD_LEASES);");
		if (lease->max_len == 0)
			continue;
		line(server, 1, "if (call.%.*s.count > %" PRIu32 ")", STR_ARG(name),
		     lease->max_len);
		line(server, 2, "return answer_refuse(call.caller, REPLY_FAULT_BAD_LEASES);");
	}
}

static void call_handler(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct names names = names_of(arena, operation);
	struct c_list list = {.arena = arena};

	line(server, 1, "%.*s_server_counters.%.*s++;", STR_ARG(server->interface->prefix),
	     STR_ARG(operation->c_short));
	c_list_add(&list, "call");
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		if (c_form(handed(argument)) != C_NOTHING)
			c_list_add(&list, "%s%.*s", c_form(handed(argument)) == C_OBJECT ? "&" : "",
				   STR_ARG(names.arguments[i]));
	}
	c_list_write(&server->text, 1,
		     str_format(arena, "return server->%.*s(", STR_ARG(operation->c_short)), &list,
		     ");\n");
}

static void declare_arguments(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	const struct names names = names_of(arena, operation);

	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		if (c_form(handed(argument)) != C_NOTHING)
			line(server, 1, "%.*s;",
			     STR_ARG(c_declare(arena, handed(argument), names.arguments[i])));
		if (is_converted(argument) && c_form(argument->value.wire) != C_NOTHING)
			line(server, 1, "%.*s;",
			     STR_ARG(c_declare(arena, argument->value.wire, names.received[i])));
	}
}

static void add_take(struct server *server, const struct idl_operation *operation)
{
	struct arena *arena = server->text.arena;
	struct c_list list = {.arena = arena};
	struct c_list members = {.arena = arena};

	c_list_add(&list, "const struct %.*s_server *server", STR_ARG(server->interface->prefix));
	c_list_add(&list, "const struct message *message");
	if (has_message(operation))
		c_list_add(&list, "const uint8_t *request");
	c_list_write(&server->text, 0,
		     str_format(arena, "static inline struct answer %.*s_take(",
				STR_ARG(operation->c_name)),
		     &list, ")\n{\n");
	add_allowed(server, operation);
	c_list_add(&members, ".caller = message->sender");
	for (size_t i = 0; i < operation->lease_count; i++)
		c_list_add(&members, ".%.*s.lender = message->sender",
			   STR_ARG(lease_name(arena, operation, i)));
	c_list_write(&server->text, 1,
		     str_format(arena, "%sstruct %.*s_call call = {",
				operation->lease_count == 0 ? "const " : "",
				STR_ARG(operation->c_name)),
		     &members, "};\n");
	declare_arguments(server, operation);
	text_adds(&server->text, "\n");
	check_room(server, operation);
	check_allowed(server, operation);
	check_message(server, operation);
	convert_arguments(server, operation);
	check_leases(server, operation);
	call_handler(server, operation);
	text_adds(&server->text, "}\n\n");
}

// What is handed on to functions that look into a message.
static const char *request_argument(const struct server *server)
{
	return has_requests(server) ? ", request" : "";
}

static void open_function(struct server *server, const char *kind, const char *name)
{
	struct arena *arena = server->text.arena;
	struct str prefix = server->interface->prefix;
	struct c_list list = {.arena = arena};

	c_list_add(&list, "const struct %.*s_server *server", STR_ARG(prefix));
	c_list_add(&list, "const struct message *message");
	if (has_requests(server))
		c_list_add(&list, "const uint8_t *request");
	c_list_write(&server->text, 0,
		     str_format(arena, "%s %.*s_%s(", kind, STR_ARG(prefix), name), &list,
		     ")\n{\n");
}

static void add_answer(struct server *server)
{
	const struct idl_interface *interface = server->interface;

	open_function(server, "static inline struct answer", "answer");
	line(server, 1, "if (message->size > %.*s_REQUEST_MAX)", STR_ARG(interface->c_upper));
	line(server, 2, "return answer_refuse(message->sender, REPLY_FAULT_BAD_MESSAGE_SIZE);");
	line(server, 1, "switch (message->operation) {");
	for (size_t i = 0; i < interface->operation_count; i++) {
		const struct idl_operation *operation = &interface->operations[i];

		line(server, 1, "case %.*s:", STR_ARG(operation->c_constant));
		line(server, 2, "return %.*s_take(server, message%s);", STR_ARG(operation->c_name),
		     has_message(operation) ? ", request" : "");
	}
	line(server, 1, "}");
	line(server, 1,
	     "return answer_refuse(message->sender, REPLY_FAULT_UNDEFINED_OPERATION);\n}\n");
}

static void add_dispatch(struct server *server)
{
	struct str prefix = server->interface->prefix;

	if (has_requests(server))
		text_addf(&server->text,
			  "// Checks one message, received into a buffer of %.*s_REQUEST_MAX "
			  "bytes, and\n"
			  "// has its handler answer it.\n",
			  STR_ARG(server->interface->c_upper));
	else
		text_adds(&server->text, "// Checks one message and has its handler answer it.\n");
	open_function(server, "SYS_INLINE void", "dispatch");
	for (size_t i = 0; i < server->interface->operation_count; i++)
		line(server, 1, "SERVER_MUST_HAVE(server->%.*s);",
		     STR_ARG(server->interface->operations[i].c_short));
	line(server, 1, "if (%.*s_answer(server, message%s).kind == ANSWER_REFUSED)",
	     STR_ARG(prefix), request_argument(server));
	line(server, 2, "%.*s_server_counters.refused_calls++;\n}\n", STR_ARG(prefix));
}

static void add_step(struct server *server)
{
	struct str prefix = server->interface->prefix;

	text_addf(&server->text,
		  "// Waits for a message, and serves it, or for notifications in `mask`, and "
		  "returns\n"
		  "// them; 0 if it was a message.\n"
		  "SYS_INLINE uint32_t %.*s_step(const struct %.*s_server *server, uint32_t mask)\n"
		  "{\n",
		  STR_ARG(prefix), STR_ARG(prefix));
	if (has_requests(server))
		line(server, 1, "_Alignas(4) uint8_t request[%.*s_REQUEST_MAX];",
		     STR_ARG(server->interface->c_upper));
	line(server, 1, "struct message message;\n");
	line(server, 1, "sys_recv_open(%s, mask, &message);",
	     has_requests(server) ? "request, sizeof request" : "NULL, 0");
	line(server, 1, "if (message.sender.raw == TASK_ID_KERNEL)");
	line(server, 2, "return message.operation;");
	line(server, 1, "%.*s_dispatch(server, &message%s);", STR_ARG(prefix),
	     request_argument(server));
	line(server, 1, "return 0;\n}\n");
}

static void add_serve(struct server *server)
{
	struct str prefix = server->interface->prefix;

	line(server, 0, "// Serves for ever.");
	line(server, 0, "SYS_INLINE NORETURN void %.*s_serve(const struct %.*s_server *server)",
	     STR_ARG(prefix), STR_ARG(prefix));
	line(server, 0, "{");
	line(server, 1, "for (;;)");
	line(server, 2, "%.*s_step(server, 0);\n}", STR_ARG(prefix));
}

static void add_includes(struct server *server)
{
	struct str stem = server->interface->files[0]->stem;

	text_adds(&server->text, "#pragma once\n"
				 "\n"
				 "#include <stdbool.h>\n"
				 "#include <stddef.h>\n"
				 "#include <stdint.h>\n"
				 "\n"
				 "#include \"abi/attr.h\"\n");
	if (server->settings->allowed_count > 0)
		text_adds(&server->text, "#include \"gen/task.h\"\n");
	text_addf(&server->text,
		  "#include \"idl/%.*s_codec.h\"\n"
		  "#include \"idl/%.*s_types.h\"\n"
		  "#include \"ulib/server.h\"\n"
		  "#include \"ulib/sys.h\"\n"
		  "\n",
		  STR_ARG(stem), STR_ARG(stem));
}

static struct str header(struct arena *arena, const struct idl_interface *interface,
			 const struct gen_server *settings)
{
	struct server server = {.interface = interface, .settings = settings, .text.arena = arena};

	c_head(&server.text, str_format(arena, "%.*s, for its server.", STR_ARG(interface->name)),
	       interface->files[0]);
	if (interface->doc.len > 0) {
		text_adds(&server.text, "//\n");
		c_comment(&server.text, 0, interface->doc);
	}
	add_includes(&server);
	line(&server, 0, "// Bytes of the longest request.");
	line(&server, 0, "#define %.*s_REQUEST_MAX %" PRIu32 "u\n", STR_ARG(interface->c_upper),
	     interface->message_most);
	for (size_t i = 0; i < interface->operation_count; i++)
		add_operation(&server, &interface->operations[i]);
	add_handlers(&server);
	add_counters(&server);
	for (size_t i = 0; i < interface->operation_count; i++)
		add_take(&server, &interface->operations[i]);
	add_answer(&server);
	add_dispatch(&server);
	add_step(&server);
	add_serve(&server);
	return text_str(&server.text);
}

static struct str source(struct arena *arena, const struct idl_interface *interface)
{
	struct str stem = interface->files[0]->stem;
	struct str prefix = interface->prefix;
	struct text text = {.arena = arena};

	c_head(&text,
	       str_format(arena, "What of the server of %.*s there is one of.",
			  STR_ARG(interface->name)),
	       interface->files[0]);
	text_addf(&text,
		  "#include \"idl/%.*s_server.h\"\n"
		  "\n"
		  "struct %.*s_server_counters %.*s_server_counters KEPT;\n",
		  STR_ARG(stem), STR_ARG(prefix), STR_ARG(prefix));
	return text_str(&text);
}

void gen_server(struct arena *arena, const struct idl_interface *interface,
		const struct gen_server *server, struct gen_files *files)
{
	gen_add_file(arena, files, interface->files[0], "server.h",
		     header(arena, interface, server));
	gen_add_file(arena, files, interface->files[0], "server.c", source(arena, interface));
}
