// tool/base/file.c: paths, and files that are only written when they change.
#include "test/unit/folder.h"
#include "test/unit/unit.h"
#include "tool/base/file.h"

static struct arena arena;

static bool joins(const char *folder, const char *rest, const char *expected)
{
	return str_is(path_join(&arena, str_from(folder), str_from(rest)), expected);
}

static void joining(void)
{
	CHECK(joins("a/b", "c", "a/b/c"));
	CHECK(joins("a/b/", "./c/", "a/b/c"));
	CHECK(joins("a/b", "../c", "a/c"));
	CHECK(joins("a", "../../c", "../c"));
	CHECK(joins("a", "..", "."));
	CHECK(joins(".", "c", "c"));
	CHECK(joins(".", ".", "."));
	CHECK(joins("..", "../c", "../../c"));
	CHECK(joins("/a/b", "../../../c", "/c"));
	CHECK(joins("a/b", "/c/d", "/c/d"));
	CHECK(joins("/", "c", "/c"));
}

static void parts(void)
{
	CHECK(str_is(path_folder(S("a/b/c.d")), "a/b"));
	CHECK(str_is(path_folder(S("c.d")), "."));
	CHECK(str_is(path_folder(S("/c")), "/"));
	CHECK(str_is(path_name(S("a/b/c.d")), "c.d"));
	CHECK(str_is(path_name(S("c.d")), "c.d"));
}

static void updating(void)
{
	const char *root = folder_new(&arena);
	const char *path = path_join(&arena, str_from(root), S("a/b/c")).at;
	struct str content;

	CHECK(!file_exists(path));
	CHECK(!file_read(&arena, path, &content));
	CHECK(file_update(path, S("one")));
	CHECK(!file_update(path, S("one")));
	CHECK(file_update(path, S("two")));
	CHECK(file_read(&arena, path, &content) && str_is(content, "two"));
	CHECK(file_update(path, S("")));
	CHECK(file_read(&arena, path, &content) && content.len == 0);
	CHECK(file_exists(path) && !folder_exists(path));
	CHECK(folder_exists(root) && !file_exists(root));
	folder_remove(root);
}

int main(void)
{
	unit_run("file: joining paths", joining);
	unit_run("file: parts of paths", parts);
	unit_run("file: writing what changed", updating);
	return unit_status();
}
