// bh extract: files out of an image's archive.
#include <stdio.h>
#include <string.h>

#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/command.h"
#include "tool/debug/session.h"

extern const struct command cmd_extract;

static bool read_member(struct session *session, struct str name, struct str *content)
{
	if (zip_read(session->program->zip, str_c(session->arena, name), content))
		return true;
	session_problem(session, "%.*s is damaged", STR_ARG(name));
	return false;
}

static int list(struct session *session)
{
	const struct zip_file *zip = session->program->zip;
	json_t *array = json_array();

	for (size_t i = 0; i < zip->count; i++) {
		struct str content;

		if (!read_member(session, zip->names[i], &content))
			continue;
		text_addf(&session->out, "%9zu  %.*s\n", content.len, STR_ARG(zip->names[i]));
		json_t *object = json_object();
		json_object_set_new(object, "name",
				    json_stringn(zip->names[i].at, zip->names[i].len));
		json_object_set_new(object, "size", json_integer((json_int_t)content.len));
		json_array_append_new(array, object);
	}
	json_object_set_new(session->root, "files", array);
	return 0;
}

// A name that leads out of the folder is not believed.
static bool is_inside(struct str name)
{
	struct str part;

	if (str_starts(name, "/"))
		return false;
	while (str_next(&name, '/', &part))
		if (str_is(part, ".."))
			return false;
	return true;
}

static int extract_all(struct session *session, const char *folder)
{
	const struct zip_file *zip = session->program->zip;
	struct str root = session_path(session, folder);
	size_t done = 0;

	for (size_t i = 0; i < zip->count; i++) {
		struct str content;

		if (!is_inside(zip->names[i]) || !read_member(session, zip->names[i], &content))
			continue;
		file_write(path_join(session->arena, root, zip->names[i]).at, content);
		done++;
	}
	text_addf(&session->out, "wrote %zu files into %.*s\n", done, STR_ARG(root));
	json_object_set_new(session->root, "folder", json_stringn(root.at, root.len));
	return done == zip->count ? 0 : 1;
}

static bool contains(struct str whole, const char *part)
{
	size_t size = strlen(part);

	for (size_t i = 0; i + size <= whole.len; i++)
		if (memcmp(whole.at + i, part, size) == 0)
			return true;
	return false;
}

// The one file that is named so, or has that in its name.
static bool choose(struct session *session, const char *part, struct str *chosen)
{
	const struct zip_file *zip = session->program->zip;
	struct text all = {.arena = session->arena};
	size_t count = 0;

	for (size_t i = 0; i < zip->count; i++) {
		if (str_is(zip->names[i], part)) {
			*chosen = zip->names[i];
			return true;
		}
		if (!contains(zip->names[i], part))
			continue;
		text_addf(&all, "%s%.*s", count++ == 0 ? "" : ", ", STR_ARG(zip->names[i]));
		*chosen = zip->names[i];
	}
	if (count == 1)
		return true;
	if (count == 0)
		diag_error(nowhere, "no file of the archive has \"%s\" in its name", part);
	else
		diag_error(nowhere, "several files have \"%s\" in their names: %.*s", part,
			   STR_ARG(text_str(&all)));
	diag_help("./bh extract --list shows all");
	return false;
}

static int extract_one(struct session *session, const char *part, const char *file)
{
	struct str name;
	struct str content;

	if (!choose(session, part, &name) || !read_member(session, name, &content))
		return 1;
	json_object_set_new(session->root, "name", json_stringn(name.at, name.len));
	if (file != NULL)
		file_write(session_path(session, file).at, content);
	else
		text_add(&session->out, content);
	return 0;
}

static int extract_archive(struct session *session, const char *file)
{
	struct str path = session_path(session, file);

	file_write(path.at, session->program->archive);
	json_object_set_new(session->root, "file", json_stringn(path.at, path.len));
	return 0;
}

static int run(int argc, char **argv)
{
	struct session session;
	bool lists = false;
	const char *file = NULL;
	const char *all = NULL;
	const struct option_spec options[] = {
		{"--list", &lists, NULL},
		{"--all", NULL, &all},
		{"-o", NULL, &file},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_ARCHIVE,
		.options = options,
		.option_count = 3,
		.operand_max = 1,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	if (all != NULL)
		return session_end(&session, extract_all(&session, all));
	if (!lists && session.operand_count > 0)
		return session_end(&session, extract_one(&session, session.operands[0], file));
	if (!lists && file != NULL)
		return session_end(&session, extract_archive(&session, file));
	return session_end(&session, list(&session));
}

const struct command cmd_extract = {
	.name = "extract",
	.group = "Debug",
	.summary = "take files out of an image's archive",
	.run = run,
	.help = "usage: ./bh extract [PART] [-o FILE] | --all FOLDER | --list\n"
		"\n"
		"Prints a file of the archive, or puts it into FILE: the one that has PART in\n"
		"its name. Without PART, -o puts the whole archive into FILE. A dump has the\n"
		"archive of its image in it.\n"
		"\n"
		"  --list           what is in it; so without anything else\n"
		"  --all FOLDER     all files, into a folder\n"
		"  -o FILE          not to the terminal\n" SESSION_HELP "\n"
		"example: ./bh extract app.toml --dump demo.core\n",
};
