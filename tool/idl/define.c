// The `types` and `constants` of a file.
//
//     "Mode":   Enum({"Off": 0, "On": 1})
//     "Mode":   Enum(variants: {"Off": 0, "On": (value: 1, doc: "...")}, repr: "u8", doc: "...")
//     "Error":  Error({"Busy": 1, "ServerRestarted": (value: 2, server_death: true)})
//     "Place":  Struct({"x": "u16", "y": (type: "u16", doc: "...")})
//     "Event":  Union({"Idle": (), "Key": "u8", "Click": ("u8", "Place"), "Drag": {"to": "Place"}})
//     "Handle": Newtype("u32")
//     "Rights": Bits({"Read": 1, "Write": 2})
//
// The short form has the main part alone, the long one has it under its key.
#include "tool/idl/loader.h"

#include <string.h>

static const struct form {
	const char *name;
	enum idl_kind kind;
	const char *main;    // the key that the short form leaves out
	const char *content; // of it, for example
} forms[] = {
	{"Struct", IDL_STRUCT, "fields", "{\"first\": \"u32\", \"second\": \"bool\"}"},
	{"Enum", IDL_ENUM, "variants", "{\"Off\": 0, \"On\": 1}"},
	{"Union", IDL_UNION, "variants", "{\"Idle\": (), \"Key\": \"u8\"}"},
	{"Newtype", IDL_NEWTYPE, "type", "\"u32\""},
	{"Bits", IDL_BITS, "flags", "{\"Read\": 1, \"Write\": 2}"},
	{"Error", IDL_ERROR, "variants",
	 "{\"Busy\": 1, \"ServerRestarted\": (value: 2, server_death: true)}"},
};

enum { FORMS = sizeof forms / sizeof forms[0] };

// What is being defined, and from what.
struct defining {
	struct loader *loader;
	struct unit *unit;
	struct str title; // "type \"Mode\""
	struct idl_type *type;
	bool good; // nothing was wrong so far
};

static struct str last_of(struct str path)
{
	size_t colon = str_find_last(path, ':');

	return colon == path.len ? path : str_slice(path, colon + 1, path.len);
}

static void note_constants(struct loader *loader, struct unit *unit)
{
	struct named_list list = fields_map(loader->arena, fields_get(&unit->root, "constants"),
					    S("constants"), "constant");

	unit->constants = ARENA_ARRAY(loader->arena, struct idl_constant, list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct named *named = &list.items[i];
		struct idl_constant constant = {.name = named->name, .place = named->place};
		const struct ron *value = named->value;

		if (!names_is_good(named->name, named->place, "a constant"))
			continue;
		if (value->kind == RON_STRUCT) {
			struct fields fields;

			fields_open(&fields, loader->arena, value,
				    str_format(loader->arena, "constant \"%.*s\"",
					       STR_ARG(named->name)),
				    "", "(value: 32, doc: \"...\")");
			FIELDS_ALLOW(&fields, "value", "doc", "description");
			constant.doc = fields_doc(&fields);
			value = fields_require(&fields, "value", "value: 32");
		}
		if (value != NULL &&
		    fields_number(value, "a constant", 0, UINT32_MAX, &constant.value))
			unit->constants[unit->constant_count++] = constant;
	}
	unit->file.constants = unit->constants;
	unit->file.constant_count = unit->constant_count;
}

static bool is_builtin(struct str name)
{
	static const char *const builtin[] = {
		"bool", "u8",   "u16",   "u32", "u64", "u128", "usize", "i8",     "i16",   "i32",
		"i64",  "i128", "isize", "f32", "f64", "char", "str",   "Option", "Result"};

	for (size_t i = 0; i < sizeof builtin / sizeof builtin[0]; i++)
		if (str_is(name, builtin[i]))
			return true;
	return false;
}

// "Mode", "power::Mode".
static bool is_good_path(struct str path, struct place place)
{
	for (;;) {
		size_t end = str_find(path, ':');

		if (!names_is_good(str_slice(path, 0, end), place, "a type"))
			return false;
		if (end == path.len)
			return true;
		path = str_slice(path, end + 1, path.len);
		if (!str_starts(path, ":"))
			return names_is_good(S(":"), place, "a type");
		path = str_slice(path, 1, path.len);
	}
}

