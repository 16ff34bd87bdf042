// Types as interface files write them, which is as Rust does.
//
//     type  = "(" [ type { "," type } [ "," ] ] ")"     (), (u8, u16)
//           | "[" type [ ";" length ] "]"               [u8; 32], [u8] in leases
//           | path [ "<" type { "," type } ">" ]        u8, net::Mode, Option<u8>
//     length = number | path                            32, 0x20, SHA256_SIZE
//
// A path means what its last name means: which crate a type came from is Rust's matter.
// A type that nobody defines is kept under all of its text.
#include "tool/idl/loader.h"

#include <string.h>

#include "tool/base/section.h"

struct expression {
	struct loader *loader;
	struct unit *unit;
	const struct ron *value;
	struct str text;
	size_t at;
};

static const struct builtin {
	const char *name;
	enum idl_kind kind;
	uint32_t bits;
	bool is_signed;
	bool is_word;
	const char *c_name;
} builtins[] = {
	{"bool", IDL_BOOL, 0, false, false, "bool"},
	{"u8", IDL_INTEGER, 8, false, false, "uint8_t"},
	{"u16", IDL_INTEGER, 16, false, false, "uint16_t"},
	{"u32", IDL_INTEGER, 32, false, false, "uint32_t"},
	{"u64", IDL_INTEGER, 64, false, false, "uint64_t"},
	{"u128", IDL_INTEGER, 128, false, false, "idl_u128"},
	{"usize", IDL_INTEGER, 32, false, true, "uint32_t"},
	{"i8", IDL_INTEGER, 8, true, false, "int8_t"},
	{"i16", IDL_INTEGER, 16, true, false, "int16_t"},
	{"i32", IDL_INTEGER, 32, true, false, "int32_t"},
	{"i64", IDL_INTEGER, 64, true, false, "int64_t"},
	{"i128", IDL_INTEGER, 128, true, false, "idl_i128"},
	{"isize", IDL_INTEGER, 32, true, true, "int32_t"},
	{"f32", IDL_FLOAT, 32, true, false, "float"},
	{"f64", IDL_FLOAT, 64, true, false, "double"},
	{"char", IDL_CHAR, 0, false, false, "uint32_t"},
};

enum { BUILTINS = sizeof builtins / sizeof builtins[0] };

// Where bytes [from, to) of the text stand in the file.
static struct place place_of(const struct expression *expression, size_t from, size_t to)
{
	struct place place = expression->value->place;

	if (!expression->value->plain)
		return place;
	place = expression->value->inside;
	place.length = 0;
	for (size_t i = 0; i < to && i < expression->text.len; i++) {
		if (((unsigned char)expression->text.at[i] & 0xC0u) == 0x80u)
			continue; // within a UTF-8 character
		if (i < from)
			place.column++;
		else
			place.length++;
	}
	return place;
}

void types_add(struct loader *loader, struct idl_type *type)
{
	*ARENA_PUSH(loader->arena, loader->types, loader->type_count, loader->type_room) = type;
}

static bool same_fields(const struct idl_type *a, const struct idl_type *b)
{
	if (a->field_count != b->field_count)
		return false;
	for (size_t i = 0; i < a->field_count; i++)
		if (a->fields[i].type != b->fields[i].type)
			return false;
	return true;
}

static bool same_type(const struct idl_type *a, const struct idl_type *b)
{
	bool named = a->kind == IDL_BOOL || a->kind == IDL_INTEGER || a->kind == IDL_FLOAT ||
		     a->kind == IDL_CHAR || a->kind == IDL_UNKNOWN;

	return a->kind == b->kind && a->file == b->file && a->element == b->element &&
	       a->error == b->error && a->count == b->count && same_fields(a, b) &&
	       (!named || str_equal(a->name, b->name));
}

