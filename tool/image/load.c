// app.toml, and the way to everything that it names.
#include "tool/image/load.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"

#define STACK_DEFAULT 1024u
#define TRACE_MOST 65536u // entries: more than any RAM so far
#define KERNEL_STACK_LEAST 256u

void load_input(struct load *load, struct str path)
{
	struct image_list *inputs = &load->model->inputs;

	for (size_t i = 0; i < inputs->count; i++)
		if (str_equal(inputs->items[i], path))
			return;
	*ARENA_PUSH(load->arena, inputs->items, inputs->count, load->input_room) = path;
}

struct toml_node *load_file(struct load *load, struct str path, const struct source **source)
{
	load_input(load, path);
	return toml_read(load->arena, path, source);
}

struct str load_find(struct load *load, struct str path)
{
	const struct image_model *model = load->model;

	// The app's own packages first: a new task here must not displace one of theirs.
	for (size_t i = 1; i <= model->package_root_count; i++) {
		struct str root = model->package_roots[i % model->package_root_count];
		struct str found = path_join(load->arena, root, path);

		if (file_exists(found.at))
			return found;
	}
	return S("");
}

static int by_name(const void *a, const void *b)
{
	const struct str *left = a;
	const struct str *right = b;
	return str_compare(*left, *right);
}

static void add_names(struct load *load, struct str folder, const char *file,
		      struct image_list *names, size_t *room)
{
	DIR *dir = opendir(folder.at);

	if (dir == NULL)
		return;
	for (const struct dirent *item = readdir(dir); item != NULL; item = readdir(dir)) {
		struct str name = str_copy(load->arena, str_from(item->d_name));

		if (str_starts(name, "."))
			continue;
		if (file[0] == '/') {
			struct str inner = str_format(load->arena, "%.*s/%.*s%s", STR_ARG(folder),
						      STR_ARG(name), file);
			if (!file_exists(inner.at))
				continue;
		} else if (!str_ends(name, file)) {
			continue;
		} else {
			name.len -= strlen(file);
		}
		*ARENA_PUSH(load->arena, names->items, names->count, *room) = name;
	}
	closedir(dir);
}

struct image_list load_names(struct load *load, const char *folder, const char *file)
{
	struct image_list names = {0};
	size_t room = 0;

	for (size_t i = 0; i < load->model->package_root_count; i++)
		add_names(load,
			  path_join(load->arena, load->model->package_roots[i], str_from(folder)),
			  file, &names, &room);
	if (names.count > 0)
		qsort(names.items, names.count, sizeof names.items[0], by_name);
	return names;
}

bool load_is_name(struct str name, struct place place, const char *what)
{
	bool good = name.len > 0 && name.at[0] >= 'a' && name.at[0] <= 'z';

	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		good = good &&
		       ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
	}
	if (good)
		return true;
	diag_error(place, "\"%.*s\" cannot be the name of %s", STR_ARG(name), what);
	diag_help("use small letters, digits, '-' and '_', and begin with a letter");
	return false;
}

bool load_is_stack(uint32_t bytes, uint32_t least, struct place place)
{
	if (bytes % 8 != 0) {
		diag_error(place, "a stack of %u bytes is not a multiple of 8", (unsigned)bytes);
		diag_help("the processor keeps stacks aligned to 8 bytes: write %u",
			  (unsigned)((bytes + 7) & ~7u));
		return false;
	}
	if (bytes < least) {
		diag_error(place, "a stack of %u bytes is too small for anything", (unsigned)bytes);
		diag_help("give it at least %u bytes", (unsigned)least);
		return false;
	}
	return true;
}

static void add_root(struct load *load, struct str folder)
{
	struct image_model *model = load->model;

	*ARENA_PUSH(load->arena, model->package_roots, model->package_root_count, load->root_room) =
		folder;
}

static void load_packages(struct load *load, const struct section *app)
{
	struct section_strings packages = section_strings(app, "packages");

	for (size_t i = 0; i < packages.count; i++) {
		struct str folder =
			path_join(load->arena, load->model->app_folder, packages.items[i]);

		if (folder_exists(folder.at)) {
			add_root(load, folder);
			continue;
		}
		diag_error(packages.places[i], "there is no folder %.*s", STR_ARG(folder));
		diag_help("paths in \"packages\" start from the folder of app.toml");
	}
}