void define_note(struct loader *loader, struct unit *unit)
{
	struct named_list list =
		fields_map(loader->arena, fields_get(&unit->root, "types"), S("types"), "type");

	note_constants(loader, unit);
	unit->definitions = ARENA_ARRAY(loader->arena, struct definition, list.count);
	for (size_t i = 0; i < list.count; i++) {
		struct str last = last_of(list.items[i].name);

		if (!is_good_path(list.items[i].name, list.items[i].place))
			continue;
		if (is_builtin(list.items[i].name)) {
			diag_error(list.items[i].place, "\"%.*s\" is built in",
				   STR_ARG(list.items[i].name));
			diag_help("use it as it is, or give yours another name");
			continue;
		}
		unit->definitions[unit->definition_count++] =
			(struct definition){.named = list.items[i], .last = last, .unit = unit};
	}
}

// A field, or with the name of a number as they have in tuples.
static bool read_field(struct defining *defining, const struct named *named,
		       struct idl_field *field)
{
	struct loader *loader = defining->loader;
	const struct ron *value = named->value;

	*field = (struct idl_field){.name = named->name, .place = named->place};
	if (value->kind == RON_STRUCT) {
		struct fields fields;

		if (!fields_open(&fields, loader->arena, value,
				 str_format(loader->arena, "field \"%.*s\"", STR_ARG(named->name)),
				 "", "(type: \"u32\", doc: \"...\")"))
			return false;
		FIELDS_ALLOW(&fields, "type", "doc", "description");
		field->doc = fields_doc(&fields);
		value = fields_require(&fields, "type", "type: \"u32\"");
	}
	if (value == NULL)
		return false;
	field->type = types_read(loader, defining->unit, value, named->name, NULL);
	return field->type != NULL;
}

// A map of named fields, or a list or tuple of types.
static bool read_fields(struct defining *defining, const struct ron *value, struct str key,
			struct idl_field **fields, size_t *count)
{
	struct arena *arena = defining->loader->arena;
	bool positional = value->kind == RON_LIST || value->kind == RON_TUPLE;
	struct named_list list = {0};
	bool good = true;

	if (positional) {
		list.items = ARENA_ARRAY(arena, struct named, value->count);
		for (list.count = 0; list.count < value->count; list.count++)
			list.items[list.count] = (struct named){
				str_format(arena, "%zu", list.count),
				value->items[list.count].place, &value->items[list.count]};
	} else {
		good = value->kind == RON_MAP;
		list = fields_map(arena, value, key, "field");
	}
	*count = 0;
	*fields = ARENA_ARRAY(arena, struct idl_field, list.count);
	for (size_t i = 0; i < list.count; i++) {
		struct idl_field *field = &(*fields)[*count];

		good = (positional ||
			names_is_good(list.items[i].name, list.items[i].place, "a field")) &&
		       read_field(defining, &list.items[i], field) && good;
		*count += field->type != NULL;
	}
	return good;
}

static void define_struct(struct defining *defining, const struct ron *value)
{
	struct idl_type *type = defining->type;

	if (value->kind != RON_MAP) {
		fields_is(value, S("fields"), RON_MAP);
		defining->good = false;
		return;
	}
	defining->good =
		read_fields(defining, value, S("fields"), &type->fields, &type->field_count) &&
		defining->good;
	if (type->field_count > 0 || !defining->good)
		return;
	diag_error(value->place, "a struct must have fields");
	diag_help("nothing at all is the type \"()\"");
	defining->good = false;
}

static void define_newtype(struct defining *defining, const struct ron *value)
{
	defining->type->element =
		types_read(defining->loader, defining->unit, value, S("type"), NULL);
	defining->good = defining->type->element != NULL && defining->good;
}

// Whether an integer holds a value; two's complement if negative.
static bool holds(const struct idl_type *integer, const struct ron *value)
{
	uint64_t most;

	if (integer->bits >= 64)
		most = integer->is_signed ? INT64_MAX : UINT64_MAX;
	else
		most = ((uint64_t)1 << (integer->bits - integer->is_signed)) - 1;
	if (value->negative)
		return integer->is_signed && value->magnitude <= most + 1;
	return value->magnitude <= most;
}

