// Writes build.ninja, to be read by people as well:
//
//     TOML --headers--> gen/*/gen/task.h, trial scripts, trial tables
//     *.idol --interfaces--> gen/idl/*, gen/*/idl/*
//     task sources --cc--> .o --rel--> .rel --link--> .trial.elf --+
//     (or a prebuilt .o)                                           |
//     kernel sources --cc--> .o --------link--> kernel.trial.elf --+
//                                                                  |
//             gen/*.ld, gen/kernel.ld, memory.map <---layout-------+
//     .rel + gen/*.ld --link--> obj/*.elf --patch--> img/*.elf
//     obj/*.elf --tables--> gen/tables.c --cc, link--> obj/kernel.elf
//     img/*.elf + obj/kernel.elf --join--> img/final.elf, final.bin, ...
//     all of that --archive--> img/final.zip
//
// headers, interfaces, layout, patch, tables, join and archive are `bh image ...`. A step that makes
// nothing new lets ninja skip what follows from it (restat).
#include "tool/image/plan_ninja.h"

#include <dirent.h>
#include <stdlib.h>

#include "tool/base/file.h"
#include "tool/image/emit.h"
#include "tool/image/interfaces.h"
#include "tool/image/ninja.h"
#include "tool/image/paths.h"

#define BH "out/host/bh"

struct plan {
	const struct image_model *model;
	struct text text;
	struct image_list ulib_objects; // shared by all tasks
	struct image_list *clients;     // of each interface, objects for who calls it
	struct image_list *servers;     // for who serves it
};

// The same in every image.
static const char rules[] =
	"warnings = " PLAN_WARNINGS_CODE " $\n"
	"    " PLAN_WARNINGS_NAMES " $\n"
	"    " PLAN_WARNINGS_REST "\n"
	"# The prefix maps (for C, for assembly) keep the name of this folder out of the image,\n"
	"# and -frandom-seed makes the names that link-time optimisation invents repeatable.\n"
	"maps = \"-ffile-prefix-map=$$PWD=.\" \"-fdebug-prefix-map=$$PWD=.\"\n"
	"common = -std=gnu11 -Os -g -ffunction-sections -fdata-sections $maps $warnings -I.\n"
	"\n"
	"rule cc\n"
	"  command = $cc $common $flags -MMD -MF $out.d -frandom-seed=$out $\n"
	"      -c $in -o $out\n"
	"  depfile = $out.d\n"
	"  deps = gcc\n"
	"  description = compile $in\n"
	"\n"
	"# A task by itself, addresses still open; what it does not use is left out.\n"
	"rule rel\n"
	"  command = $cc $task_cpu --specs=picolibc.specs -nostdlib -r -Wl,--gc-sections $\n"
	"      -Wl,-e,_start -T $script -o $out $in -lc -lgcc\n"
	"  description = link $out\n"
	"\n"
	"# At the addresses that the script says.\n"
	"rule link\n"
	"  command = $cc $cpu --specs=picolibc.specs -nostdlib -static -Wl,--gc-sections $\n"
	"      -Wl,--build-id=none -Wl,--orphan-handling=error -T $script -o $out $in $libs\n"
	"  description = link $out\n"
	"\n"
	"rule stamp\n"
	"  command = touch $out\n"
	"  description = note changed inputs\n"
	"\n"
	"rule image\n"
	"  command = $bh image $step $app --board $board $which\n"
	"  restat = 1\n"
	"  description = $step $which\n"
	"\n";

static void add_word(struct plan *plan, struct str word)
{
	text_addf(&plan->text, " %.*s", STR_ARG(ninja_word(plan->model->arena, word)));
}

static void add_words(struct plan *plan, const struct image_list *words)
{
	for (size_t i = 0; i < words->count; i++)
		add_word(plan, words->items[i]);
}

// A path, with $o for the image's folder.
static void add_path(struct plan *plan, struct str path)
{
	struct str out = plan->model->out;

	text_adds(&plan->text, " ");
	if (str_starts(path, out.at) && str_starts(str_slice(path, out.len, path.len), "/")) {
		text_adds(&plan->text, "$o");
		path = str_slice(path, out.len, path.len);
	}
	text_add(&plan->text, ninja_path(plan->model->arena, path));
}

