// Board, chip, memory and processor: board/<board>.toml, chip/<chip>/chip.toml,
// its memory file, and arch/<arch>/port.toml.
//
// A board may change any key of its chip's [chip] table in its own [overrides], and any
// key of a peripheral's table in an [overrides.NAME].
#include "tool/image/load.h"

#include <string.h>

#include "tool/base/file.h"

#define REGION_STEP 32u // no protection unit knows smaller steps
#define IRQS_MOST 496u
#define COUNTER_FASTER 100u
#define CLOCK_MOST INT32_MAX // Hz; the kernel counts on it (kern/app.h)

// [chip] of chip.toml, or [overrides] of a board.
struct chip {
	struct str arch;
	struct place arch_place;
	struct str cpu;
	struct place cpu_place;
	bool fpu;
	struct place fpu_place;
	struct str memory;
	struct place memory_place;
	struct str counter; // name of a peripheral, or empty
	struct place counter_place;
	struct place counter_clock_place;
};

static const char *const chip_keys[] = {"arch",  "cpu",     "fpu",           "irqs",
					"clock", "counter", "counter-clock", "memory"};

#define CHIP_KEYS (sizeof chip_keys / sizeof chip_keys[0])

static void read_chip(struct load *load, struct section *section, struct chip *chip)
{
	section_string(section, "arch", &chip->arch, &chip->arch_place);
	section_string(section, "cpu", &chip->cpu, &chip->cpu_place);
	section_string(section, "memory", &chip->memory, &chip->memory_place);
	section_number(section, "irqs", 1, IRQS_MOST, &load->model->irqs, NULL);
	section_number(section, "clock", 1000, CLOCK_MOST, &load->model->clock, NULL);
	section_string(section, "counter", &chip->counter, &chip->counter_place);
	section_number(section, "counter-clock", 1000, CLOCK_MOST, &load->model->counter_clock,
		       &chip->counter_clock_place);

	const struct toml_entry *fpu = section_get(section, "fpu", TOML_BOOLEAN);
	if (fpu != NULL) {
		chip->fpu = fpu->value.boolean;
		chip->fpu_place = fpu->value.place;
	}
}

// Whether [address, address + size) is a range that memory protection can handle.
static bool is_range(uint32_t address, uint32_t size, struct place place, const char *what,
		     struct str name)
{
	if (address % REGION_STEP != 0 || size % REGION_STEP != 0) {
		diag_error(place, "%s \"%.*s\" does not begin and end at a multiple of %u bytes",
			   what, STR_ARG(name), (unsigned)REGION_STEP);
		diag_help("memory protection works in steps of %u bytes: widen it",
			  (unsigned)REGION_STEP);
		return false;
	}
	if ((uint64_t)address + size > (uint64_t)UINT32_MAX + 1) {
		diag_error(place, "%s \"%.*s\" goes beyond the end of the address space", what,
			   STR_ARG(name));
		diag_help("address + size can be 0x100000000 at most");
		return false;
	}
	return true;
}

static void read_memory(struct load *load, struct str kind, const struct toml_node *table)
{
	struct image_model *model = load->model;
	struct image_memory memory = {.kind = kind, .name = S("default"), .place = table->place};
	struct section section =
		section_of(load->arena, table, table->place, "[[%.*s]]", STR_ARG(kind));

	SECTION_ALLOW(&section, "name", "address", "size", "read", "write", "execute", "dma");
	section_string(&section, "name", &memory.name, NULL);
	section_number(&section, "address", 0, UINT32_MAX, &memory.address, NULL);
	section_number(&section, "size", REGION_STEP, UINT32_MAX, &memory.size, NULL);
	section_flag(&section, "read", &memory.read);
	section_flag(&section, "write", &memory.write);
	section_flag(&section, "execute", &memory.execute);
	section_flag(&section, "dma", &memory.dma);
	bool complete = section_require(&section, "address", "address = 0x20000000");
	complete = section_require(&section, "size", "size = 0x10000") && complete;
	if (complete && memory.size > 0 &&
	    is_range(memory.address, memory.size, memory.place, "the memory", kind))
		*ARENA_PUSH(load->arena, model->memories, model->memory_count, load->memory_room) =
			memory;
}

// The memory of a kind that the image goes to: the one named "default".
static uint32_t default_memory(const struct image_model *model, const char *kind)
{
	for (uint32_t i = 0; i < model->memory_count; i++)
		if (str_is(model->memories[i].kind, kind) &&
		    str_is(model->memories[i].name, "default"))
			return i;
	return IMAGE_NO_INDEX;
}

