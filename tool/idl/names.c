// C names: given from the file's own names alone, so that they stay as they are when
// something is added.
//
//     interface  Uart             prefix "uart"
//     operation  read_all         uart_read_all(), UART_OP_READ_ALL
//     type       LineState        struct uart_line_state
//     type       UartError        enum uart_error: the prefix is not said twice
//     variant    NotReady of it   UART_ERROR_NOT_READY
//     argument   default          default_: no C name is a keyword
//     type       Option<u8>       struct idl_option_u8: of no file
#include "tool/idl/loader.h"

#include <string.h>

static const char *const keywords[] = {
	// C
	"alignas", "alignof", "auto", "bool", "break", "case", "char", "const", "constexpr",
	"continue", "default", "do", "double", "else", "enum", "extern", "false", "float", "for",
	"goto", "if", "inline", "int", "long", "nullptr", "register", "restrict", "return", "short",
	"signed", "sizeof", "static", "static_assert", "struct", "switch", "thread_local", "true",
	"typedef", "typeof", "typeof_unqual", "union", "unsigned", "void", "volatile", "while",
	"asm", "fortran",
	// C++, whose programs include the same headers
	"and", "and_eq", "bitand", "bitor", "catch", "char8_t", "char16_t", "char32_t", "class",
	"compl", "concept", "consteval", "constinit", "const_cast", "co_await", "co_return",
	"co_yield", "decltype", "delete", "dynamic_cast", "explicit", "export", "friend", "mutable",
	"namespace", "new", "noexcept", "not", "not_eq", "operator", "or", "or_eq", "private",
	"protected", "public", "reinterpret_cast", "requires", "static_cast", "template", "this",
	"throw", "try", "typeid", "typename", "using", "virtual", "wchar_t", "xor", "xor_eq",
	// macros and types that headers have
	"assert", "errno", "linux", "offsetof", "size_t", "unix", "int8_t", "int16_t", "int32_t",
	"int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t"};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool names_is_good(struct str name, struct place place, const char *what)
{
	bool good = name.len > 0 && !is_digit(name.at[0]);
	bool letter = false;

	for (size_t i = 0; i < name.len; i++) {
		letter = letter || is_lower(name.at[i]) || is_upper(name.at[i]);
		good = good && (is_lower(name.at[i]) || is_upper(name.at[i]) ||
				is_digit(name.at[i]) || name.at[i] == '_');
	}
	if (good && letter && name.at[0] != '_')
		return true;
	diag_error(place, "\"%.*s\" cannot be the name of %s", STR_ARG(name), what);
	diag_help("use letters, digits and '_', and begin with a letter");
	return false;
}

// Whether a new word begins at i: at a capital after a small letter, or at the last
// capital of several (the S of "I2CState").
static bool begins_word(struct str name, size_t i)
{
	if (i == 0 || !is_upper(name.at[i]))
		return false;
	bool small_follows = i + 1 < name.len && is_lower(name.at[i + 1]);
	return is_lower(name.at[i - 1]) ||
	       (small_follows && (is_upper(name.at[i - 1]) || is_digit(name.at[i - 1])));
}

struct str names_snake(struct arena *arena, struct str name)
{
	struct text snake = {.arena = arena};

	text_adds(&snake, "");
	for (size_t i = 0; i < name.len; i++) {
		char c = is_upper(name.at[i]) ? (char)(name.at[i] - 'A' + 'a') : name.at[i];

		if (c == ':' && name.at[i - 1] == ':')
			continue; // "power::Rail" is power_rail
		c = c == ':' ? '_' : c;
		if (begins_word(name, i))
			text_adds(&snake, "_");
		text_add(&snake, (struct str){&c, 1});
	}
	return text_str(&snake);
}

static bool is_keyword(struct str name)
{
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
		if (str_is(name, keywords[i]))
			return true;
	return false;
}

// A name that stands alone in C.
static struct str bare(struct arena *arena, struct str name)
{
	struct str snake = names_snake(arena, name);

	return is_keyword(snake) ? str_format(arena, "%.*s_", STR_ARG(snake)) : snake;
}

static struct str with_prefix(struct arena *arena, struct str prefix, struct str name)
{
	struct str snake = names_snake(arena, name);
	struct str rest = str_slice(snake, prefix.len, snake.len);

	if (str_starts(snake, str_c(arena, prefix)) && (rest.len == 0 || rest.at[0] == '_'))
		return snake;
	return str_format(arena, "%.*s_%.*s", STR_ARG(prefix), STR_ARG(snake));
}

