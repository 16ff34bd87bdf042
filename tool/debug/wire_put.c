// Values from text to the wire (wire.h). tool/idl/model.h has the wire's forms.
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/debug/wire.h"

struct reader {
	const struct source *source;
	size_t at;
	struct text *to;
	enum idl_encoding encoding;
};

static bool put(struct reader *r, const struct idl_type *type);

// Reports what is wrong at a stretch of the text.
static bool refuse(const struct reader *r, size_t from, const char *what)
{
	struct place place = {r->source, 1, (uint32_t)from + 1, 1};

	if (r->at > from)
		place.length = (uint32_t)(r->at - from);
	diag_error(place, "%s", what);
	return false;
}

static void skip_blanks(struct reader *r)
{
	struct str text = r->source->text;

	while (r->at < text.len && memchr(" \t\n", text.at[r->at], 3) != NULL)
		r->at++;
}

static char peek(struct reader *r)
{
	skip_blanks(r);
	return r->at < r->source->text.len ? r->source->text.at[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
	if (peek(r) != c)
		return false;
	r->at++;
	return true;
}

static bool expect(struct reader *r, char c)
{
	char what[] = "there should be a '?' here";

	if (take(r, c))
		return true;
	what[19] = c;
	return refuse(r, r->at, what);
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '.' || c == '-' || c == '+';
}

// A name or a number; empty if neither comes next.
static struct str take_word(struct reader *r)
{
	struct str text = r->source->text;
	size_t from;

	skip_blanks(r);
	from = r->at;
	while (r->at < text.len && is_word_byte(text.at[r->at]))
		r->at++;
	return str_slice(text, from, r->at);
}

static void add_number(struct reader *r, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char byte = (char)(i < 8 ? number >> (8 * i) : 0);

		text_add(r->to, (struct str){&byte, 1});
	}
}

static bool put_bool(struct reader *r)
{
	size_t from = r->at;
	struct str word = take_word(r);

	if (!str_is(word, "true") && !str_is(word, "false"))
		return refuse(r, from, "this should be true or false");
	add_number(r, str_is(word, "true"), 1);
	return true;
}

// The number that a word says. A minus is passed on.
static bool read_number(struct str word, uint64_t *number, bool *negative)
{
	*negative = str_starts(word, "-");
	return str_number(str_slice(word, *negative ? 1 : 0, word.len), number);
}

static bool put_integer(struct reader *r, const struct idl_type *type)
{
	size_t from = r->at;
	uint32_t bits = 8 * type->wire[r->encoding].least;
	uint32_t width = bits > 64 ? 64 : bits;
	uint64_t most = UINT64_MAX >> (64 - width + (type->is_signed ? 1 : 0));
	uint64_t number;
	bool negative;

	if (!read_number(take_word(r), &number, &negative))
		return refuse(r, from, "this should be a number, decimal or 0x...");
	if (negative && !type->is_signed)
		return refuse(r, from, "this cannot be negative");
	if (number > most + (negative ? 1 : 0))
		return refuse(
			r, from,
			str_format(r->to->arena, "too large for %.*s", STR_ARG(type->name)).at);
	if (negative)
		number = 0 - number;
	add_number(r, number, width / 8);
	for (uint32_t i = width; i < bits; i += 8)
		text_add(r->to, negative ? S("\xff") : (struct str){"\0", 1});
	return true;
}

static bool put_float(struct reader *r, const struct idl_type *type)
{
	size_t from = r->at;
	struct str word = take_word(r);
	char *end;
	double value = strtod(str_c(r->to->arena, word), &end);

	if (word.len == 0 || *end != '\0')
		return refuse(r, from, "this should be a number");
	uint64_t bits = 0;
	if (type->bits == 32) {
		float narrow = (float)value;

		memcpy(&bits, &narrow, sizeof narrow);
	} else {
		memcpy(&bits, &value, sizeof value);
	}
	add_number(r, bits, type->bits / 8);
	return true;
}

// What stands between two quotation marks; no mark and no escape is in it.
static bool take_quoted(struct reader *r, char mark, struct str *inside)
{
	struct str text = r->source->text;
	size_t from = r->at;

	if (!take(r, mark))
		return false;
	size_t size = str_find(str_slice(text, r->at, text.len), mark);
	if (r->at + size == text.len)
		return refuse(r, from, "the closing quotation mark is missing");
	*inside = str_slice(text, r->at, r->at + size);
	r->at += size + 1;
	return true;
}