static void choose_memories(struct load *load, const struct source *source)
{
	struct image_model *model = load->model;

	model->flash = default_memory(model, "flash");
	model->ram = default_memory(model, "ram");
	if (model->flash == IMAGE_NO_INDEX || model->ram == IMAGE_NO_INDEX) {
		const char *kind = model->flash == IMAGE_NO_INDEX ? "flash" : "ram";

		diag_error(place_of_file(source), "there is no %s with the name \"default\"", kind);
		diag_help("the image is placed there: add a table [[%s]] with name = \"default\"",
			  kind);
		return;
	}
	const struct image_memory *flash = &model->memories[model->flash];
	const struct image_memory *ram = &model->memories[model->ram];
	if (!flash->read || !flash->execute) {
		diag_error(flash->place, "the image's flash cannot be read and executed");
		diag_help("add the lines: read = true, execute = true");
	}
	if (!ram->read || !ram->write) {
		diag_error(ram->place, "the image's RAM cannot be read and written");
		diag_help("add the lines: read = true, write = true");
	}
	for (size_t i = 0; i < model->memory_count; i++) {
		const struct image_memory *memory = &model->memories[i];

		if (memory != ram && memory->write && !memory->read) {
			diag_error(memory->place, "this memory can be written, but not read");
			diag_help("no protection unit sees to that: add the line read = true");
		}
	}
	load->chip_known = true;
}

static void load_memories(struct load *load, const struct chip *chip)
{
	struct str path = path_join(load->arena, load->model->chip_folder, chip->memory);
	const struct source *source;
	unsigned errors_before = diag_errors();

	if (!file_exists(path.at)) {
		diag_error(chip->memory_place, "there is no file %.*s", STR_ARG(path));
		diag_help("\"memory\" names a file in the chip's folder");
		return;
	}
	const struct toml_node *root = load_file(load, path, &source);
	if (root == NULL)
		return;
	for (size_t i = 0; i < root->count; i++) {
		const struct toml_entry *entry = &root->entries[i];

		if (entry->value.kind != TOML_ARRAY) {
			diag_error(entry->place, "\"%.*s\" is not a list of memories",
				   STR_ARG(entry->key));
			diag_help("begin each memory with its kind in double brackets: [[%.*s]]",
				  STR_ARG(entry->key));
			continue;
		}
		for (size_t k = 0; k < entry->value.count; k++)
			if (section_is(&entry->value.items[k], entry->key, TOML_TABLE))
				read_memory(load, entry->key, &entry->value.items[k]);
	}
	if (diag_errors() == errors_before)
		choose_memories(load, source);
}

static void read_interrupts(struct load *load, const struct section *section,
			    struct image_peripheral *peripheral)
{
	const struct toml_entry *table = section_get(section, "interrupts", TOML_TABLE);

	if (table == NULL)
		return;
	peripheral->interrupt_count = 0;
	peripheral->interrupts =
		ARENA_ARRAY(load->arena, struct image_interrupt, table->value.count);
	for (size_t i = 0; i < table->value.count; i++) {
		const struct toml_entry *entry = &table->value.entries[i];

		if (!section_is(&entry->value, entry->key, TOML_INTEGER))
			continue;
		if (entry->value.integer < 0 || entry->value.integer >= load->model->irqs) {
			diag_error(entry->value.place, "the chip has no interrupt line %lld",
				   (long long)entry->value.integer);
			diag_help("with irqs = %u in [chip], lines are 0 to %u",
				  (unsigned)load->model->irqs, (unsigned)(load->model->irqs - 1));
			continue;
		}
		peripheral->interrupts[peripheral->interrupt_count++] = (struct image_interrupt){
			.name = entry->key,
			.line = (uint32_t)entry->value.integer,
			.place = entry->place,
		};
	}
}

static void read_peripheral_keys(struct load *load, struct section *section,
				 struct image_peripheral *peripheral)
{
	SECTION_ALLOW(section, "address", "size", "interrupts");
	section_number(section, "address", 0, UINT32_MAX, &peripheral->address, NULL);
	section_number(section, "size", REGION_STEP, UINT32_MAX, &peripheral->size, NULL);
	read_interrupts(load, section, peripheral);
}