// Two things of one kind with the same C name.
static void refuse_twins(struct str c_name, struct place one, struct place other)
{
	diag_error(other, "this is \"%.*s\" in C, and so is another", STR_ARG(c_name));
	diag_note(one, "the other is here");
	diag_help("give one of them another name");
}

static void name_fields(struct arena *arena, struct idl_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_digit(fields[i].name.at[0]))
			fields[i].c_name = str_format(arena, "f%.*s", STR_ARG(fields[i].name));
		else
			fields[i].c_name = bare(arena, fields[i].name);
		for (size_t k = 0; k < i; k++)
			if (str_equal(fields[k].c_name, fields[i].c_name))
				refuse_twins(fields[i].c_name, fields[k].place, fields[i].place);
	}
}

static void name_variants(struct arena *arena, struct idl_type *type)
{
	for (size_t i = 0; i < type->variant_count; i++) {
		struct idl_variant *variant = &type->variants[i];
		struct str snake = names_snake(arena, variant->name);

		variant->c_name = str_format(arena, "%.*s_%.*s", STR_ARG(type->c_upper),
					     STR_ARG(str_upper_snake(arena, snake)));
		variant->c_member = bare(arena, variant->name);
		if (str_is(variant->c_member, "kind"))
			variant->c_member = S("kind_"); // beside the one that says which it is
		name_fields(arena, variant->fields, variant->field_count);
	}
}

// What a type is called in the names of those made of it: "u8", "uart_mode".
static struct str part_name(const struct idl_type *type)
{
	bool builtin = type->kind == IDL_BOOL || type->kind == IDL_INTEGER ||
		       type->kind == IDL_FLOAT || type->kind == IDL_CHAR;

	if (type->kind == IDL_UNIT)
		return S("unit");
	if (builtin)
		return type->name;
	return str_starts(type->c_name, "idl_") ? str_slice(type->c_name, 4, type->c_name.len)
						: type->c_name;
}

// Parts follow their number, so that no two types have the same name.
static struct str made_name(struct arena *arena, const struct idl_type *type)
{
	struct text name = {.arena = arena};

	if (type->kind == IDL_ARRAY)
		text_addf(&name, "idl_array%u_%.*s", (unsigned)type->count,
			  STR_ARG(part_name(type->element)));
	else if (type->kind == IDL_OPTION)
		text_addf(&name, "idl_option_%.*s", STR_ARG(part_name(type->element)));
	else if (type->kind == IDL_RESULT)
		text_addf(&name, "idl_result_%.*s_%.*s", STR_ARG(part_name(type->element)),
			  STR_ARG(part_name(type->error)));
	else
		text_addf(&name, "idl_tuple%zu", type->field_count);
	for (size_t i = 0; type->kind == IDL_TUPLE && i < type->field_count; i++)
		text_addf(&name, "_%.*s", STR_ARG(part_name(type->fields[i].type)));
	return text_str(&name);
}

static void name_type(struct arena *arena, struct idl_type *type)
{
	if (type->file != NULL)
		type->c_name = with_prefix(arena, type->file->prefix, type->name);
	else if (type->kind == IDL_ARRAY || type->kind == IDL_OPTION || type->kind == IDL_RESULT ||
		 type->kind == IDL_TUPLE)
		type->c_name = made_name(arena, type);
	else if (type->kind == IDL_UNKNOWN)
		type->c_name = S("idl_unknown");
	type->c_upper = str_upper_snake(arena, type->c_name);
	name_fields(arena, type->fields, type->field_count);
	name_variants(arena, type);
}

static void name_operation(struct arena *arena, const struct idl_interface *interface,
			   struct idl_operation *operation)
{
	struct str snake = names_snake(arena, operation->name);

	operation->c_name =
		str_format(arena, "%.*s_%.*s", STR_ARG(interface->prefix), STR_ARG(snake));
	operation->c_short = bare(arena, operation->name);
	operation->c_constant = str_format(arena, "%.*s_OP_%.*s", STR_ARG(interface->c_upper),
					   STR_ARG(str_upper_snake(arena, snake)));
	for (size_t i = 0; i < operation->argument_count; i++)
		operation->arguments[i].c_name = bare(arena, operation->arguments[i].name);
	for (size_t i = 0; i < operation->lease_count; i++)
		operation->leases[i].c_name = bare(arena, operation->leases[i].name);
}

