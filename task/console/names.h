// The image's tasks by name.
#pragma once

#include "gen/task.h"
#include "lib/fault_text.h"

extern const struct task_names names;
