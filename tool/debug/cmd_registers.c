// bh registers: the processor's, or those that a task will go on with.
#include <inttypes.h>

#include "tool/command.h"
#include "tool/debug/session.h"
#include "tool/debug/stack.h"

extern const struct command cmd_registers;

static void print_status(struct text *text, uint32_t xpsr)
{
	static const struct {
		char letter;
		unsigned bit;
	} flags[] = {{'N', 31}, {'Z', 30}, {'C', 29}, {'V', 28}, {'Q', 27}, {'T', 24}};

	text_adds(text, "  flags ");
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		text_addf(text, "%c", (xpsr >> flags[i].bit & 1) != 0 ? flags[i].letter : '-');
	if (XPSR_EXCEPTION(xpsr) != 0)
		text_addf(text, ", in exception %" PRIu32, XPSR_EXCEPTION(xpsr));
}

// `module` is whose code runs with these registers; NULL if that is not known.
static void print_one(struct session *session, const struct module *module, unsigned number,
		      uint32_t value)
{
	struct str name = {"", 0};

	if (module != NULL && number <= REG_PSP)
		name = module_name_address(session->arena, module, value);
	text_addf(&session->out, "%9s  0x%08" PRIx32, register_name(number), value);
	if (number == REG_XPSR)
		print_status(&session->out, value);
	else if (name.len > 0)
		text_addf(&session->out, "  %.*s", STR_ARG(name));
	text_adds(&session->out, "\n");
}

static void print(struct session *session, const struct module *module,
		  const struct registers *registers, bool floats)
{
	for (unsigned i = 0; i < (floats ? REG_COUNT : REG_FPSCR); i++)
		if (registers_have(registers, i))
			print_one(session, module, i, registers->value[i]);
}

// Whose registers these are: a task that runs, the kernel, or nobody that is known.
static const char *whose(const struct system *system, struct str *name)
{
	*name = (struct str){"", 0};
	if (system->mode == SYSTEM_IN_KERNEL)
		return "the kernel runs";
	if (system->current == SIZE_MAX)
		return "a task runs";
	*name = system->program->tasks[system->current].module.name;
	return "";
}

static int show_task(struct session *session, bool floats)
{
	size_t task;
	const char *why;

	if (!session_task(session, session->operands[0], &task))
		return 1;
	struct registers registers = system_task_registers(session_system(session), task, &why);
	if (why != NULL)
		session_problem(session, "%s: %s", session->operands[0], why);
	print(session, &session->program->tasks[task].module, &registers, floats);
	json_object_set_new(session->root, "task", json_string(session->operands[0]));
	json_object_set_new(session->root, "registers", stack_registers_json(&registers));
	return 0;
}

static int show_processor(struct session *session, bool floats)
{
	const struct system *system = session_system(session);
	struct str name;
	const char *words = whose(system, &name);

	if (system->processor.known == 0) {
		session_problem(session, "the processor's registers are not known");
		return 1;
	}
	text_addf(&session->out, "%s%.*s%s\n", words, STR_ARG(name), name.len > 0 ? " runs" : "");
	print(session,
	      system->mode == SYSTEM_IN_KERNEL ? &session->program->kernel
	      : system->current == SIZE_MAX    ? NULL
					       : program_module(session->program, system->current),
	      &system->processor, floats);
	json_object_set_new(session->root, "task",
			    name.len > 0 ? json_stringn(name.at, name.len) : json_null());
	json_object_set_new(session->root, "registers", stack_registers_json(&system->processor));
	return 0;
}

static int run(int argc, char **argv)
{
	struct session session;
	bool floats = false;
	const struct option_spec options[] = {{"-f", &floats, NULL}};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 1,
		.operand_max = 1,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	return session_end(&session, session.operand_count > 0 ? show_task(&session, floats)
							       : show_processor(&session, floats));
}

const struct command cmd_registers = {
	.name = "registers",
	.group = "Debug",
	.summary = "show registers",
	.run = run,
	.help = "usage: ./bh registers [TASK] [-f]\n"
		"\n"
		"Shows the processor's registers or, with TASK, those that the task will go on\n"
		"with, and what they point to. Registers that the target does not tell are left\n"
		"out.\n"
		"\n"
		"  -f               floating point too\n" SESSION_HELP "\n"
		"example: ./bh registers ping\n",
};