// A name in one of C's name spaces, and what has it.
struct holder {
	struct str c_name;
	struct place place;
	bool made; // generated code has it, because of what is there
};

struct holders {
	struct arena *arena;
	struct holder *items;
	size_t count;
	size_t room;
};

// The three name spaces that generated headers fill.
struct spaces {
	struct holders tags;
	struct holders functions;
	struct holders constants;
};

static void refuse_holders(const struct holder *first, const struct holder *second)
{
	const struct holder *blamed = second->made && !first->made ? first : second;
	const struct holder *other = blamed == first ? second : first;

	if (!other->made) {
		refuse_twins(blamed->c_name, other->place, blamed->place);
		return;
	}
	diag_error(blamed->place, "this is \"%.*s\" in C, which generated code needs for itself",
		   STR_ARG(blamed->c_name));
	diag_note(other->place, "for this");
	diag_help("give it another name");
}

// False, reported, if another has the name.
static bool hold(struct holders *holders, struct str c_name, struct place place, bool made)
{
	struct holder holder = {c_name, place, made};

	for (size_t i = 0; i < holders->count; i++) {
		if (str_equal(holders->items[i].c_name, c_name)) {
			refuse_holders(&holders->items[i], &holder);
			return false;
		}
	}
	*ARENA_PUSH(holders->arena, holders->items, holders->count, holders->room) = holder;
	return true;
}

// Names that generated code has besides: "uart_read" and each of the endings.
static void hold_made(struct holders *holders, struct str c_name, const char *const *endings,
		      size_t count, struct place place)
{
	for (size_t i = 0; i < count; i++)
		hold(holders, str_format(holders->arena, "%.*s_%s", STR_ARG(c_name), endings[i]),
		     place, true);
}
#define HOLD_MADE(holders, c_name, place, ...)                             \
	hold_made((holders), (c_name), (const char *const[]){__VA_ARGS__}, \
		  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), (place))

static void check_parameters(struct arena *arena, const struct idl_operation *operation)
{
	struct holders parameters = {.arena = arena};

	for (size_t i = 0; i < operation->argument_count; i++)
		hold(&parameters, operation->arguments[i].c_name, operation->arguments[i].place,
		     false);
	for (size_t i = 0; i < operation->lease_count; i++)
		hold(&parameters, operation->leases[i].c_name, operation->leases[i].place, false);
}

static void hold_type(const struct idl_type *type, struct spaces *spaces)
{
	struct holders members = {.arena = spaces->tags.arena};

	if (type->file != NULL)
		hold(&spaces->tags, type->c_name, type->place, false);
	for (size_t i = 0; i < type->variant_count; i++) {
		const struct idl_variant *variant = &type->variants[i];

		if (hold(&spaces->constants, variant->c_name, variant->place, false))
			hold(&members, variant->c_member, variant->place, false);
	}
}

// Each error is a constant of the operation's own, too.
static void hold_results(const struct idl_operation *operation, struct holders *constants)
{
	struct str upper = str_upper_snake(constants->arena, operation->c_name);
	const struct idl_type *error = operation->reply.error;

	HOLD_MADE(constants, upper, operation->place, "OK");
	if (operation->reply.failure == IDL_SERVER_DEATH)
		HOLD_MADE(constants, upper, operation->place, "SERVER_RESTARTED");
	for (size_t i = 0; error != NULL && i < error->variant_count; i++) {
		struct str snake = names_snake(constants->arena, error->variants[i].name);

		HOLD_MADE(constants, upper, operation->place,
			  str_upper_snake(constants->arena, snake).at);
	}
}

static void hold_operation(const struct idl_operation *operation, struct spaces *spaces)
{
	struct str name = operation->c_name;
	struct place place = operation->place;

	HOLD_MADE(&spaces->tags, name, place, "call", "result");
	HOLD_MADE(&spaces->functions, name, place, "reply", "fail", "take", "encode", "decode",
		  "encode_reply", "decode_reply", "encode_error", "decode_error");
	for (size_t i = 0; i < operation->lease_count; i++) {
		const struct idl_lease *lease = &operation->leases[i];
		struct str lease_name = str_format(spaces->tags.arena, "%.*s_%.*s", STR_ARG(name),
						   STR_ARG(lease->c_name));

		hold(&spaces->tags, lease_name, lease->place, true);
		HOLD_MADE(&spaces->functions, lease_name, lease->place, "read", "write");
	}
	if (operation->reply.failure != IDL_SIMPLE)
		hold_results(operation, &spaces->constants);
}

