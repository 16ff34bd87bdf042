// A TOML table that is being read against what may stand in it.
#include "tool/base/section.h"

struct section section_of(struct arena *arena, const struct toml_node *table, struct place place,
			  const char *title, ...)
{
	va_list list;
	va_start(list, title);
	struct section section = {
		.arena = arena,
		.table = table,
		.title = str_format_list(arena, title, list),
		.place = place,
	};
	va_end(list);
	return section;
}

bool section_open(struct arena *arena, const struct toml_entry *entry, struct section *section)
{
	if (!section_is(&entry->value, entry->key, TOML_TABLE))
		return false;
	*section = section_of(arena, &entry->value, entry->place, "[%.*s]", STR_ARG(entry->key));
	return true;
}

void section_suggest(struct str wrong, const struct str *names, size_t count,
		     const char *what_they_are)
{
	struct str near = str_nearest(wrong, names, count);
	struct arena arena = {0};
	struct text list = {.arena = &arena};

	if (near.len > 0) {
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
		return;
	}
	if (count == 0) {
		diag_help("there are no %s", what_they_are);
		return;
	}
	for (size_t i = 0; i < count; i++)
		text_addf(&list, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(names[i]));
	diag_help("the %s are: %.*s", what_they_are, STR_ARG(text_str(&list)));
	arena_clear(&arena);
}

void section_allow(struct section *section, const char *const *keys, size_t count)
{
	struct str *names = ARENA_ARRAY(section->arena, struct str, count);

	section->slips = ARENA_ARRAY(section->arena, struct str, section->table->count);

	for (size_t k = 0; k < count; k++)
		names[k] = str_from(keys[k]);
	for (size_t i = 0; i < section->table->count; i++) {
		const struct toml_entry *entry = &section->table->entries[i];
		bool allowed = false;

		for (size_t k = 0; k < count; k++)
			allowed = allowed || str_equal(entry->key, names[k]);
		if (allowed)
			continue;
		diag_error(entry->place, "unknown key \"%.*s\" in %.*s", STR_ARG(entry->key),
			   STR_ARG(section->title));
		section_suggest(entry->key, names, count, "keys that may stand here");
		section->slips[section->slip_count++] = str_nearest(entry->key, names, count);
	}
}

bool section_require(const struct section *section, const char *key, const char *example)
{
	if (toml_find(section->table, key) != NULL)
		return true;
	for (size_t i = 0; i < section->slip_count; i++)
		if (str_is(section->slips[i], key))
			return false;
	diag_error(section->place, "%.*s has no \"%s\"", STR_ARG(section->title), key);
	diag_help("add a line such as: %s", example);
	return false;
}

static void help_with_kind(enum toml_kind kind)
{
	switch (kind) {
	case TOML_TABLE:
		diag_help("write a table: { key = value }");
		break;
	case TOML_ARRAY:
		diag_help("write an array: [\"first\", \"second\"]");
		break;
	case TOML_STRING:
		diag_help("write it in quotation marks");
		break;
	case TOML_INTEGER:
		diag_help("write a whole number, such as 16 or 0x10, without quotation marks");
		break;
	case TOML_BOOLEAN:
		diag_help("write true or false, without quotation marks");
		break;
	case TOML_FLOAT:
	case TOML_DATE:
		break; // nothing here is one of these
	}
}

bool section_is(const struct toml_node *value, struct str key, enum toml_kind kind)
{
	if (value->kind == kind)
		return true;
	diag_error(value->place, "\"%.*s\" must be %s, and this is %s", STR_ARG(key),
		   toml_kind_name(kind), toml_kind_name(value->kind));
	help_with_kind(kind);
	return false;
}

const struct toml_entry *section_get(const struct section *section, const char *key,
				     enum toml_kind kind)
{
	const struct toml_entry *entry = toml_find(section->table, key);

	if (entry == NULL || !section_is(&entry->value, entry->key, kind))
		return NULL;
	return entry;
}

bool section_is_within(const struct toml_node *value, struct str key, uint32_t least, uint32_t most)
{
	if (!section_is(value, key, TOML_INTEGER))
		return false;
	if (value->integer >= (int64_t)least && value->integer <= (int64_t)most)
		return true;
	diag_error(value->place, "\"%.*s\" is out of range: %lld", STR_ARG(key),
		   (long long)value->integer);
	// Limits of sizes and addresses are round in hexadecimal, others are not.
	if (most > 0xffff && (most + 1) % 0x1000 <= 1)
		diag_help("it can be 0x%x to 0x%x", (unsigned)least, (unsigned)most);
	else
		diag_help("it can be %u to %u", (unsigned)least, (unsigned)most);
	return false;
}

void section_number(const struct section *section, const char *key, uint32_t least, uint32_t most,
		    uint32_t *number, struct place *place)
{
	const struct toml_entry *entry = toml_find(section->table, key);

	if (entry == NULL || !section_is_within(&entry->value, entry->key, least, most))
		return;
	*number = (uint32_t)entry->value.integer;
	if (place != NULL)
		*place = entry->value.place;
}

void section_string(const struct section *section, const char *key, struct str *string,
		    struct place *place)
{
	const struct toml_entry *entry = section_get(section, key, TOML_STRING);

	if (entry == NULL)
		return;
	*string = entry->value.string;
	if (place != NULL)
		*place = entry->value.place;
}

void section_need_string(const struct section *section, const char *key, struct str *string,
			 const char *example)
{
	if (section_require(section, key, example))
		section_string(section, key, string, NULL);
}

void section_flag(const struct section *section, const char *key, bool *flag)
{
	const struct toml_entry *entry = section_get(section, key, TOML_BOOLEAN);

	if (entry != NULL)
		*flag = entry->value.boolean;
}

struct section_strings section_strings(const struct section *section, const char *key)
{
	const struct toml_entry *entry = section_get(section, key, TOML_ARRAY);
	struct section_strings strings = {0};

	if (entry == NULL)
		return strings;
	strings.items = ARENA_ARRAY(section->arena, struct str, entry->value.count);
	strings.places = ARENA_ARRAY(section->arena, struct place, entry->value.count);
	for (size_t i = 0; i < entry->value.count; i++) {
		const struct toml_node *item = &entry->value.items[i];

		if (item->kind != TOML_STRING) {
			diag_error(item->place, "\"%s\" holds strings, and this is %s", key,
				   toml_kind_name(item->kind));
			help_with_kind(TOML_STRING);
			continue;
		}
		strings.items[strings.count] = item->string;
		strings.places[strings.count++] = item->place;
	}
	return strings;
}
