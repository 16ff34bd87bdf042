// The note of a running image (record.h).
#include "tool/run/record.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"

// Short, since a socket's path has room for about a hundred bytes.
#define FOLDER "/tmp/bulkhead-XXXXXX"

struct record record_prepare(struct arena *arena)
{
	char *folder = (char *)arena_alloc(arena, sizeof FOLDER);

	memcpy(folder, FOLDER, sizeof FOLDER);
	if (mkdtemp(folder) == NULL)
		diag_fatal("no folder for the debugger's socket: %s: %s", FOLDER, strerror(errno));
	return (struct record){
		.folder = folder,
		.gdb = str_format(arena, "%s/gdb", folder).at,
		.qmp = str_format(arena, "%s/qmp", folder).at,
		.archive = str_format(arena, "%s/final.zip", folder).at,
	};
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
