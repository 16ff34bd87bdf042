// [tasks]: each task's table in app.toml, and the task.toml of its package.
//
// What names other tasks (load_peer.c) can only be resolved when all tables were
// read, so that is a second pass.
#include "tool/image/load.h"

#include "abi/kipc.h"
#include "abi/task.h"
#include "tool/base/file.h"

static const struct grant {
	const char *name;
	uint8_t bit;
} grants[] = {
	{"read-status", KIPC_GRANT_READ_STATUS},
	{"restart", KIPC_GRANT_RESTART},
	{"fault", KIPC_GRANT_FAULT},
	{"reset", KIPC_GRANT_RESET},
	{"dump", KIPC_GRANT_DUMP},
	{"software-irq", KIPC_GRANT_SOFTWARE_IRQ},
};

enum { GRANTS = sizeof grants / sizeof grants[0] };

// Reports strings that occur twice.
static void refuse_twins(const struct section_strings *strings, const char *what)
{
	for (size_t i = 1; i < strings->count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (!str_equal(strings->items[i], strings->items[k]))
				continue;
			diag_error(strings->places[i], "the %s \"%.*s\" is given twice", what,
				   STR_ARG(strings->items[i]));
			diag_help("leave out one of the two");
			break;
		}
	}
}

static uint32_t find_notification(const struct image_task *task, struct str name)
{
	for (uint32_t i = 0; i < task->notification_count; i++)
		if (str_equal(task->notifications[i].name, name))
			return i;
	return IMAGE_NO_INDEX;
}

uint32_t load_notification(struct load *load, const struct image_task *task,
			   const struct toml_node *value)
{
	uint32_t bit = find_notification(task, value->string);
	struct str *names = ARENA_ARRAY(load->arena, struct str, task->notification_count);

	if (bit != IMAGE_NO_INDEX)
		return bit;
	diag_error(value->place, "\"%.*s\" is not a notification of task \"%.*s\"",
		   STR_ARG(value->string), STR_ARG(task->name));
	for (size_t i = 0; i < task->notification_count; i++)
		names[i] = task->notifications[i].name;
	if (task->notification_count > 0)
		section_suggest(value->string, names, task->notification_count,
				"notifications of that task");
	else
		diag_help("add to [tasks.%.*s]: notifications = [\"%.*s\"]", STR_ARG(task->name),
			  STR_ARG(value->string));
	return bit;
}

// The index of a peripheral; reports it if the chip has none of that name.
static uint32_t find_peripheral(struct load *load, struct str name, struct place place)
{
	const struct image_model *model = load->model;
	struct str *known = ARENA_ARRAY(load->arena, struct str, model->peripheral_count);

	for (uint32_t i = 0; i < model->peripheral_count; i++) {
		known[i] = model->peripherals[i].name;
		if (str_equal(known[i], name))
			return i;
	}
	diag_error(place, "the chip has no peripheral \"%.*s\"", STR_ARG(name));
	section_suggest(name, known, model->peripheral_count, "peripherals");
	return IMAGE_NO_INDEX;
}

// The path of a package's task.toml; empty if there is none.
static struct str find_package(struct load *load, struct str name)
{
	struct arena *arena = load->arena;

	if (str_starts(name, "./") || str_starts(name, "../")) {
		struct str folder = path_join(arena, load->model->app_folder, name);
		struct str file = path_join(arena, folder, S("task.toml"));

		return file_exists(file.at) ? file : S("");
	}
	if (str_find(name, '/') < name.len)
		return load_find(load, str_format(arena, "%.*s/task.toml", STR_ARG(name)));
	struct str file = load_find(load, str_format(arena, "task/%.*s/task.toml", STR_ARG(name)));
	if (file.len > 0)
		return file;
	return load_find(load, str_format(arena, "drv/%.*s/task.toml", STR_ARG(name)));
}

static void refuse_package(struct load *load, struct str name, struct place place)
{
	struct image_list known = load_names(load, "task", "/task.toml");
	struct image_list drivers = load_names(load, "drv", "/task.toml");

	diag_error(place, "there is no package \"%.*s\"", STR_ARG(name));
	known.items = arena_grow(load->arena, known.items, known.count * sizeof(struct str),
				 (known.count + drivers.count) * sizeof(struct str));
	for (size_t i = 0; i < drivers.count; i++)
		known.items[known.count++] = drivers.items[i];
	struct str near = str_nearest(name, known.items, known.count);
	if (near.len > 0)
		diag_help("did you mean \"%.*s\"?", STR_ARG(near));
	else if (str_find(name, '/') < name.len)
		diag_help("a package is a folder with a task.toml; a path starts from the "
			  "repository's root, or with ./ or ../ from the folder of app.toml");
	else
		diag_help("make a folder task/%.*s with main.c and task.toml, or name an existing "
			  "package: name = \"...\"",
			  STR_ARG(name));
}

