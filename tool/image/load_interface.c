// Interfaces: what a task serves, and what it calls (doc/idl.md).
//
//     serves = "uart"                   idl/uart.idol of a package root, or of the repository
//     calls = ["jefe", "./own.idol"]    a path from the folder of task.toml
#include "tool/image/load.h"

#include "tool/base/file.h"
#include "tool/idl/load.h"

// The path of an interface's file; empty if there is none.
static struct str find_file(struct load *load, const struct image_task *task, struct str name)
{
	if (str_starts(name, "./") || str_starts(name, "../")) {
		struct str path = path_join(load->arena, task->package, name);

		return file_exists(path.at) ? path : S("");
	}
	return load_find(load, str_format(load->arena, "idl/%.*s.idol", STR_ARG(name)));
}

static void refuse_name(struct load *load, struct str name, struct place place)
{
	struct image_list known = load_names(load, "idl", ".idol");

	diag_error(place, "there is no interface \"%.*s\"", STR_ARG(name));
	if (str_find(name, '/') < name.len || str_ends(name, ".idol"))
		diag_help("write the name of a file in idl/, such as \"uart\", or a path from "
			  "this file's folder that begins with ./ or ../");
	else
		section_suggest(name, known.items, known.count, "interfaces");
}

// The interface of a file, read once; IMAGE_NO_INDEX, reported, if it is wrong.
static uint32_t read_file(struct load *load, struct str path)
{
	struct image_model *model = load->model;

	for (uint32_t i = 0; i < model->interface_count; i++)
		if (str_equal(model->interfaces[i].file, path))
			return i;
	for (size_t i = 0; i < load->bad_interfaces.count; i++)
		if (str_equal(load->bad_interfaces.items[i], path))
			return IMAGE_NO_INDEX;
	load_input(load, path);
	const struct idl_interface *idl = idl_load(load->arena, path, false);
	if (idl == NULL) {
		*ARENA_PUSH(load->arena, load->bad_interfaces.items, load->bad_interfaces.count,
			    load->bad_interface_room) = path;
		return IMAGE_NO_INDEX;
	}
	for (size_t i = 1; i < idl->file_count; i++)
		load_input(load, idl->files[i]->source.path);
	*ARENA_PUSH(load->arena, model->interfaces, model->interface_count, load->interface_room) =
		(struct image_interface){path, idl};
	return (uint32_t)model->interface_count - 1;
}

static uint32_t find_interface(struct load *load, const struct image_task *task, struct str name,
			       struct place place)
{
	struct str path = find_file(load, task, name);

	if (path.len > 0)
		return read_file(load, path);
	refuse_name(load, name, place);
	return IMAGE_NO_INDEX;
}

void load_interfaces(struct load *load, const struct section *package, struct image_task *task)
{
	struct section_strings calls = section_strings(package, "calls");
	struct str serves = S("");

	section_string(package, "serves", &serves, &task->serves_place);
	if (serves.len > 0)
		task->serves = find_interface(load, task, serves, task->serves_place);
	task->calls = ARENA_ARRAY(load->arena, struct image_use, calls.count);
	for (size_t i = 0; i < calls.count; i++) {
		uint32_t index = find_interface(load, task, calls.items[i], calls.places[i]);

		if (index != IMAGE_NO_INDEX)
			task->calls[task->call_count++] =
				(struct image_use){index, calls.places[i]};
	}
}
