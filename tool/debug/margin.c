// How much of its stack a task uses (margin.h). Tasks paint their stacks when they start
// (ulib/stack.h).
#include "tool/debug/margin.h"

#include "tool/base/bytes.h"

// Counts the bytes from the top down to where the paint begins.
static bool read_paint(struct arena *arena, const struct module *module, struct target *target,
		       uint32_t *deepest)
{
	uint8_t *bytes = arena_alloc(arena, module->stack.size);
	struct layout_item paint;
	uint32_t untouched = 0;

	if (!module_layout(module, "STACK_PAINT", &paint) ||
	    !target_read(target, module->stack.base, bytes, module->stack.size))
		return false;
	while (untouched + 4 <= module->stack.size && bytes_word(bytes + untouched) == paint.value)
		untouched += 4;
	*deepest = module->stack.size - untouched;
	return true;
}

struct margin margin_read(struct arena *arena, const struct system *system, size_t task)
{
	const struct module *module = &system->program->tasks[task].module;
	uint32_t top = module->stack.base + module->stack.size;
	struct margin margin = {.size = module->stack.size};
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	uint32_t pc;
	uint32_t sp;

	// A task that has not yet run has not painted its stack.
	if (system->tasks[task].known &&
	    !(registers_get(&registers, REG_PC, &pc) && pc == (elf_entry(module->elf) & ~1u)))
		margin.has_deepest = read_paint(arena, module, system->target, &margin.deepest);
	if (registers_get(&registers, REG_SP, &sp)) {
		margin.has_current = sp <= top;
		margin.current = top - sp;
		margin.overflowed = sp < module->stack.base || sp > top;
	}
	margin.overflowed |= margin.has_deepest && margin.deepest == margin.size;
	return margin;
}