static void read_sources(struct load *load, const struct section *package, struct image_task *task)
{
	struct section_strings sources = section_strings(package, "sources");

	if (toml_find(package->table, "sources") == NULL) {
		sources = (struct section_strings){ARENA_NEW(load->arena, struct str),
						   ARENA_NEW(load->arena, struct place), 1};
		sources.items[0] = S("main.c");
		sources.places[0] = package->place;
	}
	refuse_twins(&sources, "source");
	task->sources.items = ARENA_ARRAY(load->arena, struct str, sources.count);
	for (size_t i = 0; i < sources.count; i++) {
		struct str path = path_join(load->arena, task->package, sources.items[i]);

		if (!str_ends(path, ".c") && !str_ends(path, ".S")) {
			diag_error(sources.places[i], "\"%.*s\" is neither C nor assembly",
				   STR_ARG(sources.items[i]));
			diag_help("sources end in .c or .S; headers are found without being named");
		} else if (!file_exists(path.at)) {
			diag_error(sources.places[i], "there is no file %.*s", STR_ARG(path));
			diag_help("write it, or name the task's own in task.toml: "
				  "sources = [\"main.c\"]");
		} else {
			task->sources.items[task->sources.count++] = path;
		}
	}
}

// The features that the app asks for, which task.toml must know.
static void read_features(const struct section *table, const struct section *package,
			  struct image_task *task)
{
	struct section_strings known = section_strings(package, "features");
	struct section_strings asked = section_strings(table, "features");

	refuse_twins(&asked, "feature");
	task->features = (struct image_list){asked.items, 0};
	for (size_t i = 0; i < asked.count; i++) {
		bool found = false;

		for (size_t k = 0; k < known.count; k++)
			found = found || str_equal(asked.items[i], known.items[k]);
		if (found) {
			task->features.items[task->features.count++] = asked.items[i];
			continue;
		}
		diag_error(asked.places[i], "the package %.*s has no feature \"%.*s\"",
			   STR_ARG(task->package), STR_ARG(asked.items[i]));
		section_suggest(asked.items[i], known.items, known.count,
				"features of that package");
	}
}

static void read_package(struct load *load, const struct section *table, struct image_task *task)
{
	struct str name = task->name;
	struct place place = task->place;
	const struct source *source;

	section_string(table, "name", &name, &place);
	struct str path = find_package(load, name);
	if (path.len == 0) {
		refuse_package(load, name, place);
		return;
	}
	task->package = str_copy(load->arena, path_folder(path));
	const struct toml_node *root = load_file(load, path, &source);
	if (root == NULL)
		return;
	struct section package = section_of(load->arena, root, place_of_file(source), "task.toml");
	SECTION_ALLOW(&package, "description", "sources", "features", "serves", "calls", "config");
	const struct toml_entry *config = section_get(&package, "config", TOML_TABLE);
	task->package_config = config != NULL ? &config->value : NULL;
	section_string(&package, "description", &task->description, NULL);
	read_sources(load, &package, task);
	read_features(table, &package, task);
	load_interfaces(load, &package, task);
}

static void read_notifications(struct load *load, const struct section *table,
			       struct image_task *task)
{
	struct section_strings names = section_strings(table, "notifications");

	refuse_twins(&names, "notification");
	if (names.count > IMAGE_NOTIFICATIONS_MAX) {
		diag_error(names.places[IMAGE_NOTIFICATIONS_MAX],
			   "a task can have %u notifications, and this is one more",
			   (unsigned)IMAGE_NOTIFICATIONS_MAX);
		diag_help("let several events share one notification");
		names.count = IMAGE_NOTIFICATIONS_MAX;
	}
	task->notifications = ARENA_ARRAY(load->arena, struct image_notification, names.count);
	for (size_t i = 0; i < names.count; i++) {
		load_is_name(names.items[i], names.places[i], "a notification");
		task->notifications[i] =
			(struct image_notification){names.items[i], names.places[i]};
	}
	task->notification_count = names.count;
}

static void read_uses(struct load *load, const struct section *table, struct image_task *task)
{
	struct section_strings names = section_strings(table, "uses");

	refuse_twins(&names, "peripheral");
	if (!load->chip_known)
		return;
	task->uses = ARENA_ARRAY(load->arena, struct image_use, names.count);
	for (size_t i = 0; i < names.count; i++) {
		uint32_t index = find_peripheral(load, names.items[i], names.places[i]);

		if (index != IMAGE_NO_INDEX)
			task->uses[task->use_count++] = (struct image_use){index, names.places[i]};
	}
}

