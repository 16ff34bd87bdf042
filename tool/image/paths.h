// Where the builder puts things, below the model's `out` folder:
//
//     build.ninja             the plan
//     gen/inputs              empty, as old as the latest change of what describes the image
//     gen/rel.ld              script of the tasks' first, relocatable link
//     gen/<task>/gen/task.h   what a task's code may know of the image
//     gen/idl/                what is made of interfaces, for all tasks
//     gen/<task>/idl/         and for the task that serves one
//     gen/<task>.trial.ld     links a task at made-up addresses, to learn its size
//     gen/<task>.ld           links it where it goes
//     gen/kernel.trial.ld, gen/kernel.ld, gen/tables.trial.c, gen/tables.c
//     obj/...                 objects and links on the way
//     img/                    the results
#pragma once

#include "abi/attr.h"
#include "tool/image/model.h"

// A path below the image's folder, formatted.
const char *image_path(const struct image_model *model, const char *format, ...) PRINTF_LIKE(2, 3);

// A task's name as a C string.
const char *task_name(const struct image_model *model, size_t task);
