// tool/idl/ron.c: what was read, where it stands, and what is refused.
#include <math.h>
#include <string.h>

#include "test/unit/said.h"
#include "test/unit/unit.h"
#include "tool/idl/ron.h"

static struct arena arena;
static unsigned reported; // mistakes in the text read last

// A value that no check takes for another.
static const struct ron nothing = {.kind = RON_BROKEN};

static const struct ron *read_bytes(const char *bytes, size_t length)
{
	struct source *source = ARENA_NEW(&arena, struct source);
	unsigned before = diag_errors();
	const struct ron *value;

	source->path = S("test.ron");
	source->text = str_copy(&arena, (struct str){bytes, length});
	said_begin();
	value = ron_read(&arena, source);
	said_end(&arena);
	reported = diag_errors() - before;
	return value == NULL ? &nothing : value;
}

static const struct ron *read(const char *text)
{
	return read_bytes(text, strlen(text));
}

static const struct ron *field(const struct ron *value, const char *key)
{
	const struct ron_entry *entry = ron_find(value, key);

	return entry == NULL ? &nothing : &entry->value;
}

static bool is_number(const char *text, bool negative, uint64_t magnitude)
{
	const struct ron *value = read(text);

	return reported == 0 && value->kind == RON_INTEGER && value->negative == negative &&
	       value->magnitude == magnitude;
}

static bool is_float(const char *text, double number)
{
	const struct ron *value = read(text);

	return reported == 0 && value->kind == RON_FLOAT && fabs(value->number - number) < 1e-9;
}

static bool is_string(const char *text, const char *string)
{
	const struct ron *value = read(text);

	return reported == 0 && value->kind == RON_STRING && str_is(value->string, string);
}

static bool is_char(const char *text, uint32_t character)
{
	const struct ron *value = read(text);

	return reported == 0 && value->kind == RON_CHAR && value->character == character;
}

static unsigned mistakes(const char *text)
{
	read(text);
	return reported;
}

static void numbers(void)
{
	CHECK(is_number("0", false, 0));
	CHECK(is_number("1_000", false, 1000));
	CHECK(is_number("-17", true, 17));
	CHECK(is_number("+5", false, 5));
	CHECK(is_number("0xfF_00", false, 0xff00));
	CHECK(is_number("0b101", false, 5));
	CHECK(is_number("0o17", false, 15));
	CHECK(is_number("-0x10", true, 16));
	CHECK(is_number("0xe1", false, 0xe1)); // not an exponent
	CHECK(is_number("18446744073709551615", false, UINT64_MAX));
	CHECK(is_number("b'A'", false, 65));
	CHECK(mistakes("18446744073709551616") == 1);
	CHECK(mistakes("0x") == 1);
	CHECK(mistakes("0b2") == 1);
	CHECK(mistakes("0o8") == 1);
	CHECK(mistakes("0xg") == 1 && mistakes("0xG") == 1);
	CHECK(mistakes("12ab") == 1);
	CHECK(mistakes("_") == 0 && read("_")->kind == RON_NAME);
	CHECK(mistakes("-") == 1);
	CHECK(mistakes("1.2.3") == 1);
	CHECK(mistakes("0x1p3") == 1); // which strtod() would take
}

static void floats(void)
{
	CHECK(is_float("1.5", 1.5));
	CHECK(is_float("-0.25", -0.25));
	CHECK(is_float(".5", 0.5));
	CHECK(is_float("2.", 2));
	CHECK(is_float("1e3", 1000));
	CHECK(is_float("1_0.0e-1", 1));
	CHECK(read("inf")->kind == RON_FLOAT && isinf(read("inf")->number));
	CHECK(read("-inf")->kind == RON_FLOAT && read("-inf")->number < 0);
	CHECK(read("NaN")->kind == RON_FLOAT && isnan(read("NaN")->number));
	CHECK(mistakes(".") == 1);
	CHECK(mistakes("1e") == 1);
}

