// A task that comes as a relocatable object: closed source, or built by another
// system that keeps to the same system calls, such as Hubris.
//
// It begins at _start and brings all that it needs, C library excepted. Whether it
// was compiled for this very core is not checked.
#include <elf.h>

#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/image/load.h"

#define START "_start"

static bool has_start(const struct elf *elf)
{
	struct elf_symbol symbol;

	return elf_find_symbol(elf, START, &symbol) && symbol.binding != STB_LOCAL &&
	       symbol.section != SHN_UNDEF;
}

// Whether the object can be linked into an image for the port; reports it if not.
static bool is_usable(struct load *load, struct str path, struct place place)
{
	const struct image_port *port = &load->model->port;
	const char *wrong;
	const struct elf *elf = elf_read(load->arena, path.at, &wrong);

	if (elf == NULL) {
		diag_error(place, "%.*s: %s", STR_ARG(path), wrong);
		diag_help("a prebuilt task is an object file, as %.*sld -r makes it",
			  STR_ARG(port->prefix));
	} else if (load->chip_known && elf_machine(elf) != port->machine) {
		diag_error(place, "%.*s is for another kind of processor (ELF machine %u, not %u)",
			   STR_ARG(path), (unsigned)elf_machine(elf), (unsigned)port->machine);
		diag_help("have it built for %.*s", STR_ARG(port->cpu));
	} else if (elf_type(elf) != ET_REL) {
		diag_error(place, "%.*s has its addresses already", STR_ARG(path));
		diag_help("have it linked with -r only: where it goes is decided here");
	} else if (!has_start(elf)) {
		diag_error(place, "%.*s has no entry: it does not define " START, STR_ARG(path));
		diag_help("a task begins at the global symbol " START
			  ", with nothing but its stack set up");
	} else {
		return true;
	}
	return false;
}

static void refuse_beside(const struct section *table, const char *key)
{
	const struct toml_entry *entry = toml_find(table->table, key);

	if (entry == NULL)
		return;
	diag_error(entry->place, "\"%s\" is for tasks with sources, and this one is prebuilt", key);
	diag_help("leave out \"%s\" or \"prebuilt\"", key);
}

void load_prebuilt(struct load *load, const struct section *table, struct image_task *task)
{
	struct str name = S("");
	struct place place = task->place;

	refuse_beside(table, "name");
	refuse_beside(table, "features");
	section_string(table, "prebuilt", &name, &place);
	if (name.at == NULL || name.len == 0)
		return;
	struct str path = path_join(load->arena, load->model->app_folder, name);
	load_input(load, path);
	if (!file_exists(path.at)) {
		diag_error(place, "there is no file %.*s", STR_ARG(path));
		diag_help("\"prebuilt\" names an object file, from the folder of app.toml on");
		return;
	}
	task->package = str_copy(load->arena, path_folder(path));
	if (is_usable(load, path, place))
		task->prebuilt = path;
}