static void hold_codec(const struct idl_type *type, struct spaces *spaces)
{
	if (type->file == NULL)
		return;
	HOLD_MADE(&spaces->functions, type->c_name, type->place, "put_zerocopy", "get_zerocopy",
		  "put_ssmarshal", "get_ssmarshal", "put_hubpack", "get_hubpack");
	if (type->kind == IDL_ENUM || type->kind == IDL_ERROR)
		HOLD_MADE(&spaces->functions, type->c_name, type->place, "check");
	if (type->has_fields)
		HOLD_MADE(&spaces->tags, type->c_name, type->place, "kind");
}

// What the file's own names become, first; then what generated code adds.
static void check_names(struct loader *loader)
{
	const struct idl_interface *interface = loader->interface;
	struct arena *arena = loader->arena;
	struct spaces spaces = {{.arena = arena}, {.arena = arena}, {.arena = arena}};
	struct holders counters = {.arena = arena};
	unsigned before = diag_errors();

	for (size_t i = 0; i < interface->operation_count; i++) {
		const struct idl_operation *operation = &interface->operations[i];

		if (hold(&spaces.functions, operation->c_name, operation->place, false) &&
		    hold(&spaces.constants, operation->c_constant, operation->place, false))
			hold(&counters, operation->c_short, operation->place, false);
		check_parameters(arena, operation);
	}
	for (size_t u = 0; u < loader->unit_count; u++)
		for (size_t i = 0; i < loader->units[u]->constant_count; i++)
			hold(&spaces.constants, loader->units[u]->constants[i].c_name,
			     loader->units[u]->constants[i].place, false);
	for (size_t i = 0; i < loader->type_count; i++)
		hold_type(loader->types[i], &spaces);
	if (interface->operation_count == 0 || diag_errors() != before)
		return;
	hold(&counters, S("refused_calls"), interface->place, true);
	HOLD_MADE(&spaces.tags, interface->prefix, interface->place, "client", "server", "op",
		  "server_counters");
	HOLD_MADE(&spaces.functions, interface->prefix, interface->place, "client_at", "serve",
		  "step", "dispatch", "answer");
	HOLD_MADE(&spaces.constants, interface->c_upper, interface->place, "REQUEST_MAX");
	for (size_t i = 0; i < interface->operation_count; i++)
		hold_operation(&interface->operations[i], &spaces);
	for (size_t i = 0; i < loader->type_count; i++)
		hold_codec(loader->types[i], &spaces);
}

// The `prefix` of a file, or what its name makes one.
static void name_file(struct arena *arena, struct unit *unit, struct str name)
{
	const struct ron *written = fields_get(&unit->root, "prefix");
	struct str prefix = names_snake(arena, name);
	struct place place = written != NULL ? written->place : unit->root.value->place;

	if (written != NULL && fields_is(written, S("prefix"), RON_STRING))
		prefix = written->string;
	unit->file.prefix = prefix;
	if (!names_is_good(prefix, place, "a prefix of C names"))
		return;
	bool small = str_equal(prefix, names_snake(arena, prefix));
	if (small && !is_keyword(prefix) && !str_is(prefix, "idl") && !str_starts(prefix, "idl_"))
		return;
	diag_error(place, "C names cannot begin with \"%.*s\"", STR_ARG(prefix));
	diag_help(small ? "that is taken: choose another, prefix: \"my_%.*s\""
			: "use small letters, such as prefix: \"%.*s\"",
		  STR_ARG(names_snake(arena, prefix)));
}

void names_give(struct loader *loader)
{
	struct idl_interface *interface = loader->interface;
	struct arena *arena = loader->arena;

	for (size_t u = 0; u < loader->unit_count; u++) {
		struct unit *unit = loader->units[u];
		struct str stem = unit->file.stem;

		if (!unit->good)
			continue;
		name_file(arena, unit, u == 0 && interface->name.len > 0 ? interface->name : stem);
		for (size_t i = 0; i < unit->constant_count; i++)
			unit->constants[i].c_name =
				str_upper_snake(arena, with_prefix(arena, unit->file.prefix,
								   unit->constants[i].name));
	}
	interface->prefix = loader->units[0]->file.prefix;
	interface->c_upper = str_upper_snake(arena, interface->prefix);
	for (size_t i = 0; i < loader->type_count; i++)
		name_type(arena, loader->types[i]);
	for (size_t i = 0; i < interface->operation_count; i++)
		name_operation(arena, interface, &interface->operations[i]);
	check_names(loader);
}
