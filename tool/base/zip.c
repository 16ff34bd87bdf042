// Zip files in memory, by libzip.
#include "tool/base/zip.h"

#include <string.h>
#include <zip.h>

#include "tool/base/diag.h"

// The first moment that zip can express: 1 January 1980, midnight.
#define NO_TIME 0
#define NO_DATE (1 << 5 | 1)

static void add_member(zip_t *zip, const struct zip_member *member)
{
	zip_source_t *source = zip_source_buffer(zip, member->content.at, member->content.len, 0);
	struct arena arena = {NULL};
	zip_int64_t index;

	if (source == NULL)
		diag_fatal("a zip file cannot be made: %s", zip_strerror(zip));
	index = zip_file_add(zip, str_c(&arena, member->name), source, ZIP_FL_ENC_UTF_8);
	if (index < 0)
		diag_fatal("%.*s cannot be put into a zip file: %s", STR_ARG(member->name),
			   zip_strerror(zip));
	zip_file_set_dostime(zip, (zip_uint64_t)index, NO_TIME, NO_DATE, 0);
}

static struct str take_all(struct arena *arena, zip_source_t *source)
{
	zip_stat_t status;
	char *bytes;

	if (zip_source_open(source) != 0 || zip_source_stat(source, &status) != 0)
		diag_fatal("a zip file cannot be made: %s",
			   zip_error_strerror(zip_source_error(source)));
	bytes = arena_alloc(arena, status.size);
	if (zip_source_read(source, bytes, status.size) != (zip_int64_t)status.size)
		diag_fatal("a zip file cannot be made: it is cut short");
	zip_source_close(source);
	return (struct str){bytes, status.size};
}

struct str zip_make(struct arena *arena, struct str comment, const struct zip_member *members,
		    size_t count)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = source == NULL ? NULL : zip_open_from_source(source, ZIP_TRUNCATE, NULL);

	if (zip == NULL)
		diag_fatal("a zip file cannot be made: no memory for it");
	zip_source_keep(source);
	for (size_t i = 0; i < count; i++)
		add_member(zip, &members[i]);
	zip_set_archive_comment(zip, comment.at, (zip_uint16_t)comment.len);
	if (zip_close(zip) != 0)
		diag_fatal("a zip file cannot be made: %s", zip_strerror(zip));
	struct str bytes = take_all(arena, source);
	zip_source_free(source);
	return bytes;
}

struct zip_file *zip_open_bytes(struct arena *arena, struct str bytes, const char **why)
{
	struct zip_file *file = ARENA_NEW(arena, struct zip_file);
	zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, NULL);
	zip_error_t error;
	int comment_size = 0;
	const char *comment;

	zip_error_init(&error);
	*why = "no memory for it";
	if (source == NULL)
		return NULL;
	file->handle = zip_open_from_source(source, ZIP_RDONLY, &error);
	if (file->handle == NULL) {
		*why = str_copy(arena, str_from(zip_error_strerror(&error))).at;
		zip_source_free(source);
		return NULL;
	}
	file->arena = arena;
	file->size = bytes.len;
	comment = zip_get_archive_comment(file->handle, &comment_size, 0);
	if (comment != NULL)
		file->comment = str_copy(arena, (struct str){comment, (size_t)comment_size});
	file->count = (size_t)zip_get_num_entries(file->handle, 0);
	file->names = ARENA_ARRAY(arena, struct str, file->count);
	for (size_t i = 0; i < file->count; i++)
		file->names[i] = str_copy(arena, str_from(zip_get_name(file->handle, i, 0)));
	return file;
}

// Deflate makes no more of a byte: 258 bytes of each two bits (RFC 1951, 3.2.5).
#define UNPACKED_MOST 1032

bool zip_read(const struct zip_file *zip, const char *name, struct str *content)
{
	zip_stat_t status;
	zip_file_t *member;
	char *bytes;
	char beyond;

	if (zip_stat(zip->handle, name, 0, &status) != 0 || status.size / UNPACKED_MOST > zip->size)
		return false;
	member = zip_fopen(zip->handle, name, 0);
	if (member == NULL)
		return false;
	bytes = arena_alloc(zip->arena, status.size + 1);
	// The checksum is looked at when reading on finds the end.
	bool whole = zip_fread(member, bytes, status.size) == (zip_int64_t)status.size &&
		     zip_fread(member, &beyond, 1) == 0;
	zip_fclose(member);
	*content = (struct str){bytes, status.size};
	return whole;
}
