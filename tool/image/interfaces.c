// What is made of the interfaces that an image's tasks serve and call.
#include "tool/image/interfaces.h"

#include "tool/idl/gen.h"
#include "tool/idl/print.h"
#include "tool/image/paths.h"

static void add(struct arena *arena, struct interface_files *files, const char *path,
		struct str text)
{
	for (size_t i = 0; i < files->count; i++)
		if (str_is(str_from(files->items[i].path), path))
			return; // types that several interfaces use
	*ARENA_PUSH(arena, files->items, files->count, files->room) =
		(struct interface_file){path, text};
}

static bool is_served(const struct image_model *model, size_t interface)
{
	for (size_t i = 0; i < model->task_count; i++)
		if (model->tasks[i].serves == interface)
			return true;
	return false;
}

// The text of an interface as assembly, because in C a section takes memory.
static struct str text_section(struct arena *arena, const struct idl_interface *idl)
{
	struct str rest = idl_print(arena, idl);
	struct text text = {.arena = arena};
	struct str line;

	text_addf(&text,
		  "/* %.*s, for the debugger. Generated from %.*s. */\n"
		  "\t.section .idolatry, \"\", %%progbits\n",
		  STR_ARG(idl->name), STR_ARG(idl->files[0]->source.path));
	while (str_next(&rest, '\n', &line)) {
		text_adds(&text, "\t.ascii \"");
		for (size_t i = 0; i < line.len; i++) {
			unsigned char c = (unsigned char)line.at[i];

			if (c < ' ' || c > '~' || c == '"' || c == '\\')
				text_addf(&text, "\\%03o", c);
			else
				text_addf(&text, "%c", c);
		}
		text_adds(&text, "\\n\"\n");
	}
	return text_str(&text);
}

struct interface_files interfaces_shared(const struct image_model *model)
{
	struct interface_files files = {NULL, 0, 0};
	struct arena *arena = model->arena;

	for (size_t i = 0; i < model->interface_count; i++) {
		const struct idl_interface *idl = model->interfaces[i].idl;
		struct gen_files made = {NULL, 0, 0};

		gen_shared(arena, idl, &made);
		if (interface_is_called(model, i))
			gen_client(arena, idl, &made);
		for (size_t k = 0; k < made.count; k++)
			add(arena, &files,
			    image_path(model, "gen/idl/%.*s", STR_ARG(made.files[k].name)),
			    made.files[k].text);
		if (is_served(model, i))
			add(arena, &files,
			    image_path(model, "gen/idl/%.*s_text.S", STR_ARG(idl->files[0]->stem)),
			    text_section(arena, idl));
	}
	return files;
}

static struct gen_allowed allow(const struct image_model *model, const struct idl_interface *idl,
				const struct image_callers *callers)
{
	struct gen_allowed allowed = {
		.operation = interface_operation(idl, callers->operation),
		.tasks = ARENA_ARRAY(model->arena, struct str, callers->count),
	};

	for (; allowed.task_count < callers->count; allowed.task_count++) {
		struct str name = model->tasks[callers->tasks[allowed.task_count]].name;

		allowed.tasks[allowed.task_count] = str_format(
			model->arena, "TASK_%.*s", STR_ARG(str_upper_snake(model->arena, name)));
	}
	return allowed;
}

struct interface_files interfaces_served(const struct image_model *model, size_t task)
{
	const struct image_task *of = &model->tasks[task];
	struct interface_files files = {NULL, 0, 0};
	struct gen_files made = {NULL, 0, 0};

	if (of->serves == IMAGE_NO_INDEX)
		return files;
	const struct idl_interface *idl = model->interfaces[of->serves].idl;
	struct gen_allowed *allowed =
		ARENA_ARRAY(model->arena, struct gen_allowed, of->callers_count);
	for (size_t i = 0; i < of->callers_count; i++)
		allowed[i] = allow(model, idl, &of->callers[i]);
	gen_server(model->arena, idl, &(struct gen_server){allowed, of->callers_count}, &made);
	for (size_t i = 0; i < made.count; i++)
		add(model->arena, &files,
		    image_path(model, "gen/%s/idl/%.*s", task_name(model, task),
			       STR_ARG(made.files[i].name)),
		    made.files[i].text);
	return files;
}

const struct idl_operation *interface_operation(const struct idl_interface *idl, struct str name)
{
	for (size_t i = 0; i < idl->operation_count; i++) {
		struct str other = idl->operations[i].name;
		size_t k = 0;

		while (k < name.len && k < other.len &&
		       (name.at[k] == other.at[k] || (name.at[k] == '-' && other.at[k] == '_')))
			k++;
		if (k == name.len && k == other.len)
			return &idl->operations[i];
	}
	return NULL;
}

bool interface_clash(const struct idl_interface *first, const struct idl_interface *second,
		     const struct idl_file *files[2])
{
	for (size_t i = 0; i < first->file_count; i++) {
		for (size_t k = 0; k < second->file_count; k++) {
			files[0] = first->files[i];
			files[1] = second->files[k];
			if (str_equal(files[0]->stem, files[1]->stem) &&
			    !str_equal(files[0]->source.path, files[1]->source.path))
				return true;
		}
	}
	return false;
}

bool interface_is_called(const struct image_model *model, size_t interface)
{
	for (size_t i = 0; i < model->task_count; i++)
		for (size_t k = 0; k < model->tasks[i].call_count; k++)
			if (model->tasks[i].calls[k].index == interface)
				return true;
	return false;
}