static void read_extern_regions(struct load *load, const struct section *table,
				struct image_task *task)
{
	const struct image_model *model = load->model;
	struct section_strings names = section_strings(table, "extern-regions");
	struct str *known = ARENA_ARRAY(load->arena, struct str, model->memory_count);
	size_t known_count = 0;

	refuse_twins(&names, "region");
	if (!load->chip_known)
		return;
	for (uint32_t k = 0; k < model->memory_count; k++)
		if (k != model->flash && k != model->ram)
			known[known_count++] = model->memories[k].kind;
	task->extern_regions = ARENA_ARRAY(load->arena, struct image_use, names.count);
	for (size_t i = 0; i < names.count; i++) {
		uint32_t index = 0;

		while (index < model->memory_count &&
		       !str_equal(model->memories[index].kind, names.items[i]))
			index++;
		if (index == model->flash || index == model->ram) {
			diag_error(names.places[i], "\"%.*s\" holds the image and cannot be shared",
				   STR_ARG(names.items[i]));
			diag_help("share memory that nothing else is placed in");
		} else if (index == model->memory_count) {
			diag_error(names.places[i], "the chip has no memory \"%.*s\"",
				   STR_ARG(names.items[i]));
			section_suggest(names.items[i], known, known_count,
					"memories that can be shared");
		} else {
			task->extern_regions[task->extern_region_count++] =
				(struct image_use){index, names.places[i]};
		}
	}
}

static void read_grants(const struct section *table, struct image_task *task)
{
	struct section_strings names = section_strings(table, "kernel-operations");
	struct str known[GRANTS];

	refuse_twins(&names, "kernel operation");
	for (size_t k = 0; k < GRANTS; k++)
		known[k] = str_from(grants[k].name);
	for (size_t i = 0; i < names.count; i++) {
		size_t k = 0;

		while (k < GRANTS && !str_equal(known[k], names.items[i]))
			k++;
		if (k < GRANTS) {
			task->grants |= grants[k].bit;
			continue;
		}
		diag_error(names.places[i], "there is no kernel operation \"%.*s\"",
			   STR_ARG(names.items[i]));
		section_suggest(names.items[i], known, GRANTS, "kernel operations");
	}
}

static void read_limits(struct load *load, const struct section *table, struct image_task *task)
{
	const struct toml_entry *entry = section_get(table, "max-sizes", TOML_TABLE);

	if (entry == NULL)
		return;
	struct section limits =
		section_of(load->arena, &entry->value, entry->place, "\"max-sizes\"");
	SECTION_ALLOW(&limits, "flash", "ram");
	section_number(&limits, "flash", 1, UINT32_MAX, &task->max_flash.bytes,
		       &task->max_flash.place);
	section_number(&limits, "ram", 1, UINT32_MAX, &task->max_ram.bytes, &task->max_ram.place);
	task->max_flash.given = task->max_flash.bytes > 0;
	task->max_ram.given = task->max_ram.bytes > 0;
}

// The interrupt of a peripheral by its name, or NULL, reported.
static const struct image_interrupt *find_interrupt(struct load *load,
						    const struct image_peripheral *peripheral,
						    struct str name, struct place place)
{
	struct str *known = ARENA_ARRAY(load->arena, struct str, peripheral->interrupt_count);

	for (size_t i = 0; i < peripheral->interrupt_count; i++) {
		known[i] = peripheral->interrupts[i].name;
		if (str_equal(known[i], name))
			return &peripheral->interrupts[i];
	}
	diag_error(place, "the peripheral \"%.*s\" has no interrupt \"%.*s\"",
		   STR_ARG(peripheral->name), STR_ARG(name));
	section_suggest(name, known, peripheral->interrupt_count, "interrupts of that peripheral");
	return NULL;
}

static void read_interrupt(struct load *load, struct image_task *task, struct str peripheral,
			   struct str name, struct place place, const struct toml_node *value)
{
	if (!section_is(value, name, TOML_STRING))
		return;
	uint32_t notification = load_notification(load, task, value);
	if (!load->chip_known)
		return;
	uint32_t index = find_peripheral(load, peripheral, place);
	if (index == IMAGE_NO_INDEX)
		return;
	const struct image_interrupt *interrupt =
		find_interrupt(load, &load->model->peripherals[index], name, place);
	if (interrupt == NULL || notification == IMAGE_NO_INDEX)
		return;
	task->irqs[task->irq_count++] =
		(struct image_irq){index, interrupt->name, interrupt->line, notification, place};
}