// A peripheral of the chip, with what the board overrides of it.
static void read_peripheral(struct load *load, const struct toml_entry *entry,
			    const struct toml_entry *overrides)
{
	struct image_model *model = load->model;
	struct image_peripheral peripheral = {
		.name = entry->key, .owner = IMAGE_NO_INDEX, .place = entry->place};
	const struct toml_entry *other =
		overrides == NULL ? NULL
				  : toml_find(&overrides->value, str_c(load->arena, entry->key));
	struct section section;

	load_is_name(entry->key, entry->place, "a peripheral");
	if (!section_open(load->arena, entry, &section))
		return;
	read_peripheral_keys(load, &section, &peripheral);
	bool complete = section_require(&section, "address", "address = 0x40004000");
	complete = section_require(&section, "size", "size = 0x1000") && complete;
	if (other != NULL && section_is(&other->value, other->key, TOML_TABLE)) {
		struct section own = section_of(load->arena, &other->value, other->place,
						"[overrides.%.*s]", STR_ARG(other->key));

		peripheral.place = other->place;
		read_peripheral_keys(load, &own, &peripheral);
	}
	if (!complete)
		peripheral.size = 0; // known by name, so that nobody who uses it is blamed
	is_range(peripheral.address, peripheral.size, peripheral.place, "the peripheral",
		 peripheral.name);
	*ARENA_PUSH(load->arena, model->peripherals, model->peripheral_count,
		    load->peripheral_room) = peripheral;
}

// Appends the strings of a key; with a folder, as paths in it.
static void add_list(struct load *load, const struct section *section, const char *key,
		     struct str folder, struct image_list *list)
{
	struct section_strings strings = section_strings(section, key);

	list->items = arena_grow(load->arena, list->items, list->count * sizeof(struct str),
				 (list->count + strings.count) * sizeof(struct str));
	for (size_t i = 0; i < strings.count; i++)
		list->items[list->count++] =
			folder.len == 0 ? strings.items[i]
					: path_join(load->arena, folder, strings.items[i]);
}

static void require_sources(const struct image_port *port, struct place place)
{
	for (size_t i = 0; i < port->sources.count; i++) {
		if (file_exists(port->sources.items[i].at))
			continue;
		diag_error(place, "there is no file %.*s", STR_ARG(port->sources.items[i]));
		diag_help("\"sources\" names files in the port's folder");
	}
}

static void read_cpu(struct load *load, struct section *cpu, struct str folder,
		     const struct chip *chip)
{
	struct image_port *port = &load->model->port;
	const char *variant = chip->fpu ? "fpu" : "no-fpu";
	unsigned errors_before = diag_errors();

	SECTION_ALLOW(cpu, "flags", "protection", "regions", "sources", "includes", "fpu",
		      "no-fpu");
	section_need_string(cpu, "protection", &port->protection, "protection = \"pmsav7\"");
	section_require(cpu, "regions", "regions = 8");
	section_number(cpu, "regions", 1, 255, &port->regions, NULL);
	add_list(load, cpu, "flags", S(""), &port->task_flags);
	add_list(load, cpu, "flags", S(""), &port->kernel_flags);
	add_list(load, cpu, "sources", folder, &port->sources);
	add_list(load, cpu, "includes", folder, &port->includes);

	const struct toml_entry *entry = toml_find(cpu->table, variant);
	if (entry == NULL) {
		diag_error(chip->fpu_place.source != NULL ? chip->fpu_place : chip->cpu_place,
			   "a %.*s cannot be had with fpu = %s", STR_ARG(port->cpu),
			   chip->fpu ? "true" : "false");
		diag_help("write fpu = %s, or choose another core from %.*s",
			  chip->fpu ? "false" : "true", STR_ARG(cpu->place.source->path));
	} else if (section_is(&entry->value, entry->key, TOML_TABLE)) {
		struct section section = section_of(load->arena, &entry->value, entry->place,
						    "[cpu.%.*s.%s]", STR_ARG(port->cpu), variant);

		SECTION_ALLOW(&section, "task-flags", "kernel-flags", "sources", "includes");
		add_list(load, &section, "task-flags", S(""), &port->task_flags);
		add_list(load, &section, "kernel-flags", S(""), &port->kernel_flags);
		add_list(load, &section, "sources", folder, &port->sources);
		add_list(load, &section, "includes", folder, &port->includes);
	}
	if (diag_errors() == errors_before)
		require_sources(port, cpu->place);
}

static void suggest_entries(struct load *load, const struct toml_node *table, struct str wrong,
			    const char *what_they_are)
{
	struct str *names = ARENA_ARRAY(load->arena, struct str, table->count);

	for (size_t i = 0; i < table->count; i++)
		names[i] = table->entries[i].key;
	section_suggest(wrong, names, table->count, what_they_are);
}

