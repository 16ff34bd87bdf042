// Programs whose ELF file or debugging information is damaged, in a system that is not:
// what a dump shows of such a task can be shown, or is said to be missing.
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "test/fuzz/base.h"
#include "test/fuzz/look.h"
#include "tool/debug/info.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);

static struct arena stays;
static struct arena arena;
static struct base base;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	base = base_open(&stays);
	return 0;
}

// Which task a file is the program of, by where it begins; SIZE_MAX for the kernel.
static size_t task_of(const struct elf *elf)
{
	if (span_has(base.program->kernel.flash, elf_entry(elf)))
		return SIZE_MAX;
	for (size_t i = 0; i < base.program->task_count; i++)
		if (span_has(base.program->tasks[i].module.flash, elf_entry(elf)))
			return i;
	return program_find_task(base.program, S("divider"));
}

// Calls as they might be anywhere in the code.
static void look_at_calls(struct session *session, const struct module *module)
{
	for (uint32_t at = 0; at < module->flash.size && at < 512; at += 6) {
		struct registers registers = {.known = 0xFFFF};

		registers.value[REG_SP] = module->stack.base + module->stack.size / 2;
		registers.value[REG_LR] = module->flash.base + at / 2;
		registers.value[REG_PC] = module->flash.base + at;
		struct backtrace trace =
			unwind(session->arena, module, session->target, &registers, false);
		look_at_trace(session, module, &trace);
	}
}

static void look(void *context)
{
	const char *why = NULL;
	struct elf *elf = elf_from(&arena, "input.elf", *(const struct str *)context, &why);

	if (elf == NULL) {
		if (why == NULL)
			abort();
		return;
	}
	size_t task = task_of(elf);
	struct module *module =
		task == SIZE_MAX ? &base.program->kernel : &base.program->tasks[task].module;
	struct module sound = *module;
	module->elf = elf;
	module->info = info_open(&arena, elf);
	struct session session = look_begin(&arena, base.program, base.core->target);
	if (task == SIZE_MAX)
		look_at_system(&session);
	else
		look_at_task(&session, session_system(&session), task);
	look_at_calls(&session, module);
	look_at_module(&session, module);
	*module = sound;
	json_decref(session.root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};

	base_try(&arena, look, &bytes);
	return 0;
}

static uint32_t word_at(const uint8_t *data, size_t at)
{
	uint32_t word;

	memcpy(&word, data + at, sizeof word);
	return word;
}

// Where a section's content is, if the file has it.
static bool find_content(const uint8_t *data, size_t size, unsigned index, size_t *at,
			 size_t *length)
{
	size_t table = word_at(data, offsetof(Elf32_Ehdr, e_shoff));
	size_t header = table + index * sizeof(Elf32_Shdr);

	if (table > size || header + sizeof(Elf32_Shdr) > size ||
	    word_at(data, header + offsetof(Elf32_Shdr, sh_type)) == SHT_NOBITS)
		return false;
	*at = word_at(data, header + offsetof(Elf32_Shdr, sh_offset));
	*length = word_at(data, header + offsetof(Elf32_Shdr, sh_size));
	return *length > 0 && *at <= size && *length <= size - *at;
}

// Mostly changes one section, so that small ones are changed as often as large ones, and
// the headers stay as they are.
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	size_t at;
	size_t length;

	if (seed % 8 == 0 || size < sizeof(Elf32_Ehdr))
		return LLVMFuzzerMutate(data, size, max);
	if (!find_content(data, size, seed / 8 % 32, &at, &length))
		return LLVMFuzzerMutate(data, size, size);
	LLVMFuzzerMutate(data + at, length, length);
	return size;
}
