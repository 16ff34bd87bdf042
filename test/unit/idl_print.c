// tool/idl/print.c: what is written says the same when it is read again.
#include <stdio.h>
#include <stdlib.h>

#include "test/unit/idl_dump.h"
#include "test/unit/unit.h"
#include "tool/idl/load.h"
#include "tool/idl/print.h"

static struct arena arena;

static const struct idl_interface *again(struct str text)
{
	struct source *source = ARENA_NEW(&arena, struct source);

	*source = (struct source){S("main.idol"), text};
	return idl_load_text(&arena, source, false);
}

static const struct idl_interface *file(const char *path)
{
	return idl_load(&arena, str_from(path), false);
}

// What is in one file: all of the model is the same.
static void one_file(void)
{
	static const char *const paths[] = {"test/golden/idl/forms/main.idol",
					    "test/golden/idl/rooms/main.idol"};

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		const struct idl_interface *read = file(paths[i]);
		const struct idl_interface *reread = again(idl_print(&arena, read));

		CHECK(reread != NULL);
		CHECK(str_equal(idl_dump(&arena, read), idl_dump(&arena, reread)));
	}
}

// What is in several files becomes one: written again, it is the same text.
static void many_files(void)
{
	const struct idl_interface *read = file("test/golden/idl/use/main.idol");
	struct str text = idl_print(&arena, read);
	const struct idl_interface *reread = again(text);

	CHECK(reread != NULL && reread->file_count == 1);
	CHECK(str_equal(text, idl_print(&arena, reread)));
	CHECK(reread->message_most == read->message_most);
}

// Of two types with one name, that of the other file gets its file's name.
static void same_names(void)
{
	const struct idl_interface *read = file("test/golden/idl/same-name/main.idol");
	const struct idl_interface *reread = again(idl_print(&arena, read));

	CHECK(reread != NULL && reread->operations[0].argument_count == 2);
	CHECK(reread->operations[0].arguments[0].value.size.most == 2 + 1);
	CHECK(reread->operations[0].arguments[1].value.size.most == 1);
}

// Every kind of type: written again, it is the same text and the same sizes.
static void kinds(void)
{
	struct str text =
		S("Interface(name: \"Kinds\", types: {"
		  "\"Level\": Enum(variants: {\"Low\": -2, \"High\": 3}, repr: \"i16\"),"
		  "\"Shape\": Union({\"None\": (), \"Dot\": (\"u8\", \"Level\"), \"Box\": {\"at\": "
		  "\"u8\"}}),"
		  "\"Rights\": Bits({\"Read\": 1, \"All\": 0x81})"
		  "}, ops: {\"go\": (args: {\"a\": \"(u8,)\", \"b\": \"Result<(Shape, Rights), "
		  "[Level; 2]>\"}, reply: Simple(\"()\"), encoding: Hubpack, idempotent: true)})");
	const struct idl_interface *read = again(text);
	struct str written = idl_print(&arena, read);
	const struct idl_interface *reread = again(written);

	CHECK(reread != NULL && str_equal(written, idl_print(&arena, reread)));
	CHECK(reread->message_most == 1 + 1 + 3 + 1 && read->message_most == reread->message_most);
}

static void strings(void)
{
	struct str text = S("Interface(name: \"A\", doc: \"a \\\"b\\\" \\\\ c\\nd\\te\\x7F\", "
			    "ops: {\"x\": (reply: Simple(\"()\"), idempotent: true)})");
	const struct idl_interface *read = again(text);
	const struct idl_interface *reread = again(idl_print(&arena, read));

	CHECK(str_is(read->doc, "a \"b\" \\ c\nd\te\x7F"));
	CHECK(str_find(idl_print(&arena, read), '\x7F') == idl_print(&arena, read).len);
	CHECK(reread != NULL && str_equal(read->doc, reread->doc));
}

int main(void)
{
	unit_run("idl print: one file", one_file);
	unit_run("idl print: many files", many_files);
	unit_run("idl print: same names", same_names);
	unit_run("idl print: kinds", kinds);
	unit_run("idl print: strings", strings);
	return unit_status();
}