// Many paths stand one below the other.
static void add_paths(struct plan *plan, const struct image_list *paths)
{
	for (size_t i = 0; i < paths->count; i++) {
		if (paths->count > 2)
			text_adds(&plan->text, " $\n   ");
		add_path(plan, paths->items[i]);
	}
}

static void list_push(struct arena *arena, struct image_list *list, struct str item)
{
	list->items = arena_grow(arena, list->items, list->count * sizeof item,
				 (list->count + 1) * sizeof item);
	list->items[list->count++] = item;
}

static int by_name(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

// The C and assembly files of a folder, by name.
static void list_sources(struct arena *arena, const char *folder, struct image_list *list)
{
	DIR *open = opendir(folder);
	size_t before = list->count;

	if (open == NULL)
		return;
	for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
		struct str name = str_from(entry->d_name);

		if (!str_starts(name, ".") && (str_ends(name, ".c") || str_ends(name, ".S")))
			list_push(arena, list, str_format(arena, "%s/%.*s", folder, STR_ARG(name)));
	}
	closedir(open);
	if (list->count > before)
		qsort(list->items + before, list->count - before, sizeof(struct str), by_name);
}

// Where the object of a source goes: obj/<group>/ and the source's path below
// `folder`, or its whole path if it lies elsewhere.
static struct str object_path(const struct image_model *model, const char *group, struct str folder,
			      struct str source)
{
	struct text path = {.arena = model->arena};
	struct str part;

	text_adds(&path, image_path(model, "obj/%s", group));
	if (source.len > folder.len && source.at[folder.len] == '/' &&
	    str_equal(str_slice(source, 0, folder.len), folder))
		source = str_slice(source, folder.len + 1, source.len);
	while (str_next(&source, '/', &part)) {
		if (part.len == 0)
			continue;
		text_addf(&path, "/%.*s", STR_ARG(str_is(part, "..") ? S("__") : part));
	}
	text_adds(&path, ".o");
	return text_str(&path);
}

// One object: `ready` are generated files that must exist first, or NULL.
static void add_object(struct plan *plan, struct str object, struct str source, const char *flags,
		       const struct image_list *ready)
{
	text_adds(&plan->text, "build");
	add_path(plan, object);
	text_adds(&plan->text, ": cc");
	add_path(plan, source);
	if (ready != NULL) {
		text_adds(&plan->text, " ||");
		add_paths(plan, ready);
	}
	text_addf(&plan->text, "\n  flags = %s\n", flags);
}

static void add_objects(struct plan *plan, const char *group, struct str folder,
			const struct image_list *sources, const char *flags,
			const struct image_list *ready, struct image_list *objects)
{
	for (size_t i = 0; i < sources->count; i++) {
		struct str object = object_path(plan->model, group, folder, sources->items[i]);

		add_object(plan, object, sources->items[i], flags, ready);
		list_push(plan->model->arena, objects, object);
	}
}

static void add_ulib(struct plan *plan)
{
	const struct image_model *model = plan->model;
	struct image_list sources = {0};

	list_sources(model->arena, "ulib", &sources);
	list_sources(model->arena,
		     str_format(model->arena, "ulib/arch/%.*s", STR_ARG(model->port.arch)).at,
		     &sources);
	list_sources(model->arena, "lib", &sources);
	text_adds(&plan->text, "# What tasks share: ulib and lib.\n");
	add_objects(plan, "ulib", S("ulib"), &sources, "$task_flags", NULL, &plan->ulib_objects);
	text_adds(&plan->text, "\n");
}

// One `bh image` step. They all read the TOML files and are done by bh itself.
static void add_step(struct plan *plan, const char *step, const char *which,
		     const struct image_list *outputs, const struct image_list *inputs)
{
	text_adds(&plan->text, "build");
	add_paths(plan, outputs);
	text_adds(&plan->text, ": image");
	add_paths(plan, inputs);
	text_adds(&plan->text, " |");
	add_path(plan, str_from(image_path(plan->model, "gen/inputs")));
	text_adds(&plan->text, "\n");
	text_addf(&plan->text, "  step = %s\n", step);
	if (which[0] != '\0')
		text_addf(&plan->text, "  which = %s\n", which);
}

