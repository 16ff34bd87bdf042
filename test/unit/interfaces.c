// tool/image/load_interface.c, tool/image/interfaces.c: what is made for which task.
#include <string.h>

#include "test/unit/unit.h"
#include "tool/idl/gen.h"
#include "tool/image/interfaces.h"

enum { ONE = 1, TWO = 2 };

static struct arena arena;
static const struct image_model *model;

static const struct interface_file *find(const struct interface_files *files, const char *ending)
{
	const struct interface_file *found = NULL;

	for (size_t i = 0; i < files->count; i++) {
		if (!str_ends(str_from(files->items[i].path), ending))
			continue;
		CHECK(found == NULL); // each once
		found = &files->items[i];
	}
	return found;
}

static bool has_input(const char *path)
{
	for (size_t i = 0; i < model->inputs.count; i++)
		if (str_is(model->inputs.items[i], path))
			return true;
	return false;
}

static void tasks(void)
{
	CHECK(model->interface_count == 2);
	CHECK(str_is(model->interfaces[0].idl->name, "Lamp"));
	CHECK(str_is(model->interfaces[1].idl->name, "Bell"));
	CHECK(model->tasks[ONE].serves == 0 && model->tasks[ONE].call_count == 0);
	CHECK(model->tasks[TWO].serves == IMAGE_NO_INDEX && model->tasks[TWO].call_count == 2);
	CHECK(model->tasks[TWO].calls[0].index == 0 && model->tasks[TWO].calls[1].index == 1);
}

// What the image depends on, to be built again when they change.
static void inputs(void)
{
	CHECK(has_input("test/golden/toml/served/idl/lamp.idol"));
	CHECK(has_input("test/golden/toml/served/idl/mode.idol"));
	CHECK(has_input("test/golden/toml/served/two/bell.idol"));
}

static void shared_files(void)
{
	struct interface_files files = interfaces_shared(model);

	CHECK(find(&files, "/gen/idl/mode_types.h") != NULL); // of both
	CHECK(find(&files, "/gen/idl/lamp_types.h") != NULL);
	CHECK(find(&files, "/gen/idl/lamp_codec.h") != NULL);
	CHECK(find(&files, "/gen/idl/lamp_client.h") != NULL);
	CHECK(find(&files, "/gen/idl/lamp_client.c") != NULL);
	CHECK(find(&files, "/gen/idl/bell_client.c") != NULL);
	CHECK(find(&files, "/gen/idl/lamp_text.S") != NULL);
	CHECK(find(&files, "/gen/idl/bell_text.S") == NULL); // nobody serves it
	CHECK(find(&files, "_server.c") == NULL);
}

// A file that two interfaces use gives the same header, whatever they need of it.
static void same_header(void)
{
	const struct idl_interface *lamp = model->interfaces[0].idl;
	const struct idl_interface *bell = model->interfaces[1].idl;

	CHECK(str_is(lamp->files[1]->stem, "mode") && str_is(bell->files[1]->stem, "mode"));
	CHECK(str_equal(gen_types(&arena, lamp, lamp->files[1]),
			gen_types(&arena, bell, bell->files[1])));
}

static void served_files(void)
{
	struct interface_files files = interfaces_served(model, ONE);

	CHECK(files.count == 2);
	CHECK(find(&files, "/gen/one/idl/lamp_server.h") != NULL);
	CHECK(find(&files, "/gen/one/idl/lamp_server.c") != NULL);
	CHECK(interfaces_served(model, TWO).count == 0);
}

static bool says(struct str text, const char *what)
{
	return strstr(str_c(&arena, text), what) != NULL;
}

static void allowed_callers(void)
{
	struct interface_files files = interfaces_served(model, ONE);
	struct str header = find(&files, "_server.h")->text;

	CHECK(says(header, "TASK_TWO"));
	CHECK(!says(header, "TASK_BOSS"));
}

// Memory on the target it must not take, so it is no allocated section.
static void text_section(void)
{
	struct interface_files files = interfaces_shared(model);
	struct str text = find(&files, "lamp_text.S")->text;

	CHECK(says(text, "\t.section .idolatry, \"\", %progbits\n"));
	CHECK(says(text, "\t.ascii \"Interface(\\n\"\n"));
	// Quotation marks and backslashes that the file's text itself escapes; UTF-8 by bytes.
	CHECK(says(text, "\\042A \\134\\042lamp\\134\\042\\134\\134bulb\\303\\251.\\042"));
	CHECK(says(text, "Mode")); // although another file defines it
}

static void operations(void)
{
	const struct idl_interface *lamp = model->interfaces[0].idl;

	CHECK(interface_operation(lamp, S("set-mode")) == &lamp->operations[0]);
	CHECK(interface_operation(lamp, S("read_mode")) == &lamp->operations[1]);
	CHECK(interface_operation(lamp, S("set-mod")) == NULL);
	CHECK(interface_operation(lamp, S("set-mode-now")) == NULL);
}

int main(void)
{
	model = image_load(&arena, "test/golden/toml/served", NULL);
	if (model == NULL)
		return 1;
	unit_run("interfaces: tasks", tasks);
	unit_run("interfaces: inputs", inputs);
	unit_run("interfaces: shared files", shared_files);
	unit_run("interfaces: same header", same_header);
	unit_run("interfaces: served files", served_files);
	unit_run("interfaces: allowed callers", allowed_callers);
	unit_run("interfaces: text section", text_section);
	unit_run("interfaces: operations", operations);
	return unit_status();
}
