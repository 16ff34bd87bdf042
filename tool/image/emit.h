// The generated texts: a task's header, the linker scripts, the kernel's tables.
// Each is a pure function of the model (and the layout), to be written to a file.
#pragma once

#include "tool/image/layout.h"
#include "tool/image/model.h"

// gen/task.h of a task.
struct str emit_header(const struct image_model *model, size_t task);

// gen/rel.ld: the relocatable link of any task.
struct str emit_script_rel(const struct image_model *model);

// Scripts for a program that goes to these places. Its stack has `stacksize` bytes.
struct str emit_script_task(const struct image_model *model, size_t task,
			    const struct layout_part *where);
struct str emit_script_kernel(const struct image_model *model, const struct layout_part *where);

// Places for trial links: as large as can be, far apart.
struct layout_part emit_trial_part(void);

// gen/tables.c, against kern/app.h. `entries` holds each task's first instruction.
struct str emit_tables(const struct image_model *model, const struct layout *layout,
		       const uint32_t *entries);

// How many distinct priorities the tasks have.
uint32_t emit_levels(const struct image_model *model);