// The type that was made before and is the same, or this one, now measured. For types
// without a definition.
static struct idl_type *intern(struct expression *expression, const struct idl_type *made,
			       size_t start)
{
	struct loader *loader = expression->loader;

	for (size_t i = 0; i < loader->type_count; i++)
		if (loader->types[i]->file == NULL && same_type(loader->types[i], made))
			return loader->types[i];
	struct idl_type *type = ARENA_NEW(loader->arena, struct idl_type);
	*type = *made;
	type->place = place_of(expression, start, expression->at);
	if (!measure_type(type)) {
		diag_error(type->place, "\"%.*s\" takes more than a mebibyte", STR_ARG(type->name));
		diag_help("pass large things in leases, as slices: \"[u8]\"");
		return NULL;
	}
	types_add(loader, type);
	return type;
}

static char next_byte(struct expression *expression)
{
	while (expression->at < expression->text.len &&
	       strchr(" \t\r\n", expression->text.at[expression->at]) != NULL)
		expression->at++;
	return expression->at < expression->text.len ? expression->text.at[expression->at] : '\0';
}

static bool accept(struct expression *expression, char byte)
{
	if (byte == '\0' || next_byte(expression) != byte)
		return false;
	expression->at++;
	return true;
}

static bool is_of_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static struct str accept_word(struct expression *expression)
{
	size_t start;

	next_byte(expression);
	start = expression->at;
	while (expression->at < expression->text.len &&
	       is_of_word(expression->text.at[expression->at]))
		expression->at++;
	return str_slice(expression->text, start, expression->at);
}

// Always NULL, so that callers can return it.
static const struct idl_type *refuse(struct expression *expression, const char *expected)
{
	size_t at = expression->at;
	char found = next_byte(expression);

	if (expression->at < expression->text.len)
		at = expression->at;
	struct place place = place_of(expression, at, at + 1);
	if (found == '\0')
		diag_error(place, "the type ends too early: expected %s", expected);
	else
		diag_error(place, "expected %s", expected);
	diag_help("types are written u8, [u8; 4], (u8, u16), Option<u8>, or the name of one in "
		  "\"types\"");
	return NULL;
}

// Names joined by "::", the first of which may be missing.
static struct str accept_path(struct expression *expression)
{
	struct text path = {.arena = expression->loader->arena};
	struct str word;

	if (accept(expression, ':') && !accept(expression, ':'))
		return S("");
	for (;;) {
		word = accept_word(expression);
		if (word.len == 0)
			return S("");
		text_add(&path, word);
		if (!str_starts(str_slice(expression->text, expression->at, expression->text.len),
				"::"))
			return text_str(&path);
		// Rust allows Vec::<u8> for Vec<u8>.
		expression->at += 2;
		if (next_byte(expression) == '<')
			return text_str(&path);
		text_adds(&path, "::");
	}
}

static struct str last_of(struct str path)
{
	size_t colon = str_find_last(path, ':');

	return colon == path.len ? path : str_slice(path, colon + 1, path.len);
}

static struct unknown *find_unknown(struct loader *loader, const struct idl_type *type)
{
	for (size_t i = 0; i < loader->unknown_count; i++)
		if (loader->unknowns[i].type == type)
			return &loader->unknowns[i];
	return NULL;
}

static const struct idl_type *make_unknown(struct expression *expression, struct str name,
					   size_t start, enum guess guess)
{
	struct loader *loader = expression->loader;
	struct idl_type made = {.kind = IDL_UNKNOWN, .name = name};
	struct idl_type *type = intern(expression, &made, start);

	if (find_unknown(loader, type) == NULL)
		*ARENA_PUSH(loader->arena, loader->unknowns, loader->unknown_count,
			    loader->unknown_room) =
			(struct unknown){type, expression->unit, guess, S("")};
	return type;
}

