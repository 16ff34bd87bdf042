// Zip files in memory: made whole, read member by member.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "tool/base/arena.h"
#include "tool/base/str.h"

struct zip_member {
	struct str name; // path within the file, with '/'
	struct str content;
};

// A zip file with these members, in this order. The same members give the same bytes:
// it holds no times and no owners.
struct str zip_make(struct arena *arena, struct str comment, const struct zip_member *members,
		    size_t count);

struct zip_file {
	struct arena *arena;
	struct zip *handle; // libzip's
	size_t size;        // bytes of the file
	struct str comment;
	struct str *names; // in the file's order
	size_t count;
};

// Opens a zip file that lies in memory, which must stay. NULL, and why, if it is none.
struct zip_file *zip_open_bytes(struct arena *arena, struct str bytes, const char **why);

// The content of a member, by name. False if there is none, or it is damaged: a size that the
// file cannot hold is no size to make room for.
bool zip_read(const struct zip_file *zip, const char *name, struct str *content);
