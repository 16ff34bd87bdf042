// Dumps: whatever a file holds, it is read or refused, and nothing outside of it is
// touched.
#include <stdlib.h>

#include "test/fuzz/base.h"
#include "test/fuzz/handles.h"
#include "tool/debug/core.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;
static volatile uint32_t sum; // so that what is looked at is read

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void look_at(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		sum += (uint8_t)text.at[i];
}

static void read_memory(struct target *target, uint32_t address)
{
	uint8_t memory[600];
	size_t got = target_read_some(target, address, memory, sizeof memory);

	require(got <= sizeof memory);
	for (size_t i = 0; i < got; i++)
		sum += memory[i];
}

static void look_at_core(const struct core *core)
{
	struct registers registers;

	look_at(core->archive);
	look_at(core->task);
	for (size_t i = 0; i < core->problem_count; i++)
		look_at(core->problems[i]);
	read_memory(core->target, 0);
	read_memory(core->target, 0x20000000);
	read_memory(core->target, 0xFFFFFF00);
	if (target_read_registers(core->target, &registers))
		sum += registers.value[REG_PC];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	const char *why = NULL;
	struct core *core;

	if (!begun)
		handles_begin();
	begun = true;
	core = core_open(&arena, (struct str){(const char *)data, size}, S("a dump"), &why);
	require(core != NULL || why != NULL);
	if (core != NULL)
		look_at_core(core);
	handles_close();
	arena_clear(&arena);
	return 0;
}