// The definition that a path means, among those of one file: the one with this name, or
// else with this last name.
static struct definition *find_in(const struct unit *unit, struct str path)
{
	for (size_t i = 0; i < unit->definition_count; i++)
		if (str_equal(unit->definitions[i].named.name, path))
			return &unit->definitions[i];
	for (size_t i = 0; i < unit->definition_count; i++)
		if (str_equal(unit->definitions[i].last, last_of(path)))
			return &unit->definitions[i];
	return NULL;
}

// The same among those of the file and the files it uses.
static struct definition *find_definition(struct expression *expression, struct str path,
					  size_t start)
{
	const struct unit *unit = expression->unit;
	struct definition *found = find_in(unit, path);

	if (found != NULL)
		return found;
	for (size_t i = 0; i < unit->file.use_count; i++) {
		struct definition *other = find_in(unit->uses[i], path);

		if (other == NULL || other == found)
			continue;
		if (found == NULL) {
			found = other;
			continue;
		}
		diag_error(place_of(expression, start, expression->at),
			   "two of the files in \"use\" define \"%.*s\"", STR_ARG(last_of(path)));
		diag_note(found->named.place, "one is here");
		diag_note(other->named.place, "the other is here");
		diag_help("give one of them another name");
		return found;
	}
	return found;
}

static const struct idl_type *make_builtin(struct expression *expression,
					   const struct builtin *builtin, size_t start)
{
	const struct idl_type made = {
		.kind = builtin->kind,
		.name = str_from(builtin->name),
		.c_name = str_from(builtin->c_name),
		.bits = builtin->bits,
		.is_signed = builtin->is_signed,
		.is_word = builtin->is_word,
	};

	return intern(expression, &made, start);
}

static const struct idl_type *parse(struct expression *expression);

// What stands between < and >. A number or a lifetime is only kept as text.
static bool parse_generics(struct expression *expression, const struct idl_type **parts,
			   size_t *count, size_t most)
{
	while (!accept(expression, '>')) {
		const struct idl_type *part = NULL;

		if (accept(expression, '\'') ||
		    (next_byte(expression) >= '0' && next_byte(expression) <= '9'))
			accept_word(expression);
		else if ((part = parse(expression)) == NULL)
			return false;
		if (*count < most)
			parts[*count] = part;
		++*count;
		if (!accept(expression, ',') && next_byte(expression) != '>') {
			refuse(expression, "',' or '>'");
			return false;
		}
	}
	return true;
}

static bool is_path(struct str path, const char *name)
{
	return str_is(last_of(path), name) &&
	       (str_is(path, name) || str_starts(path, "core::") || str_starts(path, "std::"));
}

static const struct idl_type *parse_generic(struct expression *expression, struct str path,
					    size_t start)
{
	struct arena *arena = expression->loader->arena;
	const struct idl_type *parts[2] = {NULL, NULL};
	size_t count = 0;

	if (!parse_generics(expression, parts, &count, 2))
		return NULL;
	if (is_path(path, "Option") && count == 1 && parts[0] != NULL) {
		const struct idl_type made = {
			.kind = IDL_OPTION,
			.element = parts[0],
			.name = str_format(arena, "Option<%.*s>", STR_ARG(parts[0]->name))};

		return intern(expression, &made, start);
	}
	if (is_path(path, "Result") && count == 2 && parts[0] != NULL && parts[1] != NULL) {
		const struct idl_type made = {.kind = IDL_RESULT,
					      .element = parts[0],
					      .error = parts[1],
					      .name = str_format(arena, "Result<%.*s, %.*s>",
								 STR_ARG(parts[0]->name),
								 STR_ARG(parts[1]->name))};

		return intern(expression, &made, start);
	}
	return make_unknown(expression,
			    str_copy(arena, str_slice(expression->text, start, expression->at)),
			    start, GUESS_STRUCT);
}

