// What the loader's files share: load.c reads app.toml and drives the others.
//
// Reading goes in three steps. Each file is read and its types are checked; then
// names are resolved to indices; then check.c applies the rules that concern
// several parts at once. What is wrong in one step is reported and left out, so
// the later steps still find their own mistakes.
#pragma once

#include <stdbool.h>

#include "tool/base/section.h"
#include "tool/image/model.h"

// Bytes below which a task's stack cannot hold its own exception frame and a call.
#define LOAD_TASK_STACK_LEAST 128u

struct load {
	struct arena *arena;
	struct image_model *model;
	const struct source *app; // app.toml
	bool chip_known;          // peripherals and memories were read
	size_t peripheral_room;
	size_t memory_room;
	size_t root_room;
	size_t input_room;
	size_t interface_room;
	struct image_list bad_interfaces; // files with mistakes, reported
	size_t bad_interface_room;
};

// Notes a file that the image depends on.
void load_input(struct load *load, struct str path);

// Reads a TOML file and notes it as an input. NULL, reported, if that fails.
struct toml_node *load_file(struct load *load, struct str path, const struct source **source);

// `path` in the app's packages or, if none of them has it, in the repository; empty
// if it is nowhere.
struct str load_find(struct load *load, struct str path);

// Names of what lies in `folder` of the package roots and holds, or is, `file`:
// ("chip", "/chip.toml") lists chips, ("board", ".toml") boards.
struct image_list load_names(struct load *load, const char *folder, const char *file);

// Whether a name can be part of a file's name and of a C macro; reports it if not.
bool load_is_name(struct str name, struct place place, const char *what);

// Whether a stack size will do: a multiple of 8, and not too little. Reports it if not.
bool load_is_stack(uint32_t bytes, uint32_t least, struct place place);

// Board, chip, memory and port: load_chip.c. `place` is where the board was named.
void load_board(struct load *load, struct str name, struct place place);

// [tasks]: load_task.c.
void load_tasks(struct load *load, const struct section *tasks, uint32_t stacksize,
		struct place stacksize_place);

// What a package's task.toml says that its task serves and calls: load_interface.c.
void load_interfaces(struct load *load, const struct section *package, struct image_task *task);

// The object of a task that is `prebuilt`, instead of a package: load_prebuilt.c.
void load_prebuilt(struct load *load, const struct section *table, struct image_task *task);

// The bit of the task's notification that a value names, or IMAGE_NO_INDEX, reported.
uint32_t load_notification(struct load *load, const struct image_task *task,
			   const struct toml_node *value);

// What names other tasks, once all tasks' own tables were read: task-slots
// (load_peer.c), config (load_config.c) and restart (load_restart.c).
void load_slots(struct load *load, const struct section *table, struct image_task *task);
void load_config(struct load *load, const struct section *table, struct image_task *task);
void load_restart(struct load *load, const struct section *table, struct image_task *task);

// The index of a task, or IMAGE_NO_INDEX, reported.
uint32_t load_task_index(struct load *load, struct str name, struct place place);

// The rules that concern several parts at once: check.c, and for interfaces
// check_interface.c.
void check_model(const struct image_model *model);
void check_interfaces(const struct image_model *model);
