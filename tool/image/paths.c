// Paths of generated files.
#include "tool/image/paths.h"

#include <stdarg.h>

const char *image_path(const struct image_model *model, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	struct str tail = str_format_list(model->arena, format, list);
	va_end(list);
	return str_format(model->arena, "%.*s/%.*s", STR_ARG(model->out), STR_ARG(tail)).at;
}

const char *task_name(const struct image_model *model, size_t task)
{
	return str_c(model->arena, model->tasks[task].name);
}
