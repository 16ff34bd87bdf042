// Spelling C.
#include "tool/idl/c.h"

#include <inttypes.h>

enum { COLUMNS = 100, TEXT_COLUMNS = 92, TAB = 8 };

struct c_line {
	struct str code;
	struct str doc;
};

bool c_is_scalar(const struct idl_type *type)
{
	switch (type->kind) {
	case IDL_BOOL:
	case IDL_FLOAT:
	case IDL_CHAR:
	case IDL_ENUM:
		return true;
	case IDL_INTEGER:
		return type->bits <= 64;
	case IDL_ERROR:
		return !type->has_fields;
	case IDL_UNIT:
	case IDL_ARRAY:
	case IDL_TUPLE:
	case IDL_OPTION:
	case IDL_RESULT:
	case IDL_STRUCT:
	case IDL_UNION:
	case IDL_NEWTYPE:
	case IDL_BITS:
	case IDL_UNKNOWN:
		return false;
	}
	return false;
}

enum c_form c_form(const struct idl_type *type)
{
	if (c_is_scalar(type) || type->kind == IDL_BITS)
		return C_SMALL;
	if (type->kind == IDL_UNIT)
		return C_NOTHING;
	if (type->kind == IDL_ARRAY)
		return C_ARRAY;
	if (type->kind == IDL_NEWTYPE || type->kind == IDL_OPTION)
		return c_form(type->element) == C_SMALL ? C_SMALL : C_OBJECT;
	return C_OBJECT;
}

static const struct idl_type *innermost(const struct idl_type *type)
{
	while (type->kind == IDL_ARRAY)
		type = type->element;
	return type;
}

struct str c_type(struct arena *arena, const struct idl_type *type)
{
	type = innermost(type);
	if (type->kind == IDL_INTEGER && type->bits > 64)
		return S("struct wire_u128");
	if (type->kind == IDL_ENUM || (type->kind == IDL_ERROR && !type->has_fields))
		return str_format(arena, "enum %.*s", STR_ARG(type->c_name));
	if (c_is_scalar(type))
		return type->c_name;
	return str_format(arena, "struct %.*s", STR_ARG(type->c_name));
}

// "[4][2]", after `first` if that is the first bracket's.
static void add_counts(struct text *text, const struct idl_type *type, const char *first)
{
	for (; type->kind == IDL_ARRAY; type = type->element) {
		text_addf(text, "[%s%" PRIu32 "]", first, type->count);
		first = "";
	}
}

struct str c_declare(struct arena *arena, const struct idl_type *type, struct str name)
{
	struct text text = {.arena = arena};

	text_addf(&text, "%.*s %.*s", STR_ARG(c_type(arena, type)), STR_ARG(name));
	add_counts(&text, type, "");
	return text_str(&text);
}

struct str c_parameter(struct arena *arena, const struct idl_type *type, struct str name)
{
	struct str base = c_type(arena, type);
	struct text text = {.arena = arena};

	switch (c_form(type)) {
	case C_NOTHING:
	case C_SMALL:
		text_addf(&text, "%.*s %.*s", STR_ARG(base), STR_ARG(name));
		break;
	case C_OBJECT:
		text_addf(&text, "const %.*s *%.*s", STR_ARG(base), STR_ARG(name));
		break;
	case C_ARRAY:
		text_addf(&text, "const %.*s %.*s", STR_ARG(base), STR_ARG(name));
		add_counts(&text, type, "static ");
		break;
	}
	return text_str(&text);
}

struct str c_result(struct arena *arena, const struct idl_type *type, struct str name)
{
	struct str base = c_type(arena, type);
	struct text text = {.arena = arena};

	if (c_form(type) == C_ARRAY) {
		text_addf(&text, "%.*s %.*s", STR_ARG(base), STR_ARG(name));
		add_counts(&text, type, "static ");
	} else {
		text_addf(&text, "%.*s *%.*s", STR_ARG(base), STR_ARG(name));
	}
	return text_str(&text);
}

struct c_scope c_scope(struct arena *arena, const char *const *taken)
{
	struct c_scope scope = {.arena = arena};

