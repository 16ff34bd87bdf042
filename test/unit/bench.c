// The apps that are made for the benchmark, and what the compiler's tools say of code.
#include "test/unit/unit.h"
#include "tool/base/file.h"
#include "tool/base/toml.h"
#include "tool/run/bench.h"
#include "tool/run/code.h"

static struct arena arena;

static const struct toml_node *app_with(unsigned tasks)
{
	struct source *source = ARENA_NEW(&arena, struct source);
	struct str least;

	if (!file_read(&arena, "app/bench/app.toml", &least))
		return NULL;
	source->path = S("app.toml");
	source->text = tasks == 0 ? least : bench_app_text(&arena, least, tasks);
	return toml_parse(&arena, source);
}

static int64_t priority_of(const struct toml_entry *task)
{
	return toml_find(&task->value, "priority")->value.integer;
}

static void has_as_many_tasks(void)
{
	static const unsigned sizes[] = {4, 5, 32, 250, BENCH_TASKS_MOST};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		const struct toml_node *app = app_with(sizes[i]);

		CHECK(app != NULL && toml_find(app, "tasks")->value.count == sizes[i]);
	}
}

static void has_its_own_name(void)
{
	const struct toml_node *app = app_with(32);
	const struct toml_node *tasks = &toml_find(app, "tasks")->value;

	CHECK(str_is(toml_find(app, "name")->value.string, "bench-32"));
	CHECK(str_is(toml_find(&tasks->entries[0].value, "name")->value.string,
		     "test/bench/keeper"));
}

// The added tasks are spread over all priorities but those of the others.
static void spreads_priorities(void)
{
	const struct toml_node *least = &toml_find(app_with(0), "tasks")->value;
	const struct toml_node *tasks = &toml_find(app_with(32), "tasks")->value;
	const struct toml_node *many = &toml_find(app_with(250), "tasks")->value;
	unsigned at[32] = {0};
	unsigned at_many[32] = {0};

	CHECK(least->count == BENCH_TASKS_LEAST);
	for (size_t i = 0; i < tasks->count; i++)
		at[priority_of(&tasks->entries[i]) % 32]++;
	for (size_t i = 0; i < many->count; i++)
		at_many[priority_of(&many->entries[i]) % 32]++;
	for (size_t i = 0; i < 32; i++)
		CHECK(at[i] == 1);
	for (size_t i = 0; i < least->count; i++)
		CHECK(at_many[priority_of(&least->entries[i])] == 1);
}

static void reads_lines(void)
{
	struct code_place place = {.function = S("symbol"), .line = S("")};

	code_read_line(&arena, S("sys_send"), S("././kern/ipc.c:55 (discriminator 3)"), &place);
	CHECK(str_is(place.function, "sys_send"));
	CHECK(str_is(place.line, "kern/ipc.c:55"));
	place = (struct code_place){.function = S("symbol"), .line = S("")};
	code_read_line(&arena, S("??"), S("??:0"), &place);
	CHECK(str_is(place.function, "symbol"));
	CHECK(place.line.len == 0);
	code_read_line(&arena, S("another"), S("./arch/armm/copy.S:12"), &place);
	CHECK(str_is(place.function, "symbol"));
	CHECK(str_is(place.line, "arch/armm/copy.S:12"));
}

static void reads_instructions(void)
{
	static const char *const others[] = {
		"",
		"000000c0 <ipc_awaits_reply>:",
		"out/bench-mps2-an386/img/kernel.elf:     file format elf32-littlearm",
		"Disassembly of section .text:",
		"\t...",
	};
	uint32_t address = 0;
	struct str text;

	CHECK(code_read_instruction(&arena, S("      c0:\tldr\tr2, [pc, #40]\t@ (ec <x+0x2c>)"),
				    &address, &text));
	CHECK(address == 0xc0 && str_is(text, "ldr r2, [pc, #40]"));
	CHECK(code_read_instruction(&arena, S("20001000:\tnop"), &address, &text));
	CHECK(address == 0x20001000 && str_is(text, "nop"));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		CHECK(!code_read_instruction(&arena, str_from(others[i]), &address, &text));
}

int main(void)
{
	unit_run("bench: numbers of tasks", has_as_many_tasks);
	unit_run("bench: names", has_its_own_name);
	unit_run("bench: priorities", spreads_priorities);
	unit_run("bench: lines of the source", reads_lines);
	unit_run("bench: instructions", reads_instructions);
	return unit_status();
}
