// An image by its archive (program.h).
#include "tool/debug/program.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "abi/layout.h"
#include "tool/base/diag.h"
#include "tool/debug/info.h"

#define COMMENT "bulkhead archive "
#define ARCHIVE_VERSION 1u
#define MANIFEST_VERSION 1
#define SMALL 256u // addresses below this are not named

static struct program *refuse(const char *name, const char *why)
{
	diag_error(nowhere, "%s: %s", name, why);
	diag_help("an archive is made by ./bh build and is out/NAME-BOARD/img/final.zip");
	return NULL;
}

// A string of a JSON object, empty if there is none.
static struct str string_of(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	return text == NULL ? (struct str){"", 0} : (struct str){text, json_string_length(value)};
}

static uint32_t number_of(const json_t *object, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(object, key));
}

// Nothing on such a target is larger: memory is taken for what is read of it.
#define SPAN_MOST (64u * 1024 * 1024)

// Empty if there is none that makes sense.
static struct span span_of(const json_t *object)
{
	struct span span = {number_of(object, "base"), number_of(object, "size")};

	return span.size > SPAN_MOST ? (struct span){span.base, 0} : span;
}

static void problem(struct program *program, const char *path, const char *what)
{
	*ARENA_PUSH(program->arena, program->problems, program->problem_count,
		    program->problem_room) =
		str_format(program->arena, "the archive's %s: %s", path, what);
}

// Stands for an ELF file that is lost: a header and nothing else.
static struct elf *empty_elf(struct arena *arena, const char *path)
{
	static const Elf32_Ehdr header = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB,
			    EV_CURRENT},
		.e_type = ET_EXEC,
		.e_machine = EM_ARM,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof header,
	};
	const char *wrong;

	return elf_from(arena, path, (struct str){(const char *)&header, sizeof header}, &wrong);
}

// Fills in a module. If the archive lacks its ELF file, that is noted, and nothing is known
// of its code and variables.
static void open_module(struct program *program, struct module *module, struct str name,
			const json_t *from)
{
	const char *path = str_format(program->arena, "elf/%.*s.elf", STR_ARG(name)).at;
	const char *wrong = "it is missing or damaged";
	struct elf *elf = NULL;
	struct str content;

	if (zip_read(program->zip, path, &content))
		elf = elf_from(program->arena, path, content, &wrong);
	if (elf == NULL)
		problem(program, path, wrong);
	*module = (struct module){
		.name = name,
		.elf = elf != NULL ? elf : empty_elf(program->arena, path),
		.flash = span_of(json_object_get(from, "flash")),
		.ram = span_of(json_object_get(from, "ram")),
		.stack = span_of(json_object_get(from, "stack")),
	};
	module->info = info_open(program->arena, module->elf);
}

static void read_notifications(struct program *program, struct program_task *task,
			       const json_t *from)
{
	const json_t *list = json_object_get(from, "notifications");

	task->notification_count = json_array_size(list);
	task->notifications = ARENA_ARRAY(program->arena, struct str, task->notification_count);
	for (size_t i = 0; i < task->notification_count; i++)
		task->notifications[i] = str_from(json_string_value(json_array_get(list, i)));
}

static void read_irqs(struct program *program, struct program_task *task, const json_t *from)
{
	const json_t *list = json_object_get(from, "interrupts");

	task->irq_count = json_array_size(list);
	task->irqs = ARENA_ARRAY(program->arena, struct program_irq, task->irq_count);
	for (size_t i = 0; i < task->irq_count; i++) {
		const json_t *irq = json_array_get(list, i);

		task->irqs[i] = (struct program_irq){
			.peripheral = string_of(irq, "peripheral"),
			.name = string_of(irq, "name"),
			.line = number_of(irq, "line"),
			.notification = number_of(irq, "notification"),
		};
	}
}

static void read_regions(struct program *program, struct program_task *task, const json_t *from)
{
	const json_t *list = json_object_get(from, "regions");

	task->region_count = json_array_size(list);
	task->regions = ARENA_ARRAY(program->arena, struct region, task->region_count);
	for (size_t i = 0; i < task->region_count; i++) {
		const json_t *region = json_array_get(list, i);

		task->regions[i] = (struct region){
			.what = string_of(region, "what"),
			.span = span_of(region),
			.rights = string_of(region, "rights"),
		};
	}
}

static void read_tasks(struct program *program)
{
	const json_t *list = json_object_get(program->manifest, "tasks");

	program->task_count = json_array_size(list);
	program->tasks = ARENA_ARRAY(program->arena, struct program_task, program->task_count);
	for (size_t i = 0; i < program->task_count; i++) {
		const json_t *from = json_array_get(list, i);
		struct program_task *task = &program->tasks[i];

		open_module(program, &task->module, string_of(from, "name"), from);
		task->priority = number_of(from, "priority");
		read_notifications(program, task, from);
		read_irqs(program, task, from);
		read_regions(program, task, from);
	}
}

// Whether the kernel's table is of the form that this program knows.
static bool check_layout(const struct program *program, const char *name)
{
	struct layout_item version;

	if (module_layout(&program->kernel, "LAYOUT_VERSION", &version) &&
	    version.value == LAYOUT_VERSION)
		return true;
	refuse(name, "its kernel's layout table is of a version that this bh does not know");
	return false;
}

