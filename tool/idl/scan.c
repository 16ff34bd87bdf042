// RON's words: white space and comments between them, numbers, strings and characters.
//
// Positions count UTF-8 characters. What is no word of RON is reported once and passed.
#include "tool/idl/scan.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static char byte_at(const struct scan *scan, size_t ahead)
{
	size_t at = scan->at + ahead;

	return at < scan->source->text.len ? scan->source->text.at[at] : '\0';
}

static bool at_end(const struct scan *scan)
{
	return scan->at >= scan->source->text.len;
}

static bool continues_character(char byte)
{
	return ((unsigned char)byte & 0xC0u) == 0x80u; // of UTF-8
}

static void pass(struct scan *scan, size_t bytes)
{
	for (size_t i = 0; i < bytes && !at_end(scan); i++) {
		char byte = byte_at(scan, 0);

		scan->at++;
		if (byte == '\n') {
			scan->line++;
			scan->column = 1;
		} else if (!continues_character(byte_at(scan, 0)) || at_end(scan)) {
			scan->column++;
		}
	}
}

static struct place here(const struct scan *scan)
{
	return (struct place){scan->source, scan->line, scan->column, 1};
}

// From `start` to before the next byte, or to the end of its line.
static struct place place_since(const struct scan *scan, struct place start, size_t start_at)
{
	if (scan->line == start.line) {
		start.length = scan->column - start.column;
		return start;
	}
	start.length = 0;
	for (size_t i = start_at; i < scan->source->text.len; i++) {
		char byte = scan->source->text.at[i];

		if (byte == '\n' || byte == '\r')
			break;
		start.length += !continues_character(byte);
	}
	return start;
}

bool scan_error(struct scan *scan, struct place place, const char *format, ...)
{
	va_list list;

	if (scan->errors > SCAN_ERRORS_MOST)
		return false;
	if (scan->errors++ == SCAN_ERRORS_MOST) {
		diag_error(place, "there are more mistakes; the rest of the file is not read");
		diag_help("mend those above first");
		scan->at = scan->source->text.len;
		return false;
	}
	va_start(list, format);
	struct str message = str_format_list(scan->arena, format, list);
	va_end(list);
	diag_error(place, "%s", message.at);
	return true;
}

void scan_start(struct scan *scan, struct arena *arena, const struct source *source)
{
	*scan = (struct scan){.arena = arena, .source = source, .line = 1, .column = 1};
	if (str_starts(source->text, "\xEF\xBB\xBF"))
		scan->at = 3;
	scan->after = here(scan);
}

// The bytes of the character at the next byte, 1 to 4, and its value; 0 if it is not
// UTF-8 as it should be.
static size_t decode(const struct scan *scan, uint32_t *character)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)byte_at(scan, 0);
	size_t length = first < 0x80   ? 1
			: first < 0xC2 ? 0
			: first < 0xE0 ? 2
			: first < 0xF0 ? 3
				       : 4;

	if (length < 2) {
		*character = first;
		return length;
	}
	uint32_t value = first & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if (!continues_character(byte_at(scan, i)))
			return 0;
		value = value << 6 | ((unsigned char)byte_at(scan, i) & 0x3Fu);
	}
	*character = value;
	if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return 0;
	return length;
}

static void add_character(struct text *text, uint32_t c)
{
	char bytes[4];
	size_t n = 0;

	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xC0 | c >> 6);
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xE0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	} else {
		bytes[n++] = (char)(0xF0 | c >> 18);
		bytes[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	}
	if (c >= 0x80)
		bytes[n++] = (char)(0x80 | (c & 0x3F));
	text_add(text, (struct str){bytes, n});
}

// Bytes of white space at the next byte, or 0: what Rust calls so.
static size_t white_space(const struct scan *scan)
{
	uint32_t character = 0;
	size_t length = at_end(scan) ? 0 : decode(scan, &character);

	if (length == 1)
		return character == ' ' || (character >= '\t' && character <= '\r') ? 1 : 0;
	if (character == 0x85 || character == 0x200E || character == 0x200F ||
	    character == 0x2028 || character == 0x2029)
		return length;
	return 0;
}

