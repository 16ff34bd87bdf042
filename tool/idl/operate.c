// Operations: what is passed, what is lent, what comes back.
#include "tool/idl/loader.h"

// What is being read.
struct operating {
	struct loader *loader;
	struct unit *unit;
	struct idl_operation *operation;
	bool good;
};

#define VALUE_EXAMPLE "(type: \"u32\")"

// `recv`: FromBytes, FromPrimitive("u8"), From("u32", None), From("u32", Some("convert")).
static bool read_receive(struct operating *operating, const struct ron *recv,
			 struct idl_value *value)
{
	struct loader *loader = operating->loader;
	bool from = str_is(recv->name, "From") && recv->kind == RON_TUPLE;

	if (recv->kind == RON_NAME && str_is(recv->name, "FromBytes"))
		return true;
	if (recv->kind == RON_TUPLE && recv->count == 1 && str_is(recv->name, "FromPrimitive")) {
		value->receive = IDL_FROM_PRIMITIVE;
		value->wire = types_integer(loader, operating->unit, &recv->items[0], S("recv"));
		if (value->wire != NULL)
			types_guess(loader, value->type, GUESS_ENUM, value->wire->name);
		return value->wire != NULL;
	}
	if (!from || recv->count < 1 || recv->count > 2) {
		if (recv->kind != RON_BROKEN) {
			diag_error(recv->place, "\"recv\" is not written as it should be");
			diag_help("write FromBytes, FromPrimitive(\"u8\"), From(\"u32\", None) or "
				  "From(\"u32\", Some(\"function\"))");
		}
		return false;
	}
	const struct ron *convert = recv->count == 2 ? ron_option(&recv->items[1]) : NULL;
	value->receive = IDL_FROM;
	value->wire = types_read(loader, operating->unit, &recv->items[0], S("recv"), NULL);
	if (value->wire == NULL)
		return false;
	types_guess(loader, value->type, GUESS_NEWTYPE, value->wire->name);
	if (convert == NULL)
		return true;
	value->convert = convert->string;
	return fields_is(convert, S("recv"), RON_STRING) &&
	       names_is_good(convert->string, convert->place, "a function");
}

// An argument or a reply's value: a type, or a struct of it and how it is received.
static bool read_value(struct operating *operating, const struct ron *written, struct str name,
		       struct idl_value *value, struct str *doc)
{
	const struct ron *recv = NULL;

	*value = (struct idl_value){0};
	if (written->kind == RON_STRUCT) {
		struct fields fields;

		if (!fields_open(&fields, operating->loader->arena, written,
				 str_format(operating->loader->arena, "\"%.*s\"", STR_ARG(name)),
				 "", VALUE_EXAMPLE))
			return false;
		FIELDS_ALLOW(&fields, "type", "recv", "doc", "description");
		*doc = fields_doc(&fields);
		recv = fields_get(&fields, "recv");
		written = fields_require(&fields, "type", "type: \"u32\"");
	}
	if (written == NULL)
		return false;
	value->type = types_read(operating->loader, operating->unit, written, name, NULL);
	value->wire = value->type;
	if (value->type == NULL)
		return false;
	return recv == NULL || read_receive(operating, recv, value);
}

static void measure_value(const struct idl_operation *operation, struct idl_value *value)
{
	value->size = value->wire->wire[operation->encoding];
}

