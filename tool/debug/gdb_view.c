// What a GDB server shows of a system (gdb_view.h).
//
// GDB knows three features of M-profile cores: the core's registers, both stack pointers
// and what else the system has, and floating point. It insists on having the values of
// stack pointers that are described, so they are only if the target tells them.
#include "tool/debug/gdb_view.h"

#include "tool/base/bytes.h"
#include "tool/target/packet.h"

#define CORE_REGISTERS 17u // r0 to pc, and xpsr
#define SYSTEM_REGISTERS 6u
#define DOUBLES 16u

// Behind r0 to xpsr, in the order in which the description lists them.
static const unsigned system_registers[SYSTEM_REGISTERS] = {
	REG_MSP, REG_PSP, REG_PRIMASK, REG_BASEPRI, REG_FAULTMASK, REG_CONTROL,
};

size_t gdb_view_kernel(const struct system *system)
{
	return system->program->task_count + 1;
}

static bool is_task(const struct system *system, size_t thread)
{
	return thread >= 1 && thread <= system->program->task_count;
}

bool gdb_view_has(const struct system *system, size_t thread)
{
	if (thread == gdb_view_kernel(system))
		return system->mode == SYSTEM_IN_KERNEL;
	return is_task(system, thread) && system->booted;
}

size_t gdb_view_current(const struct system *system)
{
	if (system->mode == SYSTEM_IN_KERNEL)
		return gdb_view_kernel(system);
	return system->current < system->program->task_count ? system->current + 1 : 1;
}

struct str gdb_view_name(const struct system *system, size_t thread)
{
	if (is_task(system, thread))
		return system->program->tasks[thread - 1].module.name;
	return thread == gdb_view_kernel(system) ? S("kernel") : S("");
}

struct str gdb_view_state(const struct system *system, size_t thread)
{
	if (is_task(system, thread))
		return system_state_text(system, thread - 1);
	return system->booted ? S("running") : S("starting the system");
}

static void add_escaped(struct text *text, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		switch (s.at[i]) {
		case '<':
			text_adds(text, "&lt;");
			break;
		case '>':
			text_adds(text, "&gt;");
			break;
		case '&':
			text_adds(text, "&amp;");
			break;
		case '"':
			text_adds(text, "&quot;");
			break;
		default:
			text_add(text, str_slice(s, i, i + 1));
		}
	}
}

struct str gdb_view_threads(struct arena *arena, const struct system *system)
{
	struct text text = {.arena = arena};

	text_adds(&text, "<?xml version=\"1.0\"?>\n<threads>\n");
	for (size_t thread = 1; thread <= gdb_view_kernel(system); thread++) {
		if (!gdb_view_has(system, thread))
			continue;
		text_addf(&text, "<thread id=\"%zx\" core=\"0\" name=\"", thread);
		add_escaped(&text, gdb_view_name(system, thread));
		text_adds(&text, "\">");
		add_escaped(&text, gdb_view_state(system, thread));
		text_adds(&text, "</thread>\n");
	}
	text_adds(&text, "</threads>\n");
	return text_str(&text);
}

static bool has_system_registers(const struct system *system)
{
	return registers_have(&system->processor, REG_MSP) &&
	       registers_have(&system->processor, REG_PSP);
}

struct str gdb_view_description(struct arena *arena, const struct system *system)
{
	struct text text = {.arena = arena};

