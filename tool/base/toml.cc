// The TOML reader: toml++ parses, and its tree is copied into that of toml.h.
//
// toml++ keeps the keys of a table sorted by name. Files have an order that means
// something (tasks are numbered by it), so the copies are sorted by position.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <toml++/toml.h>

extern "C" {
#include "tool/base/file.h"
#include "tool/base/toml.h"
}

namespace
{

struct str copy(struct arena *arena, std::string_view text)
{
	return str_copy(arena, str{text.data(), text.size()});
}

struct place place_of(const struct source *source, const toml::source_region &region)
{
	uint32_t length = 0;

	if (region.begin.line == region.end.line && region.end.column > region.begin.column)
		length = region.end.column - region.begin.column;
	return place{source, region.begin.line, region.begin.column, length};
}

bool is_before(const struct toml_entry &a, const struct toml_entry &b)
{
	if (a.place.line != b.place.line)
		return a.place.line < b.place.line;
	return a.place.column < b.place.column;
}

void convert(struct arena *arena, const struct source *source, const toml::node &from,
	     struct toml_node *to);

void convert_table(struct arena *arena, const struct source *source, const toml::table &from,
		   struct toml_node *to)
{
	to->kind = TOML_TABLE;
	to->count = from.size();
	to->entries = static_cast<struct toml_entry *>(
		arena_alloc(arena, sizeof(struct toml_entry) * from.size()));
	size_t n = 0;
	for (const auto &[key, value] : from) {
		struct toml_entry *entry = &to->entries[n++];

		entry->key = copy(arena, key.str());
		entry->place = place_of(source, key.source());
		convert(arena, source, value, &entry->value);
	}
	std::stable_sort(to->entries, to->entries + n, is_before);
}

void convert_array(struct arena *arena, const struct source *source, const toml::array &from,
		   struct toml_node *to)
{
	to->kind = TOML_ARRAY;
	to->count = from.size();
	to->items = static_cast<struct toml_node *>(
		arena_alloc(arena, sizeof(struct toml_node) * from.size()));
	for (size_t i = 0; i < from.size(); i++)
		convert(arena, source, from[i], &to->items[i]);
}

void convert(struct arena *arena, const struct source *source, const toml::node &from,
	     struct toml_node *to)
{
	to->place = place_of(source, from.source());
	switch (from.type()) {
	case toml::node_type::table:
		convert_table(arena, source, *from.as_table(), to);
		return;
	case toml::node_type::array:
		convert_array(arena, source, *from.as_array(), to);
		return;
	case toml::node_type::string:
		to->kind = TOML_STRING;
		to->string = copy(arena, from.as_string()->get());
		return;
	case toml::node_type::integer:
		to->kind = TOML_INTEGER;
		to->integer = from.as_integer()->get();
		return;
	case toml::node_type::floating_point:
		to->kind = TOML_FLOAT;
		to->number = from.as_floating_point()->get();
		return;
	case toml::node_type::boolean:
		to->kind = TOML_BOOLEAN;
		to->boolean = from.as_boolean()->get();
		return;
	case toml::node_type::date:
	case toml::node_type::time:
	case toml::node_type::date_time:
	case toml::node_type::none:
		to->kind = TOML_DATE;
		return;
	}
}

// Whether a place lies behind the last character of its line.
bool is_line_end(struct place place)
{
	struct str rest = place.source->text;
	struct str line = {};

	for (uint32_t n = 0; n < place.line; n++)
		if (!str_next(&rest, '\n', &line))
			return true;
	size_t characters = 0;
	for (size_t i = 0; i < line.len; i++)
		characters += (static_cast<unsigned char>(line.at[i]) & 0xC0u) != 0x80u;
	return place.column > characters;
}

// The parser says "Error while parsing string: why", and calls the end of a line a
// control character that should not be there.
void report(struct place place, std::string_view what)
{
	constexpr std::string_view prefix = "Error while parsing ";
	constexpr std::string_view string = "string: ";

	if (what.substr(0, prefix.size()) == prefix)
		what.remove_prefix(prefix.size());
	if (what.substr(0, string.size()) == string && is_line_end(place)) {
		diag_error(place, "this string does not end on its line");
		diag_help("close it with a quotation mark");
		return;
	}
	diag_error(place, "cannot read this %.*s", static_cast<int>(what.size()), what.data());
	diag_help("in TOML a string stands in quotation marks, a table's name in brackets, and "
		  "each name is given once");
}

} // namespace

extern "C" struct toml_node *toml_parse(struct arena *arena, const struct source *source)
{
	toml::table table;

	// The one place where an exception can arise, and it ends here.
	try {
		table = toml::parse(std::string_view{source->text.at, source->text.len});
	} catch (const toml::parse_error &error) {
		report(place_of(source, error.source()), error.description());
		return nullptr;
	}
	struct toml_node *root =
		static_cast<struct toml_node *>(arena_alloc(arena, sizeof(struct toml_node)));
	convert(arena, source, table, root);
	return root;
}

extern "C" struct toml_node *toml_read(struct arena *arena, struct str path,
				       const struct source **source)
{
	struct source *file = static_cast<struct source *>(arena_alloc(arena, sizeof *file));

	file->path = path;
	if (source != nullptr)
		*source = file;
	if (!file_read(arena, str_c(arena, path), &file->text)) {
		diag_error(nowhere, "cannot read %.*s: %s", STR_ARG(path), std::strerror(errno));
		diag_help("the file must be there and readable");
		return nullptr;
	}
	return toml_parse(arena, file);
}

extern "C" struct toml_entry *toml_find(const struct toml_node *table, const char *key)
{
	for (size_t i = 0; i < table->count; i++)
		if (str_is(table->entries[i].key, key))
			return &table->entries[i];
	return nullptr;
}

extern "C" const char *toml_kind_name(enum toml_kind kind)
{
	switch (kind) {
	case TOML_TABLE:
		return "a table";
	case TOML_ARRAY:
		return "an array";
	case TOML_STRING:
		return "a string";
	case TOML_INTEGER:
		return "a whole number";
	case TOML_FLOAT:
		return "a number with a fraction";
	case TOML_BOOLEAN:
		return "true or false";
	case TOML_DATE:
		return "a date or time";
	}
	return "nothing";
}