static bool is_utf8(struct str bytes)
{
	json_t *string = json_stringn(bytes.at, bytes.len);
	bool good = string != NULL;

	json_decref(string);
	return good;
}

static bool put_char(struct reader *r)
{
	size_t from = r->at;
	struct str inside = {"", 0};
	unsigned length;

	if (peek(r) != '\'')
		return refuse(r, r->at, "this should be a character, such as 'a'");
	if (!take_quoted(r, '\'', &inside))
		return false;
	unsigned char first = inside.len > 0 ? (unsigned char)inside.at[0] : 0;
	length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (inside.len != length || !is_utf8(inside))
		return refuse(r, from, "this should be one character");
	text_add(r->to, inside);
	return true;
}

static bool put_text(struct reader *r, uint32_t count)
{
	size_t from = r->at;
	struct str inside;

	if (!take_quoted(r, '"', &inside))
		return false;
	if (inside.len > count)
		return refuse(r, from,
			      str_format(r->to->arena,
					 "these are %zu bytes, but there is room for %u",
					 inside.len, count)
				      .at);
	text_add(r->to, inside);
	for (size_t i = inside.len; i < count; i++)
		text_add(r->to, (struct str){"\0", 1});
	return true;
}

static bool is_byte(const struct idl_type *type)
{
	return type->kind == IDL_INTEGER && type->bits == 8;
}

// "[0; 8]": the value was read once, from `from` on; again for all others.
static bool put_repeated(struct reader *r, const struct idl_type *type, size_t from)
{
	size_t behind = r->at;

	for (uint32_t i = 1; i < type->count; i++) {
		r->at = from;
		if (!put(r, type->element))
			return false;
	}
	r->at = behind;
	size_t count_at = r->at;
	uint64_t count;
	if (!str_number(take_word(r), &count) || count != type->count)
		return refuse(
			r, count_at,
			str_format(r->to->arena, "the array has %u elements", type->count).at);
	return expect(r, ']');
}

static bool put_array(struct reader *r, const struct idl_type *type)
{
	if (is_byte(type->element) && peek(r) == '"')
		return put_text(r, type->count);
	if (!expect(r, '['))
		return false;
	for (uint32_t i = 0; i < type->count; i++) {
		size_t from = r->at;

		if (i > 0 && !expect(r, ','))
			return false;
		if (!put(r, type->element))
			return false;
		if (i == 0 && take(r, ';'))
			return put_repeated(r, type, from);
	}
	take(r, ','); // after the last, if they like
	if (take(r, ']'))
		return true;
	return refuse(
		r, r->at,
		str_format(r->to->arena, "the array ends here: it has %u elements", type->count)
			.at);
}

// Fields in their order: (1, 2), or {x: 1, y: 2}.
static bool put_fields(struct reader *r, const struct idl_field *fields, size_t count, bool named)
{
	if (!expect(r, named ? '{' : '('))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && !expect(r, ','))
			return false;
		skip_blanks(r);
		size_t from = r->at;
		if (named && !str_equal(take_word(r), fields[i].name))
			return refuse(r, from,
				      str_format(r->to->arena,
						 "the field \"%.*s\" should come here",
						 STR_ARG(fields[i].name))
					      .at);
		if ((named && !expect(r, ':')) || !put(r, fields[i].type))
			return false;
	}
	take(r, ',');
	return expect(r, named ? '}' : ')');
}

static const struct idl_variant *find_variant(const struct reader *r, const struct idl_type *type,
					      struct str name, size_t from)
{
	struct str *names = ARENA_ARRAY(r->to->arena, struct str, type->variant_count);

	for (size_t i = 0; i < type->variant_count; i++) {
		if (str_equal(type->variants[i].name, name))
			return &type->variants[i];
		names[i] = type->variants[i].name;
	}
	refuse(r, from,
	       str_format(r->to->arena, "%.*s has no \"%.*s\"", STR_ARG(type->name), STR_ARG(name))
		       .at);
	struct str near = str_nearest(name, names, type->variant_count);
	struct text list = {.arena = r->to->arena};
	for (size_t i = 0; i < type->variant_count; i++)
		text_addf(&list, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(names[i]));
	if (near.len > 0)
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
	else
		diag_help("it has %.*s", STR_ARG(text_str(&list)));
	return NULL;
}