// The number after another; as RON numbers, for they may be below 0.
static struct ron next_number(struct ron number)
{
	if (number.negative)
		number.negative = --number.magnitude > 0;
	else
		number.magnitude++;
	return number;
}

// The value of a variant or flag, which is also left in *number. Without one (`value` is
// NULL), it is the next.
static bool read_value(struct defining *defining, const struct ron *value, struct ron *number,
		       struct idl_variant *variant)
{
	const struct idl_type *integer = defining->type->integer;
	uint64_t least = defining->type->kind == IDL_ENUM ? 0 : 1;
	struct ron read = value != NULL ? *value : next_number(*number);

	if (read.kind == RON_BROKEN)
		return false;
	if (read.kind != RON_INTEGER) {
		diag_error(read.place, "the value of \"%.*s\" must be a whole number, not %s",
			   STR_ARG(variant->name), ron_kind_name(&read));
		diag_help("write \"%.*s\": 1, or \"%.*s\": (value: 1, doc: \"...\")",
			  STR_ARG(variant->name), STR_ARG(variant->name));
		return false;
	}
	*number = read;
	variant->value = read.negative ? 0 - read.magnitude : read.magnitude;
	if (holds(integer, &read) && (read.negative || read.magnitude >= least) &&
	    (read.magnitude <= UINT16_MAX || defining->type->kind != IDL_ERROR))
		return true;
	diag_error(value == NULL ? variant->place : read.place, "\"%.*s\" cannot be %s%llu",
		   STR_ARG(variant->name), read.negative ? "-" : "",
		   (unsigned long long)read.magnitude);
	if (defining->type->kind == IDL_ERROR && read.magnitude > UINT16_MAX)
		diag_help("the code of an error is 1 to 65535");
	else if (read.negative || read.magnitude >= least)
		diag_help("it must fit in %.*s; or give the type another, such as repr: \"%s\"",
			  STR_ARG(integer->name), read.negative ? "i32" : "u32");
	else
		diag_help(defining->type->kind == IDL_ERROR
				  ? "0 says that nothing went wrong: errors begin with 1"
				  : "a flag has at least one bit: write 1, 2, 4, 8, ...");
	return false;
}

static const struct idl_variant *variant_of_value(const struct idl_type *type, uint64_t value)
{
	for (size_t i = 0; i < type->variant_count; i++)
		if (type->variants[i].value == value)
			return &type->variants[i];
	return NULL;
}

// Two enum variants of one value would be one. Two flags may share bits.
static bool is_taken(const struct idl_type *type, const struct idl_variant *variant)
{
	const struct idl_variant *other = variant_of_value(type, variant->value);

	if (other == NULL)
		return false;
	diag_error(variant->place, "\"%.*s\" has the value of \"%.*s\"", STR_ARG(variant->name),
		   STR_ARG(other->name));
	diag_note(other->place, "which is here");
	diag_help("give one of them another value");
	return true;
}

// The long form of a variant or flag; the value's own is NULL if it is left out.
static bool open_variant(struct defining *defining, const struct ron *value,
			 struct idl_variant *variant, const struct ron **number)
{
	struct arena *arena = defining->loader->arena;
	struct fields fields;
	const struct ron *inner;

	if (!fields_open(&fields, arena, value,
			 str_format(arena, "variant \"%.*s\"", STR_ARG(variant->name)), "",
			 "(value: 1, doc: \"...\")"))
		return false;
	if (defining->type->kind == IDL_UNION)
		FIELDS_ALLOW(&fields, "fields", "doc", "description");
	else if (defining->type->kind == IDL_ERROR)
		FIELDS_ALLOW(&fields, "value", "server_death", "fields", "doc", "description");
	else
		FIELDS_ALLOW(&fields, "value", "doc", "description");
	variant->doc = fields_doc(&fields);
	*number = fields_get(&fields, "value");
	fields_flag(&fields, "server_death", &variant->server_death);
	if ((inner = fields_get(&fields, "fields")) == NULL)
		return true;
	variant->positional = inner->kind != RON_MAP;
	return read_fields(defining, inner, S("fields"), &variant->fields, &variant->field_count);
}

