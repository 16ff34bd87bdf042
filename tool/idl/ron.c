// RON: values made of words.
//
// The reader looks two words ahead. After a mistake it goes on with the next item of the
// innermost list, map, tuple or struct, so that one run shows several mistakes.
#include "tool/idl/ron.h"

#include <string.h>

#include "tool/idl/scan.h"

struct opener {
	char closer; // that ends it
	struct place place;
};

struct reader {
	struct arena *arena;
	struct scan scan;
	struct token now;
	struct token next;
	struct place after; // the token before `now`
	struct opener open[RON_DEPTH + 1];
	size_t depth;
};

static void take(struct reader *reader)
{
	reader->after = reader->now.after;
	reader->now = reader->next;
	reader->next = scan_next(&reader->scan);
}

static bool is_closer(int kind)
{
	return kind == ')' || kind == ']' || kind == '}';
}

static bool is_opener(int kind)
{
	return kind == '(' || kind == '[' || kind == '{';
}

static bool begins_value(int kind)
{
	return is_opener(kind) || (kind >= TOKEN_BROKEN && kind <= TOKEN_BYTES);
}

// Passes the rest of an item: up to a comma or closer that is not inside of it.
static void skip_item(struct reader *reader)
{
	size_t depth = 0;

	while (reader->now.kind != TOKEN_END) {
		if (depth == 0 && (reader->now.kind == ',' || is_closer(reader->now.kind)))
			return;
		if (is_opener(reader->now.kind))
			depth++;
		else if (is_closer(reader->now.kind))
			depth--;
		take(reader);
	}
}

// Passes everything from an opening bracket to its closing one.
static void skip_bracketed(struct reader *reader)
{
	size_t depth = 0;

	do {
		if (is_opener(reader->now.kind))
			depth++;
		else if (is_closer(reader->now.kind))
			depth--;
		take(reader);
	} while (depth > 0 && reader->now.kind != TOKEN_END);
}

static void read_value(struct reader *reader, struct ron *value);

// One closer too many: what should close stands right behind it.
static void refuse_surplus(struct reader *reader)
{
	const struct opener *opener = &reader->open[reader->depth - 1];

	if (scan_error(&reader->scan, reader->now.place, "'%c' closes nothing here",
		       reader->now.kind)) {
		diag_note(opener->place, "this comes first, and ends with '%c'", opener->closer);
		diag_help("leave it out");
	}
	take(reader);
}

// The closer is missing, or another stands in its place.
static void refuse_closer(struct reader *reader)
{
	const struct opener *opener = &reader->open[reader->depth - 1];
	bool closes_outer = false;

	for (size_t i = 0; i + 1 < reader->depth; i++)
		closes_outer = closes_outer || reader->open[i].closer == reader->now.kind;
	if (reader->now.kind == TOKEN_END) {
		if (scan_error(&reader->scan, opener->place, "this is never closed"))
			diag_help("it needs a '%c'", opener->closer);
	} else if (scan_error(&reader->scan, reader->now.place, "'%c' closes nothing here",
			      reader->now.kind)) {
		diag_note(opener->place, "this must be closed first, with '%c'", opener->closer);
		diag_help("write '%c' %s it", opener->closer,
			  closes_outer ? "before" : "instead of");
	}
	if (reader->now.kind != TOKEN_END && !closes_outer)
		take(reader);
}

// After an item: the comma, or what should have been one.
static void pass_comma(struct reader *reader)
{
	const struct opener *opener = &reader->open[reader->depth - 1];
	int kind = reader->now.kind;

	if (kind == ',') {
		take(reader);
		return;
	}
	if (is_closer(kind) || kind == TOKEN_END)
		return;
	if (kind != TOKEN_BROKEN &&
	    scan_error(&reader->scan, begins_value(kind) ? reader->after : reader->now.place,
		       "expected ',' or '%c', not %s", opener->closer,
		       scan_describe(reader->arena, &reader->now)))
		diag_help("items are separated by commas");
	if (begins_value(kind) && kind != TOKEN_BROKEN)
		return;
	take(reader);
	skip_item(reader);
	if (reader->now.kind == ',')
		take(reader);
}

// Whether another item follows; if not, the closer was taken.
static bool has_item(struct reader *reader)
{
	int closer = (unsigned char)reader->open[reader->depth - 1].closer;

	if (reader->now.kind != closer && is_closer(reader->now.kind) &&
	    reader->next.kind == closer)
		refuse_surplus(reader);
	if (reader->now.kind == closer) {
		take(reader);
		return false;
	}
	if (is_closer(reader->now.kind) || reader->now.kind == TOKEN_END) {
		refuse_closer(reader);
		return false;
	}
	return true;
}

static void read_items(struct reader *reader, struct ron *value)
{
	size_t room = 0;

	while (has_item(reader)) {
		struct ron item = {0};

		read_value(reader, &item);
		*ARENA_PUSH(reader->arena, value->items, value->count, room) = item;
		pass_comma(reader);
	}
}

