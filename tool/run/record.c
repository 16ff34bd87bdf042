// The note of a running image (record.h).
#include "tool/run/record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

// Short, since a socket's path has room for about a hundred bytes. The name has our
// process id in it, and then mkdtemp()'s letters.
#define FOLDERS "/tmp"
#define NAME "bulkhead-"

static struct record record_in(struct arena *arena, const char *folder)
{
	return (struct record){
		.folder = folder,
		.gdb = str_format(arena, "%s/gdb", folder).at,
		.qmp = str_format(arena, "%s/qmp", folder).at,
		.archive = str_format(arena, "%s/final.zip", folder).at,
	};
}

// The process id in a folder's name, or 0 if it is none of ours.
static pid_t owner_of(const char *name)
{
	char *end = NULL;
	long pid = 0;

	if (strncmp(name, NAME, strlen(NAME)) == 0)
		pid = strtol(name + strlen(NAME), &end, 10);
	return end != NULL && *end == '-' && pid > 0 ? (pid_t)pid : 0;
}

// Whether a run of ours that lives no more has left this folder.
static bool is_left_over(DIR *folders, const char *name)
{
	pid_t pid = owner_of(name);
	struct stat is;

	return pid != 0 && kill(pid, 0) != 0 && errno == ESRCH &&
	       fstatat(dirfd(folders), name, &is, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(is.st_mode) && is.st_uid == getuid();
}

// Removes what runs that were killed could not.
static void remove_leftovers(struct arena *arena)
{
	DIR *folders = opendir(FOLDERS);

	if (folders == NULL)
		return;
	for (const struct dirent *entry; (entry = readdir(folders)) != NULL;) {
		struct record left;

		if (!is_left_over(folders, entry->d_name))
			continue;
		left = record_in(arena, str_format(arena, FOLDERS "/%s", entry->d_name).at);
		record_remove(&left);
	}
	closedir(folders);
}

struct record record_prepare(struct arena *arena)
{
	struct str name = str_format(arena, FOLDERS "/" NAME "%ld-XXXXXX", (long)getpid());
	char *folder = (char *)arena_alloc(arena, name.len + 1);

	remove_leftovers(arena);
	memcpy(folder, name.at, name.len + 1);
	if (mkdtemp(folder) == NULL)
		diag_fatal("no folder for the debugger's socket: %s: %s", name.at, strerror(errno));
	return record_in(arena, folder);
}

static bool another_lives(const char *path)
{
	json_t *note = json_load_file(path, 0, NULL);
	json_int_t pid = json_integer_value(json_object_get(note, "pid"));

	json_decref(note);
	return pid > 0 && pid != getpid() && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

// The image's id as the builder noted it, or an empty text.
static json_t *image_id(struct arena *arena, const struct image_model *model)
{
	struct str path = str_format(arena, "%.*s/img/manifest.json", STR_ARG(model->out));
	json_t *manifest = json_load_file(path.at, 0, NULL);
	json_t *id = json_incref(json_object_get(manifest, "image-id"));

	json_decref(manifest);
	return id != NULL ? id : json_string("");
}

static void copy_archive(const struct record *record, struct arena *arena,
			 const struct image_model *model)
{
	struct str content;

	if (file_read(arena, str_format(arena, "%.*s/img/final.zip", STR_ARG(model->out)).at,
		      &content))
		file_write(record->archive, content);
}

void record_write(struct record *record, struct arena *arena, const struct guest *guest,
		  const struct qemu *qemu)
{
	const struct image_model *model = guest->model;
	const char *path = str_format(arena, "%.*s/run.json", STR_ARG(model->out)).at;
	json_t *note;

	if (another_lives(path)) {
		fprintf(stderr, "bh: another run of this image is going on; a debugger will find "
				"that one\n");
		return;
	}
	copy_archive(record, arena, model);
	note = json_pack("{s:s%, s:s%, s:o, s:i, s:i, s:s, s:s, s:s}", "app", model->name.at,
			 model->name.len, "board", model->board.name.at, model->board.name.len,
			 "image-id", image_id(arena, model), "pid", (int)getpid(), "qemu-pid",
			 (int)qemu->pid, "gdb", record->gdb, "qmp", record->qmp, "archive",
			 record->archive);
	if (note == NULL || json_dump_file(note, path, JSON_INDENT(2)) != 0)
		fprintf(stderr, "bh: %s cannot be written: a debugger will not find this run\n",
			path);
	else
		record->path = path;
	json_decref(note);
}

void record_remove(const struct record *record)
{
	if (record->path != NULL)
		unlink(record->path);
	unlink(record->gdb);
	unlink(record->qmp);
	unlink(record->archive);
	rmdir(record->folder);
}