// Whether an error's variant can stand for the server's death: one, and with nothing in it.
static bool death_is_good(const struct idl_type *type, const struct idl_variant *variant)
{
	if (!variant->server_death)
		return true;
	for (size_t i = 0; i < type->variant_count; i++) {
		if (!type->variants[i].server_death)
			continue;
		diag_error(variant->place, "\"%.*s\" is the second variant with server_death",
			   STR_ARG(variant->name));
		diag_note(type->variants[i].place, "the first is here");
		diag_help("a client can only be told one of them");
		return false;
	}
	if (variant->field_count == 0)
		return true;
	diag_error(variant->place, "\"%.*s\" stands for a server that restarted, and has fields",
		   STR_ARG(variant->name));
	diag_help("nobody is left who could fill them in: leave them out");
	return false;
}

// A variant of an enum or error, or a flag.
static bool read_numbered(struct defining *defining, const struct named *named, size_t index,
			  struct ron *number)
{
	struct idl_type *type = defining->type;
	const struct ron *value = named->value;
	struct idl_variant variant = {
		.name = named->name, .place = named->place, .index = (uint32_t)index};

	if (!names_is_good(named->name, named->place, "a variant"))
		return false;
	if (value != NULL && value->kind == RON_TUPLE && value->count == 0)
		value = NULL;
	else if (value != NULL && value->kind == RON_STRUCT &&
		 !open_variant(defining, value, &variant, &value))
		return false;
	if (!read_value(defining, value, number, &variant))
		return false;
	if (!death_is_good(type, &variant))
		return false;
	if (type->kind != IDL_BITS && is_taken(type, &variant))
		return false;
	type->has_fields = type->has_fields || variant.field_count > 0;
	type->variants[type->variant_count++] = variant;
	return true;
}

static bool is_listed(const struct named_list *list, struct str name)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_equal(list->items[i].name, name))
			return true;
	return false;
}

// The names of a list, each once.
static void list_names(struct defining *defining, const struct ron *value, struct str key,
		       struct named_list *list)
{
	list->items = ARENA_ARRAY(defining->loader->arena, struct named, value->count);
	for (size_t i = 0; i < value->count; i++) {
		const struct ron *name = &value->items[i];

		if (!fields_is(name, key, RON_STRING)) {
			defining->good = false;
		} else if (is_listed(list, name->string)) {
			diag_error(name->place, "there are two variants \"%.*s\"",
				   STR_ARG(name->string));
			diag_help("give one of them another name");
		} else {
			list->items[list->count++] =
				(struct named){name->string, name->place, NULL};
		}
	}
}

// The names and values of a map, or the names of a list.
static bool list_variants(struct defining *defining, const struct ron *value, struct str key,
			  struct named_list *list)
{
	*list = (struct named_list){NULL, 0};
	if (value->kind == RON_LIST)
		list_names(defining, value, key, list);
	else
		*list = fields_map(defining->loader->arena, value, key,
				   str_is(key, "flags") ? "flag" : "variant");
	return value->kind == RON_LIST || value->kind == RON_MAP;
}

static void define_variants(struct defining *defining, const struct ron *value, const char *key)
{
	struct idl_type *type = defining->type;
	struct named_list list;
	// Enums begin with 0, errors with 1: this is the number before.
	struct ron number = {.kind = RON_INTEGER,
			     .negative = type->kind == IDL_ENUM,
			     .magnitude = type->kind == IDL_ENUM};

	if (!list_variants(defining, value, str_from(key), &list)) {
		defining->good = false;
		return;
	}
	type->variants = ARENA_ARRAY(defining->loader->arena, struct idl_variant, list.count);
	for (size_t i = 0; i < list.count; i++) {
		if (type->kind == IDL_BITS &&
		    (list.items[i].value == NULL || list.items[i].value->kind == RON_TUPLE)) {
			diag_error(list.items[i].place, "the flag \"%.*s\" has no value",
				   STR_ARG(list.items[i].name));
			diag_help("write its bits: {\"Read\": 1, \"Write\": 2, \"Run\": 4}");
			defining->good = false;
			continue;
		}
		defining->good =
			read_numbered(defining, &list.items[i], i, &number) && defining->good;
	}
	if (list.count > 0)
		return;
	diag_error(value->place, "%.*s has no %s", STR_ARG(defining->title), key);
	diag_help("add at least one");
	defining->good = false;
}