// The ':' between a key and its value. False if the entry cannot be read.
static bool pass_colon(struct reader *reader)
{
	if (reader->now.kind == ':') {
		take(reader);
		return true;
	}
	if (reader->now.kind == TOKEN_BROKEN)
		return false;
	if (scan_error(&reader->scan, reader->after, "expected ':' and a value, not %s",
		       scan_describe(reader->arena, &reader->now)))
		diag_help("entries are written key: value");
	return begins_value(reader->now.kind);
}

// A key of a struct.
static bool read_field_name(struct reader *reader, struct ron *key)
{
	key->kind = RON_NAME;
	key->place = reader->now.place;
	key->name = reader->now.string;
	if (reader->now.kind == TOKEN_NAME) {
		take(reader);
		return true;
	}
	if (reader->now.kind == TOKEN_BROKEN)
		return false;
	bool quoted = reader->now.kind == TOKEN_STRING && reader->next.kind == ':';
	if (scan_error(&reader->scan, reader->now.place, "expected the name of a field, not %s",
		       scan_describe(reader->arena, &reader->now))) {
		if (quoted)
			diag_help("between ( and ), names have no quotation marks: %.*s: ...",
				  STR_ARG(reader->now.string));
		else
			diag_help("entries between ( and ) are written name: value");
	}
	if (quoted)
		take(reader);
	return quoted;
}

static void read_entries(struct reader *reader, struct ron *value)
{
	bool is_map = value->kind == RON_MAP;
	size_t room = 0;

	while (has_item(reader)) {
		struct ron_entry entry = {0};
		bool good = true;

		if (is_map)
			read_value(reader, &entry.key);
		else
			good = read_field_name(reader, &entry.key);
		good = good && pass_colon(reader);
		if (good) {
			read_value(reader, &entry.value);
			*ARENA_PUSH(reader->arena, value->entries, value->count, room) = entry;
		} else {
			skip_item(reader);
		}
		pass_comma(reader);
	}
}

// Whether what follows '(' are fields. A name before anything that could not follow a
// name in a tuple is a field whose ':' was forgotten.
static bool is_field_ahead(const struct reader *reader)
{
	int next = reader->next.kind;

	if (reader->now.kind == TOKEN_STRING)
		return next == ':';
	return reader->now.kind == TOKEN_NAME && next != ',' && next != '(' && !is_closer(next);
}

// What stands between brackets, from the opening one.
static void read_bracketed(struct reader *reader, struct ron *value)
{
	int kind = reader->now.kind;
	char closer = kind == '(' ? ')' : kind == '[' ? ']' : '}';

	if (reader->depth == RON_DEPTH) {
		value->kind = RON_BROKEN;
		if (scan_error(&reader->scan, reader->now.place,
			       "values are nested more than %u deep", RON_DEPTH))
			diag_help("interfaces need far less; is a bracket missing before?");
		skip_bracketed(reader);
		return;
	}
	unsigned errors = reader->scan.errors;
	reader->open[reader->depth++] = (struct opener){closer, reader->now.place};
	take(reader);
	if (kind == '[')
		value->kind = RON_LIST;
	else if (kind == '{')
		value->kind = RON_MAP;
	else
		value->kind = is_field_ahead(reader) ? RON_STRUCT : RON_TUPLE;
	if (value->kind == RON_LIST || value->kind == RON_TUPLE)
		read_items(reader, value);
	else
		read_entries(reader, value);
	reader->depth--;
	value->damaged = reader->scan.errors > errors;
}

static void read_named(struct reader *reader, struct ron *value)
{
	struct str name = reader->now.string;

	take(reader);
	if (reader->now.kind == '(') {
		read_bracketed(reader, value);
		value->name = name;
	} else if (str_is(name, "true") || str_is(name, "false")) {
		value->kind = RON_BOOL;
		value->boolean = str_is(name, "true");
	} else {
		value->kind = RON_NAME;
		value->name = name;
	}
}

static void read_literal(struct reader *reader, struct ron *value, enum ron_kind kind)
{
	value->kind = kind;
	value->negative = reader->now.negative;
	value->magnitude = reader->now.magnitude;
	value->number = reader->now.number;
	value->character = reader->now.character;
	value->string = reader->now.string;
	value->plain = reader->now.plain;
	value->inside = reader->now.inside;
	take(reader);
}

