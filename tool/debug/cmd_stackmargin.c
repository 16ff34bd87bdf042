// bh stackmargin: how much of its stack each task needs.
#include <inttypes.h>

#include "tool/base/bytes.h"
#include "tool/command.h"
#include "tool/debug/session.h"

extern const struct command cmd_stackmargin;

struct use {
	bool has_deepest;
	uint32_t deepest; // bytes ever used, as the paint shows
	bool has_current;
	uint32_t current;
	bool overflowed; // the stack pointer is below, or the last word was written
};

// Counts the bytes from the top down to where the paint begins.
static bool read_paint(struct session *session, const struct module *module, uint32_t *deepest)
{
	uint8_t *bytes = arena_alloc(session->arena, module->stack.size);
	struct layout_item paint;
	uint32_t untouched = 0;

	if (!module_layout(module, "STACK_PAINT", &paint) ||
	    !target_read(session->target, module->stack.base, bytes, module->stack.size))
		return false;
	while (untouched + 4 <= module->stack.size && bytes_word(bytes + untouched) == paint.value)
		untouched += 4;
	*deepest = module->stack.size - untouched;
	return true;
}

static struct use measure(struct session *session, const struct system *system, size_t task)
{
	const struct module *module = &session->program->tasks[task].module;
	uint32_t top = module->stack.base + module->stack.size;
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	struct use use = {.has_deepest = false};
	uint32_t pc;
	uint32_t sp;

	// A task that has not yet run has not painted its stack.
	if (system->tasks[task].known &&
	    !(registers_get(&registers, REG_PC, &pc) && pc == (elf_entry(module->elf) & ~1u)))
		use.has_deepest = read_paint(session, module, &use.deepest);
	if (registers_get(&registers, REG_SP, &sp)) {
		use.has_current = sp <= top;
		use.current = top - sp;
		use.overflowed = sp < module->stack.base || sp > top;
	}
	use.overflowed |= use.has_deepest && use.deepest == module->stack.size;
	return use;
}

static void print_number(struct text *text, bool known, uint32_t number)
{
	if (known)
		text_addf(text, " %8" PRIu32, number);
	else
		text_addf(text, " %8s", "?");
}

static void print(struct session *session, size_t task, const struct use *use)
{
	const struct module *module = &session->program->tasks[task].module;
	struct text *out = &session->out;

	text_addf(out, "%2zu  %-16.*s %8" PRIu32, task, STR_ARG(module->name), module->stack.size);
	print_number(out, use->has_current, use->current);
	print_number(out, use->has_deepest, use->deepest);
	print_number(out, use->has_deepest, module->stack.size - use->deepest);
	text_addf(out, "%s\n", use->overflowed ? "  all of it used: perhaps overflowed" : "");
}

static json_t *use_json(struct session *session, size_t task, const struct use *use)
{
	const struct module *module = &session->program->tasks[task].module;
	json_t *object = json_object();

	json_object_set_new(object, "name", json_stringn(module->name.at, module->name.len));
	json_object_set_new(object, "size", json_integer(module->stack.size));
	json_object_set_new(object, "current",
			    use->has_current ? json_integer(use->current) : json_null());
	json_object_set_new(object, "deepest",
			    use->has_deepest ? json_integer(use->deepest) : json_null());
	json_object_set_new(object, "overflowed", json_boolean(use->overflowed));
	return object;
}

static int run(int argc, char **argv)
{
	struct session session;
	const struct session_spec spec = {.needs = SESSION_NEEDS_STATE};
	json_t *array = json_array();

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	const struct system *system = session_system(&session);
	text_addf(&session.out, " #  %-16s %8s %8s %8s %8s\n", "task", "size", "now", "deepest",
		  "margin");
	for (size_t i = 0; i < session.program->task_count; i++) {
		struct use use = measure(&session, system, i);

		print(&session, i, &use);
		json_array_append_new(array, use_json(&session, i, &use));
	}
	json_object_set_new(session.root, "stacks", array);
	return session_end(&session, 0);
}

const struct command cmd_stackmargin = {
	.name = "stackmargin",
	.group = "Debug",
	.summary = "show how much of their stacks tasks use",
	.run = run,
	.help = "usage: ./bh stackmargin\n"
		"\n"
		"For each task, in bytes: the size of its stack, how much of it is in use now,\n"
		"how much ever was in this life (the task paints its stack when it starts), and\n"
		"what is left below that. A stack pointer that dips without writing leaves no\n"
		"trace.\n"
		"\n" SESSION_HELP "\n"
		"example: ./bh stackmargin\n",
};