	text_adds(&text, "<?xml version=\"1.0\"?>\n"
			 "<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n"
			 "<target version=\"1.0\">\n"
			 "<architecture>arm</architecture>\n"
			 "<feature name=\"org.gnu.gdb.arm.m-profile\">\n");
	for (unsigned i = 0; i < CORE_REGISTERS; i++)
		text_addf(&text, "<reg name=\"%s\" bitsize=\"32\"%s/>\n", register_name(i),
			  i == REG_SP                  ? " type=\"data_ptr\""
			  : i == REG_LR || i == REG_PC ? " type=\"code_ptr\""
						       : "");
	text_adds(&text, "</feature>\n");
	if (has_system_registers(system)) {
		text_adds(&text, "<feature name=\"org.gnu.gdb.arm.m-system\">\n");
		for (unsigned i = 0; i < SYSTEM_REGISTERS; i++)
			text_addf(&text, "<reg name=\"%s\" bitsize=\"32\"/>\n",
				  register_name(system_registers[i]));
		text_adds(&text, "</feature>\n");
	}
	if (system->program->fpu) {
		text_adds(&text, "<feature name=\"org.gnu.gdb.arm.vfp\">\n");
		for (unsigned i = 0; i < DOUBLES; i++)
			text_addf(&text,
				  "<reg name=\"d%u\" bitsize=\"64\" type=\"ieee_double\"/>\n", i);
		text_adds(&text, "<reg name=\"fpscr\" bitsize=\"32\" group=\"float\"/>\n"
				 "</feature>\n");
	}
	text_adds(&text, "</target>\n");
	return text_str(&text);
}

// The first register of floating point.
static size_t first_double(const struct system *system)
{
	return CORE_REGISTERS + (has_system_registers(system) ? SYSTEM_REGISTERS : 0);
}

static size_t register_count(const struct system *system)
{
	return first_double(system) + (system->program->fpu ? DOUBLES + 1 : 0);
}

// The first of the two halves of a double register, or REG_COUNT.
static unsigned double_at(const struct system *system, size_t regnum)
{
	size_t first = first_double(system);

	if (!system->program->fpu || regnum < first || regnum >= first + DOUBLES)
		return REG_COUNT;
	return REG_S0 + 2 * (unsigned)(regnum - first);
}

unsigned gdb_view_register_number(const struct system *system, size_t regnum)
{
	if (regnum < CORE_REGISTERS)
		return (unsigned)regnum;
	if (regnum < first_double(system))
		return system_registers[regnum - CORE_REGISTERS];
	if (system->program->fpu && regnum == first_double(system) + DOUBLES)
		return REG_FPSCR;
	return REG_COUNT;
}

static void add_word(struct text *text, const struct registers *registers, unsigned number)
{
	char digits[9] = "xxxxxxxx";
	uint8_t bytes[4];
	uint32_t value;

	if (registers_get(registers, number, &value)) {
		bytes_put_word(bytes, value);
		hex_encode(digits, bytes, sizeof bytes);
	}
	text_adds(text, digits);
}

// Of a task that does not run; where trying had to find where it is, that.
static struct registers saved_registers(const struct system *system, size_t task)
{
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	struct backtrace trace = {.count = 0};
	uint32_t sp;

	if (!registers_have(&registers, REG_PC))
		trace = system_backtrace(system, task);
	if (trace.count > 0)
		registers = trace.frames[0].registers;
	if (registers_get(&registers, REG_SP, &sp))
		registers_set(&registers, REG_PSP, sp);
	registers_set(&registers, REG_MSP, system->processor.value[REG_MSP]);
	return registers;
}

static struct registers registers_of(const struct system *system, size_t thread)
{
	if (!is_task(system, thread) || thread - 1 == system->current)
		return system->processor;
	return saved_registers(system, thread - 1);
}

static void add_register(struct text *text, const struct system *system,
			 const struct registers *registers, size_t regnum)
{
	unsigned pair = double_at(system, regnum);
	unsigned number = gdb_view_register_number(system, regnum);

	if (pair != REG_COUNT) {
		add_word(text, registers, pair);
		add_word(text, registers, pair + 1);
	} else if (number != REG_COUNT) {
		add_word(text, registers, number);
	}
}

struct str gdb_view_registers(struct arena *arena, const struct system *system, size_t thread)
{
	struct registers registers = registers_of(system, thread);
	struct text text = {.arena = arena};

	for (size_t i = 0; i < register_count(system); i++)
		add_register(&text, system, &registers, i);
	return text_str(&text);
}

struct str gdb_view_register(struct arena *arena, const struct system *system, size_t thread,
			     size_t regnum)
{
	struct registers registers = registers_of(system, thread);
	struct text text = {.arena = arena};

	add_register(&text, system, &registers, regnum);
	return text_str(&text);
}