// A sum that stays at its most, for check.c to refuse.
static uint32_t plus(uint32_t a, uint32_t b)
{
	return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static void read_arguments(struct operating *operating, const struct ron *args)
{
	struct idl_operation *operation = operating->operation;
	struct named_list list = fields_map(operating->loader->arena, args, S("args"), "argument");
	uint32_t offset = 0;

	operation->message.possible = true;
	operation->arguments =
		ARENA_ARRAY(operating->loader->arena, struct idl_argument, list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct named *named = &list.items[i];
		struct idl_argument argument = {.name = named->name, .place = named->place};

		if (!names_is_good(named->name, named->place, "an argument") ||
		    !read_value(operating, named->value, named->name, &argument.value,
				&argument.doc)) {
			operating->good = false;
			continue;
		}
		measure_value(operation, &argument.value);
		argument.offset = offset;
		offset = plus(offset, argument.value.size.most);
		operation->message.possible =
			operation->message.possible && argument.value.size.possible;
		operation->message.least =
			plus(operation->message.least, argument.value.size.least);
		operation->message.most = offset;
		operation->arguments[operation->argument_count++] = argument;
	}
}

static bool read_lease(struct operating *operating, const struct named *named,
		       struct idl_lease *lease)
{
	struct arena *arena = operating->loader->arena;
	struct fields fields;
	uint64_t most = 0;

	if (!fields_open(&fields, arena, named->value,
			 str_format(arena, "lease \"%.*s\"", STR_ARG(named->name)), "Lease",
			 "(type: \"[u8]\", read: true)"))
		return false;
	FIELDS_ALLOW(&fields, "type", "read", "write", "max_len", "doc", "description");
	lease->doc = fields_doc(&fields);
	fields_flag(&fields, "read", &lease->read);
	fields_flag(&fields, "write", &lease->write);
	const struct ron *max_len = fields_get(&fields, "max_len");
	if (max_len != NULL && (max_len = ron_option(max_len)) != NULL &&
	    !fields_number(max_len, "\"max_len\"", 1, UINT32_MAX, &most))
		return false;
	lease->max_len = (uint32_t)most;
	const struct ron *type = fields_require(&fields, "type", "type: \"[u8]\"");
	if (type == NULL)
		return false;
	lease->type =
		types_read(operating->loader, operating->unit, type, S("type"), &lease->slice);
	if (lease->type == NULL)
		return false;
	lease->size = lease->type->c_size;
	return true;
}

static void read_leases(struct operating *operating, const struct ron *leases)
{
	struct idl_operation *operation = operating->operation;
	struct named_list list = fields_map(operating->loader->arena, leases, S("leases"), "lease");

	operation->leases = ARENA_ARRAY(operating->loader->arena, struct idl_lease, list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct named *named = &list.items[i];
		struct idl_lease lease = {
			.name = named->name, .place = named->place, .index = (uint32_t)i};

		if (names_is_good(named->name, named->place, "a lease") &&
		    read_lease(operating, named, &lease))
			operation->leases[operation->lease_count++] = lease;
		else
			operating->good = false;
	}
}

// `err`: CLike("E"), Complex("E"), ServerDeath.
static bool read_error(struct operating *operating, const struct ron *err, struct idl_reply *reply)
{
	bool clike = str_is(err->name, "CLike");

	if (err->kind == RON_NAME && str_is(err->name, "ServerDeath")) {
		reply->failure = IDL_SERVER_DEATH;
		return true;
	}
	if (err->kind == RON_TUPLE && err->count == 1 && (clike || str_is(err->name, "Complex"))) {
		reply->failure = clike ? IDL_CLIKE : IDL_COMPLEX;
		reply->error = types_read(operating->loader, operating->unit, &err->items[0],
					  S("err"), NULL);
		if (reply->error != NULL)
			types_guess(operating->loader, reply->error, GUESS_ERROR, S(""));
		return reply->error != NULL;
	}
	if (err->kind == RON_BROKEN)
		return false;
	diag_error(err->place, "\"err\" is not written as it should be");
	diag_help("write CLike(\"E\"), Complex(\"E\") or ServerDeath");
	return false;
}

static bool read_result(struct operating *operating, const struct ron *written,
			struct idl_reply *reply)
{
	struct fields fields;
	struct str doc;

	if (!fields_open(&fields, operating->loader->arena, written, S("\"reply\""), "Result",
			 "Result(ok: \"()\", err: CLike(\"E\"))"))
		return false;
	FIELDS_ALLOW(&fields, "ok", "err");
	const struct ron *ok = fields_require(&fields, "ok", "ok: \"()\"");
	const struct ron *err = fields_require(&fields, "err", "err: CLike(\"E\")");
	bool good = ok != NULL && read_value(operating, ok, S("ok"), &reply->ok, &doc);
	return err != NULL && read_error(operating, err, reply) && good;
}

static bool read_reply(struct operating *operating, const struct ron *written,
		       struct idl_reply *reply)
{
	struct str doc;

	reply->place = written->place;
	if (written->kind == RON_STRUCT && str_is(written->name, "Result"))
		return read_result(operating, written, reply);
	if (written->kind == RON_TUPLE && written->count == 1 && str_is(written->name, "Simple"))
		return read_value(operating, &written->items[0], S("reply"), &reply->ok, &doc);
	if (written->kind == RON_STRUCT && str_is(written->name, "Simple")) {
		// Simple(type: "T"): the parentheses of the tuple and of the struct are one.
		struct ron value = *written;
		value.name = S("");
		return read_value(operating, &value, S("reply"), &reply->ok, &doc);
	}
	if (written->kind == RON_BROKEN)
		return false;
	diag_error(written->place, "\"reply\" is not written as it should be");
	diag_help("write Simple(\"u32\"), or Result(ok: \"u32\", err: CLike(\"E\"))");
	return false;
}

static void measure_reply(struct idl_operation *operation)
{
	struct idl_reply *reply = &operation->reply;
	uint32_t memory = reply->ok.type->rust_size;

	measure_value(operation, &reply->ok);
	reply->most = reply->ok.size.most;
	if (reply->failure == IDL_COMPLEX && reply->error->wire[IDL_HUBPACK].most > reply->most)
		reply->most = reply->error->wire[IDL_HUBPACK].most;
	reply->room = reply->most;
	if (operation->encoding == IDL_SSMARSHAL && memory > reply->room)
		reply->room = memory;
}

static bool read_encoding(const struct ron *written, enum idl_encoding *encoding)
{
	static const char *const names[] = {
		[IDL_ZEROCOPY] = "Zerocopy",
		[IDL_SSMARSHAL] = "Ssmarshal",
		[IDL_HUBPACK] = "Hubpack",
	};

	for (size_t e = 0; e < IDL_ENCODINGS; e++) {
		if (written->kind == RON_NAME && str_is(written->name, names[e])) {
			*encoding = (enum idl_encoding)e;
			return true;
		}
	}
	if (written->kind == RON_NAME)
		diag_error(written->place, "there is no encoding \"%.*s\"", STR_ARG(written->name));
	else if (written->kind != RON_BROKEN)
		diag_error(written->place, "\"encoding\" must be a name, not %s",
			   ron_kind_name(written));
	if (written->kind != RON_BROKEN)
		diag_help("write Zerocopy, Ssmarshal or Hubpack");
	return false;
}

// `number`, by which operations keep theirs when those before them are no longer there.
static bool read_number(const struct ron *written, uint32_t least, struct idl_operation *operation)
{
	uint64_t number = 0;

	if (written == NULL)
		return true;
	if (!fields_number(written, "the number of an operation", 1, UINT16_MAX, &number))
		return false;
	operation->number = (uint32_t)number;
	if (number >= least)
		return true;
	diag_error(written->place, "the operations before \"%.*s\" already have the numbers to %u",
		   STR_ARG(operation->name), (unsigned)least - 1);
	diag_help("numbers go up; operations that are added later come last");
	return false;
}

static void read_operation(struct operating *operating, const struct named *named)
{
	struct arena *arena = operating->loader->arena;
	struct idl_operation *operation = operating->operation;
	struct fields fields;

	operating->good =
		fields_open(&fields, arena, named->value,
			    str_format(arena, "operation \"%.*s\"", STR_ARG(named->name)),
			    "Operation", "(args: {...}, reply: Simple(\"()\"), idempotent: true)");
	if (!operating->good)
		return;
	FIELDS_ALLOW(&fields, "doc", "description", "number", "args", "leases", "reply", "encoding",
		     "idempotent");
	operation->doc = fields_doc(&fields);
	fields_flag(&fields, "idempotent", &operation->idempotent);
	const struct ron *encoding = fields_get(&fields, "encoding");
	operating->good = read_number(fields_get(&fields, "number"), operation->number, operation);
	if (encoding != NULL)
		operating->good = read_encoding(encoding, &operation->encoding) && operating->good;
	read_arguments(operating, fields_get(&fields, "args"));
	read_leases(operating, fields_get(&fields, "leases"));
	const struct ron *reply = fields_require(&fields, "reply", "reply: Simple(\"()\")");
	operating->good =
		reply != NULL && read_reply(operating, reply, &operation->reply) && operating->good;
	if (operating->good)
		measure_reply(operation);
}

void operate_read(struct loader *loader, struct unit *unit)
{
	struct idl_interface *interface = loader->interface;
	const struct ron *ops = fields_require(&unit->root, "ops", "ops: {...}");
	struct named_list list = fields_map(loader->arena, ops, S("ops"), "operation");

	uint32_t number = 0;

	interface->operations = ARENA_ARRAY(loader->arena, struct idl_operation, list.count);
	for (size_t i = 0; i < list.count; i++) {
		struct idl_operation *operation =
			&interface->operations[interface->operation_count];
		struct operating operating = {loader, unit, operation, true};

		*operation = (struct idl_operation){.name = list.items[i].name,
						    .place = list.items[i].place,
						    .number = number + 1};
		read_operation(&operating, &list.items[i]);
		number = operation->number;
		if (names_is_good(operation->name, operation->place, "an operation") &&
		    operating.good)
			interface->operation_count++;
	}
	if (ops != NULL && ops->kind == RON_MAP && ops->count == 0) {
		diag_error(ops->place, "the interface has no operations");
		diag_help("a file with types only begins with Types( and has no \"ops\"");
	}
	if (ops != NULL && number > UINT16_MAX) {
		diag_error(ops->place, "the last operation has the number %u", (unsigned)number);
		diag_help("numbers have 16 bits: split the interface in two");
	}
}