static bool read_alternative(struct defining *defining, const struct named *named, size_t index)
{
	struct idl_type *type = defining->type;
	const struct ron *value = named->value;
	const struct ron *number = NULL;
	struct idl_variant variant = {.name = named->name,
				      .place = named->place,
				      .index = (uint32_t)index,
				      .value = index};

	if (!names_is_good(named->name, named->place, "a variant") || value->kind == RON_BROKEN)
		return false;
	if (value->kind == RON_STRUCT) {
		if (!open_variant(defining, value, &variant, &number))
			return false;
	} else if (value->kind == RON_STRING) {
		struct ron *one = ARENA_NEW(defining->loader->arena, struct ron);
		*one = (struct ron){.kind = RON_LIST, .place = value->place, .count = 1};
		one->items = ARENA_NEW(defining->loader->arena, struct ron);
		one->items[0] = *value;
		variant.positional = true;
		if (!read_fields(defining, one, named->name, &variant.fields, &variant.field_count))
			return false;
	} else if (value->kind == RON_TUPLE || value->kind == RON_LIST || value->kind == RON_MAP) {
		variant.positional = value->kind != RON_MAP;
		if (!read_fields(defining, value, named->name, &variant.fields,
				 &variant.field_count))
			return false;
	} else {
		diag_error(value->place, "variant \"%.*s\" cannot be %s", STR_ARG(named->name),
			   ron_kind_name(value));
		diag_help("write () for nothing in it, or a type, or (type, type), or "
			  "{\"name\": type}");
		return false;
	}
	type->variants[type->variant_count++] = variant;
	return true;
}

static void define_union(struct defining *defining, const struct ron *value)
{
	struct idl_type *type = defining->type;
	struct named_list list =
		fields_map(defining->loader->arena, value, S("variants"), "variant");

	defining->good = defining->good && value->kind == RON_MAP;
	type->variants = ARENA_ARRAY(defining->loader->arena, struct idl_variant, list.count);
	for (size_t i = 0; i < list.count; i++)
		defining->good = read_alternative(defining, &list.items[i], i) && defining->good;
	type->has_fields = true;
	if (!defining->good)
		return;
	for (size_t i = 0; i < type->variant_count; i++)
		if (type->variants[i].field_count > 0)
			return;
	diag_error(type->place, "no variant of \"%.*s\" has anything in it", STR_ARG(type->name));
	diag_help("make it an Enum");
	defining->good = false;
}

// The integer that holds an enum, error or flags: `repr`, or what it is without.
static const struct idl_type *read_repr(struct defining *defining, const struct ron *repr)
{
	static const struct ron u8 = {.kind = RON_STRING, .string = {"u8", 2}};
	static const struct ron u16 = {.kind = RON_STRING, .string = {"u16", 3}};
	const struct ron *written = repr;
	const struct idl_type *integer;

	if (written == NULL)
		written = defining->type->kind == IDL_ERROR ? &u16 : &u8;
	integer = types_integer(defining->loader, defining->unit, written, S("repr"));
	if (integer == NULL || (integer->bits <= 64 && !integer->is_word &&
				!(integer->is_signed && defining->type->kind != IDL_ENUM) &&
				!(integer->bits < 16 && defining->type->kind == IDL_ERROR)))
		return integer;
	diag_error(written->place, "%.*s cannot be of %.*s", STR_ARG(defining->title),
		   STR_ARG(integer->name));
	diag_help(defining->type->kind == IDL_ERROR  ? "write \"u16\", \"u32\" or \"u64\""
		  : defining->type->kind == IDL_BITS ? "write \"u8\", \"u16\", \"u32\" or \"u64\""
						     : "write an integer of 8 to 64 bits");
	return NULL;
}

