// Zip files: the same members give the same bytes, and what was put in comes out.
#define _GNU_SOURCE // memmem

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "test/unit/unit.h"
#include "tool/base/zip.h"

static struct arena arena;

static const struct zip_member members[] = {
	{{"a.txt", 5}, {"first", 5}},
	{{"folder/b", 8}, {"", 0}},
	{{"c", 1}, {"0000000000000000000000000000000000000000000000000000000000000000", 64}},
};

static struct str make(void)
{
	return zip_make(&arena, S("what it is 1"), members, 3);
}

static void gives_back_what_was_put_in(void)
{
	const char *why;
	struct zip_file *zip = zip_open_bytes(&arena, make(), &why);
	struct str content;

	CHECK(zip != NULL);
	if (zip == NULL)
		return;
	CHECK(zip->count == 3);
	CHECK(str_is(zip->comment, "what it is 1"));
	CHECK(str_is(zip->names[1], "folder/b"));
	CHECK(zip_read(zip, "a.txt", &content) && str_is(content, "first"));
	CHECK(zip_read(zip, "folder/b", &content) && content.len == 0);
	CHECK(zip_read(zip, "c", &content) && str_equal(content, members[2].content));
	CHECK(!zip_read(zip, "b", &content));
}

// Neither now nor here is in them.
static void bytes_are_repeatable(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
	struct str here = make();
	setenv("TZ", "Asia/Kolkata", 1);
	tzset();
	struct str there = make();

	CHECK(str_equal(here, there));
}

static void damage_is_noticed(void)
{
	struct str bytes = make();
	struct str cut = str_slice(bytes, 0, bytes.len / 2);
	char *copy = (char *)arena_grow(&arena, bytes.at, bytes.len, bytes.len + 1);
	const char *why;
	struct str content;
	struct zip_file *zip;

	CHECK(zip_open_bytes(&arena, cut, &why) == NULL);
	CHECK(zip_open_bytes(&arena, S("no zip file"), &why) == NULL);
	// The first member's content is stored as it is.
	memcpy(memmem(copy, bytes.len, "first", 5), "First", 5);
	zip = zip_open_bytes(&arena, (struct str){copy, bytes.len}, &why);
	CHECK(zip != NULL);
	if (zip != NULL)
		CHECK(!zip_read(zip, "a.txt", &content));
}

// The first member's size, as the directory at the file's end has it (APPNOTE, 4.3.12).
static void sizes_are_not_believed(void)
{
	struct str bytes = make();
	char *copy = (char *)arena_grow(&arena, bytes.at, bytes.len, bytes.len + 1);
	char *entry = memmem(copy, bytes.len, "PK\1\2", 4);
	struct rlimit before;
	const char *why;
	struct str content;
	struct zip_file *zip;

	memset(entry + 24, 0x7F, 4);
	zip = zip_open_bytes(&arena, (struct str){copy, bytes.len}, &why);
	CHECK(zip != NULL);
	if (zip == NULL)
		return;
	getrlimit(RLIMIT_AS, &before);
	setrlimit(RLIMIT_AS, &(struct rlimit){1u << 30, before.rlim_max});
	CHECK(!zip_read(zip, "a.txt", &content));
	setrlimit(RLIMIT_AS, &before);
}

int main(void)
{
	unit_run("zip: what was put in comes out", gives_back_what_was_put_in);
	unit_run("zip: same members, same bytes", bytes_are_repeatable);
	unit_run("zip: damage is noticed", damage_is_noticed);
	unit_run("zip: sizes are not believed", sizes_are_not_believed);
	return unit_status();
}
