// The steps that write generated texts: headers, interfaces, layout, tables.
#include "tool/image/steps.h"

#include "tool/base/elf.h"
#include "tool/base/file.h"
#include "tool/image/emit.h"
#include "tool/image/interfaces.h"
#include "tool/image/layout.h"
#include "tool/image/map.h"
#include "tool/image/paths.h"

bool step_headers(const struct image_model *model)
{
	struct layout_part trial = emit_trial_part();
	uint32_t *no_entries = ARENA_ARRAY(model->arena, uint32_t, model->task_count);

	for (size_t i = 0; i < model->task_count; i++) {
		const char *name = task_name(model, i);

		file_update(image_path(model, "gen/%s/gen/task.h", name), emit_header(model, i));
		file_update(image_path(model, "gen/%s.trial.ld", name),
			    emit_script_task(model, i, &trial));
	}
	file_update(image_path(model, "gen/rel.ld"), emit_script_rel(model));
	file_update(image_path(model, "gen/kernel.trial.ld"), emit_script_kernel(model, &trial));
	file_update(image_path(model, "gen/tables.trial.c"),
		    emit_tables(model, layout_imagine(model), no_entries));
	return true;
}

bool step_interfaces(const struct image_model *model)
{
	struct interface_files files = interfaces_shared(model);

	for (size_t i = 0; i < files.count; i++)
		file_update(files.items[i].path, files.items[i].text);
	for (size_t task = 0; task < model->task_count; task++) {
		files = interfaces_served(model, task);
		for (size_t i = 0; i < files.count; i++)
			file_update(files.items[i].path, files.items[i].text);
	}
	return true;
}

bool step_layout(const struct image_model *model)
{
	struct layout *layout = layout_make(model);

	if (layout == NULL)
		return false;
	for (size_t i = 0; i < model->task_count; i++)
		file_update(image_path(model, "gen/%s.ld", task_name(model, i)),
			    emit_script_task(model, i, &layout->tasks[i]));
	file_update(image_path(model, "gen/kernel.ld"), emit_script_kernel(model, &layout->kernel));
	file_update(image_path(model, "img/memory.map"), map_text(model, layout));
	return true;
}

bool step_tables(const struct image_model *model)
{
	struct layout *layout = layout_make(model);
	uint32_t *entries = ARENA_ARRAY(model->arena, uint32_t, model->task_count);

	if (layout == NULL)
		return false;
	for (size_t i = 0; i < model->task_count; i++) {
		const char *path = image_path(model, "obj/%s.elf", task_name(model, i));
		const struct elf *elf = elf_open(model->arena, path);

		if (elf == NULL)
			return false;
		entries[i] = elf_entry(elf);
	}
	file_update(image_path(model, "gen/tables.c"), emit_tables(model, layout, entries));
	return true;
}
