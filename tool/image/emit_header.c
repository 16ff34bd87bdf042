// gen/task.h: what a task's code is told of the image it becomes part of.
#include "tool/image/emit.h"

#include <inttypes.h>

static struct str macro_name(const struct image_model *model, struct str name)
{
	return str_upper_snake(model->arena, name);
}

static void add_tasks(struct text *text, const struct image_model *model)
{
	text_adds(text, "// Tasks, by their position in the task table.\n");
	text_addf(text, "#define TASK_COUNT %zu\n", model->task_count);
	for (size_t i = 0; i < model->task_count; i++)
		text_addf(text, "#define TASK_%.*s %zu\n",
			  STR_ARG(macro_name(model, model->tasks[i].name)), i);
	text_adds(text, "#define TASK_NAMES {");
	for (size_t i = 0; i < model->task_count; i++)
		text_addf(text, "%s\"%.*s\"", i == 0 ? " " : ", ", STR_ARG(model->tasks[i].name));
	text_adds(text, " }\n");
}

static void add_notifications(struct text *text, const struct image_model *model,
			      const struct image_task *task)
{
	if (task->notification_count == 0)
		return;
	text_adds(text, "\n// This task's notifications.\n");
	for (size_t i = 0; i < task->notification_count; i++)
		text_addf(text, "#define NOTIFY_%.*s (1u << %zu)\n",
			  STR_ARG(macro_name(model, task->notifications[i].name)), i);
}

static void add_peripherals(struct text *text, const struct image_model *model,
			    const struct image_task *task)
{
	if (task->use_count == 0)
		return;
	text_adds(text, "\n// The peripherals that are this task's.\n");
	for (size_t i = 0; i < task->use_count; i++) {
		const struct image_peripheral *uses = &model->peripherals[task->uses[i].index];
		struct str name = macro_name(model, uses->name);

		text_addf(text, "#define %.*s_BASE 0x%08xu\n", STR_ARG(name), uses->address);
		text_addf(text, "#define %.*s_SIZE %uu\n", STR_ARG(name), uses->size);
	}
}

static void add_extern_regions(struct text *text, const struct image_model *model,
			       const struct image_task *task)
{
	if (task->extern_region_count == 0)
		return;
	text_adds(text, "\n// Memories that it shares.\n");
	for (size_t i = 0; i < task->extern_region_count; i++) {
		const struct image_memory *memory = &model->memories[task->extern_regions[i].index];
		struct str name = macro_name(model, memory->kind);

		text_addf(text, "#define REGION_%.*s_BASE 0x%08xu\n", STR_ARG(name),
			  memory->address);
		text_addf(text, "#define REGION_%.*s_SIZE %uu\n", STR_ARG(name), memory->size);
	}
}

// A number as a C constant of the smallest type that is no surprise.
static void add_integer(struct text *text, int64_t value)
{
	if (value < INT32_MIN)
		text_addf(text, "(%" PRId64 "ll - 1)", value + 1); // -2^63 has no literal
	else if (value < 0)
		text_addf(text, "(%" PRId64 ")", value);
	else if (value <= INT32_MAX)
		text_addf(text, "%" PRId64, value);
	else if (value <= UINT32_MAX)
		text_addf(text, "%" PRId64 "u", value);
	else
		text_addf(text, "%" PRId64 "ull", value);
}

static void add_string(struct text *text, struct str string)
{
	text_adds(text, "\"");
	for (size_t i = 0; i < string.len; i++) {
		unsigned char c = (unsigned char)string.at[i];

		if (c == '"' || c == '\\')
			text_addf(text, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f || c == '?')
			text_addf(text, "\\%03o", c); // '?' too: no trigraphs
		else
			text_addf(text, "%c", c);
	}
	text_adds(text, "\"");
}

static void add_config_value(struct text *text, const struct image_model *model,
			     const struct image_config *config)
{
	switch (config->kind) {
	case IMAGE_CONFIG_INTEGER:
		add_integer(text, config->integer);
		break;
	case IMAGE_CONFIG_BOOLEAN:
		text_adds(text, config->integer != 0 ? "true" : "false");
		break;
	case IMAGE_CONFIG_STRING:
		add_string(text, config->string);
		break;
	case IMAGE_CONFIG_INTEGERS:
		text_adds(text, "{");
		for (size_t i = 0; i < config->integer_count; i++) {
			text_adds(text, i == 0 ? " " : ", ");
			add_integer(text, config->integers[i]);
		}
		text_adds(text, " }");
		break;
	case IMAGE_CONFIG_TASKS:
		text_adds(text, "{");
		for (size_t i = 0; i < config->task_count; i++)
			text_addf(text, "%sTASK_%.*s", i == 0 ? " " : ", ",
				  STR_ARG(macro_name(model, model->tasks[config->tasks[i]].name)));
		text_adds(text, " }");
		break;
	}
}

static struct str task_macro(const struct image_model *model, size_t task)
{
	return macro_name(model, model->tasks[task].name);
}