static void load_kernel(struct load *load, const struct section *app)
{
	struct image_model *model = load->model;
	const struct toml_entry *entry = section_get(app, "kernel", TOML_TABLE);

	model->kernel_stacksize = STACK_DEFAULT;
	model->kernel_place = place_of_file(load->app);
	if (entry == NULL)
		return;

	struct section kernel = section_of(load->arena, &entry->value, entry->place, "[kernel]");
	struct place place = entry->place;
	model->kernel_place = entry->place;
	SECTION_ALLOW(&kernel, "stacksize", "check", "trace");
	section_number(&kernel, "stacksize", 0, UINT32_MAX, &model->kernel_stacksize, &place);
	load_is_stack(model->kernel_stacksize, KERNEL_STACK_LEAST, place);
	section_flag(&kernel, "check", &model->kernel_check);
	section_number(&kernel, "trace", 0, TRACE_MOST, &model->kernel_trace, &place);
}

static void load_board_of_app(struct load *load, const struct section *app, const char *board)
{
	struct str name = S("");
	struct place place = nowhere;

	section_string(app, "board", &name, &place);
	if (board != NULL)
		load_board(load, str_from(board), nowhere);
	else if (name.len > 0)
		load_board(load, name, place);
	else if (toml_find(app->table, "board") == NULL)
		section_require(app, "board", "board = \"mps2-an386\"");
}

static void load_app(struct load *load, const struct toml_node *root, const char *board)
{
	struct image_model *model = load->model;
	struct section app = section_of(load->arena, root, place_of_file(load->app), "app.toml");
	struct place place = app.place;
	uint32_t stacksize = STACK_DEFAULT;

	SECTION_ALLOW(&app, "name", "board", "stacksize", "packages", "kernel", "tasks");
	if (section_require(&app, "name", "name = \"demo\"")) {
		section_string(&app, "name", &model->name, &place);
		if (model->name.at != NULL)
			load_is_name(model->name, place, "an app");
	}
	load_packages(load, &app);
	load_kernel(load, &app);
	load_board_of_app(load, &app, board);

	struct place stacksize_place = {0};
	section_number(&app, "stacksize", 0, UINT32_MAX, &stacksize, &stacksize_place);
	if (stacksize_place.source != NULL &&
	    !load_is_stack(stacksize, LOAD_TASK_STACK_LEAST, stacksize_place))
		stacksize = STACK_DEFAULT;

	if (!section_require(&app, "tasks", "[tasks.jefe]"))
		return;
	const struct toml_entry *entry = section_get(&app, "tasks", TOML_TABLE);
	if (entry == NULL)
		return;
	struct section tasks = section_of(load->arena, &entry->value, entry->place, "[tasks]");
	if (entry->value.count == 0) {
		diag_error(entry->place, "the app has no tasks");
		diag_help("the least is a supervisor and an idle task: [tasks.jefe], [tasks.idle]");
	}
	load_tasks(load, &tasks, stacksize, stacksize_place);
	model->out = str_format(load->arena, "out/%.*s-%.*s", STR_ARG(model->name),
				STR_ARG(model->board.name));
}

// The path of an app.toml for what the user typed; empty, reported, if there is none.
static struct str find_app(struct load *load, const char *typed)
{
	struct str path = path_typed(load->arena, typed);
	struct str file = path;

	if (folder_exists(path.at))
		file = path_join(load->arena, path, S("app.toml"));
	if (file_exists(file.at))
		return file;

	diag_error(nowhere, "there is no app in \"%s\"", typed);
	struct image_list apps = load_names(load, "app", "/app.toml");
	for (size_t i = 0; i < apps.count; i++)
		apps.items[i] = str_format(load->arena, "app/%.*s", STR_ARG(apps.items[i]));
	section_suggest(path, apps.items, apps.count, "folders here that hold an app.toml");
	return S("");
}

struct image_model *image_load(struct arena *arena, const char *app, const char *board)
{
	struct image_model *model = ARENA_NEW(arena, struct image_model);
	struct load load = {.arena = arena, .model = model};
	unsigned errors_before = diag_errors();

	model->arena = arena;
	model->counter = IMAGE_NO_INDEX;
	add_root(&load, S("."));
	model->app_file = find_app(&load, app);
	if (model->app_file.len == 0)
		return NULL;
	model->app_folder = str_copy(arena, path_folder(model->app_file));
	const struct toml_node *root = load_file(&load, model->app_file, &load.app);
	if (root == NULL)
		return NULL;
	load_app(&load, root, board);
	check_model(model);
	return diag_errors() == errors_before ? model : NULL;
}
