// bh call: a server's operation, from here.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <errno.h>

#include "abi/sys.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/command.h"
#include "tool/debug/hiffy.h"
#include "tool/debug/servers.h"
#include "tool/debug/wire.h"

extern const struct command cmd_call;

#define PATIENCE_MS 5000u

struct wish {
	bool list;
	const char *task; // that serves it, or NULL
	const char *out;  // file for what comes back in a lease, or NULL
	const char *patience;
	unsigned ms;
};

struct calling {
	struct session *session;
	const struct wish *wish;
	size_t task;
	const struct idl_interface *interface;
	const struct idl_operation *operation;
	struct hiffy_call call;
};

// A signature: "increment(value: u32) -> u32".
static void add_signature(struct text *text, const struct idl_operation *operation)
{
	const char *between = "";

	text_addf(text, "%.*s(", STR_ARG(operation->name));
	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];

		text_addf(text, "%s%.*s: %.*s", between, STR_ARG(argument->name),
			  STR_ARG(argument->value.type->name));
		between = ", ";
	}
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		text_addf(text, "%s%.*s: lease%s%s %s%.*s%s", between, STR_ARG(lease->name),
			  lease->read ? " in" : "", lease->write ? " out" : "",
			  lease->slice ? "[" : "", STR_ARG(lease->type->name),
			  lease->slice ? "]" : "");
		between = ", ";
	}
	text_addf(text, ") -> %.*s", STR_ARG(operation->reply.ok.type->name));
	if (operation->reply.error != NULL)
		text_addf(text, " or %.*s", STR_ARG(operation->reply.error->name));
}

static json_t *string(struct str s)
{
	return json_stringn(s.at, s.len);
}

static int list(struct session *session, const struct servers *servers)
{
	json_t *array = json_array();
	size_t count = 0;

	for (size_t i = 0; i < servers->count; i++) {
		const struct idl_interface *interface = servers->items[i].interface;

		if (session->operand_count > 0 && !str_is(interface->name, session->operands[0]))
			continue;
		count++;
		struct str task = session->program->tasks[servers->items[i].task].module.name;
		json_t *operations = json_array();

		text_addf(&session->out, "%.*s, served by %.*s\n", STR_ARG(interface->name),
			  STR_ARG(task));
		for (size_t k = 0; k < interface->operation_count; k++) {
			struct text signature = {.arena = session->arena};

			add_signature(&signature, &interface->operations[k]);
			text_addf(&session->out, "  %.*s\n", STR_ARG(text_str(&signature)));
			json_array_append_new(operations,
					      json_pack("{s:o,s:o,s:i}", "name",
							string(interface->operations[k].name),
							"signature", string(text_str(&signature)),
							"number",
							(int)interface->operations[k].number));
		}
		json_array_append_new(array, json_pack("{s:o,s:o,s:o}", "interface",
						       string(interface->name), "task",
						       string(task), "operations", operations));
	}
	if (count == 0)
		session_problem(session, servers->count == 0
						 ? "no task of this image says what it serves"
						 : "no task serves an interface of that name");
	json_object_set_new(session->root, "servers", array);
	return count > 0 ? 0 : 1;
}

static void suggest(struct str name, const struct str *names, size_t count, const char *whose)
{
	struct str near = str_nearest(name, names, count);

	if (near.len > 0)
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
	else
		diag_help("./bh call --list shows %s", whose);
}

static bool find_operation(struct calling *calling, struct str name)
{
	const struct idl_interface *interface = calling->interface;
	struct str *names =
		ARENA_ARRAY(calling->session->arena, struct str, interface->operation_count);

	for (size_t i = 0; i < interface->operation_count; i++) {
		names[i] = interface->operations[i].name;
		if (str_equal(names[i], name))
			calling->operation = &interface->operations[i];
	}
	if (calling->operation != NULL)
		return true;
	diag_error(nowhere, "%.*s has no operation \"%.*s\"", STR_ARG(interface->name),
		   STR_ARG(name));
	suggest(name, names, interface->operation_count, "all of them");
	return false;
}