// The main part of a definition; `fields` are the long form's, or have no value.
static const struct ron *open_definition(struct defining *defining, const struct ron *value,
					 const struct form *form, struct fields *fields)
{
	struct arena *arena = defining->loader->arena;
	struct str example = str_format(arena, "%s(%s)", form->name, form->content);

	*fields = (struct fields){.arena = arena, .value = value};
	if (value->kind == RON_TUPLE && value->count == 1)
		return &value->items[0];
	if (!fields_open(fields, arena, value, defining->title, form->name, example.at))
		return NULL;
	if (form->kind == IDL_STRUCT || form->kind == IDL_UNION || form->kind == IDL_NEWTYPE)
		FIELDS_ALLOW(fields, form->main, "doc", "description");
	else
		FIELDS_ALLOW(fields, form->main, "repr", "doc", "description");
	example = str_format(arena, "%s: %s", form->main, form->content);
	return fields_require(fields, form->main, example.at);
}

static const struct form *find_form(const struct defining *defining, const struct ron *value)
{
	for (size_t i = 0; i < FORMS; i++)
		if (str_is(value->name, forms[i].name))
			return &forms[i];
	if (value->kind == RON_BROKEN)
		return NULL;
	if (value->name.len > 0)
		diag_error(value->place, "there is no kind of type \"%.*s\"", STR_ARG(value->name));
	else
		diag_error(value->place, "%.*s cannot be %s", STR_ARG(defining->title),
			   ron_kind_name(value));
	diag_help("write Struct(...), Enum(...), Union(...), Newtype(...), Bits(...) or "
		  "Error(...)");
	return NULL;
}

static void define(struct defining *defining, const struct ron *value)
{
	struct idl_type *type = defining->type;
	const struct form *form = find_form(defining, value);
	struct fields fields;

	defining->good = form != NULL;
	if (form == NULL)
		return;
	type->kind = form->kind;
	const struct ron *main = open_definition(defining, value, form, &fields);
	type->doc = fields_doc(&fields);
	if (form->kind == IDL_ENUM || form->kind == IDL_ERROR || form->kind == IDL_BITS) {
		type->integer = read_repr(defining, fields_get(&fields, "repr"));
		defining->good = type->integer != NULL;
	}
	defining->good = defining->good && main != NULL && main->kind != RON_BROKEN;
	if (!defining->good)
		return;
	if (form->kind == IDL_STRUCT)
		define_struct(defining, main);
	else if (form->kind == IDL_NEWTYPE)
		define_newtype(defining, main);
	else if (form->kind == IDL_UNION)
		define_union(defining, main);
	else
		define_variants(defining, main, form->main);
}

static void refuse_circle(const struct definition *definition)
{
	diag_error(definition->named.place, "\"%.*s\" contains itself", STR_ARG(definition->last));
	diag_help("it would be endlessly large; break the circle");
}

// Whether only the path before its name tells a type from another of the file.
static bool has_twin(const struct definition *definition)
{
	const struct unit *unit = definition->unit;

	for (size_t i = 0; i < unit->definition_count; i++)
		if (&unit->definitions[i] != definition &&
		    str_equal(unit->definitions[i].last, definition->last))
			return true;
	return false;
}

const struct idl_type *define_resolve(struct loader *loader, struct definition *definition)
{
	if (definition->state == DEFINITION_OPEN) {
		refuse_circle(definition);
		return NULL;
	}
	if (definition->state == DEFINITION_DONE)
		return definition->type;
	struct defining defining = {
		.loader = loader,
		.unit = definition->unit,
		.title =
			str_format(loader->arena, "type \"%.*s\"", STR_ARG(definition->named.name)),
		.type = ARENA_NEW(loader->arena, struct idl_type),
	};
	defining.type->name = has_twin(definition) ? definition->named.name : definition->last;
	defining.type->place = definition->named.place;
	defining.type->file = &definition->unit->file;
	definition->state = DEFINITION_OPEN;
	define(&defining, definition->named.value);
	definition->state = DEFINITION_DONE;
	if (!defining.good)
		return NULL;
	if (!measure_type(defining.type)) {
		diag_error(definition->named.place, "\"%.*s\" takes more than a mebibyte",
			   STR_ARG(definition->last));
		diag_help("pass large things in leases");
		return NULL;
	}
	definition->type = defining.type;
	types_add(loader, defining.type);
	return defining.type;
}
