// The image's tasks by name.
#include "task/console/names.h"

static const char *const table[] = TASK_NAMES;

const struct task_names names = {table, sizeof table / sizeof table[0]};