// "Pong.increment", of the one task that serves it, or of that which was named.
static bool find(struct calling *calling, const struct servers *servers, const char *typed)
{
	struct session *session = calling->session;
	struct str name = str_from(typed);
	size_t dot = str_find(name, '.');
	struct str interface = str_slice(name, 0, dot);
	struct str *names = ARENA_ARRAY(session->arena, struct str, servers->count);
	size_t only = SIZE_MAX;
	size_t fits = 0;

	if (calling->wish->task != NULL && !session_task(session, calling->wish->task, &only))
		return false;
	for (size_t i = 0; i < servers->count; i++) {
		const struct server *server = &servers->items[i];

		names[i] = server->interface->name;
		if (!str_equal(names[i], interface) || (only != SIZE_MAX && server->task != only))
			continue;
		fits++;
		calling->task = server->task;
		calling->interface = server->interface;
	}
	if (fits == 1)
		return find_operation(calling, str_slice(name, dot + 1, name.len));
	if (fits > 1) {
		diag_error(nowhere, "%zu tasks serve %.*s", fits, STR_ARG(interface));
		diag_help("say which with --task; ./bh call --list shows them");
	} else {
		diag_error(nowhere, "no task %sserves \"%.*s\"",
			   only != SIZE_MAX ? "of that name " : "", STR_ARG(interface));
		suggest(interface, names, servers->count, "what is served");
	}
	return false;
}

// What was typed for a name: "value=7". False if nothing was.
static bool find_typed(const struct session *session, struct str name, struct source *source)
{
	for (size_t i = 1; i < session->operand_count; i++) {
		struct str typed = str_from(session->operands[i]);
		size_t equals = str_find(typed, '=');

		if (equals == typed.len || !str_equal(str_slice(typed, 0, equals), name))
			continue;
		source->path = name;
		source->text = str_slice(typed, equals + 1, typed.len);
		return true;
	}
	return false;
}

static bool refuse_missing(const struct calling *calling, struct str name)
{
	struct text signature = {.arena = calling->session->arena};

	add_signature(&signature, calling->operation);
	diag_error(nowhere, "\"%.*s\" is missing", STR_ARG(name));
	diag_help("it is %.*s", STR_ARG(text_str(&signature)));
	return false;
}

static bool knows(const struct calling *calling, struct str name)
{
	for (size_t i = 0; i < calling->operation->argument_count; i++)
		if (str_equal(calling->operation->arguments[i].name, name))
			return true;
	for (size_t i = 0; i < calling->operation->lease_count; i++)
		if (str_equal(calling->operation->leases[i].name, name))
			return true;
	return false;
}

static bool is_repeated(const struct session *session, size_t operand)
{
	struct str typed = str_from(session->operands[operand]);
	struct str name = str_slice(typed, 0, str_find(typed, '='));

	for (size_t i = 1; i < operand; i++) {
		struct str other = str_from(session->operands[i]);

		if (str_equal(str_slice(other, 0, str_find(other, '=')), name))
			return true;
	}
	return false;
}

// Everything that was typed must be of use.
static bool check_typed(const struct calling *calling)
{
	const struct session *session = calling->session;

	for (size_t i = 1; i < session->operand_count; i++) {
		struct str typed = str_from(session->operands[i]);
		size_t equals = str_find(typed, '=');
		struct text signature = {.arena = session->arena};

		if (is_repeated(session, i)) {
			diag_error(nowhere, "\"%.*s\" is given twice",
				   STR_ARG(str_slice(typed, 0, equals)));
			return false;
		}
		if (equals < typed.len && knows(calling, str_slice(typed, 0, equals)))
			continue;
		add_signature(&signature, calling->operation);
		diag_error(nowhere, "\"%.*s\" is no argument of %.*s", STR_ARG(typed),
			   STR_ARG(calling->operation->name));
		diag_help("write name=value; it is %.*s", STR_ARG(text_str(&signature)));
		return false;
	}
	return true;
}

static bool refuse_unknown_type(struct str name)
{
	diag_error(nowhere, "the interface does not say what a \"%.*s\" is", STR_ARG(name));
	diag_help("define it in the `types` of the interface's file (doc/idl.md)");
	return false;
}

// An enum that goes as an integer of another size than its own is named by its variants.
static bool put_argument(const struct idl_value *value, const struct source *source,
			 enum idl_encoding encoding, struct text *message)
{
	struct text inner = {.arena = message->arena};
	size_t own;