static bool put_variant(struct reader *r, const struct idl_type *type)
{
	skip_blanks(r);
	size_t from = r->at;
	const struct idl_variant *variant = find_variant(r, type, take_word(r), from);

	if (variant == NULL)
		return false;
	if (type->has_fields || r->encoding != IDL_ZEROCOPY)
		add_number(r, variant->index, 1);
	else
		add_number(r, variant->value, type->integer->bits / 8);
	return variant->field_count == 0 ||
	       put_fields(r, variant->fields, variant->field_count, !variant->positional);
}

static bool put_bits(struct reader *r, const struct idl_type *type)
{
	uint64_t bits = 0;

	do {
		skip_blanks(r);
		size_t from = r->at;
		struct str word = take_word(r);
		uint64_t number;

		if (!str_number(word, &number)) {
			const struct idl_variant *flag = find_variant(r, type, word, from);

			if (flag == NULL)
				return false;
			number = flag->value;
		}
		bits |= number;
	} while (take(r, '|'));
	add_number(r, bits, type->integer->bits / 8);
	return true;
}

// None or Some(value); Ok(value) or Err(value): a byte says which.
static bool put_choice(struct reader *r, const char *const names[2],
		       const struct idl_type *const types[2])
{
	skip_blanks(r);
	size_t from = r->at;
	struct str word = take_word(r);

	for (unsigned i = 0; i < 2; i++) {
		if (!str_is(word, names[i]))
			continue;
		add_number(r, i, 1);
		if (types[i] == NULL)
			return true;
		return expect(r, '(') && put(r, types[i]) && expect(r, ')');
	}
	return refuse(r, from,
		      str_format(r->to->arena, "this should be %s or %s", names[0], names[1]).at);
}

static bool put(struct reader *r, const struct idl_type *type)
{
	skip_blanks(r);
	switch (type->kind) {
	case IDL_UNIT:
		return expect(r, '(') && expect(r, ')');
	case IDL_BOOL:
		return put_bool(r);
	case IDL_INTEGER:
		return put_integer(r, type);
	case IDL_FLOAT:
		return put_float(r, type);
	case IDL_CHAR:
		return put_char(r);
	case IDL_ARRAY:
		return put_array(r, type);
	case IDL_TUPLE:
		return put_fields(r, type->fields, type->field_count, false);
	case IDL_STRUCT:
		return put_fields(r, type->fields, type->field_count, true);
	case IDL_OPTION:
		return put_choice(r, (const char *const[]){"None", "Some"},
				  (const struct idl_type *const[]){NULL, type->element});
	case IDL_RESULT:
		return put_choice(r, (const char *const[]){"Ok", "Err"},
				  (const struct idl_type *const[]){type->element, type->error});
	case IDL_ENUM:
	case IDL_UNION:
	case IDL_ERROR:
		return put_variant(r, type);
	case IDL_NEWTYPE:
		return put(r, type->element);
	case IDL_BITS:
		return put_bits(r, type);
	case IDL_UNKNOWN:
		break;
	}
	return refuse(r, r->at, "nobody has defined this type");
}

static bool put_end(struct reader *r)
{
	return peek(r) == '\0' || refuse(r, r->at, "the value ends before this");
}

bool wire_put(struct text *to, const struct source *text, const struct idl_type *type,
	      enum idl_encoding encoding)
{
	struct reader reader = {.source = text, .to = to, .encoding = encoding};

	return put(&reader, type) && put_end(&reader);
}

bool wire_put_slice(struct text *to, const struct source *text, const struct idl_type *element,
		    size_t *count)
{
	struct reader reader = {.source = text, .to = to, .encoding = IDL_ZEROCOPY};
	size_t before = to->len;

	*count = 0;
	if (is_byte(element) && peek(&reader) == '"') {
		struct str inside;

		if (!take_quoted(&reader, '"', &inside))
			return false;
		text_add(to, inside);
		*count = to->len - before;
		return put_end(&reader);
	}
	if (!expect(&reader, '['))
		return false;
	while (!take(&reader, ']')) {
		if ((*count > 0 && !expect(&reader, ',')) || !put(&reader, element))
			return false;
		++*count;
	}
	return put_end(&reader);
}
