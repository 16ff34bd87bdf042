// tool/image/load*.c: what a correct app becomes. (What is said about incorrect
// ones is in test/golden/toml.)
#include <stdlib.h>
#include <string.h>

#include "abi/kipc.h"
#include "abi/task.h"
#include "test/unit/folder.h"
#include "test/unit/said.h"
#include "test/unit/unit.h"
#include "tool/base/file.h"
#include "tool/image/model.h"

#define APP "test/golden/toml/correct"

static struct arena arena;
static const struct image_model *model;

enum { BOSS, SERIAL, SERVER, CLIENT, IDLE };

static bool lists(struct image_list list, const char *expected)
{
	struct text text = {.arena = &arena};

	for (size_t i = 0; i < list.count; i++)
		text_addf(&text, "%s%.*s", i == 0 ? "" : " ", STR_ARG(list.items[i]));
	return str_is(text_str(&text), expected);
}

static void the_app(void)
{
	CHECK(str_is(model->name, "toy"));
	CHECK(str_is(model->app_file, APP "/app.toml"));
	CHECK(str_is(model->app_folder, APP));
	CHECK(str_is(model->out, "out/toy-toy"));
	CHECK(model->package_root_count == 2);
	CHECK(str_is(model->package_roots[1], "test/golden/toml/parts"));
	CHECK(model->kernel_stacksize == 768);
	CHECK(model->task_count == 5);
}

static void the_board(void)
{
	CHECK(str_is(model->board.file, "test/golden/toml/parts/board/toy.toml"));
	CHECK(str_is(model->board.machine, "mps2-an386"));
	CHECK(str_is(model->board.console, "uart0"));
	CHECK(str_is(model->chip_folder, "test/golden/toml/parts/chip/toy"));
	CHECK(model->chip_startup.len == 0);
	CHECK(model->irqs == 32 && model->clock == 25000000);
	CHECK(model->memory_count == 3);
	CHECK(str_is(model->memories[model->flash].kind, "flash"));
	CHECK(model->memories[model->flash].execute && !model->memories[model->flash].write);
	CHECK(model->memories[model->ram].address == 0x20000000);
	CHECK(model->memories[model->ram].size == 0x8000);
	CHECK(model->peripheral_count == 3);
	CHECK(model->peripherals[0].owner == SERIAL);
	CHECK(model->peripherals[1].owner == IMAGE_NO_INDEX);
	CHECK(model->peripherals[1].interrupt_count == 3);
}

static void the_port(void)
{
	const struct image_port *port = &model->port;

	CHECK(str_is(port->arch, "armm") && str_is(port->cpu, "cortex-m4") && port->fpu);
	CHECK(str_is(port->prefix, "arm-none-eabi-"));
	CHECK(str_is(port->protection, "pmsav7") && port->regions == 8);
	CHECK(lists(port->kernel_flags, "-mcpu=cortex-m4 -mthumb -mfloat-abi=soft"));
	CHECK(lists(port->task_flags,
		    "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard"));
	CHECK(lists(port->includes, "arch/armm/fpu"));
}

// A peripheral, and a memory, by name: it is there.
static const struct image_peripheral *peripheral(const struct image_model *of, const char *name)
{
	for (size_t i = 0; i < of->peripheral_count; i++)
		if (str_is(of->peripherals[i].name, name))
			return &of->peripherals[i];
	abort();
}

static const struct image_memory *memory(const struct image_model *of, const char *kind)
{
	for (size_t i = 0; i < of->memory_count; i++)
		if (str_is(of->memories[i].kind, kind))
			return &of->memories[i];
	abort();
}

// The same chip, with what one of its boards says otherwise.
static void overrides(void)
{
	const struct image_model *plain = image_load(&arena, "app/demo", "mps2-an386");
	const struct image_model *other = image_load(&arena, "app/demo", "mps2-an500");

	CHECK(plain != NULL && other != NULL);
	CHECK(str_is(plain->port.cpu, "cortex-m4") && str_is(other->port.cpu, "cortex-m7"));
	CHECK(peripheral(plain, "ethernet")->address == 0x40200000);
	CHECK(peripheral(other, "ethernet")->address == 0xa0000000);
	CHECK(peripheral(other, "ethernet")->size == 0x10000);
	CHECK(peripheral(other, "ethernet")->interrupt_count == 1);
	CHECK(peripheral(other, "uart0")->address == 0x40004000);
	CHECK(memory(plain, "psram")->address == 0x21000000);
	CHECK(memory(other, "psram")->address == 0x60000000);
	CHECK(memory(other, "dma")->dma && !memory(other, "psram")->dma);
}