static const struct idl_type *parse_path(struct expression *expression)
{
	size_t start = expression->at;
	struct str path = accept_path(expression);

	if (path.len > 0 && path.at[0] >= '0' && path.at[0] <= '9')
		expression->at = start;
	if (path.len == 0 || expression->at == start)
		return refuse(expression, "a type");
	if (accept(expression, '<'))
		return parse_generic(expression, path, start);
	struct definition *definition = find_definition(expression, path, start);
	if (definition != NULL)
		return define_resolve(expression->loader, definition);
	for (size_t i = 0; i < BUILTINS; i++)
		if (str_is(path, builtins[i].name))
			return make_builtin(expression, &builtins[i], start);
	return make_unknown(expression, path, start, GUESS_STRUCT);
}

static const struct idl_constant *find_constant(const struct unit *unit, struct str path)
{
	for (size_t i = 0; i < unit->constant_count; i++)
		if (str_equal(unit->constants[i].name, last_of(path)))
			return &unit->constants[i];
	for (size_t u = 0; u < unit->file.use_count; u++)
		for (size_t i = 0; i < unit->uses[u]->constant_count; i++)
			if (str_equal(unit->uses[u]->constants[i].name, last_of(path)))
				return &unit->uses[u]->constants[i];
	return NULL;
}

// A whole number as Rust writes it: "32", "0x20", "1_000usize".
static bool parse_number(struct str word, uint64_t *number)
{
	char digits[24];
	size_t count = 0;

	if (str_ends(word, "usize"))
		word.len -= 5;
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] == '_')
			continue;
		if (count == sizeof digits)
			return false;
		digits[count++] = word.at[i];
	}
	return str_number((struct str){digits, count}, number);
}

static const struct idl_type *make_array(struct expression *expression,
					 const struct idl_type *element, uint64_t count,
					 size_t start)
{
	struct arena *arena = expression->loader->arena;
	const struct idl_type made = {
		.kind = IDL_ARRAY,
		.element = element,
		.count = (uint32_t)count,
		.name = str_format(arena, "[%.*s; %u]", STR_ARG(element->name), (unsigned)count),
	};

	if (count > 0 && count <= LOADER_SIZE_MOST)
		return intern(expression, &made, start);
	diag_error(place_of(expression, start, expression->at),
		   "an array cannot have %llu elements", (unsigned long long)count);
	diag_help("it can have 1 to %u", LOADER_SIZE_MOST);
	return NULL;
}

// The rest of an array, after its ';'.
static const struct idl_type *parse_array(struct expression *expression,
					  const struct idl_type *element, size_t start)
{
	uint64_t count = 0;

	next_byte(expression);
	size_t length_at = expression->at;
	struct str path = accept_path(expression);
	if (path.len == 0)
		return refuse(expression, "how many elements the array has");
	bool is_number = path.at[0] >= '0' && path.at[0] <= '9';
	if (is_number && !parse_number(path, &count)) {
		diag_error(place_of(expression, length_at, expression->at),
			   "\"%.*s\" is not a number", STR_ARG(path));
		diag_help("write it as 32 or 0x20");
		return NULL;
	}
	size_t length_end = expression->at;
	if (!accept(expression, ']'))
		return refuse(expression, "']'");
	if (is_number)
		return make_array(expression, element, count, start);
	const struct idl_constant *constant = find_constant(expression->unit, path);
	if (constant != NULL)
		return make_array(expression, element, constant->value, start);
	struct expression length = *expression;
	length.at = length_end;
	make_unknown(&length, path, length_at, GUESS_CONSTANT);
	return make_unknown(expression,
			    str_format(expression->loader->arena, "[%.*s; %.*s]",
				       STR_ARG(element->name), STR_ARG(path)),
			    start, GUESS_CONSTANT);
}