// Comments nest, so that one can be put around another.
static void pass_block_comment(struct scan *scan)
{
	struct place start = here(scan);
	size_t depth = 0;

	start.length = 2;
	do {
		if (at_end(scan)) {
			if (scan_error(scan, start, "this comment is never closed"))
				diag_help("each /* needs a */");
			return;
		}
		if (byte_at(scan, 0) == '/' && byte_at(scan, 1) == '*') {
			depth++;
			pass(scan, 2);
		} else if (byte_at(scan, 0) == '*' && byte_at(scan, 1) == '/') {
			depth--;
			pass(scan, 2);
		} else {
			pass(scan, 1);
		}
	} while (depth > 0);
}

static void pass_blanks(struct scan *scan)
{
	for (;;) {
		size_t blanks = white_space(scan);

		if (blanks > 0) {
			pass(scan, blanks);
		} else if (byte_at(scan, 0) == '/' && byte_at(scan, 1) == '/') {
			while (!at_end(scan) && byte_at(scan, 0) != '\n')
				pass(scan, 1);
		} else if (byte_at(scan, 0) == '/' && byte_at(scan, 1) == '*') {
			pass_block_comment(scan);
		} else {
			return;
		}
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_of_name(char c)
{
	return begins_name(c) || is_digit(c);
}

// The digits in `digits`, '_' between them allowed. False if there is none, or another
// character, or too many for 64 bits.
static bool read_digits(struct str digits, unsigned base, uint64_t *number)
{
	bool any = false;

	*number = 0;
	for (size_t i = 0; i < digits.len; i++) {
		char c = digits.at[i];
		unsigned digit = is_digit(c)            ? (unsigned)(c - '0')
				 : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
				 : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
							: 99;
		if (c == '_')
			continue;
		if (digit >= base || *number > (UINT64_MAX - digit) / base)
			return false;
		*number = *number * base + digit;
		any = true;
	}
	return any;
}

static bool read_float(struct scan *scan, struct str written, double *number)
{
	struct text clean = {.arena = scan->arena};
	char *end;

	for (size_t i = 0; i < written.len; i++)
		if (written.at[i] != '_')
			text_add(&clean, str_slice(written, i, i + 1));
	struct str text = text_str(&clean);
	if (text.len == 0 || str_is(text, "."))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.at[i]) && strchr(".eE+-", text.at[i]) == NULL)
			return false; // strtod() takes more than RON does
	*number = strtod(text.at, &end);
	return end == text.at + text.len;
}

// The number that `written` is, without its sign.
static bool read_number(struct scan *scan, struct str written, struct token *token)
{
	struct str rest = str_slice(written, 2, written.len);

	token->kind = TOKEN_INTEGER;
	if (str_starts(written, "0x"))
		return read_digits(rest, 16, &token->magnitude);
	if (str_starts(written, "0o"))
		return read_digits(rest, 8, &token->magnitude);
	if (str_starts(written, "0b"))
		return read_digits(rest, 2, &token->magnitude);
	if (written.len > 0 && is_digit(written.at[0]) &&
	    read_digits(written, 10, &token->magnitude))
		return true;
	token->kind = TOKEN_FLOAT;
	if (str_is(written, "inf") || str_is(written, "NaN")) {
		token->number = written.at[0] == 'i' ? (double)INFINITY : (double)NAN;
		return true;
	}
	return (str_find(written, '.') < written.len || str_find(written, 'e') < written.len ||
		str_find(written, 'E') < written.len) &&
	       read_float(scan, written, &token->number);
}