static void plain_tasks(void)
{
	const struct image_task *boss = &model->tasks[BOSS];
	const struct image_task *idle = &model->tasks[IDLE];

	CHECK(str_is(boss->name, "boss") && boss->priority == 0 && boss->start);
	CHECK(boss->grants == KIPC_GRANT_ALL);
	CHECK(boss->stacksize == 512);
	CHECK(str_is(idle->name, "idle") && idle->priority == 9 && idle->grants == 0);
	CHECK(str_is(idle->package, "test/golden/toml/parts/task/idle"));
	CHECK(lists(idle->sources, "test/golden/toml/parts/task/idle/main.c"));
	CHECK(str_is(idle->description, "idle, for the tests"));
	CHECK(!idle->max_flash.given && !idle->sends_to_any);
	CHECK(str_is(model->tasks[SERIAL].package, "test/golden/toml/parts/drv/serial"));
}

static void a_driver(void)
{
	const struct image_task *serial = &model->tasks[SERIAL];

	CHECK(serial->use_count == 1 && serial->uses[0].index == 0);
	CHECK(serial->notification_count == 2);
	CHECK(serial->irq_count == 2);
	CHECK(serial->irqs[0].line == 0 && serial->irqs[0].notification == 0);
	CHECK(serial->irqs[1].line == 1 && serial->irqs[1].notification == 1);
	CHECK(str_is(serial->irqs[1].name, "tx"));
}

static void a_client(void)
{
	const struct image_task *client = &model->tasks[CLIENT];

	CHECK(!client->start && client->stacksize == 1024);
	CHECK(client->slot_count == 2);
	CHECK(str_is(client->slots[0].name, "server") && client->slots[0].peer == SERVER);
	CHECK(str_is(client->slots[1].name, "port") && client->slots[1].peer == SERIAL);
	CHECK(client->extern_region_count == 1);
	CHECK(str_is(model->memories[client->extern_regions[0].index].kind, "psram"));
	CHECK(client->grants == (KIPC_GRANT_FAULT | KIPC_GRANT_DUMP));
	CHECK(lists(client->features, "loud"));
	CHECK(client->max_flash.given && client->max_flash.bytes == 4096);
	CHECK(client->max_ram.given && client->max_ram.bytes == 2048);
}

static void configs(void)
{
	const struct image_task *boss = &model->tasks[BOSS];
	const struct image_task *client = &model->tasks[CLIENT];

	CHECK(boss->hooks_count == 2);
	CHECK(str_is(boss->hooks[0].key, "on-task-fault") && boss->hooks[0].count == 1);
	CHECK(str_is(boss->hooks[1].key, "on-state-change") && boss->hooks[1].count == 1);
	CHECK(boss->hooks[0].items[0].task == CLIENT && boss->hooks[0].items[0].notification == 0);
	CHECK(boss->config_count == 1 && boss->configs[0].kind == IMAGE_CONFIG_BOOLEAN);
	CHECK(boss->configs[0].integer == 1);
	CHECK(client->config_count == 2);
	CHECK(client->configs[0].kind == IMAGE_CONFIG_INTEGERS);
	CHECK(client->configs[0].integer_count == 2 && client->configs[0].integers[1] == 115200);
	CHECK(client->configs[1].kind == IMAGE_CONFIG_STRING);
	CHECK(str_is(client->configs[1].string, "port"));
}

// The demo's supervisor has defaults for what the app does not say.
static void defaults(void)
{
	const struct image_model *demo = image_load(&arena, "app/demo", NULL);
	const struct image_task *jefe = &demo->tasks[0];
	size_t allowed = 0;

	CHECK(demo != NULL && jefe->callers_count == 8);
	for (size_t i = 0; i < jefe->callers_count; i++) {
		const struct image_callers *callers = &jefe->callers[i];

		if (str_is(callers->operation, "start"))
			CHECK(callers->count == 1 && callers->tasks[0] == 3);
		if (str_is(callers->operation, "fault"))
			CHECK(callers->count == 0);
		allowed += callers->count;
	}
	CHECK(allowed == 5);
}