struct program *program_open(struct arena *arena, struct str archive, const char *name)
{
	struct program *program = ARENA_NEW(arena, struct program);
	const char *why;
	struct str manifest;
	struct elf_symbol id;
	uint64_t version = 0;

	program->arena = arena;
	program->archive = archive;
	program->zip = zip_open_bytes(arena, archive, &why);
	if (program->zip == NULL)
		return refuse(name, why);
	if (!str_starts(program->zip->comment, COMMENT) ||
	    !str_number(str_slice(program->zip->comment, strlen(COMMENT), SIZE_MAX), &version))
		return refuse(name, "this zip file is no archive of an image");
	if (version > ARCHIVE_VERSION)
		return refuse(name, "it was made by a newer version of bh");
	if (!zip_read(program->zip, "manifest.json", &manifest))
		return refuse(name, "its manifest.json is missing or damaged");
	program->manifest = json_loadb(manifest.at, manifest.len, 0, NULL);
	if (number_of(program->manifest, "manifest") != MANIFEST_VERSION)
		return refuse(name, "its manifest.json is of a version that this bh does not know");
	program->app = string_of(program->manifest, "app");
	program->board = string_of(program->manifest, "board");
	program->fpu = json_is_true(json_object_get(program->manifest, "fpu"));
	if (!str_number(string_of(program->manifest, "image-id"), &program->image_id))
		return refuse(name, "its manifest.json has no image id");
	open_module(program, &program->kernel, S("kernel"),
		    json_object_get(program->manifest, "kernel"));
	if (program->problem_count > 0)
		return refuse(name, program->problems[0].at);
	read_tasks(program);
	if (!check_layout(program, name))
		return NULL;
	if (!elf_find_symbol(program->kernel.elf, "app_image_id", &id))
		return refuse(name, "its kernel has no image id");
	program->image_id_at = id.value;
	return program;
}

size_t program_find_task(const struct program *program, struct str name)
{
	for (size_t i = 0; i < program->task_count; i++)
		if (str_equal(program->tasks[i].module.name, name))
			return i;
	return SIZE_MAX;
}

const struct module *program_module(const struct program *program, size_t task)
{
	return task == SIZE_MAX ? &program->kernel : &program->tasks[task].module;
}

static bool module_has(const struct module *module, uint32_t address)
{
	return span_has(module->flash, address) || span_has(module->ram, address);
}

const struct module *program_module_at(const struct program *program, uint32_t address)
{
	if (module_has(&program->kernel, address))
		return &program->kernel;
	for (size_t i = 0; i < program->task_count; i++)
		if (module_has(&program->tasks[i].module, address))
			return &program->tasks[i].module;
	return NULL;
}

bool module_variable(const struct module *module, const char *name, struct elf_symbol *symbol)
{
	return elf_find_symbol(module->elf, name, symbol) &&
	       span_holds(module->ram, symbol->value, symbol->size);
}

bool module_layout(const struct module *module, const char *name, struct layout_item *item)
{
	return elf_find_layout(module->elf, name, item);
}

// Whether a symbol names code or data, rather than a section or the like.
static bool is_named(const struct elf_symbol *symbol)
{
	return (symbol->type == STT_FUNC || symbol->type == STT_OBJECT ||
		symbol->type == STT_NOTYPE) &&
	       symbol->section != SHN_UNDEF && symbol->section < SHN_LORESERVE &&
	       symbol->name.len > 0 && symbol->name.at[0] != '$';
}

static uint32_t start_of(const struct elf_symbol *symbol)
{
	return symbol->type == STT_FUNC ? symbol->value & ~1u : symbol->value;
}

bool module_symbol_at(const struct module *module, uint32_t address, struct elf_symbol *symbol,
		      uint32_t *offset)
{
	bool any = false;

	if (span_has(module->flash, address))
		address &= ~1u;
	for (size_t i = 1; i < elf_symbol_count(module->elf); i++) {
		struct elf_symbol one = elf_symbol_at(module->elf, i);
		uint32_t start = start_of(&one);

		if (!is_named(&one) || address < start ||
		    (one.size != 0 && address - start >= one.size) ||
		    (one.size == 0 && address != start))
			continue;
		if (any && (one.size == 0 || start < start_of(symbol)))
			continue;
		any = true;
		*symbol = one;
		*offset = address - start;
	}
	return any;
}

static struct str plus(struct arena *arena, struct str name, uint32_t offset)
{
	if (offset == 0)
		return name;
	return str_format(arena, "%.*s + %" PRIu32, STR_ARG(name), offset);
}

struct str module_name_address(struct arena *arena, const struct module *module, uint32_t address)
{
	struct elf_symbol symbol;
	uint32_t offset;

	// An empty stack's pointer is behind its last byte.
	if (address - module->stack.base <= module->stack.size && module->stack.size > 0)
		return plus(arena, S("stack"), address - module->stack.base);
	if (address >= SMALL && module_has(module, address) &&
	    module_symbol_at(module, address, &symbol, &offset))
		return plus(arena, symbol.name, offset);
	return (struct str){"", 0};
}

struct str program_name_address(const struct program *program, uint32_t address)
{
	const struct module *module = program_module_at(program, address);
	struct str name = {"", 0};

	if (module != NULL)
		name = module_name_address(program->arena, module, address);
	if (name.len == 0)
		return name;
	return str_format(program->arena, "%.*s: %.*s", STR_ARG(module->name), STR_ARG(name));
}
