// tool/base/toml.cc: kinds, order and places of what was read.
#include <string.h>

#include "test/unit/said.h"
#include "test/unit/unit.h"
#include "tool/base/toml.h"

static struct arena arena;

static const struct toml_node *parse(const char *text)
{
	struct source *source = ARENA_NEW(&arena, struct source);

	source->path = S("test.toml");
	source->text = str_from(text);
	return toml_parse(&arena, source);
}

static const struct toml_node *value_of(const struct toml_node *table, const char *key)
{
	const struct toml_entry *entry = toml_find(table, key);
	static const struct toml_node nothing = {.kind = TOML_DATE};

	return entry == NULL ? &nothing : &entry->value;
}

static bool is_at(struct place place, uint32_t line, uint32_t column)
{
	return place.line == line && place.column == column;
}

static void kinds(void)
{
	const struct toml_node *root = parse("s = \"a\\tb\"\ni = 25_000_000\nx = 0xFFFF_0000\n"
					     "b = true\nf = 1.5\nd = 2024-01-01\na = [1, 2]\n"
					     "t = { k = 1 }\n");

	CHECK(root->kind == TOML_TABLE && root->count == 8);
	CHECK(value_of(root, "s")->kind == TOML_STRING);
	CHECK(str_is(value_of(root, "s")->string, "a\tb"));
	CHECK(value_of(root, "i")->integer == 25000000);
	CHECK(value_of(root, "x")->integer == 0xffff0000);
	CHECK(value_of(root, "b")->kind == TOML_BOOLEAN && value_of(root, "b")->boolean);
	CHECK(value_of(root, "f")->kind == TOML_FLOAT && value_of(root, "f")->number > 1.4);
	CHECK(value_of(root, "d")->kind == TOML_DATE);
	CHECK(value_of(root, "a")->kind == TOML_ARRAY && value_of(root, "a")->count == 2);
	CHECK(value_of(root, "a")->items[1].integer == 2);
	CHECK(value_of(value_of(root, "t"), "k")->integer == 1);
	CHECK(toml_find(root, "z") == NULL);
}

static void order_is_that_of_the_file(void)
{
	const struct toml_node *root =
		parse("[tasks.zed]\nb = 1\na = 2\n[tasks.anna]\n[tasks.zed.config]\nx = 1\n");
	const struct toml_node *tasks = value_of(root, "tasks");

	CHECK(tasks->count == 2);
	CHECK(str_is(tasks->entries[0].key, "zed"));
	CHECK(str_is(tasks->entries[1].key, "anna"));
	CHECK(str_is(tasks->entries[0].value.entries[0].key, "b"));
	CHECK(str_is(tasks->entries[0].value.entries[1].key, "a"));
	CHECK(str_is(tasks->entries[0].value.entries[2].key, "config"));
}

static void places(void)
{
	const struct toml_node *root =
		parse("# first\n  name = \"demo\"\n\n[tasks.ping]\nuses = [\"a\", \"bcd\"]\n");
	const struct toml_entry *name = toml_find(root, "name");
	const struct toml_entry *ping = toml_find(value_of(root, "tasks"), "ping");

	CHECK(is_at(name->place, 2, 3) && name->place.length == 4);
	CHECK(is_at(name->value.place, 2, 10) && name->value.place.length == 6);
	CHECK(is_at(ping->place, 4, 8) && ping->place.length == 4);
	const struct toml_node *uses = value_of(&ping->value, "uses");
	CHECK(is_at(uses->items[1].place, 5, 14) && uses->items[1].place.length == 5);
}

static void mistakes(void)
{
	said_begin();
	CHECK(parse("a = \n") == NULL);
	CHECK(parse("a = 1\na = 2\n") == NULL);
	CHECK(parse("a = \"b\n") == NULL);
	CHECK(parse("[a\n") == NULL);
	CHECK(parse("a = [1, 2") == NULL);
	CHECK(parse("\xff = 1") == NULL);
	said_end(&arena);
}

static void nothing(void)
{
	const struct toml_node *root = parse("");

	CHECK(root != NULL && root->kind == TOML_TABLE && root->count == 0);
}

// A file, and one that is not there: that is said.
static void files(void)
{
	const struct source *source = NULL;
	struct str path = S("test/golden/toml/correct/app.toml");
	const struct toml_node *root = toml_read(&arena, path, &source);

	CHECK(root != NULL && str_is(value_of(root, "name")->string, "toy"));
	CHECK(str_equal(source->path, path) && value_of(root, "name")->place.source == source);
	said_begin();
	CHECK(toml_read(&arena, S("no/such.toml"), NULL) == NULL);
	CHECK(strstr(said_end(&arena).at, "cannot read no/such.toml: No such file") != NULL);
}

int main(void)
{
	unit_run("toml: kinds", kinds);
	unit_run("toml: order is that of the file", order_is_that_of_the_file);
	unit_run("toml: places", places);
	unit_run("toml: mistakes", mistakes);
	unit_run("toml: an empty file", nothing);
	unit_run("toml: files", files);
	return unit_status();
}
