// Files and paths.
#include "tool/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/base/diag.h"

bool file_exists(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool folder_exists(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_read(struct arena *arena, const char *path, struct str *content)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		return false;
	struct text text = {.arena = arena};
	char buffer[16384];
	size_t got;
	while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
		text_add(&text, (struct str){buffer, got});
	int problem = ferror(file) ? errno : 0;
	fclose(file);
	if (problem != 0) {
		errno = problem;
		return false;
	}
	*content = str_copy(arena, text_str(&text));
	return true;
}

static void make_one(const char *path)
{
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		diag_fatal("cannot make the folder %s: %s", path, strerror(errno));
}

void folder_make(const char *path)
{
	struct arena arena = {0};
	size_t length = strlen(path);
	char *part = arena_alloc(&arena, length + 1);

	for (size_t i = 0; i < length; i++) {
		if (path[i] == '/' && i > 0)
			make_one(part);
		part[i] = path[i];
	}
	make_one(part);
}

void file_write(const char *path, struct str content)
{
	struct arena arena = {0};

	folder_make(str_c(&arena, path_folder(str_from(path))));
	FILE *file = fopen(path, "wb");
	if (file == NULL)
		diag_fatal("cannot write %s: %s", path, strerror(errno));
	size_t written = content.len == 0 ? 0 : fwrite(content.at, 1, content.len, file);
	if (fclose(file) != 0 || written != content.len)
		diag_fatal("cannot write all of %s: %s", path, strerror(errno));
}

bool file_update(const char *path, struct str content)
{
	struct arena arena = {0};
	struct str old;

	if (file_read(&arena, path, &old) && str_equal(old, content))
		return false;
	file_write(path, content);
	return true;
}

struct str path_folder(struct str path)
{
	size_t slash = str_find_last(path, '/');

	if (slash == path.len)
		return S(".");
	return slash == 0 ? S("/") : str_slice(path, 0, slash);
}

struct str path_name(struct str path)
{
	size_t slash = str_find_last(path, '/');
	return slash == path.len ? path : str_slice(path, slash + 1, path.len);
}

// Appends the parts of `path` to `made`, taking ".." together with a name.
static void add_parts(struct text *made, struct str path)
{
	struct str part;

	while (str_next(&path, '/', &part)) {
		struct str so_far = text_str(made);

		if (part.len == 0 || str_is(part, "."))
			continue;
		if (str_is(part, "..") && so_far.len > 0 && !str_is(path_name(so_far), "..")) {
			size_t slash = str_find_last(so_far, '/');

			if (slash == so_far.len)
				made->len = 0;
			else
				made->len = slash == 0 ? 1 : slash;
			// There is a part, so there is text. NOLINTNEXTLINE(*-core.NullDereference)
			made->at[made->len] = '\0';
			continue;
		}
		if (so_far.len > 0 && !str_ends(so_far, "/"))
			text_adds(made, "/");
		text_add(made, part);
	}
}

struct str path_join(struct arena *arena, struct str folder, struct str rest)
{
	struct text made = {.arena = arena};

	if (str_starts(rest, "/")) {
		folder = rest;
		rest = S("");
	}
	if (str_starts(folder, "/"))
		text_adds(&made, "/");
	add_parts(&made, folder);
	add_parts(&made, rest);
	if (made.len == 0)
		text_adds(&made, ".");
	return text_str(&made);
}

// The path without the root before it, if it lies inside.
static struct str relative_to_root(struct arena *arena, struct str path)
{
	char *root = realpath(".", NULL);
	char *real = realpath(str_c(arena, path), NULL);
	struct str result = path;

	if (root != NULL && real != NULL) {
		struct str inner = str_from(real);

		result = str_copy(arena, inner);
		if (str_is(inner, root))
			result = S(".");
		else if (str_starts(inner, root) && inner.at[strlen(root)] == '/')
			result = str_copy(arena, str_slice(inner, strlen(root) + 1, inner.len));
	}
	free(root);
	free(real);
	return result;
}

struct str path_typed(struct arena *arena, const char *typed)
{
	struct str path = str_from(typed);
	const char *called_from = getenv("BH_CALLED_FROM"); // set by the script bh

	if (called_from != NULL) {
		struct str there = path_join(arena, str_from(called_from), path);

		if (access(there.at, F_OK) == 0)
			return relative_to_root(arena, there);
	}
	if (access(typed, F_OK) == 0)
		return relative_to_root(arena, path);
	return str_copy(arena, path);
}

struct str path_to_make(struct arena *arena, const char *typed)
{
	const char *called_from = getenv("BH_CALLED_FROM"); // set by the script bh

	return path_join(arena, str_from(called_from == NULL ? "" : called_from), str_from(typed));
}