// A name for all files that are made of interfaces.
static struct str interfaces_made(const struct image_model *model)
{
	return str_from(image_path(model, "gen/interfaces"));
}

static void list_files(const struct image_model *model, const struct interface_files *files,
		       struct image_list *list)
{
	for (size_t i = 0; i < files->count; i++)
		list_push(model->arena, list, str_from(files->items[i].path));
}

// A generated source of an interface, if it is there, built for all tasks.
static void add_shared_object(struct plan *plan, const struct image_list *files, const char *ending,
			      size_t interface, struct image_list *objects)
{
	const struct image_model *model = plan->model;
	struct str stem = model->interfaces[interface].idl->files[0]->stem;
	struct str folder = str_from(image_path(model, "gen/idl"));
	struct str source = str_from(image_path(model, "gen/idl/%.*s%s", STR_ARG(stem), ending));
	struct image_list sources = {&source, 1};
	struct str made = interfaces_made(model);
	struct image_list ready = {&made, 1};

	for (size_t i = 0; i < files->count; i++)
		if (str_equal(files->items[i], source))
			add_objects(plan, "idl", folder, &sources, "$task_flags", &ready, objects);
}

static void add_interfaces(struct plan *plan)
{
	const struct image_model *model = plan->model;
	struct interface_files files = interfaces_shared(model);
	struct image_list shared = {0};
	struct image_list all = {0};

	plan->clients = ARENA_ARRAY(model->arena, struct image_list, model->interface_count);
	plan->servers = ARENA_ARRAY(model->arena, struct image_list, model->interface_count);
	if (model->interface_count == 0)
		return;
	list_files(model, &files, &shared);
	list_files(model, &files, &all);
	for (size_t task = 0; task < model->task_count; task++) {
		files = interfaces_served(model, task);
		list_files(model, &files, &all);
	}
	text_adds(&plan->text, "# What tasks serve and call.\n");
	add_step(plan, "interfaces", "", &all, &(struct image_list){0});
	text_adds(&plan->text, "build");
	add_path(plan, interfaces_made(model));
	text_adds(&plan->text, ": phony");
	add_paths(plan, &all);
	text_adds(&plan->text, "\n");
	for (size_t i = 0; i < model->interface_count; i++) {
		add_shared_object(plan, &shared, "_client.c", i, &plan->clients[i]);
		add_shared_object(plan, &shared, "_text.S", i, &plan->servers[i]);
	}
	text_adds(&plan->text, "\n");
}

// A link of either kind, and the libraries or flags that this one has.
static void add_link(struct plan *plan, const char *rule, const char *out,
		     const struct image_list *objects, const char *script, const char *variables)
{
	text_adds(&plan->text, "build");
	add_path(plan, str_from(out));
	text_addf(&plan->text, ": %s", rule);
	add_paths(plan, objects);
	text_adds(&plan->text, " |");
	add_path(plan, str_from(script));
	text_addf(&plan->text, "\n%s  script =", variables);
	add_path(plan, str_from(script));
	text_adds(&plan->text, "\n");
}

static void add_task_flags(struct plan *plan, size_t task)
{
	const struct image_model *model = plan->model;
	const struct image_task *of = &model->tasks[task];

	text_addf(&plan->text, "%s_flags = $task_flags", task_name(model, task));
	text_addf(&plan->text, " -I$o/gen/%s", task_name(model, task));
	for (size_t i = 0; i < of->features.count; i++) {
		struct str name = str_upper_snake(model->arena, of->features.items[i]);

		add_word(plan, str_format(model->arena, "-DFEATURE_%.*s", STR_ARG(name)));
	}
	text_adds(&plan->text, "\n");
}

static void list_push_all(struct arena *arena, struct image_list *list,
			  const struct image_list *items)
{
	for (size_t i = 0; i < items->count; i++)
		list_push(arena, list, items->items[i]);
}

// The sources that make a task a server.
static void list_server(const struct image_model *model, size_t task, struct image_list *list)
{
	struct interface_files files = interfaces_served(model, task);

	for (size_t i = 0; i < files.count; i++)
		if (str_ends(str_from(files.items[i].path), ".c"))
			list_push(model->arena, list, str_from(files.items[i].path));
}