	for (; *taken != NULL; taken++)
		c_scope_add(&scope, str_from(*taken));
	return scope;
}

// Functions that generated ones call. A parameter of that name would hide them.
static bool is_called(struct str name)
{
	static const char *const called[] = {
		"answer_given",  "answer_refuse",    "lease_read",         "lease_read_write",
		"lease_write",   "peer_broke_rules", "peer_was_restarted", "panic",
		"server_allows", "server_lease",     "server_read",        "server_span",
		"server_write",  "sys_panic",        "sys_reply",          "sys_send",
		"task_id_index"};

	for (size_t i = 0; i < sizeof called / sizeof called[0]; i++)
		if (str_is(name, called[i]))
			return true;
	return !str_ends(name, "_") && (str_starts(name, "wire_") || str_starts(name, "idl_"));
}

static bool is_taken(const struct c_scope *scope, struct str name)
{
	for (size_t i = 0; i < scope->count; i++)
		if (str_equal(scope->names[i], name))
			return true;
	return is_called(name);
}

struct str c_scope_add(struct c_scope *scope, struct str name)
{
	while (is_taken(scope, name))
		name = str_format(scope->arena, "%.*s_", STR_ARG(name));
	*ARENA_PUSH(scope->arena, scope->names, scope->count, scope->room) = name;
	return name;
}

struct str c_number(struct arena *arena, const struct idl_type *integer, uint64_t value)
{
	int64_t negative = (int64_t)value;

	if (integer->is_signed && negative == INT64_MIN)
		return S("INT64_MIN");
	if (integer->is_signed && (negative < INT32_MIN || negative > INT32_MAX))
		return str_format(arena, "%" PRId64 "ll", negative);
	if (integer->is_signed)
		return str_format(arena, "%" PRId64, negative);
	if (value <= INT32_MAX)
		return str_format(arena, "%" PRIu64, value);
	return str_format(arena, value > UINT32_MAX ? "%" PRIu64 "ull" : "%" PRIu64 "u", value);
}

void c_list_add(struct c_list *list, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*ARENA_PUSH(list->arena, list->items, list->count, list->room) =
		str_format_list(list->arena, format, arguments);
	va_end(arguments);
}

static void add_indent(struct text *text, size_t columns)
{
	for (; columns >= TAB; columns -= TAB)
		text_adds(text, "\t");
	for (; columns > 0; columns--)
		text_adds(text, " ");
}

static size_t longest(const struct c_list *list)
{
	size_t most = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].len > most)
			most = list->items[i].len;
	return most;
}

void c_list_write(struct text *text, unsigned indent, struct str head, const struct c_list *list,
		  const char *tail)
{
	size_t end = str_find(str_from(tail), '\n');
	size_t column = (size_t)indent * TAB + head.len;
	size_t below = column;

	add_indent(text, (size_t)indent * TAB);
	text_add(text, head);
	// An item that is too long there stands further left, as do all that follow.
	if (below + longest(list) + end > COLUMNS) {
		below = (size_t)(indent + 1) * TAB;
		text_adds(text, "\n");
		add_indent(text, below);
		column = below;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct str item = list->items[i];
		size_t after = i + 1 < list->count ? 1 : end;

		if (i > 0 && column + 1 + item.len + after > COLUMNS) {
			text_adds(text, "\n");
			add_indent(text, below);
			column = below;
		} else if (i > 0) {
			text_adds(text, " ");
			column++;
		}
		text_add(text, item);
		column += item.len;
		if (i + 1 < list->count) {
			text_adds(text, ",");
			column++;
		}
	}
	text_adds(text, tail);
}

// Documentation as a comment can have it: with lines, but nothing else that controls.
static struct str without_controls(struct arena *arena, struct str doc)
{
	struct text text = {.arena = arena};

	text_adds(&text, "");
	for (size_t i = 0; i < doc.len; i++) {
		bool control = (unsigned char)doc.at[i] < ' ' && doc.at[i] != '\n';

		text_add(&text, control ? S(" ") : str_slice(doc, i, i + 1));
	}
	return str_trim(text_str(&text));
}