// Keys are "uart0.rx"; without quotation marks TOML makes that a table in a table.
static void read_interrupts(struct load *load, const struct section *table, struct image_task *task)
{
	const struct toml_entry *entry = section_get(table, "interrupts", TOML_TABLE);
	size_t most = 0;

	if (entry == NULL)
		return;
	const struct toml_node *lines = &entry->value;
	for (size_t i = 0; i < lines->count; i++)
		most += lines->entries[i].value.kind == TOML_TABLE ? lines->entries[i].value.count
								   : 1;
	task->irqs = ARENA_ARRAY(load->arena, struct image_irq, most);
	for (size_t i = 0; i < lines->count; i++) {
		const struct toml_entry *line = &lines->entries[i];
		size_t dot = str_find(line->key, '.');

		if (line->value.kind == TOML_TABLE) {
			for (size_t k = 0; k < line->value.count; k++) {
				const struct toml_entry *inner = &line->value.entries[k];

				read_interrupt(load, task, line->key, inner->key, line->place,
					       &inner->value);
			}
		} else if (dot == line->key.len) {
			diag_error(line->place, "\"%.*s\" does not say which interrupt",
				   STR_ARG(line->key));
			diag_help("write peripheral.interrupt in quotation marks, such as "
				  "\"uart0.rx\"");
		} else {
			read_interrupt(load, task, str_slice(line->key, 0, dot),
				       str_slice(line->key, dot + 1, line->key.len), line->place,
				       &line->value);
		}
	}
}

static void read_sends_to(const struct section *table, struct image_task *task)
{
	struct str whom = S("any");
	struct place place = nowhere;

	section_string(table, "sends-to", &whom, &place);
	task->sends_to_any = place.source != NULL;
	if (str_is(whom, "any"))
		return;
	diag_error(place, "\"sends-to\" cannot be \"%.*s\"", STR_ARG(whom));
	diag_help("write \"any\", or leave it out and name the peers in task-slots");
}

// A task's own table, all but what names other tasks.
static void read_task(struct load *load, struct section *table, struct image_task *task)
{
	SECTION_ALLOW(table, "name", "prebuilt", "priority", "stacksize", "start", "uses",
		      "task-slots", "notifications", "interrupts", "max-sizes", "extern-regions",
		      "kernel-operations", "sends-to", "features", "restart", "config");
	if (section_require(table, "priority", "priority = 3"))
		section_number(table, "priority", 0, 255, &task->priority, &task->priority_place);
	section_number(table, "stacksize", 0, UINT32_MAX, &task->stacksize, &task->stacksize_place);
	if (toml_find(table->table, "stacksize") != NULL)
		load_is_stack(task->stacksize, LOAD_TASK_STACK_LEAST, task->stacksize_place);
	section_flag(table, "start", &task->start);
	if (toml_find(table->table, "prebuilt") != NULL)
		load_prebuilt(load, table, task);
	else
		read_package(load, table, task);
	read_notifications(load, table, task);
	read_uses(load, table, task);
	read_extern_regions(load, table, task);
	read_grants(table, task);
	read_limits(load, table, task);
	read_interrupts(load, table, task);
	read_sends_to(table, task);
}

void load_tasks(struct load *load, const struct section *tasks, uint32_t stacksize,
		struct place stacksize_place)
{
	struct image_model *model = load->model;
	const struct toml_node *table = tasks->table;
	const struct toml_entry **entries =
		ARENA_ARRAY(load->arena, const struct toml_entry *, table->count);

	model->tasks = ARENA_ARRAY(load->arena, struct image_task, table->count);
	for (size_t i = 0; i < table->count; i++) {
		const struct toml_entry *entry = &table->entries[i];

		if (!section_is(&entry->value, entry->key, TOML_TABLE) ||
		    !load_is_name(entry->key, entry->place, "a task"))
			continue;
		entries[model->task_count] = entry;
		model->tasks[model->task_count++] = (struct image_task){
			.name = entry->key,
			.place = entry->place,
			.start = true,
			.serves = IMAGE_NO_INDEX,
			.stacksize = stacksize,
			.stacksize_place =
				stacksize_place.source != NULL ? stacksize_place : entry->place,
		};
	}
	if (model->task_count > TASK_COUNT_MAX) {
		diag_error(model->tasks[TASK_COUNT_MAX].place, "an app can have %u tasks",
			   (unsigned)TASK_COUNT_MAX);
		diag_help("join some of them");
	}
	for (size_t i = 0; i < model->task_count; i++) {
		struct section section =
			section_of(load->arena, &entries[i]->value, entries[i]->place,
				   "[tasks.%.*s]", STR_ARG(entries[i]->key));
		read_task(load, &section, &model->tasks[i]);
	}
	for (size_t i = 0; i < model->task_count; i++) {
		struct section section =
			section_of(load->arena, &entries[i]->value, entries[i]->place,
				   "[tasks.%.*s]", STR_ARG(entries[i]->key));
		load_slots(load, &section, &model->tasks[i]);
		load_config(load, &section, &model->tasks[i]);
		load_restart(load, &section, &model->tasks[i]);
	}
}