	if (!value->type->known)
		return refuse_unknown_type(value->type->name);
	if (value->receive != IDL_FROM_PRIMITIVE)
		return wire_put(message, source, value->wire, encoding);
	if (!wire_put(&inner, source, value->type, encoding))
		return false;
	own = inner.len;
	for (size_t i = 0; i < value->wire->bits / 8; i++)
		text_add(message, i < own ? (struct str){inner.at + i, 1} : (struct str){"\0", 1});
	return true;
}

static bool put_arguments(struct calling *calling)
{
	const struct idl_operation *operation = calling->operation;
	struct text message = {.arena = calling->session->arena};

	for (size_t i = 0; i < operation->argument_count; i++) {
		const struct idl_argument *argument = &operation->arguments[i];
		struct source *source = ARENA_NEW(calling->session->arena, struct source);

		if (!find_typed(calling->session, argument->name, source))
			return refuse_missing(calling, argument->name);
		if (!put_argument(&argument->value, source, operation->encoding, &message))
			return false;
	}
	calling->call.message = text_str(&message);
	return true;
}

static bool read_file(struct calling *calling, struct str typed, struct str *bytes)
{
	struct str path = session_path(calling->session, str_c(calling->session->arena, typed));

	if (file_read(calling->session->arena, path.at, bytes))
		return true;
	diag_error(nowhere, "%.*s: %s", STR_ARG(path), strerror(errno));
	return false;
}

// Room that the server fills: so many elements.
static bool make_room(struct calling *calling, const struct idl_lease *lease,
		      const struct source *source, struct str *bytes)
{
	uint64_t count = 1;

	if (lease->slice && (!str_number(source->text, &count) || count > UINT16_MAX)) {
		diag_error((struct place){source, 1, 1, (uint32_t)source->text.len},
			   "this should be how many elements there is room for");
		return false;
	}
	bytes->len = (size_t)count * lease->size;
	bytes->at = arena_alloc(calling->session->arena, bytes->len);
	return true;
}

// What is in a lease before the call: "@FILE", a value, or nothing.
static bool fill(struct calling *calling, const struct idl_lease *lease, struct str *bytes)
{
	struct source *source = ARENA_NEW(calling->session->arena, struct source);
	struct text text = {.arena = calling->session->arena};
	size_t count;
	bool typed = find_typed(calling->session, lease->name, source);

	if (!typed && (lease->slice || lease->read))
		return refuse_missing(calling, lease->name);
	if (!lease->type->known)
		return refuse_unknown_type(lease->type->name);
	if (!lease->read)
		return make_room(calling, lease, source, bytes);
	if (str_starts(source->text, "@"))
		return read_file(calling, str_slice(source->text, 1, source->text.len), bytes);
	bool good = lease->slice ? wire_put_slice(&text, source, lease->type, &count)
				 : wire_put(&text, source, lease->type, IDL_ZEROCOPY);
	*bytes = text_str(&text);
	return good;
}

static bool check_size(const struct idl_lease *lease, struct str bytes)
{
	size_t count = lease->size == 0 ? 0 : bytes.len / lease->size;

	if (count * lease->size != bytes.len || (!lease->slice && count != 1)) {
		diag_error(nowhere, "\"%.*s\" is given %zu bytes, which are not %s%.*s",
			   STR_ARG(lease->name), bytes.len, lease->slice ? "a number of " : "one ",
			   STR_ARG(lease->type->name));
		return false;
	}
	if (lease->max_len == 0 || count <= lease->max_len)
		return true;
	diag_error(nowhere, "\"%.*s\" is given %zu elements, and may have %" PRIu32,
		   STR_ARG(lease->name), count, lease->max_len);
	return false;
}

static bool put_leases(struct calling *calling)
{
	const struct idl_operation *operation = calling->operation;
	struct hiffy_call *call = &calling->call;

	call->lease_count = operation->lease_count;
	call->leases =
		ARENA_ARRAY(calling->session->arena, struct hiffy_lease, operation->lease_count);
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];

		call->leases[i].attributes =
			(lease->read ? LEASE_READ : 0) | (lease->write ? LEASE_WRITE : 0);
		if (!fill(calling, lease, &call->leases[i].bytes) ||
		    !check_size(lease, call->leases[i].bytes))
			return false;
	}
	return true;
}