static void scan_number(struct scan *scan, struct token *token)
{
	size_t start = scan->at;
	char sign = byte_at(scan, 0);
	bool hex = false;

	if (sign == '-' || sign == '+')
		pass(scan, 1);
	size_t digits = scan->at;
	while (is_of_name(byte_at(scan, 0)) || byte_at(scan, 0) == '.' ||
	       ((byte_at(scan, 0) == '-' || byte_at(scan, 0) == '+') && !hex && scan->at > digits &&
		strchr("eE", scan->source->text.at[scan->at - 1]) != NULL)) {
		pass(scan, 1);
		hex = scan->at == digits + 2 && scan->source->text.at[digits + 1] == 'x' ? true
											 : hex;
	}
	if (read_number(scan, str_slice(scan->source->text, digits, scan->at), token)) {
		token->negative = sign == '-';
		token->number = sign == '-' ? -token->number : token->number;
		return;
	}
	token->kind = TOKEN_BROKEN;
	struct place place = place_since(scan, token->place, start);
	struct str written = str_slice(scan->source->text, start, scan->at);
	if (scan_error(scan, place, "\"%.*s\" is not a number", STR_ARG(written)))
		diag_help("whole numbers have up to 64 bits and are written 10, 0xff, 0o17 or "
			  "0b101, with _ between digits if you like");
}

static bool hex_escape(struct scan *scan, size_t digits, uint32_t *character)
{
	uint64_t value;
	struct str written = str_slice(scan->source->text, scan->at, scan->at + digits);

	if (written.len != digits || str_find(written, '_') < written.len ||
	    !read_digits(written, 16, &value) || value > 0x10FFFF ||
	    (value >= 0xD800 && value < 0xE000))
		return false;
	*character = (uint32_t)value;
	pass(scan, digits);
	return true;
}

// What follows a backslash.
static bool read_escape(struct scan *scan, uint32_t *character)
{
	static const char simple[] = "nrt0'\"\\";
	static const char meaning[] = "\n\r\t\0'\"\\";
	char c = byte_at(scan, 0);
	const char *known = c == '\0' ? NULL : strchr(simple, c);

	if (known != NULL) {
		*character = (unsigned char)meaning[known - simple];
		pass(scan, 1);
		return true;
	}
	if (c == 'x') {
		pass(scan, 1);
		return hex_escape(scan, 2, character);
	}
	if (c != '\n' && c != '\0')
		pass(scan, 1);
	if (c != 'u' || byte_at(scan, 0) != '{')
		return false;
	pass(scan, 1);
	size_t digits = 0;
	while (digits <= 6 && byte_at(scan, digits) != '}')
		digits++;
	if (digits == 0 || digits > 6 || !hex_escape(scan, digits, character))
		return false;
	pass(scan, 1);
	return true;
}

// One character of a string or char literal, passed. False, reported, if it is none.
static bool scan_character(struct scan *scan, uint32_t *character)
{
	struct place start = here(scan);
	size_t start_at = scan->at;

	if (byte_at(scan, 0) == '\\') {
		pass(scan, 1);
		if (read_escape(scan, character))
			return true;
		struct place place = place_since(scan, start, start_at);
		if (scan_error(scan, place, "there is no such escape"))
			diag_help("there are \\n \\r \\t \\0 \\\\ \\' \\\" \\x41 \\u{1F600}; a "
				  "backslash is \\\\");
		return false;
	}
	size_t length = decode(scan, character);
	if (length > 0) {
		pass(scan, length);
		return true;
	}
	pass(scan, 1);
	if (scan_error(scan, start, "this is not UTF-8"))
		diag_help("save the file as UTF-8");
	return false;
}

// Takes the string that began at `start` to end in its first line, before the brackets and
// commas at the end of that: one forgotten quotation mark does not hide the rest of the
// file.
static void resume_in_first_line(struct scan *scan, struct place start, size_t start_at)
{
	struct place place = place_since(scan, start, start_at);
	struct str text = scan->source->text;
	size_t end = start_at;

	while (end < text.len && text.at[end] != '\n')
		end++;
	while (end > start_at + 1 && strchr(" \t\r,)]}", text.at[end - 1]) != NULL)
		end--;
	scan->at = start_at;
	scan->line = start.line;
	scan->column = start.column;
	pass(scan, end - start_at);
	if (scan_error(scan, place, "this string is never closed"))
		diag_help("put a \" where it ends");
}