static void add_sources(struct plan *plan, size_t task, struct image_list *objects)
{
	const struct image_model *model = plan->model;
	const struct image_task *of = &model->tasks[task];
	const char *name = task_name(model, task);
	const char *flags = str_format(model->arena, "$%s_flags", name).at;
	struct image_list ready = {0};
	struct image_list server = {0};

	add_task_flags(plan, task);
	list_push(model->arena, &ready, str_from(image_path(model, "gen/%s/gen/task.h", name)));
	if (of->serves != IMAGE_NO_INDEX || of->call_count > 0)
		list_push(model->arena, &ready, interfaces_made(model));
	add_objects(plan, name, of->package, &of->sources, flags, &ready, objects);
	list_server(model, task, &server);
	add_objects(plan, name, str_from(image_path(model, "gen/%s", name)), &server, flags, &ready,
		    objects);
	if (of->serves != IMAGE_NO_INDEX)
		list_push_all(model->arena, objects, &plan->servers[of->serves]);
	for (size_t i = 0; i < of->call_count; i++)
		list_push_all(model->arena, objects, &plan->clients[of->calls[i].index]);
	list_push_all(model->arena, objects, &plan->ulib_objects);
}

static void add_task(struct plan *plan, size_t task)
{
	const struct image_model *model = plan->model;
	const struct image_task *of = &model->tasks[task];
	const char *name = task_name(model, task);
	struct image_list objects = {0};
	struct image_list rel = {0};

	text_addf(&plan->text, "# Task %s, from %.*s.\n", name, STR_ARG(of->package));
	if (of->prebuilt.len > 0)
		list_push(model->arena, &objects, of->prebuilt);
	else
		add_sources(plan, task, &objects);

	const char *relocatable = image_path(model, "obj/%s.rel", name);
	list_push(model->arena, &rel, str_from(relocatable));
	add_link(plan, "rel", relocatable, &objects, image_path(model, "gen/rel.ld"), "");
	add_link(plan, "link", image_path(model, "obj/%s.trial.elf", name), &rel,
		 image_path(model, "gen/%s.trial.ld", name), "  cpu = $task_cpu\n");
	add_link(plan, "link", image_path(model, "obj/%s.elf", name), &rel,
		 image_path(model, "gen/%s.ld", name), "  cpu = $task_cpu\n");
	text_adds(&plan->text, "\n");
}

static void add_kernel(struct plan *plan)
{
	static const char variables[] =
		"  cpu = $kernel_cpu $lto -Os $maps -frandom-seed=kernel\n  libs = -lc -lgcc\n";
	const struct image_model *model = plan->model;
	struct arena *arena = model->arena;
	struct str port = str_format(arena, "arch/%.*s", STR_ARG(model->port.arch));
	struct image_list kern = {0};
	struct image_list lib = {0};
	struct image_list chip = {0};
	struct image_list objects = {0};

	list_sources(arena, "kern", &kern);
	list_sources(arena, "lib", &lib);
	if (model->chip_startup.len > 0)
		list_push(arena, &chip, model->chip_startup);
	text_adds(
		&plan->text,
		"# The kernel, and its tables first with made-up addresses. It is optimised as a\n"
		"# whole, except for the tables, whose numbers must not move into the code, and\n"
		"# lib, which holds functions that the compiler may call after that.\n"
		"lto = -flto -flto-partition=one\n");
	add_objects(plan, "kernel", S("kern"), &kern, "$kernel_flags $lto", NULL, &objects);
	add_objects(plan, "kernel", S("."), &lib, "$kernel_flags", NULL, &objects);
	add_objects(plan, "kernel", port, &model->port.sources, "$kernel_flags $lto", NULL,
		    &objects);
	add_objects(plan, "kernel", S("."), &chip, "$kernel_flags $lto", NULL, &objects);

	struct str tables = str_from(image_path(model, "obj/kernel/tables.o"));
	struct str trial = str_from(image_path(model, "obj/kernel/tables.trial.o"));
	add_object(plan, trial, str_from(image_path(model, "gen/tables.trial.c")), "$kernel_flags",
		   NULL);
	add_object(plan, tables, str_from(image_path(model, "gen/tables.c")), "$kernel_flags",
		   NULL);

	list_push(arena, &objects, trial);
	add_link(plan, "link", image_path(model, "obj/kernel.trial.elf"), &objects,
		 image_path(model, "gen/kernel.trial.ld"), variables);
	objects.items[objects.count - 1] = tables;
	add_link(plan, "link", image_path(model, "obj/kernel.elf"), &objects,
		 image_path(model, "gen/kernel.ld"), variables);
	text_adds(&plan->text, "\n");
}