static void strings(void)
{
	CHECK(is_string("\"\"", ""));
	CHECK(is_string("\"a b\"", "a b"));
	CHECK(is_string("\"\\n\\t\\\\\\\"\\'\\x41\\u{20AC}\"", "\n\t\\\"'A\xE2\x82\xAC"));
	CHECK(is_string("\"two\nlines\"", "two\nlines"));
	CHECK(is_string("\"\\u{10FFFF}\\u{E000}\xEE\x80\x80\"",
			"\xF4\x8F\xBF\xBF\xEE\x80\x80\xEE\x80\x80"));
	CHECK(is_string("r\"\\n\"", "\\n"));
	CHECK(is_string("r#\"a \"quoted\" word\"#", "a \"quoted\" word"));
	CHECK(is_string("r##\"\"#\"##", "\"#"));
	CHECK(is_string("r#\"\"#", ""));
	CHECK(read("b\"ab\"")->kind == RON_BYTES && str_is(read("b\"ab\"")->string, "ab"));
	CHECK(read("br#\"a\"b\"#")->kind == RON_BYTES);
	CHECK(mistakes("\"abc") == 1);
	CHECK(mistakes("r#\"abc\"") == 1);
	CHECK(mistakes("\"\\q\"") == 1);
	CHECK(mistakes("\"\\x4\"") == 1);
	CHECK(mistakes("\"\\u{D800}\"") == 1);
	CHECK(mistakes("\"\\u{110000}\"") == 1);
	CHECK(mistakes("\"\\u{}\"") == 1);
	CHECK(mistakes("\"\xFF\"") == 1);
	CHECK(mistakes("\"\xC0\x80\"") > 0); // longer than it need be
}

static void characters(void)
{
	CHECK(is_char("'a'", 'a'));
	CHECK(is_char("'\\''", '\''));
	CHECK(is_char("'\xE2\x82\xAC'", 0x20AC));
	CHECK(is_char("'\\u{1F600}'", 0x1F600));
	CHECK(is_string("\"\\u{1F600}\"", "\xF0\x9F\x98\x80"));
	CHECK(mistakes("'\\q'") == 1);
	CHECK(mistakes("\xFF") == 1);
	CHECK(mistakes("0.x5") == 1);
	CHECK(mistakes("''") == 1);
	CHECK(mistakes("'ab'") >= 1);
	CHECK(mistakes("'") == 1);
}

static void shapes(void)
{
	const struct ron *value =
		read("Name(a: 1, r#type: [1, 2,], b: {\"k\": (), 'c': Some(3)},)");

	CHECK(reported == 0 && value->kind == RON_STRUCT && str_is(value->name, "Name"));
	CHECK(value->count == 3 && field(value, "a")->magnitude == 1);
	CHECK(field(value, "type")->kind == RON_LIST && field(value, "type")->count == 2);
	const struct ron *map = field(value, "b");
	CHECK(map->kind == RON_MAP && map->count == 2);
	CHECK(map->entries[0].value.kind == RON_TUPLE && map->entries[0].value.count == 0);
	CHECK(map->entries[1].key.kind == RON_CHAR);
	CHECK(str_is(map->entries[1].value.name, "Some"));
	CHECK(read("(1, true, None)")->kind == RON_TUPLE && read("(1, true, None)")->count == 3);
	CHECK(read("true")->kind == RON_BOOL && read("true")->boolean);
	CHECK(read("false")->kind == RON_BOOL && !read("false")->boolean);
	CHECK(read("Unit")->kind == RON_NAME && str_is(read("Unit")->name, "Unit"));
	CHECK(read("Result (ok: 1)")->kind == RON_STRUCT);
	CHECK(read("(\r\n\ta: 1,\r\n)\r\n")->kind == RON_STRUCT && reported == 0);
	CHECK(read("(a: 1)")->name.len == 0);
	CHECK(read("(CLike(\"E\"))")->items[0].kind == RON_TUPLE);
}

static void options(void)
{
	CHECK(ron_option(read("None")) == NULL);
	CHECK(ron_option(read("Some(7)"))->magnitude == 7);
	CHECK(ron_option(read("7"))->magnitude == 7);
	CHECK(str_is(ron_option(read("Other(7)"))->name, "Other"));
}