static void scan_string(struct scan *scan, struct token *token, int kind)
{
	struct text text = {.arena = scan->arena};
	struct place start = here(scan);
	size_t start_at = scan->at;

	pass(scan, 1);
	token->kind = kind;
	token->inside = here(scan);
	token->plain = true;
	text_add(&text, S(""));
	while (byte_at(scan, 0) != '"' || at_end(scan)) {
		uint32_t character = 0;

		if (at_end(scan)) {
			token->kind = TOKEN_BROKEN;
			resume_in_first_line(scan, start, start_at);
			return;
		}
		if (byte_at(scan, 0) == '\\' || byte_at(scan, 0) == '\n')
			token->plain = false;
		if (scan_character(scan, &character))
			add_character(&text, character);
		else
			token->plain = false;
	}
	pass(scan, 1);
	token->string = text_str(&text);
	// No word follows a string at once: this mark was meant to open another.
	if (str_find(token->string, '\n') < token->string.len && is_of_name(byte_at(scan, 0))) {
		token->kind = TOKEN_BROKEN;
		resume_in_first_line(scan, start, start_at);
	}
}

// Whether the bytes ahead are the end of a raw string with that many '#'.
static bool ends_raw(const struct scan *scan, size_t marks)
{
	if (byte_at(scan, 0) != '"')
		return false;
	for (size_t i = 1; i <= marks; i++)
		if (byte_at(scan, i) != '#')
			return false;
	return true;
}

// r"...", r#"..."#: at the first '#' or quotation mark.
static void scan_raw_string(struct scan *scan, struct token *token, int kind)
{
	struct place start = here(scan);
	size_t start_at = scan->at;
	size_t marks = 0;

	while (byte_at(scan, 0) == '#') {
		pass(scan, 1);
		marks++;
	}
	pass(scan, 1);
	token->kind = kind;
	token->inside = here(scan);
	size_t first = scan->at;
	while (!at_end(scan) && !ends_raw(scan, marks)) {
		uint32_t character;

		if (byte_at(scan, 0) != '\\')
			scan_character(scan, &character); // for its report
		else
			pass(scan, 1);
	}
	if (at_end(scan)) {
		token->kind = TOKEN_BROKEN;
		resume_in_first_line(scan, start, start_at);
		return;
	}
	token->string = str_slice(scan->source->text, first, scan->at);
	token->plain = str_find(token->string, '\n') == token->string.len;
	pass(scan, 1 + marks);
}

static void scan_char(struct scan *scan, struct token *token)
{
	struct place start = here(scan);
	size_t start_at = scan->at;

	pass(scan, 1);
	token->kind = TOKEN_CHAR;
	bool good = byte_at(scan, 0) != '\'' && byte_at(scan, 0) != '\n' && !at_end(scan);
	if (good && !scan_character(scan, &token->character)) {
		token->kind = TOKEN_BROKEN;
		good = byte_at(scan, 0) == '\'';
	}
	if (good && byte_at(scan, 0) == '\'') {
		pass(scan, 1);
		return;
	}
	token->kind = TOKEN_BROKEN;
	if (byte_at(scan, 0) == '\'')
		pass(scan, 1); // of ''
	if (scan_error(scan, place_since(scan, start, start_at),
		       "this is not one character between single quotation marks"))
		diag_help("strings have double ones: \"...\"");
}

static void scan_name(struct scan *scan, struct token *token)
{
	size_t start = scan->at;

	while (is_of_name(byte_at(scan, 0)))
		pass(scan, 1);
	token->kind = TOKEN_NAME;
	token->string = str_slice(scan->source->text, start, scan->at);
	if (str_is(token->string, "inf") || str_is(token->string, "NaN"))
		read_number(scan, token->string, token);
}