// Behind a backslash the next line would belong to the comment.
static void end_comment(struct text *text)
{
	text_adds(text, text->at[text->len - 1] == '\\' ? ".\n" : "\n");
}

// Words, broken into lines.
struct words {
	struct text *text;
	unsigned indent;
	size_t column; // 0: at the beginning of a line
};

static void end_line(struct words *words)
{
	if (words->column > 0)
		end_comment(words->text);
	words->column = 0;
}

static void add_words(struct words *words, struct str line)
{
	size_t margin = (size_t)words->indent * TAB;
	struct str word;

	while (str_next(&line, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (words->column + 1 + word.len > TEXT_COLUMNS)
			end_line(words);
		if (words->column == 0) {
			add_indent(words->text, margin);
			text_adds(words->text, "//");
			words->column = margin + 2;
		}
		text_addf(words->text, " %.*s", STR_ARG(word));
		words->column += 1 + word.len;
	}
}

// Lines that follow each other are one paragraph, except where one is further in or begins
// with a dash.
void c_comment(struct text *text, unsigned indent, struct str doc)
{
	struct words words = {text, indent, 0};
	struct str line;

	doc = without_controls(text->arena, doc);
	while (str_next(&doc, '\n', &line)) {
		if (str_trim(line).len == 0) {
			end_line(&words);
			add_indent(text, (size_t)indent * TAB);
			text_adds(text, "//\n");
			continue;
		}
		if (str_starts(line, " ") || str_starts(line, "-"))
			end_line(&words);
		add_words(&words, str_trim(line));
	}
	end_line(&words);
}

void c_lines_add(struct c_lines *lines, struct str doc, const char *format, ...)
{
	struct c_line *line = ARENA_PUSH(lines->arena, lines->lines, lines->count, lines->room);
	va_list arguments;

	va_start(arguments, format);
	*line = (struct c_line){str_format_list(lines->arena, format, arguments),
				without_controls(lines->arena, doc)};
	va_end(arguments);
}

static bool stands_behind(const struct c_line *line, size_t margin)
{
	return line->doc.len > 0 && str_find(line->doc, '\n') == line->doc.len &&
	       margin + line->code.len + 4 + line->doc.len <= COLUMNS;
}

// How wide the lines are from `first` on that have remarks behind them. Those of them that
// would become too long for being below each other end the run.
static size_t run_width(const struct c_lines *lines, size_t first, size_t margin, size_t *end)
{
	size_t width = 0;
	size_t remark = 0;
	size_t i = first;

	for (; i < lines->count && stands_behind(&lines->lines[i], margin); i++) {
		const struct c_line *line = &lines->lines[i];
		size_t wider = line->code.len > width ? line->code.len : width;

		remark = line->doc.len > remark ? line->doc.len : remark;
		if (margin + wider + 4 + remark > COLUMNS)
			break;
		width = wider;
	}
	*end = i;
	return width;
}

void c_lines_write(struct text *text, unsigned indent, const struct c_lines *lines)
{
	size_t margin = (size_t)indent * TAB;
	size_t i = 0;

	while (i < lines->count) {
		size_t end;
		size_t width = run_width(lines, i, margin, &end);

		for (; i < end; i++) {
			add_indent(text, margin);
			text_addf(text, "%-*.*s // %.*s", (int)width, STR_ARG(lines->lines[i].code),
				  STR_ARG(lines->lines[i].doc));
			end_comment(text);
		}
		if (i < lines->count && !stands_behind(&lines->lines[i], margin)) {
			c_comment(text, indent, lines->lines[i].doc);
			add_indent(text, margin);
			text_addf(text, "%.*s\n", STR_ARG(lines->lines[i].code));
			i++;
		}
	}
}

void c_head(struct text *text, struct str title, const struct idl_file *file)
{
	struct str path = file->source.path;

	c_comment(text, 0,
		  str_format(text->arena, "%.*s Generated from %.*s: change that instead.",
			     STR_ARG(title), STR_ARG(path)));
}
