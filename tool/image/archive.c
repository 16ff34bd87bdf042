// The archive: one zip file with all that a debugger will ever need of an image, on
// any machine. Its comment says what it is.
//
//     README.txt       this list
//     manifest.json    what is in the image and where
//     final.elf        the image; final.bin, the flash's content
//     elf/NAME.elf     each program with its symbols and debugging information
//     memory.map       what `bh map` prints
//     gdb.script       loads all programs into GDB
//     gen/...          the tables, scripts and headers that the builder wrote
//     config/...       the TOML files that describe the image
#include "tool/base/file.h"
#include "tool/base/zip.h"
#include "tool/image/paths.h"
#include "tool/image/steps.h"

#define COMMENT "bulkhead archive 1"

static const char readme[] =
	"The archive of an image built by Bulkhead: all that its debugger needs.\n"
	"\n"
	"manifest.json    what is in the image and where\n"
	"final.elf        the image; final.bin, the flash's content\n"
	"elf/NAME.elf     each program with its symbols and debugging information\n"
	"memory.map       what is where in memory, for people\n"
	"gdb.script       for GDB, in a folder that the archive was extracted to\n"
	"gen/...          the tables, scripts and headers that the builder wrote\n"
	"config/...       the TOML files that describe the image\n";

struct members {
	const struct image_model *model;
	struct zip_member *items;
	size_t count;
	size_t room;
};

static void add(struct members *members, struct str name, struct str content)
{
	*ARENA_PUSH(members->model->arena, members->items, members->count, members->room) =
		(struct zip_member){name, content};
}

static void add_file(struct members *members, struct str name, const char *path)
{
	struct str content;

	if (!file_read(members->model->arena, path, &content))
		diag_fatal("%s cannot be read", path);
	add(members, name, content);
}

static void add_built(struct members *members, const char *name, const char *path)
{
	add_file(members, str_from(name), image_path(members->model, "%s", path));
}

static void add_program(struct members *members, const char *name)
{
	add_file(members, str_format(members->model->arena, "elf/%s.elf", name),
		 image_path(members->model, "img/%s.elf", name));
}

static struct str gdb_script(const struct image_model *model)
{
	struct text text = {.arena = model->arena};

	text_adds(&text, "# In the folder that holds this file:\n"
			 "#     gdb-multiarch -x gdb.script [-c DUMP]\n"
			 "set confirm off\n"
			 "file elf/kernel.elf\n");
	for (size_t i = 0; i < model->task_count; i++)
		text_addf(&text, "add-symbol-file elf/%s.elf\n", task_name(model, i));
	return text_str(&text);
}

static void add_generated(struct members *members)
{
	const struct image_model *model = members->model;

	add_built(members, "gen/tables.c", "gen/tables.c");
	add_built(members, "gen/kernel.ld", "gen/kernel.ld");
	for (size_t i = 0; i < model->task_count; i++) {
		const char *name = task_name(model, i);

		add_file(members, str_format(model->arena, "gen/%s.ld", name),
			 image_path(model, "gen/%s.ld", name));
		add_file(members, str_format(model->arena, "gen/%s.h", name),
			 image_path(model, "gen/%s/gen/task.h", name));
	}
}

// A path as the archive has it: one of another root begins with that root's name, not
// with where it is on this machine.
static struct str portable_path(const struct image_model *model, struct str path)
{
	for (size_t i = 1; i < model->package_root_count; i++) {
		struct str root = model->package_roots[i];

		if (path.len > root.len && path.at[root.len] == '/' &&
		    str_equal(str_slice(path, 0, root.len), root))
			return path_join(model->arena, path_name(root),
					 str_slice(path, root.len + 1, path.len));
	}
	return str_starts(path, "/") ? path_name(path) : path;
}

static void add_config(struct members *members)
{
	const struct image_model *model = members->model;

	for (size_t i = 0; i < model->inputs.count; i++) {
		struct str path = model->inputs.items[i];
		const char *file = str_c(model->arena, path);

		if (file_exists(file))
			add_file(members,
				 path_join(model->arena, S("config"), portable_path(model, path)),
				 file);
	}
}

bool step_archive(const struct image_model *model)
{
	struct members members = {.model = model};

	add(&members, S("README.txt"), str_from(readme));
	add_built(&members, "manifest.json", "img/manifest.json");
	add_built(&members, "final.elf", "img/final.elf");
	add_built(&members, "final.bin", "img/final.bin");
	add_built(&members, "memory.map", "img/memory.map");
	add(&members, S("gdb.script"), gdb_script(model));
	add_program(&members, "kernel");
	for (size_t i = 0; i < model->task_count; i++)
		add_program(&members, task_name(model, i));
	add_generated(&members);
	add_config(&members);
	file_update(image_path(model, "img/final.zip"),
		    zip_make(model->arena, S(COMMENT), members.items, members.count));
	return true;
}