// r#name: any name, even one that means something else otherwise.
static void scan_raw_name(struct scan *scan, struct token *token)
{
	pass(scan, 2);
	scan_name(scan, token);
	token->kind = TOKEN_NAME;
}

// Whether a raw string begins `ahead` bytes on: quotation marks after any number of '#'.
static bool begins_raw(const struct scan *scan, size_t ahead)
{
	while (byte_at(scan, ahead) == '#')
		ahead++;
	return byte_at(scan, ahead) == '"';
}

// What begins with a letter: a name, or a string or character with a prefix.
static void scan_word(struct scan *scan, struct token *token)
{
	char first = byte_at(scan, 0);
	char second = byte_at(scan, 1);

	if (first == 'r' && begins_raw(scan, 1)) {
		pass(scan, 1);
		scan_raw_string(scan, token, TOKEN_STRING);
	} else if (first == 'r' && second == '#' && begins_name(byte_at(scan, 2))) {
		scan_raw_name(scan, token);
	} else if (first == 'b' && second == '"') {
		pass(scan, 1);
		scan_string(scan, token, TOKEN_BYTES);
	} else if (first == 'b' && second == 'r' && begins_raw(scan, 2)) {
		pass(scan, 2);
		scan_raw_string(scan, token, TOKEN_BYTES);
	} else if (first == 'b' && second == '\'') {
		pass(scan, 1);
		scan_char(scan, token);
		if (token->kind == TOKEN_CHAR)
			token->kind = TOKEN_INTEGER;
		token->magnitude = token->character;
	} else {
		scan_name(scan, token);
	}
}

static void refuse_character(struct scan *scan, struct token *token)
{
	uint32_t character;
	size_t length = decode(scan, &character);
	bool reported;

	token->kind = TOKEN_BROKEN;
	pass(scan, length > 0 ? length : 1);
	if (length == 0)
		reported = scan_error(scan, token->place, "this is not UTF-8");
	else if (character > ' ' && character < 0x7F)
		reported =
			scan_error(scan, token->place, "'%c' has no meaning here", (char)character);
	else
		reported =
			scan_error(scan, token->place, "the character U+%04X has no meaning here",
				   (unsigned)character);
	if (reported)
		diag_help("leave it out; other characters than those of names, numbers and "
			  "brackets stand in strings");
}

struct token scan_next(struct scan *scan)
{
	struct token token = {0};

	pass_blanks(scan);
	token.place = here(scan);
	size_t start = scan->at;
	char c = byte_at(scan, 0);
	if (at_end(scan)) {
		token.place = scan->after;
		token.after = scan->after;
		return token;
	}
	if (c != '\0' && strchr("()[]{},:#!", c) != NULL) {
		token.kind = (unsigned char)c;
		pass(scan, 1);
	} else if (begins_name(c)) {
		scan_word(scan, &token);
	} else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
		scan_number(scan, &token);
	} else if (c == '"') {
		scan_string(scan, &token, TOKEN_STRING);
	} else if (c == '\'') {
		scan_char(scan, &token);
	} else {
		refuse_character(scan, &token);
	}
	token.place = place_since(scan, token.place, start);
	token.after = here(scan);
	scan->after = token.after;
	return token;
}

const char *scan_describe(struct arena *arena, const struct token *token)
{
	switch (token->kind) {
	case TOKEN_END:
		return "the end of the file";
	case TOKEN_BROKEN:
		return "something else";
	case TOKEN_NAME:
		return str_format(arena, "\"%.*s\"", STR_ARG(token->string)).at;
	case TOKEN_INTEGER:
	case TOKEN_FLOAT:
		return "a number";
	case TOKEN_CHAR:
		return "a character";
	case TOKEN_STRING:
		return "a string";
	case TOKEN_BYTES:
		return "a byte string";
	default:
		return str_format(arena, "'%c'", token->kind).at;
	}
}