// The path formatted with each task's name in turn.
static void list_per_task(const struct image_model *model, struct image_list *list,
			  const char *before, const char *after)
{
	for (size_t i = 0; i < model->task_count; i++)
		list_push(
			model->arena, list,
			str_from(image_path(model, "%s%s%s", before, task_name(model, i), after)));
}

static void list_path(const struct image_model *model, struct image_list *list, const char *path)
{
	list_push(model->arena, list, str_from(image_path(model, "%s", path)));
}

static void add_headers_and_layout(struct plan *plan)
{
	const struct image_model *model = plan->model;
	struct image_list none = {0};
	struct image_list headers = {0};
	struct image_list trials = {0};
	struct image_list places = {0};

	list_path(model, &headers, "gen/rel.ld");
	list_path(model, &headers, "gen/kernel.trial.ld");
	list_path(model, &headers, "gen/tables.trial.c");
	list_per_task(model, &headers, "gen/", ".trial.ld");
	list_per_task(model, &headers, "gen/", "/gen/task.h");
	text_adds(&plan->text, "# What follows from the TOML files alone.\n");
	add_step(plan, "headers", "", &headers, &none);

	list_path(model, &trials, "obj/kernel.trial.elf");
	list_per_task(model, &trials, "obj/", ".trial.elf");
	list_path(model, &places, "gen/kernel.ld");
	list_per_task(model, &places, "gen/", ".ld");
	list_path(model, &places, "img/memory.map");
	text_adds(&plan->text, "\n# Where everything goes, from the sizes of the trial links.\n");
	add_step(plan, "layout", "", &places, &trials);
}

static void add_patch_and_join(struct plan *plan)
{
	const struct image_model *model = plan->model;
	struct image_list linked = {0};
	struct image_list tables = {0};
	struct image_list patched = {0};
	struct image_list image = {0};

	text_adds(&plan->text, "\n# Task slots get the indices of the tasks that they lead to.\n");
	for (size_t i = 0; i < model->task_count; i++) {
		struct image_list in = {0};
		struct image_list out = {0};
		const char *name = task_name(model, i);

		list_push(model->arena, &in, str_from(image_path(model, "obj/%s.elf", name)));
		list_push(model->arena, &out, str_from(image_path(model, "img/%s.elf", name)));
		add_step(plan, "patch", name, &out, &in);
	}
	list_path(model, &linked, "obj/kernel.trial.elf");
	list_per_task(model, &linked, "obj/", ".trial.elf");
	list_per_task(model, &linked, "obj/", ".elf");
	list_path(model, &tables, "gen/tables.c");
	text_adds(&plan->text, "\n# The kernel's tables, with places and entry points.\n");
	add_step(plan, "tables", "", &tables, &linked);

	list_path(model, &patched, "obj/kernel.elf");
	list_per_task(model, &patched, "img/", ".elf");
	list_path(model, &image, "img/kernel.elf");
	list_path(model, &image, "img/final.elf");
	list_path(model, &image, "img/final.bin");
	list_path(model, &image, "img/manifest.json");
	text_adds(&plan->text, "\n# All of it in one.\n");
	add_step(plan, "join", "", &image, &patched);
}

// Everything that the archive holds, or that says what it holds.
static void add_archive(struct plan *plan)
{
	const struct image_model *model = plan->model;
	struct image_list parts = {0};
	struct image_list archive = {0};

	list_path(model, &parts, "img/final.elf");
	list_path(model, &parts, "img/memory.map");
	list_path(model, &parts, "gen/tables.c");
	list_path(model, &parts, "gen/kernel.ld");
	list_per_task(model, &parts, "gen/", ".ld");
	list_per_task(model, &parts, "gen/", "/gen/task.h");
	list_path(model, &archive, "img/final.zip");
	text_adds(&plan->text, "\n# For the debugger.\n");
	add_step(plan, "archive", "", &archive, &parts);
}