static const struct idl_type *parse_tuple(struct expression *expression, size_t start)
{
	struct arena *arena = expression->loader->arena;
	struct idl_type made = {.kind = IDL_TUPLE};
	struct text name = {.arena = arena};
	size_t room = 0;
	bool comma = false;

	text_adds(&name, "(");
	while (!accept(expression, ')')) {
		const struct idl_type *part = parse(expression);
		size_t number = made.field_count;

		if (part == NULL)
			return NULL;
		text_addf(&name, "%s%.*s", number == 0 ? "" : ", ", STR_ARG(part->name));
		*ARENA_PUSH(arena, made.fields, made.field_count, room) = (struct idl_field){
			.name = str_format(arena, "%zu", number),
			.c_name = str_format(arena, "f%zu", number),
			.place = place_of(expression, start, expression->at),
			.type = part,
		};
		comma = accept(expression, ',');
		if (!comma && next_byte(expression) != ')')
			return refuse(expression, "',' or ')'");
	}
	if (made.field_count == 1 && !comma)
		return made.fields[0].type;
	text_adds(&name, made.field_count == 1 ? ",)" : ")");
	made.name = text_str(&name);
	if (made.field_count == 0)
		made.kind = IDL_UNIT;
	return intern(expression, &made, start);
}

static const struct idl_type *parse(struct expression *expression)
{
	struct loader *loader = expression->loader;
	const struct idl_type *type = NULL;

	next_byte(expression);
	size_t start = expression->at;
	if (loader->depth == LOADER_DEPTH) {
		diag_error(place_of(expression, start, start + 1),
			   "types are nested more than %u deep", LOADER_DEPTH);
		diag_help("that would be hard to use; make it flatter");
		return NULL;
	}
	loader->depth++;
	if (accept(expression, '(')) {
		type = parse_tuple(expression, start);
	} else if (!accept(expression, '[')) {
		type = parse_path(expression);
	} else if ((type = parse(expression)) == NULL) {
		// reported
	} else if (accept(expression, ';')) {
		type = parse_array(expression, type, start);
	} else if (accept(expression, ']')) {
		diag_error(place_of(expression, start, expression->at),
			   "a slice can only be a lease's whole type");
		diag_help("give it a length, [%.*s; 4], or make it a lease", STR_ARG(type->name));
		type = NULL;
	} else {
		type = refuse(expression, "';' or ']'");
	}
	loader->depth--;
	return type;
}

// "[T]" without a length: a lease's type.
static const struct idl_type *parse_slice(struct expression *expression, bool *slice)
{
	struct expression before = *expression;

	*slice = false;
	if (accept(expression, '[')) {
		size_t start = expression->at;
		unsigned depth = 0;

		// A slice has no ';' outside of what it contains.
		for (size_t i = start; i < expression->text.len; i++) {
			char c = expression->text.at[i];

			depth += c == '[' || c == '(' || c == '<';
			if (depth == 0 && (c == ';' || c == ']')) {
				*slice = c == ']';
				break;
			}
			depth -= depth > 0 && (c == ']' || c == ')' || c == '>');
		}
	}
	if (!*slice) {
		*expression = before;
		return parse(expression);
	}
	const struct idl_type *type = parse(expression);
	if (type != NULL && !accept(expression, ']'))
		return refuse(expression, "']'");
	return type;
}

const struct idl_type *types_read(struct loader *loader, struct unit *unit, const struct ron *value,
				  struct str key, bool *slice)
{
	struct expression expression = {.loader = loader, .unit = unit, .value = value};
	const struct idl_type *type;

	if (!fields_is(value, key, RON_STRING))
		return NULL;
	expression.text = value->string;
	type = slice != NULL ? parse_slice(&expression, slice) : parse(&expression);
	if (type != NULL && next_byte(&expression) != '\0')
		return refuse(&expression, "the end of the type");
	return type;
}

const struct idl_type *types_integer(struct loader *loader, struct unit *unit,
				     const struct ron *value, struct str key)
{
	const struct idl_type *type = types_read(loader, unit, value, key, NULL);

	if (type == NULL || type->kind == IDL_INTEGER)
		return type;
	diag_error(value->place, "\"%.*s\" is not an integer type", STR_ARG(type->name));
	diag_help("write one of \"u8\", \"u16\", \"u32\", \"u64\", \"i8\", ...");
	return NULL;
}

