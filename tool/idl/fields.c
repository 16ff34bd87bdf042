// RON structs and maps against what may stand in them.
#include "tool/idl/fields.h"

#include "tool/base/section.h"

bool fields_open(struct fields *fields, struct arena *arena, const struct ron *value,
		 struct str title, const char *name, const char *form)
{
	*fields = (struct fields){.arena = arena, .value = value, .title = title};
	if (value->kind == RON_BROKEN)
		return false;
	bool fits = value->kind == RON_STRUCT || (value->kind == RON_TUPLE && value->count == 0);
	if (fits && (value->name.len == 0 || str_is(value->name, name)))
		return true;
	if (fits || value->kind == RON_NAME || (value->kind == RON_TUPLE && value->name.len > 0))
		diag_error(value->place, "%.*s cannot be a \"%.*s\"", STR_ARG(title),
			   STR_ARG(value->name));
	else
		diag_error(value->place, "%.*s cannot be %s", STR_ARG(title), ron_kind_name(value));
	if (value->kind == RON_MAP)
		diag_help("fields stand between ( and ), not { and }: %s", form);
	else
		diag_help("write %s", form);
	return false;
}

static void refuse_key(struct fields *fields, const struct ron *key, const char *const *keys,
		       size_t count)
{
	struct str *names = ARENA_ARRAY(fields->arena, struct str, count);

	for (size_t i = 0; i < count; i++)
		names[i] = str_from(keys[i]);
	diag_error(key->place, "unknown key \"%.*s\" in %.*s", STR_ARG(key->name),
		   STR_ARG(fields->title));
	section_suggest(key->name, names, count, "keys");
	fields->slips[fields->slip_count++] = str_nearest(key->name, names, count);
}

// Whether the entries before number i have its key.
static bool is_twin(const struct ron *value, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_equal(value->entries[k].key.name, value->entries[i].key.name))
			return true;
	return false;
}

static bool is_allowed(struct str key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(key, keys[i]))
			return true;
	return false;
}

void fields_allow(struct fields *fields, const char *const *keys, size_t count)
{
	const struct ron *value = fields->value;

	fields->slips = ARENA_ARRAY(fields->arena, struct str, value->count);

	for (size_t i = 0; value->kind == RON_STRUCT && i < value->count; i++) {
		const struct ron *key = &value->entries[i].key;

		if (!is_allowed(key->name, keys, count)) {
			refuse_key(fields, key, keys, count);
		} else if (is_twin(value, i)) {
			diag_error(key->place, "\"%.*s\" is given twice in %.*s",
				   STR_ARG(key->name), STR_ARG(fields->title));
			diag_help("leave out one of the two");
		}
	}
}

const struct ron *fields_get(const struct fields *fields, const char *key)
{
	const struct ron_entry *entry = ron_find(fields->value, key);

	return entry == NULL || entry->value.kind == RON_BROKEN ? NULL : &entry->value;
}

static bool is_slip(const struct fields *fields, const char *key)
{
	for (size_t i = 0; i < fields->slip_count; i++)
		if (str_is(fields->slips[i], key))
			return true;
	return false;
}

const struct ron *fields_require(const struct fields *fields, const char *key, const char *example)
{
	if (ron_find(fields->value, key) == NULL && !fields->value->damaged &&
	    !is_slip(fields, key)) {
		diag_error(fields->value->place, "%.*s has no \"%s\"", STR_ARG(fields->title), key);
		diag_help("add %s", example);
	}
	return fields_get(fields, key);
}

static const char *kind_wanted(enum ron_kind kind)
{
	const struct ron example = {.kind = kind, .count = 1};

	return kind == RON_BOOL ? "true or false" : ron_kind_name(&example);
}

bool fields_is(const struct ron *value, struct str key, enum ron_kind kind)
{
	if (value->kind == kind || value->kind == RON_BROKEN)
		return value->kind == kind;
	diag_error(value->place, "\"%.*s\" must be %s, not %s", STR_ARG(key), kind_wanted(kind),
		   ron_kind_name(value));
	switch (kind) {
	case RON_STRING:
		diag_help("put it between quotation marks");
		break;
	case RON_BOOL:
		diag_help("write true or false, without quotation marks");
		break;
	case RON_MAP:
		diag_help("write { \"name\": ..., }");
		break;
	case RON_LIST:
		diag_help("write [..., ...]");
		break;
	case RON_BROKEN:
	case RON_INTEGER:
	case RON_FLOAT:
	case RON_CHAR:
	case RON_BYTES:
	case RON_NAME:
	case RON_TUPLE:
	case RON_STRUCT:
		break;
	}
	return false;
}

void fields_string(const struct fields *fields, const char *key, struct str *string)
{
	const struct ron *value = fields_get(fields, key);

	if (value != NULL && fields_is(value, str_from(key), RON_STRING))
		*string = value->string;
}

void fields_flag(const struct fields *fields, const char *key, bool *flag)
{
	const struct ron *value = fields_get(fields, key);

	if (value != NULL && fields_is(value, str_from(key), RON_BOOL))
		*flag = value->boolean;
}

struct str fields_doc(const struct fields *fields)
{
	struct str doc = S("");
	struct str description = S("");

	fields_string(fields, "doc", &doc);
	fields_string(fields, "description", &description);
	doc = str_trim(doc);
	description = str_trim(description);
	if (doc.len == 0 || description.len == 0)
		return doc.len == 0 ? description : doc;
	return str_format(fields->arena, "%.*s\n\n%.*s", STR_ARG(doc), STR_ARG(description));
}

bool fields_number(const struct ron *value, const char *what, uint64_t least, uint64_t most,
		   uint64_t *number)
{
	if (value->kind == RON_BROKEN)
		return false;
	if (value->kind == RON_INTEGER && (!value->negative || value->magnitude == 0) &&
	    value->magnitude >= least && value->magnitude <= most) {
		*number = value->magnitude;
		return true;
	}
	if (value->kind == RON_INTEGER)
		diag_error(value->place, "%s cannot be %s%llu", what, value->negative ? "-" : "",
			   (unsigned long long)value->magnitude);
	else
		diag_error(value->place, "%s must be a whole number, not %s", what,
			   ron_kind_name(value));
	diag_help("it can be %llu to %llu", (unsigned long long)least, (unsigned long long)most);
	return false;
}

static bool has_name(const struct named_list *list, struct str name)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_equal(list->items[i].name, name))
			return true;
	return false;
}

struct named_list fields_map(struct arena *arena, const struct ron *value, struct str key,
			     const char *what)
{
	struct named_list list = {0};

	if (value == NULL || !fields_is(value, key, RON_MAP))
		return list;
	list.items = ARENA_ARRAY(arena, struct named, value->count);
	for (size_t i = 0; i < value->count; i++) {
		const struct ron *name = &value->entries[i].key;

		if (name->kind == RON_BROKEN || (name->kind != RON_STRING && value->damaged))
			continue;
		if (name->kind != RON_STRING) {
			diag_error(name->place, "the name of the %s must be a string, not %s", what,
				   ron_kind_name(name));
			diag_help("names in \"%.*s\" stand between quotation marks", STR_ARG(key));
		} else if (has_name(&list, name->string)) {
			diag_error(name->place, "there are two %ss \"%.*s\"", what,
				   STR_ARG(name->string));
			diag_help("give one of them another name");
		} else {
			list.items[list.count++] =
				(struct named){name->string, name->place, &value->entries[i].value};
		}
	}
	return list;
}