// Headers of another root are found, and its name is no part of the image either.
static void add_package_root(struct plan *plan, struct str root)
{
	struct arena *arena = plan->model->arena;
	struct str name = path_name(root);

	text_adds(&plan->text, " $\n   ");
	add_word(plan, str_format(arena, "-I%.*s", STR_ARG(root)));
	add_word(plan,
		 str_format(arena, "-ffile-prefix-map=%.*s=%.*s", STR_ARG(root), STR_ARG(name)));
	add_word(plan,
		 str_format(arena, "-fdebug-prefix-map=%.*s=%.*s", STR_ARG(root), STR_ARG(name)));
}

static void add_settings(struct plan *plan)
{
	const struct image_model *model = plan->model;

	text_addf(&plan->text,
		  "# How %.*s is built for %.*s. Generated from %.*s by bh; by hand, in the root:\n"
		  "#     ninja -f %.*s/build.ninja\n"
		  "ninja_required_version = 1.10\n",
		  STR_ARG(model->name), STR_ARG(model->board.name), STR_ARG(model->app_file),
		  STR_ARG(model->out));
	text_addf(&plan->text, "o = %.*s\nbuilddir = $o\nbh = " BH "\napp =", STR_ARG(model->out));
	add_word(plan, model->app_file);
	text_adds(&plan->text, "\nboard =");
	add_word(plan, model->board.name);
	text_adds(&plan->text, "\ncc =");
	add_word(plan, str_format(model->arena, "%.*sgcc", STR_ARG(model->port.prefix)));
	text_adds(&plan->text, "\ntask_cpu =");
	add_words(plan, &model->port.task_flags);
	text_adds(&plan->text, "\nkernel_cpu =");
	add_words(plan, &model->port.kernel_flags);
	text_addf(&plan->text,
		  "\ntask_flags = $task_cpu --specs=picolibc.specs -I$o/gen -Iulib/arch/%.*s",
		  STR_ARG(model->port.arch));
	for (size_t i = 1; i < model->package_root_count; i++)
		add_package_root(plan, model->package_roots[i]);
	text_addf(&plan->text,
		  "\nkernel_flags = $kernel_cpu --specs=picolibc.specs -ffreestanding $\n"
		  "    -DKERN_TASKS=%zu -DKERN_LEVELS=%u -DARCH_IRQS=%u -DKERN_CHECK=%d $\n"
		  "    -DKERN_TRACE=%u",
		  model->task_count, emit_levels(model), model->irqs, model->kernel_check,
		  (unsigned)model->kernel_trace);
	for (size_t i = 0; i < model->port.includes.count; i++)
		add_word(plan, str_format(model->arena, "-I%.*s",
					  STR_ARG(model->port.includes.items[i])));
	text_adds(&plan->text, "\n\n");
}

// What every step depends on: bh itself, and the files that describe the image.
static void add_inputs(struct plan *plan)
{
	const struct image_model *model = plan->model;
	struct image_list present = {0};

	text_adds(&plan->text,
		  "# What describes the image, and the program that understands it.\nbuild");
	add_path(plan, str_from(image_path(model, "gen/inputs")));
	text_adds(&plan->text, ": stamp $bh");
	for (size_t i = 0; i < model->inputs.count; i++)
		if (file_exists(str_c(model->arena, model->inputs.items[i])))
			list_push(model->arena, &present, model->inputs.items[i]);
	add_paths(plan, &present);
	text_adds(&plan->text, "\n\n");
}

struct str plan_ninja(const struct image_model *model)
{
	struct plan plan = {.model = model, .text.arena = model->arena};

	add_settings(&plan);
	text_adds(&plan.text, rules);
	add_inputs(&plan);
	add_headers_and_layout(&plan);
	add_patch_and_join(&plan);
	add_archive(&plan);
	text_adds(&plan.text, "\n");
	add_ulib(&plan);
	add_interfaces(&plan);
	for (size_t i = 0; i < model->task_count; i++)
		add_task(&plan, i);
	add_kernel(&plan);
	text_adds(&plan.text, "default $o/img/final.elf $o/img/memory.map $o/img/final.zip\n");
	return text_str(&plan.text);
}