static void comments_and_attributes(void)
{
	CHECK(is_number("// one\n/* two /* nested */ still */ 3 // end", false, 3));
	CHECK(is_number("#![enable(implicit_some)]\n4", false, 4));
	CHECK(is_number("#![enable(unwrap_newtypes, implicit_some,)]\n"
			"#![enable(unwrap_variant_newtypes)] 5",
			false, 5));
	CHECK(is_number("\xEF\xBB\xBF\xC2\x85 6\xE2\x80\xA8", false, 6)); // Unicode's blanks
	CHECK(mistakes("#![enable(magic)] 1") == 1);
	CHECK(mistakes("#![enabel(implicit_some)] 1") == 1);
	CHECK(mistakes("/* /* */ 1") == 1);
	CHECK(mistakes("") == 1);
	CHECK(mistakes("// nothing") == 1);
}

static void places(void)
{
	const struct ron *value = read("(\n\tname: \"\xC3\xBC\", other: r#\"ab\"#,\n)");
	const struct ron_entry *other = ron_find(value, "other");

	CHECK(value->place.line == 1 && value->place.column == 1);
	CHECK(value->entries[0].key.place.line == 2 && value->entries[0].key.place.column == 2);
	CHECK(value->entries[0].key.place.length == 4);
	CHECK(field(value, "name")->place.column == 8 && field(value, "name")->place.length == 3);
	CHECK(other->key.place.column == 13); // the letter before is one character, not two
	CHECK(other->value.plain && other->value.inside.column == 23);
	CHECK(!read("\"a\\n\"")->plain);
	CHECK(!read("\"a\nb\"")->plain);
}

// After a mistake the rest is read all the same.
static void goes_on(void)
{
	const struct ron *value = read("(a: 1 b: 2, c 3, d: 4)");

	CHECK(reported == 2);
	CHECK(field(value, "a")->magnitude == 1 && field(value, "b")->magnitude == 2);
	CHECK(field(value, "c")->magnitude == 3 && field(value, "d")->magnitude == 4);
	value = read("{\"a\": %, \"b\": 2}");
	CHECK(reported == 1 && value->count == 2 && value->entries[1].value.magnitude == 2);
	value = read("(a: [1, (2], b: 3)");
	CHECK(reported == 1 && field(value, "b")->magnitude == 3);
	value = read("(a: [1, 2)], b: 3)");
	CHECK(reported == 1 && field(value, "b")->magnitude == 3);
	value = read("(a: \"x,\n b: 3)");
	CHECK(reported == 1 && field(value, "b")->magnitude == 3);
	CHECK(mistakes("(a: 1") == 1);
	CHECK(mistakes("(a: 1) 2") == 1);
	CHECK(mistakes("(\"a\": 1)") == 1);
	CHECK(mistakes("(a: 1, \"b\" 2, c: 3)") == 1);
	CHECK(mistakes("[1 b\"x\", 2]") == 1);
}

static void gives_up(void)
{
	enum { MANY = 400 };
	char text[2 * MANY + 1];

	memset(text, '%', sizeof text - 1);
	text[0] = '[';
	text[sizeof text - 1] = '\0';
	CHECK(mistakes(text) == 21); // the last says that there are more
	memset(text, '(', MANY);
	memset(text + MANY, ')', MANY);
	CHECK(mistakes(text) == 1);
	memset(text, '(', 64);
	memset(text + 64, ')', 64);
	text[128] = '\0';
	CHECK(mistakes(text) == 0); // RON_DEPTH are allowed
}

static void zeros(void)
{
	CHECK(read_bytes("1\0", 2)->kind == RON_INTEGER && reported == 1);
	CHECK(read_bytes("\"a\0b\"", 5)->string.len == 3 && reported == 0);
}

int main(void)
{
	unit_run("ron: numbers", numbers);
	unit_run("ron: floats", floats);
	unit_run("ron: strings", strings);
	unit_run("ron: characters", characters);
	unit_run("ron: shapes", shapes);
	unit_run("ron: options", options);
	unit_run("ron: comments and attributes", comments_and_attributes);
	unit_run("ron: places", places);
	unit_run("ron: goes on after a mistake", goes_on);
	unit_run("ron: gives up", gives_up);
	unit_run("ron: zero bytes", zeros);
	return unit_status();
}