void types_guess(struct loader *loader, const struct idl_type *type, enum guess guess,
		 struct str detail)
{
	struct unknown *unknown = find_unknown(loader, type);

	if (unknown == NULL || (unknown->guess != GUESS_STRUCT && guess != GUESS_ERROR))
		return;
	unknown->guess = guess;
	unknown->detail = detail;
}

static void add_example(struct text *text, const struct unknown *unknown, struct str name)
{
	struct str detail = unknown->detail.len > 0 ? unknown->detail : S("u8");

	text_addf(text, "\n              \"%.*s\": ", STR_ARG(name));
	switch (unknown->guess) {
	case GUESS_ENUM:
		text_addf(text, "Enum(variants: {\"Off\": 0, \"On\": 1}, repr: \"%.*s\"),",
			  STR_ARG(detail));
		break;
	case GUESS_ERROR:
		text_adds(text, "Error({\"Busy\": 1, \"ServerRestarted\": (value: 2, "
				"server_death: true)}),");
		break;
	case GUESS_NEWTYPE:
		text_addf(text, "Newtype(\"%.*s\"),", STR_ARG(detail));
		break;
	case GUESS_STRUCT:
		text_adds(text, "Struct({\"first\": \"u32\", \"second\": \"bool\"}),");
		break;
	case GUESS_CONSTANT:
		text_adds(text, "32,");
		break;
	}
}

// Lines that would define something unknown, as far as its uses tell.
static void show_definition(struct arena *arena, const struct unknown *unknown)
{
	const char *section = unknown->guess == GUESS_CONSTANT ? "constants" : "types";
	bool exists = fields_get(&unknown->unit->root, section) != NULL;
	struct text text = {.arena = arena};

	if (exists)
		text_addf(&text, "add to \"%s\", with what it really is:", section);
	else
		text_addf(&text, "add, with what it really is:\n          %s: {", section);
	add_example(&text, unknown, last_of(unknown->type->name));
	if (!exists)
		text_adds(&text, "\n          },");
	diag_help("%.*s", STR_ARG(text_str(&text)));
}

// Names that an unknown one may have been meant to be.
static size_t list_known(const struct unit *unit, struct str *names)
{
	size_t count = 0;

	for (size_t i = 0; i < BUILTINS; i++)
		names[count++] = str_from(builtins[i].name);
	for (size_t i = 0; i < unit->definition_count; i++)
		names[count++] = unit->definitions[i].last;
	for (size_t u = 0; u < unit->file.use_count; u++)
		for (size_t i = 0; i < unit->uses[u]->definition_count; i++)
			names[count++] = unit->uses[u]->definitions[i].last;
	return count;
}

void types_report_unknown(const struct loader *loader)
{
	size_t room = BUILTINS;

	for (size_t i = 0; i < loader->unit_count; i++)
		room += loader->units[i]->definition_count;
	struct str *names = ARENA_ARRAY(loader->arena, struct str, room);
	for (size_t i = 0; i < loader->unknown_count; i++) {
		const struct unknown *unknown = &loader->unknowns[i];
		const struct idl_type *type = unknown->type;

		if (str_starts(type->name, "["))
			continue; // its length is reported
		struct str near =
			str_nearest(last_of(type->name), names, list_known(unknown->unit, names));
		diag_error(type->place, "nobody defines the %s \"%.*s\"",
			   unknown->guess == GUESS_CONSTANT ? "constant" : "type",
			   STR_ARG(type->name));
		if (str_find(type->name, '<') < type->name.len)
			diag_help("only Option and Result can be followed by < >: define a type "
				  "with a name of its own, and use that");
		else if (near.len > 0 && unknown->guess != GUESS_CONSTANT)
			diag_help("did you mean \"%.*s\"?", STR_ARG(near));
		else
			show_definition(loader->arena, unknown);
	}
}