static void print_bytes(struct text *out, const uint8_t *bytes, size_t size)
{
	for (size_t at = 0; at < size; at += 16) {
		size_t count = size - at < 16 ? size - at : 16;

		text_addf(out, "    %04zx ", at);
		for (size_t i = 0; i < 16; i++)
			if (i < count)
				text_addf(out, " %02x", bytes[at + i]);
			else
				text_adds(out, "   ");
		text_adds(out, "  ");
		for (size_t i = 0; i < count; i++) {
			char c = (char)bytes[at + i];

			text_addf(out, "%c", c >= ' ' && c <= '~' ? c : '.');
		}
		text_adds(out, "\n");
	}
}

static json_t *lease_json(struct arena *arena, const struct idl_lease *lease, const uint8_t *bytes,
			  size_t size)
{
	struct text digits = {.arena = arena};

	text_adds(&digits, "");
	for (size_t i = 0; i < size; i++)
		text_addf(&digits, "%02x", bytes[i]);
	return json_pack("{s:o,s:o}", "name", string(lease->name), "bytes",
			 string(text_str(&digits)));
}

static void show_elements(struct calling *calling, const struct idl_lease *lease, struct str bytes)
{
	json_t *value;

	while (bytes.len > 0) {
		text_adds(&calling->session->out, "    ");
		if (!wire_take(&bytes, lease->type, IDL_ZEROCOPY, &calling->session->out, &value))
			return;
		json_decref(value);
		text_adds(&calling->session->out, "\n");
	}
}

// What came back in leases, unless the reply is that nothing did.
static void show_leases(struct calling *calling, bool good)
{
	struct session *session = calling->session;
	json_t *array = json_array();

	for (size_t i = 0; i < calling->call.lease_count; i++) {
		const struct idl_lease *lease = &calling->operation->leases[i];
		const struct hiffy_lease *now = &calling->call.leases[i];
		struct str bytes = {(const char *)now->after, now->bytes.len};

		if (!lease->write || !good)
			continue;
		json_array_append_new(array,
				      lease_json(session->arena, lease, now->after, bytes.len));
		text_addf(&session->out, "  %.*s:\n", STR_ARG(lease->name));
		if (calling->wish->out != NULL) {
			struct str path = session_path(session, calling->wish->out);

			file_write(path.at, bytes);
			text_addf(&session->out, "    %zu bytes, in %.*s\n", bytes.len,
				  STR_ARG(path));
		} else if (lease->type->kind == IDL_INTEGER && lease->type->bits == 8) {
			print_bytes(&session->out, now->after, bytes.len);
		} else {
			show_elements(calling, lease, bytes);
		}
	}
	json_object_set_new(session->root, "leases", array);
}

static void show_error(struct calling *calling, struct str text, json_t *value)
{
	text_addf(&calling->session->out, "Err(%.*s)\n", STR_ARG(text));
	json_object_set_new(calling->session->root, "error", value);
}

// An error that is nothing but the reply's code.
static void show_code(struct calling *calling)
{
	const struct idl_type *type = calling->operation->reply.error;
	struct arena *arena = calling->session->arena;
	uint32_t code = calling->call.code;

	for (size_t i = 0; type != NULL && i < type->variant_count; i++)
		if (type->variants[i].value == code) {
			show_error(calling, type->variants[i].name, string(type->variants[i].name));
			return;
		}
	show_error(calling, str_format(arena, "code %" PRIu32, code), json_integer(code));
}

static void show_failure(struct calling *calling)
{
	const struct idl_reply *reply = &calling->operation->reply;
	struct text text = {.arena = calling->session->arena};
	struct str bytes = calling->call.reply;
	json_t *value;

	if ((calling->call.code & SYS_CODE_DEAD) == SYS_CODE_DEAD)
		show_error(calling, S("the server was restarted meanwhile"),
			   json_string("server-restarted"));
	else if (reply->failure == IDL_COMPLEX && calling->call.code == 1 &&
		 wire_take(&bytes, reply->error, IDL_HUBPACK, &text, &value))
		show_error(calling, text_str(&text), value);
	else
		show_code(calling);
}

static bool show_value(struct calling *calling)
{
	const struct idl_operation *operation = calling->operation;
	struct session *session = calling->session;
	struct str bytes = calling->call.reply;
	json_t *value;

	if (!wire_take(&bytes, operation->reply.ok.type, operation->encoding, &session->out,
		       &value)) {
		diag_error(nowhere, "the reply of %zu bytes is no %.*s", calling->call.reply.len,
			   STR_ARG(operation->reply.ok.type->name));
		return false;
	}
	text_adds(&session->out, "\n");
	json_object_set_new(session->root, "ok", value);
	return true;
}