static void restarts(void)
{
	const struct image_restart *usual = &model->tasks[SERVER].restart;
	const struct image_restart *client = &model->tasks[CLIENT].restart;

	CHECK(usual->delay == 5 && usual->max_delay == 5000 && usual->steady == 1000);
	CHECK(usual->limit == 0);
	CHECK(model->tasks[IDLE].restart.delay == 0 && model->tasks[IDLE].restart.max_delay == 0);
	CHECK(client->delay == 6000 && client->max_delay == 6000 && client->steady == 1000);
	CHECK(client->limit == 4 && client->within == 90000);
	CHECK(client->then == IMAGE_THEN_RESTART && client->peer == SERVER);
}

static void inputs(void)
{
	bool has_startup = false;

	for (size_t i = 0; i < model->inputs.count; i++)
		has_startup = has_startup || str_is(model->inputs.items[i],
						    "test/golden/toml/parts/chip/toy/startup.c");
	CHECK(has_startup); // it would change the image if it came into being
	CHECK(model->inputs.count == 1 + 1 + 3 + 1 + 5);
}

// Loads what was typed on the command line; returns what is said about it.
static const char *said_about(const char *app, const char *board)
{
	said_begin();
	CHECK(image_load(&arena, app, board) == NULL);
	return said_end(&arena).at;
}

static void command_line(void)
{
	CHECK(image_load(&arena, APP "/app.toml", NULL) != NULL);
	CHECK(image_load(&arena, APP "/", NULL) != NULL);
	CHECK(strcmp(said_about(APP, "toi"), "bh: error: there is no board \"toi\"\n"
					     "  help: did you mean \"toy\"?\n") == 0);
	CHECK(strcmp(said_about("app/dmo", NULL), "bh: error: there is no app in \"app/dmo\"\n"
						  "  help: did you mean \"app/demo\"?\n") == 0);
}

// An app with so many tasks, of which so many may send to any.
static void write_app(const char *file, unsigned tasks, unsigned senders)
{
	FILE *out = fopen(file, "w");

	if (out == NULL)
		abort();
	fprintf(out, "name = \"many\"\nboard = \"mps2-an386\"\nstacksize = 256\n"
		     "[tasks]\njefe = {priority = 0, notifications = [\"fault\", \"timer\"]}\n");
	for (unsigned i = 0; i < tasks - 2; i++)
		fprintf(out, "t%u = {name = \"pong\", priority = 1%s}\n", i,
			i < senders ? ", sends-to = \"any\"" : "");
	fprintf(out, "idle = {priority = 2}\n");
	fclose(out);
}

// As many as ids can name, and nothing else is said about one more.
static void most_tasks(void)
{
	const char *folder = folder_new(&arena);
	const char *file = path_join(&arena, str_from(folder), S("app.toml")).at;
	const struct image_model *many;
	const char *said;

	write_app(file, TASK_COUNT_MAX, 0);
	many = image_load(&arena, folder, NULL);
	CHECK(many != NULL && many->task_count == TASK_COUNT_MAX);
	write_app(file, TASK_COUNT_MAX + 1, 0);
	said = said_about(folder, NULL);
	CHECK(strstr(said, "/app.toml:1027:1: error: an app can have 1022 tasks\n") != NULL);
	CHECK(strstr(strstr(said, "error: ") + 1, "error: ") == NULL);
	folder_remove(folder);
}

// Each of N senders among M tasks has M - 1 peers, and each of the others has N.
static void most_peers(void)
{
	const char *folder = folder_new(&arena);
	const char *file = path_join(&arena, str_from(folder), S("app.toml")).at;

	write_app(file, 1000, 33); // 33 * 999 + 967 * 33 = 64878
	CHECK(image_load(&arena, folder, NULL) != NULL);
	write_app(file, 1000, 34); // 34 * 999 + 966 * 34 = 66810
	CHECK(strstr(said_about(folder, NULL),
		     "/app.toml:6:1: error: the tasks have 66810 peers in all, the kernel's table "
		     "has room for 65535\n") != NULL);
	folder_remove(folder);
}

int main(void)
{
	model = image_load(&arena, APP, NULL);
	if (model == NULL)
		return 1;
	unit_run("load: the app", the_app);
	unit_run("load: the board", the_board);
	unit_run("load: the port", the_port);
	unit_run("load: a board's overrides", overrides);
	unit_run("load: plain tasks", plain_tasks);
	unit_run("load: a driver", a_driver);
	unit_run("load: a client", a_client);
	unit_run("load: configs", configs);
	unit_run("load: defaults of a package", defaults);
	unit_run("load: restarts", restarts);
	unit_run("load: inputs", inputs);
	unit_run("load: the command line", command_line);
	unit_run("load: the most tasks", most_tasks);
	unit_run("load: as many peers as the table has room for", most_peers);
	return unit_status();
}