static void load_port(struct load *load, const struct chip *chip)
{
	struct image_port *port = &load->model->port;
	struct str path = load_find(
		load, str_format(load->arena, "arch/%.*s/port.toml", STR_ARG(chip->arch)));

	port->arch = chip->arch;
	port->cpu = chip->cpu;
	port->fpu = chip->fpu;
	if (path.len == 0) {
		struct image_list names = load_names(load, "arch", "/port.toml");

		diag_error(chip->arch_place, "there is no port for \"%.*s\"", STR_ARG(chip->arch));
		section_suggest(chip->arch, names.items, names.count, "architectures");
		return;
	}
	const struct source *source;
	const struct toml_node *root = load_file(load, path, &source);
	if (root == NULL)
		return;

	struct section section = section_of(load->arena, root, place_of_file(source), "port.toml");
	SECTION_ALLOW(&section, "prefix", "machine", "cpu");
	section_need_string(&section, "prefix", &port->prefix, "prefix = \"arm-none-eabi-\"");
	section_require(&section, "machine", "machine = 40");
	section_number(&section, "machine", 1, 0xFFFF, &port->machine, NULL);
	const struct toml_entry *cpus = section_get(&section, "cpu", TOML_TABLE);
	if (cpus == NULL) {
		section_require(&section, "cpu", "[cpu.cortex-m4]");
		return;
	}
	const struct toml_entry *entry = toml_find(&cpus->value, str_c(load->arena, chip->cpu));
	if (entry == NULL) {
		diag_error(chip->cpu_place, "%.*s does not know the core \"%.*s\"", STR_ARG(path),
			   STR_ARG(chip->cpu));
		suggest_entries(load, &cpus->value, chip->cpu, "cores that it knows");
		return;
	}
	struct section cpu = section_of(load->arena, &entry->value, entry->place, "[cpu.%.*s]",
					STR_ARG(chip->cpu));
	if (section_is(&entry->value, entry->key, TOML_TABLE))
		read_cpu(load, &cpu, str_copy(load->arena, path_folder(path)), chip);
}

// The keys that may stand in [overrides]: those of [chip], and names of peripherals.
static void read_overrides(struct load *load, const struct toml_node *root,
			   const struct toml_entry *overrides, struct chip *chip)
{
	struct section section =
		section_of(load->arena, &overrides->value, overrides->place, "[overrides]");
	const char **keys = ARENA_ARRAY(load->arena, const char *, CHIP_KEYS + root->count);
	size_t count = 0;

	for (size_t i = 0; i < CHIP_KEYS; i++)
		keys[count++] = chip_keys[i];
	for (size_t i = 0; i < root->count; i++)
		if (!str_is(root->entries[i].key, "chip"))
			keys[count++] = str_c(load->arena, root->entries[i].key);
	section_allow(&section, keys, count);
	read_chip(load, &section, chip);
}

// How fast the kernel's counter is. It must not wrap while the kernel sleeps: the alarm
// reaches 2^24 cycles of the processor.
static void check_counter_clock(struct load *load, const struct chip *chip)
{
	struct image_model *model = load->model;

	if (model->counter_clock == 0) {
		model->counter_clock = model->clock;
	} else if (chip->counter.len == 0) {
		diag_error(chip->counter_clock_place, "\"counter-clock\" without a \"counter\"");
		diag_help("name the peripheral that has the counter; the processor's own is as "
			  "fast as the processor");
	} else if (model->counter_clock / COUNTER_FASTER > model->clock) {
		diag_error(chip->counter_clock_place,
			   "the counter is more than %u times as fast as the processor",
			   (unsigned)COUNTER_FASTER);
		diag_help("it could wrap while the kernel sleeps: have it count more slowly");
	}
}

// The peripheral that the kernel takes the time from.
static void find_counter(struct load *load, const struct chip *chip)
{
	struct image_model *model = load->model;
	struct str *names = ARENA_ARRAY(load->arena, struct str, model->peripheral_count);

	model->counter = IMAGE_NO_INDEX;
	model->counter_place = chip->counter_place;
	check_counter_clock(load, chip);
	for (uint32_t i = 0; i < model->peripheral_count; i++) {
		names[i] = model->peripherals[i].name;
		if (str_equal(names[i], chip->counter))
			model->counter = i;
	}
	if (chip->counter.len == 0 || model->counter != IMAGE_NO_INDEX)
		return;
	diag_error(chip->counter_place, "the chip has no peripheral \"%.*s\"",
		   STR_ARG(chip->counter));
	section_suggest(chip->counter, names, model->peripheral_count, "peripherals");
}