static bool show(struct calling *calling)
{
	struct session *session = calling->session;
	struct str interface = calling->interface->name;
	struct str operation = calling->operation->name;

	json_object_set_new(session->root, "interface", string(interface));
	json_object_set_new(session->root, "operation", string(operation));
	json_object_set_new(session->root, "code", json_integer(calling->call.code));
	json_object_set_new(session->root, "ok", json_null());
	json_object_set_new(session->root, "error", json_null());
	text_addf(&session->out, "%.*s.%.*s => ", STR_ARG(interface), STR_ARG(operation));
	bool good = calling->call.code == 0;
	if (!good)
		show_failure(calling);
	else
		good = show_value(calling);
	show_leases(calling, good);
	return good;
}

static bool make(struct calling *calling)
{
	const struct idl_operation *operation = calling->operation;

	if (!operation->reply.ok.type->known)
		return refuse_unknown_type(operation->reply.ok.type->name);
	calling->call.task = calling->task;
	calling->call.operation = (uint16_t)operation->number;
	calling->call.reply_room = operation->reply.room;
	calling->call.patience = calling->wish->ms;
	return check_typed(calling) && put_arguments(calling) && put_leases(calling) &&
	       hiffy_make(calling->session, &calling->call) && show(calling);
}

static bool read_patience(struct wish *wish)
{
	uint64_t ms = PATIENCE_MS;

	if (wish->patience != NULL &&
	    (!str_number(str_from(wish->patience), &ms) || ms > 24u * 3600u * 1000u)) {
		diag_error(nowhere, "--timeout cannot be '%s'", wish->patience);
		diag_help("give milliseconds, a day at most");
		return false;
	}
	wish->ms = (unsigned)ms;
	return true;
}

static int run(int argc, char **argv)
{
	struct session session;
	struct wish wish = {false};
	const struct option_spec options[] = {
		{"--list", &wish.list, NULL},
		{"--task", NULL, &wish.task},
		{"-o", NULL, &wish.out},
		{"--timeout", NULL, &wish.patience},
	};
	struct session_spec spec = {
		.needs = SESSION_NEEDS_LIVE,
		.options = options,
		.option_count = 4,
		.operand_max = SESSION_OPERANDS_MAX,
	};

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--list") == 0)
			spec.needs = SESSION_NEEDS_ARCHIVE;
	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	struct servers servers = servers_read(session.arena, session.program);
	if (wish.list)
		return session_end(&session, list(&session, &servers));
	if (session.operand_count == 0) {
		fprintf(stderr, "bh call: which operation?\n"
				"  help: for example ./bh call Pong.increment value=7; "
				"./bh call --list shows all\n");
		return session_end(&session, 2);
	}
	struct calling calling = {.session = &session, .wish = &wish};
	if (!read_patience(&wish))
		return session_end(&session, 2);
	bool good = find(&calling, &servers, session.operands[0]) && make(&calling);
	return session_end(&session, good ? 0 : 1);
}

const struct command cmd_call = {
	.name = "call",
	.group = "Debug",
	.summary = "call an operation of a server",
	.run = run,
	.help = "usage: ./bh call INTERFACE.OPERATION [NAME=VALUE...] [--task TASK] [-o FILE]\n"
		"       ./bh call --list [INTERFACE]\n"
		"\n"
		"Has the task hiffy of the image make a call, and shows the reply. Values are\n"
		"written as in Rust: 7, 0x10, -3, 2.5, true, 'a', On, Key(3), Some(4), None,\n"
		"Read|Write, [1, 2, 3], \"text\" for bytes, (1, On), {x: 1, y: 2}.\n"
		"\n"
		"What the server reads in a lease is such a value too, or @FILE. For one that it\n"
		"only writes, the value is how many elements there is room for.\n"
		"\n"
		"  --list        what can be called\n"
		"  --task TASK   whom, if several serve the interface\n"
		"  -o FILE       where to put what comes back in a lease\n"
		"  --timeout MS  how long to wait for the reply; 5000 if left out\n" SESSION_HELP
		"\n"
		"The exit status is 0 if the server did not reply with an error.\n"
		"\n"
		"example: ./bh call Pong.increment value=7\n",
};