static void read_value(struct reader *reader, struct ron *value)
{
	value->place = reader->now.place;
	switch (reader->now.kind) {
	case TOKEN_NAME:
		read_named(reader, value);
		return;
	case TOKEN_INTEGER:
		read_literal(reader, value, RON_INTEGER);
		return;
	case TOKEN_FLOAT:
		read_literal(reader, value, RON_FLOAT);
		return;
	case TOKEN_CHAR:
		read_literal(reader, value, RON_CHAR);
		return;
	case TOKEN_STRING:
		read_literal(reader, value, RON_STRING);
		return;
	case TOKEN_BYTES:
		read_literal(reader, value, RON_BYTES);
		return;
	case TOKEN_BROKEN:
		take(reader);
		return;
	case '(':
	case '[':
	case '{':
		read_bracketed(reader, value);
		return;
	default:
		break;
	}
	if (scan_error(&reader->scan, reader->now.place, "expected a value, not %s",
		       scan_describe(reader->arena, &reader->now)))
		diag_help("a value is a string, a number, a name, or something in brackets");
	if (reader->now.kind != ',' && !is_closer(reader->now.kind))
		take(reader);
}

static bool is_extension(struct str name)
{
	static const char *const known[] = {"implicit_some", "unwrap_newtypes",
					    "unwrap_variant_newtypes", "explicit_struct_names"};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_is(name, known[i]))
			return true;
	return false;
}

// #![enable(...)]: what it enables is always understood, so only names are checked.
static void read_attribute(struct reader *reader)
{
	static const char form[] = "#![enable(implicit_some)]";
	static const int before[] = {'#', '!', '[', TOKEN_NAME, '('};
	static const int behind[] = {')', ']'};
	bool good = true;

	for (size_t i = 0; good && i < sizeof before / sizeof before[0]; i++) {
		good = reader->now.kind == before[i] &&
		       (reader->now.kind != TOKEN_NAME || str_is(reader->now.string, "enable"));
		if (good)
			take(reader);
	}
	while (good && reader->now.kind == TOKEN_NAME) {
		if (!is_extension(reader->now.string) &&
		    scan_error(&reader->scan, reader->now.place, "RON has no extension \"%.*s\"",
			       STR_ARG(reader->now.string)))
			diag_help("there are implicit_some, unwrap_newtypes, "
				  "unwrap_variant_newtypes and explicit_struct_names");
		take(reader);
		if (reader->now.kind == ',')
			take(reader);
	}
	for (size_t i = 0; good && i < sizeof behind / sizeof behind[0]; i++) {
		good = reader->now.kind == behind[i];
		if (good)
			take(reader);
	}
	if (good)
		return;
	if (scan_error(&reader->scan, reader->now.place, "this is not as an attribute should be"))
		diag_help("attributes are written %s", form);
	while (reader->now.kind != TOKEN_END && reader->now.kind != ']')
		take(reader);
	take(reader);
}

struct ron *ron_read(struct arena *arena, const struct source *source)
{
	struct reader reader = {.arena = arena};
	struct ron *root = ARENA_NEW(arena, struct ron);

	scan_start(&reader.scan, arena, source);
	reader.now = scan_next(&reader.scan);
	reader.next = scan_next(&reader.scan);
	reader.after = reader.now.place;
	while (reader.now.kind == '#')
		read_attribute(&reader);
	if (reader.now.kind == TOKEN_END) {
		if (reader.scan.errors == 0) {
			diag_error(place_of_file(source), "there is nothing in this file");
			diag_help("an interface is written Interface(name: \"...\", ops: {...})");
		}
		return NULL;
	}
	read_value(&reader, root);
	if (reader.now.kind != TOKEN_END && reader.now.kind != TOKEN_BROKEN &&
	    scan_error(&reader.scan, reader.now.place, "nothing can follow the end of the value"))
		diag_help("a file is one value; is a bracket too many before?");
	return root;
}

const char *ron_kind_name(const struct ron *value)
{
	switch (value->kind) {
	case RON_BROKEN:
		return "something that cannot be read";
	case RON_BOOL:
		return value->boolean ? "true" : "false";
	case RON_INTEGER:
	case RON_FLOAT:
		return "a number";
	case RON_CHAR:
		return "a character";
	case RON_STRING:
		return "a string";
	case RON_BYTES:
		return "a byte string";
	case RON_NAME:
		return "a name";
	case RON_TUPLE:
		return value->count == 0 && value->name.len == 0 ? "()" : "a tuple";
	case RON_STRUCT:
		return "a struct";
	case RON_LIST:
		return "a list";
	case RON_MAP:
		return "a map";
	}
	return "nothing";
}

struct ron_entry *ron_find(const struct ron *value, const char *key)
{
	for (size_t i = 0; value->kind == RON_STRUCT && i < value->count; i++)
		if (str_is(value->entries[i].key.name, key))
			return &value->entries[i];
	return NULL;
}

const struct ron *ron_option(const struct ron *value)
{
	if (value->kind == RON_NAME && str_is(value->name, "None"))
		return NULL;
	if (value->kind == RON_TUPLE && value->count == 1 && str_is(value->name, "Some"))
		return &value->items[0];
	return value;
}