// chip.toml, with the [overrides] of the board; NULL if it has none.
static void load_chip(struct load *load, struct str path, const struct toml_entry *overrides)
{
	struct image_model *model = load->model;
	struct chip chip = {.memory = S("memory.toml")};
	const struct source *source;

	model->chip_folder = str_copy(load->arena, path_folder(path));
	model->chip_startup = path_join(load->arena, model->chip_folder, S("startup.c"));
	load_input(load, model->chip_startup);
	if (!file_exists(model->chip_startup.at))
		model->chip_startup = S("");
	const struct toml_node *root = load_file(load, path, &source);
	if (root == NULL)
		return;

	struct section file = section_of(load->arena, root, place_of_file(source), "chip.toml");
	const struct toml_entry *entry = section_get(&file, "chip", TOML_TABLE);
	if (entry == NULL) {
		section_require(&file, "chip", "[chip]");
		return;
	}
	unsigned errors_before = diag_errors();
	struct section section = section_of(load->arena, &entry->value, entry->place, "[chip]");
	chip.memory_place = entry->place;
	section_allow(&section, chip_keys, CHIP_KEYS);
	read_chip(load, &section, &chip);
	section_require(&section, "arch", "arch = \"armm\"");
	section_require(&section, "cpu", "cpu = \"cortex-m4\"");
	section_require(&section, "irqs", "irqs = 32");
	section_require(&section, "clock", "clock = 25_000_000");
	if (overrides != NULL)
		read_overrides(load, root, overrides, &chip);
	if (diag_errors() != errors_before)
		return; // the rest would only complain about what follows from that
	load_port(load, &chip);
	for (size_t i = 0; i < root->count; i++)
		if (&root->entries[i] != entry)
			read_peripheral(load, &root->entries[i], overrides);
	find_counter(load, &chip);
	load_memories(load, &chip);
}

static void read_qemu(struct load *load, const struct section *board)
{
	struct image_board *to = &load->model->board;
	const struct toml_entry *entry = section_get(board, "qemu", TOML_TABLE);

	if (entry == NULL)
		return;
	struct section qemu = section_of(load->arena, &entry->value, entry->place, "[qemu]");
	struct place place = entry->place;
	SECTION_ALLOW(&qemu, "machine", "console");
	section_need_string(&qemu, "machine", &to->machine, "machine = \"mps2-an386\"");
	section_string(&qemu, "console", &to->console, &place);
	if (to->console.len == 0 || !load->chip_known)
		return;

	const struct image_model *model = load->model;
	struct str *names = ARENA_ARRAY(load->arena, struct str, model->peripheral_count);
	for (size_t i = 0; i < model->peripheral_count; i++) {
		names[i] = model->peripherals[i].name;
		if (str_equal(names[i], to->console))
			return;
	}
	diag_error(place, "the chip has no peripheral \"%.*s\"", STR_ARG(to->console));
	section_suggest(to->console, names, model->peripheral_count, "peripherals");
}

static void read_board(struct load *load, const struct toml_node *root, const struct source *source)
{
	struct image_board *to = &load->model->board;
	struct section board =
		section_of(load->arena, root, place_of_file(source), "the board's file");
	struct place place = board.place;

	SECTION_ALLOW(&board, "chip", "overrides", "qemu");
	if (!section_require(&board, "chip", "chip = \"mps2\""))
		return;
	section_string(&board, "chip", &to->chip, &place);
	const struct toml_entry *overrides = section_get(&board, "overrides", TOML_TABLE);
	if (to->chip.len == 0)
		return;

	struct str path =
		load_find(load, str_format(load->arena, "chip/%.*s/chip.toml", STR_ARG(to->chip)));
	if (path.len == 0) {
		struct image_list names = load_names(load, "chip", "/chip.toml");

		diag_error(place, "there is no chip \"%.*s\"", STR_ARG(to->chip));
		section_suggest(to->chip, names.items, names.count, "chips");
	} else {
		load_chip(load, path, overrides);
	}
	read_qemu(load, &board);
}

void load_board(struct load *load, struct str name, struct place place)
{
	struct image_board *board = &load->model->board;
	const struct source *source;

	board->name = name;
	board->file = S(""); // a board is a name, which also names the output folder: no path
	if (memchr(name.at, '/', name.len) == NULL)
		board->file =
			load_find(load, str_format(load->arena, "board/%.*s.toml", STR_ARG(name)));
	if (board->file.len == 0) {
		struct image_list names = load_names(load, "board", ".toml");

		diag_error(place, "there is no board \"%.*s\"", STR_ARG(name));
		section_suggest(name, names.items, names.count, "boards");
		return;
	}
	const struct toml_node *root = load_file(load, board->file, &source);
	if (root != NULL)
		read_board(load, root, source);
}