static void add_hooks(struct text *text, const struct image_model *model,
		      const struct image_hooks *hooks)
{
	text_addf(text, "#define CONFIG_%.*s(X)", STR_ARG(macro_name(model, hooks->key)));
	for (size_t i = 0; i < hooks->count; i++)
		text_addf(text, " X(TASK_%.*s, (1u << %u))",
			  STR_ARG(task_macro(model, hooks->items[i].task)),
			  hooks->items[i].notification);
	text_adds(text, "\n");
}

static void add_callers(struct text *text, const struct image_model *model,
			const struct image_callers *callers)
{
	text_addf(text, "#define CONFIG_ALLOWED_CALLERS_%.*s(X)",
		  STR_ARG(macro_name(model, callers->operation)));
	for (size_t i = 0; i < callers->count; i++)
		text_addf(text, " X(TASK_%.*s)", STR_ARG(task_macro(model, callers->tasks[i])));
	text_adds(text, "\n");
}

static void add_config(struct text *text, const struct image_model *model,
		       const struct image_task *task)
{
	text_addf(text,
		  "\n// [tasks.%.*s.config]; hooks are lists of X(task, notifications), callers "
		  "of X(task).\n",
		  STR_ARG(task->name));
	for (size_t i = 0; i < task->config_count; i++) {
		text_addf(text, "#define CONFIG_%.*s ",
			  STR_ARG(macro_name(model, task->configs[i].key)));
		add_config_value(text, model, &task->configs[i]);
		text_adds(text, "\n");
	}
	for (size_t i = 0; i < task->hooks_count; i++)
		add_hooks(text, model, &task->hooks[i]);
	for (size_t i = 0; i < task->callers_count; i++)
		add_callers(text, model, &task->callers[i]);
}

static bool same_delays(const struct image_restart *a, const struct image_restart *b)
{
	return a->delay == b->delay && a->max_delay == b->max_delay && a->steady == b->steady;
}

// The delays that are in use, and for each task which: most have the same.
static void add_delays(struct text *text, const struct image_model *model)
{
	size_t *which = ARENA_ARRAY(model->arena, size_t, model->task_count);
	size_t count = 0;

	text_adds(text, "#define RESTART_DELAYS(X)");
	for (size_t i = 0; i < model->task_count; i++) {
		const struct image_restart *restart = &model->tasks[i].restart;
		size_t same = 0;

		while (!same_delays(&model->tasks[same].restart, restart))
			same++;
		which[i] = same == i ? count++ : which[same];
		if (same == i)
			text_addf(text, " X(%u, %u, %u)", restart->delay, restart->max_delay,
				  restart->steady);
	}
	text_adds(text, "\n#define RESTART_DELAYS_OF {");
	for (size_t i = 0; i < model->task_count; i++)
		text_addf(text, "%s%zu", i == 0 ? " " : ", ", which[i]);
	text_adds(text, " }\n");
}

static void add_limit(struct text *text, const struct image_model *model, size_t task, size_t first)
{
	static const char *const thens[] = {
		[IMAGE_THEN_HOLD] = "HOLD",
		[IMAGE_THEN_RESET] = "RESET",
		[IMAGE_THEN_RESTART] = "RESTART",
	};
	const struct image_restart *restart = &model->tasks[task].restart;

	text_addf(text, " \\\n\tX(TASK_%.*s, %u, %u, %zu, %s, ", STR_ARG(task_macro(model, task)),
		  restart->limit, restart->within, first, thens[restart->then]);
	if (restart->then == IMAGE_THEN_RESTART)
		text_addf(text, "TASK_%.*s)", STR_ARG(task_macro(model, restart->peer)));
	else
		text_adds(text, "0)");
}

// [tasks.*.restart], for the supervisor.
static void add_restart(struct text *text, const struct image_model *model)
{
	size_t limits = 0;
	size_t times = 0;

	text_adds(text, "\n// Restarts: X(delay, longest delay, steady run), in ms, and which of\n"
			"// these each task has.\n");
	add_delays(text, model);
	text_adds(text,
		  "\n// X(task, faults, within so many ms, position in a table of the times of\n"
		  "// faults, what then, peer).\n"
		  "#define RESTART_LIMITS(X)");
	for (size_t i = 0; i < model->task_count; i++) {
		if (model->tasks[i].restart.limit == 0)
			continue;
		add_limit(text, model, i, times);
		times += model->tasks[i].restart.limit;
		limits++;
	}
	text_addf(text, "\n#define RESTART_LIMIT_COUNT %zu\n#define RESTART_TIME_COUNT %zu\n",
		  limits, times);
}

struct str emit_header(const struct image_model *model, size_t task)
{
	const struct image_task *of = &model->tasks[task];
	struct text text = {.arena = model->arena};

	text_addf(&text,
		  "// What task %.*s may know of the image %.*s on %.*s. Generated from %.*s:\n"
		  "// change that instead.\n"
		  "#pragma once\n"
		  "\n"
		  "#include <stdbool.h>\n"
		  "\n",
		  STR_ARG(of->name), STR_ARG(model->name), STR_ARG(model->board.name),
		  STR_ARG(model->app_file));
	add_tasks(&text, model);
	add_notifications(&text, model, of);
	add_peripherals(&text, model, of);
	add_extern_regions(&text, model, of);
	add_config(&text, model, of);
	if (task == 0)
		add_restart(&text, model);
	return text_str(&text);
}
