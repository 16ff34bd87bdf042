// A snapshot of the kernel's data (system.h).
#include "tool/debug/system.h"

#include <inttypes.h>

#include "tool/base/bytes.h"
#include "tool/debug/clock.h"
#include "tool/debug/words.h"
#include "tool/target/clock.h"

// How long, and how often, it is tried to find the processor outside of the kernel.
#define SETTLE_MS 2000u
#define TRIES 50u

#define EXC_RETURN_NO_FP 0x10u   // set: the frame has no floating-point registers
#define XPSR_REALIGNED (1u << 9) // the hardware left out a word to align its frame
#define PANIC_MAX 1024u          // bytes of a panic's text that are shown
#define SVC 0xDF00u              // the instruction; its low byte is a number
#define FRAME_WORDS 8u
#define FRAME_WORDS_FP 26u // with s0-s15, fpscr and a word of nothing

// A structure of the kernel in a buffer, and what it is called in the layout table.
struct view {
	const struct module *kernel;
	const uint8_t *bytes;
	uint32_t size;
	bool *good; // cleared when something is not there
};

static uint64_t field_in(const struct view *view, uint32_t base, const char *name)
{
	struct layout_item item;

	if (module_layout(view->kernel, name, &item) && item.size <= 8 && item.size > 0 &&
	    base <= view->size && item.value <= view->size - base &&
	    item.size <= view->size - base - item.value)
		return bytes_number(view->bytes + base + item.value, item.size);
	*view->good = false;
	return 0;
}

static uint32_t field(const struct view *view, const char *name)
{
	return (uint32_t)field_in(view, 0, name);
}

// Where a member that is a structure begins.
static uint32_t offset_of(const struct view *view, const char *name)
{
	struct layout_item item = {0, 0};

	if (!module_layout(view->kernel, name, &item))
		*view->good = false;
	return item.value;
}

static struct task_fault read_fault(const struct view *task)
{
	uint32_t base = offset_of(task, "task.fault");
	uint32_t reason = (uint32_t)field_in(task, base, "fault.reason");
	uint32_t detail = (uint32_t)field_in(task, base, "fault.detail");
	struct task_fault fault = {
		.kind = (enum fault_kind)field_in(task, base, "fault.kind"),
	};

	switch (fault.kind) {
	case FAULT_MEMORY_ACCESS:
	case FAULT_BUS_ERROR:
		fault.has_address = field_in(task, base, "fault.has_detail") != 0;
		fault.address = detail;
		fault.source = (enum fault_source)reason;
		break;
	case FAULT_STACK_OVERFLOW:
		fault.has_address = true;
		fault.address = detail;
		break;
	case FAULT_INVALID_OPERATION:
		fault.status = detail;
		break;
	case FAULT_SYSCALL_USAGE:
		fault.usage = (enum usage_error)reason;
		break;
	case FAULT_INJECTED:
		fault.task = detail;
		break;
	case FAULT_FROM_SERVER:
		fault.task = detail;
		fault.reason = (enum reply_fault)reason;
		break;
	case FAULT_DIVIDE_BY_ZERO:
	case FAULT_ILLEGAL_TEXT:
	case FAULT_ILLEGAL_INSTRUCTION:
	case FAULT_PANIC:
		break;
	}
	return fault;
}

static struct task_state read_state(const struct view *task)
{
	struct layout_item faulted = {0, 0};
	struct layout_item closed = {0, 0};
	uint32_t raw = field(task, "task.state");
	struct task_state state = {.health = TASK_HEALTHY};

	if (!module_layout(task->kernel, "STATE_FAULTED", &faulted) ||
	    !module_layout(task->kernel, "STATE_IN_RECV_CLOSED", &closed))
		*task->good = false;
	if ((raw & faulted.value) != 0) {
		state.health = TASK_FAULTED;
		state.fault = read_fault(task);
	}
	raw &= ~faulted.value;
	state.sched = raw == closed.value ? TASK_IN_RECV : (enum task_sched)raw;
	state.peer = field(task, "task.peer");
	switch (state.sched) {
	case TASK_STOPPED:
	case TASK_RUNNABLE:
		break;
	case TASK_IN_SEND:
	case TASK_IN_REPLY:
		state.has_peer = true;
		break;
	case TASK_IN_RECV:
		state.has_peer = raw == closed.value;
		break;
	}
	return state;
}

static void read_words(const struct view *task, uint32_t base, const char *name, uint32_t *words,
		       size_t count, bool *known)
{
	struct layout_item item;

	*known = module_layout(task->kernel, name, &item) && item.size == 4 * count &&
		 base + item.value + item.size <= task->size;
	if (*known)
		for (size_t i = 0; i < count; i++)
			words[i] = bytes_word(task->bytes + base + item.value + 4 * i);
}

static struct system_save read_save(const struct view *task)
{
	uint32_t base = offset_of(task, "task.save");
	struct system_save save = {
		.psp = (uint32_t)field_in(task, base, "arch_save.psp"),
		.exc_return = (uint32_t)field_in(task, base, "arch_save.exc_return"),
	};
	bool known;

	read_words(task, base, "arch_save.r", save.r4_11, 8, &known);
	*task->good &= known;
	read_words(task, base, "arch_save.s", save.s16_31, 16, &known);
	save.has_fp = known && (save.exc_return & EXC_RETURN_NO_FP) == 0;
	return save;
}

static void read_task(const struct view *from, struct system_task *task)
{
	uint32_t timer = offset_of(from, "task.timer");

	task->id = field(from, "task.id");
	task->state = read_state(from);
	task->notes = field(from, "task.notes");
	task->timer_armed = field(from, "task.armed") != 0;
	task->timer_deadline = field_in(from, timer, "timer.deadline");
	task->timer_bits = (uint32_t)field_in(from, timer, "timer.notification");
	task->save = read_save(from);
}

static void read_tasks(struct system *system, const struct view *kernel)
{
	const struct program *program = system->program;
	uint32_t base = offset_of(kernel, "kernel.task");
	struct layout_item size;

	if (!module_layout(&program->kernel, "task", &size)) {
		*kernel->good = false;
		return;
	}
	for (size_t i = 0; i < program->task_count; i++) {
		uint64_t at = base + (uint64_t)i * size.size;
		bool good = at + size.size <= kernel->size;
		struct view task = {&program->kernel, kernel->bytes + (good ? at : 0), size.size,
				    &good};

		if (good)
			read_task(&task, &system->tasks[i]);
		system->tasks[i].known = good;
	}
}

// The position of the task at an address, of the kernel that is at another.
static size_t index_of(const struct view *kernel, uint32_t base, uint32_t address)
{
	struct layout_item task;
	struct layout_item type;

	if (!module_layout(kernel->kernel, "kernel.task", &task) ||
	    !module_layout(kernel->kernel, "task", &type) || type.size == 0 ||
	    address < base + task.value) {
		*kernel->good = false;
		return SIZE_MAX;
	}
	return (address - base - task.value) / type.size;
}

// What the clock said when the kernel last looked at it. The kernel's own idea of the
// present, kernel.now, stays behind until a timer is due.
static uint64_t last_look_at_clock(const struct system *system, uint64_t now)
{
	struct elf_symbol symbol;
	uint32_t low;
	uint32_t high;
	uint64_t ms;

	if (!elf_find_symbol(system->program->kernel.elf, "arm_clock", &symbol) ||
	    !target_read_word(system->target, symbol.value, &low) ||
	    !target_read_word(system->target, symbol.value + 4, &high))
		return now;
	ms = (uint64_t)high << 32 | low;
	return ms > now ? ms : now;
}

static void read_time(struct system *system, const struct view *kernel)
{
	struct target *target = system->target;

	system->now = last_look_at_clock(system, field_in(kernel, 0, "kernel.now"));
	system->now_is_late = false;
	if (target->taken != 0)
		system->now = target->taken;
	else if (target->kind != TARGET_LIVE || !clock_read(system->program, target, &system->now))
		system->now_is_late = true;
}

static void read_kernel(struct system *system)
{
	const struct program *program = system->program;
	const struct module *kernel = &program->kernel;
	struct elf_symbol symbol;
	struct layout_item type;
	bool good = true;

	if (!module_variable(kernel, "kernel", &symbol) ||
	    !module_layout(kernel, "kernel", &type) || type.size > kernel->ram.size) {
		system->problem = "the kernel's ELF file does not say where its data are";
		return;
	}
	uint8_t *bytes = arena_alloc(system->arena, type.size);
	size_t got = target_read_some(system->target, symbol.value, bytes, type.size);
	struct view view = {kernel, bytes, (uint32_t)got, &good};
	if (got < type.size)
		system->problem = got == 0 ? "the kernel's memory cannot be read"
					   : "a part of the kernel's memory cannot be read";
	read_time(system, &view);
	uint32_t current = field(&view, "kernel.current");
	if (current != 0)
		system->current = index_of(&view, symbol.value, current);
	read_tasks(system, &view);
	if (!good && system->problem == NULL)
		system->problem = "the kernel's layout table lacks something that is needed";
}

// Whether the processor is in an exception, which is to say in the kernel.
static bool is_in_handler(const struct registers *processor)
{
	return registers_have(processor, REG_XPSR) &&
	       XPSR_EXCEPTION(processor->value[REG_XPSR]) != 0;
}

static bool read_processor(struct system *system)
{
	return target_read_registers(system->target, &system->processor);
}

// One instruction after the other.
static void step_out(struct system *system)
{
	uint64_t limit = clock_ms() + SETTLE_MS;

	while (is_in_handler(&system->processor) && clock_ms() < limit)
		if (!target_step(system->target) || !read_processor(system))
			return;
}

// For moments, until it happens to be halted elsewhere.
static void run_out(struct system *system)
{
	for (unsigned i = 0; i < TRIES && is_in_handler(&system->processor); i++)
		if (!target_resume(system->target) || !target_halt(system->target) ||
		    !read_processor(system))
			return;
}

static void find_mode(struct system *system, bool leaves_kernel)
{
	uint32_t pc;

	system->mode = SYSTEM_UNKNOWN;
	if (!read_processor(system) || !registers_get(&system->processor, REG_PC, &pc))
		return;
	if (leaves_kernel && !system->target->found_halted)
		run_out(system);
	// Also where a busy host lets the emulator do next to nothing in such a moment.
	if (leaves_kernel)
		step_out(system);
	registers_get(&system->processor, REG_PC, &pc);
	system->mode =
		is_in_handler(&system->processor) || span_has(system->program->kernel.flash, pc)
			? SYSTEM_IN_KERNEL
			: SYSTEM_IN_TASK;
}

static struct system *read_system(struct arena *arena, const struct program *program,
				  struct target *target, bool leaves_kernel)
{
	struct system *system = ARENA_NEW(arena, struct system);

	system->arena = arena;
	system->program = program;
	system->target = target;
	system->tasks = ARENA_ARRAY(arena, struct system_task, program->task_count);
	system->current = SIZE_MAX;
	if (target->kind == TARGET_IMAGE) {
		system->problem = "an archive holds no state of tasks";
		return system;
	}
	find_mode(system, leaves_kernel && target->kind == TARGET_LIVE);
	read_kernel(system);
	// Start-up runs outside of any exception, and in the kernel.
	system->booted = system->mode != SYSTEM_IN_KERNEL || is_in_handler(&system->processor);
	if (program->task_count == 0 || system->tasks[0].save.psp == 0)
		system->booted = false;
	if (system->mode != SYSTEM_IN_TASK || system->current >= program->task_count)
		system->current = SIZE_MAX;
	return system;
}

struct system *system_read(struct arena *arena, const struct program *program,
			   struct target *target)
{
	return read_system(arena, program, target, true);
}

struct system *system_read_as_is(struct arena *arena, const struct program *program,
				 struct target *target)
{
	return read_system(arena, program, target, false);
}

static bool has_fp_frame(const struct system_save *save)
{
	return (save->exc_return & EXC_RETURN_NO_FP) == 0;
}

// Registers r0-r3, r12, lr, pc, xpsr from the frame that the hardware made.
static bool take_frame(const struct system *system, const struct module *module,
		       const struct system_save *save, struct registers *to)
{
	static const unsigned order[FRAME_WORDS] = {
		REG_R0, REG_R0 + 1, REG_R0 + 2, REG_R0 + 3, REG_R0 + 12, REG_LR, REG_PC, REG_XPSR,
	};
	uint8_t bytes[4 * FRAME_WORDS_FP];
	uint32_t size = 4 * (has_fp_frame(save) ? FRAME_WORDS_FP : FRAME_WORDS);

	if (!span_holds(module->ram, save->psp, size) ||
	    !target_read(system->target, save->psp, bytes, size))
		return false;
	for (unsigned i = 0; i < FRAME_WORDS; i++)
		registers_set(to, order[i], bytes_word(bytes + 4 * i));
	uint32_t skipped = (to->value[REG_XPSR] & XPSR_REALIGNED) != 0 ? 4 : 0;
	registers_set(to, REG_SP, save->psp + size + skipped);
	if (!has_fp_frame(save))
		return true;
	for (unsigned i = 0; i < 16; i++)
		registers_set(to, REG_S0 + i, bytes_word(bytes + 4 * (FRAME_WORDS + i)));
	registers_set(to, REG_FPSCR, bytes_word(bytes + 4 * (FRAME_WORDS + 16)));
	return true;
}

struct registers system_task_registers(const struct system *system, size_t task, const char **why)
{
	const struct module *module = &system->program->tasks[task].module;
	const struct system_save *save = &system->tasks[task].save;
	struct registers registers = {.known = 0};

	*why = NULL;
	if (task == system->current)
		return system->processor;
	if (!system->tasks[task].known) {
		*why = "the kernel's entry for the task cannot be read";
		return registers;
	}
	for (unsigned i = 0; i < 8; i++)
		registers_set(&registers, REG_R0 + 4 + i, save->r4_11[i]);
	registers_set(&registers, REG_PSP, save->psp);
	if (save->has_fp)
		for (unsigned i = 0; i < 16; i++)
			registers_set(&registers, REG_S0 + 16 + i, save->s16_31[i]);
	if (take_frame(system, module, save, &registers))
		return registers;
	// What the stack pointer was, but for a word that alignment may have cost.
	registers_set(&registers, REG_SP,
		      save->psp + 4 * (has_fp_frame(save) ? FRAME_WORDS_FP : FRAME_WORDS));
	if (span_has(module->ram, save->psp))
		*why = "the task's stack cannot be read";
	else
		*why = "the stack pointer had left the task's memory, so the processor could not "
		       "save r0-r3, r12, lr and pc";
	return registers;
}

// Whether a task is in a system call or has just returned from one: of those instructions
// none changes the stack. A fault of the processor is about the instruction itself.
static bool is_behind_call(const struct system *system, size_t task,
			   const struct registers *registers)
{
	const struct task_state *state = &system->tasks[task].state;
	uint32_t pc;
	uint32_t instruction;

	if (task == system->current || !registers_get(registers, REG_PC, &pc) ||
	    (state->health == TASK_FAULTED && state->sched == TASK_RUNNABLE &&
	     state->fault.kind != FAULT_PANIC && !words_is_made_by_kernel(&state->fault)))
		return false;
	return target_read_number(system->target, (pc & ~1u) - 2, 2, &instruction) &&
	       (instruction & 0xFF00u) == SVC;
}

struct backtrace system_backtrace(const struct system *system, size_t task)
{
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);
	struct backtrace trace =
		unwind(system->arena, &system->program->tasks[task].module, system->target,
		       &registers, is_behind_call(system, task, &registers));

	if (why == NULL || trace.count > 0)
		return trace;
	return unwind_by_trying(system->arena, &system->program->tasks[task].module, system->target,
				why);
}

// A panic is a system call with the text's address and length.
bool system_panic_message(const struct system *system, size_t task, struct str *message)
{
	const struct system_task *of = &system->tasks[task];
	uint32_t at = of->save.r4_11[0];
	uint32_t size = of->save.r4_11[1];

	if (of->state.health != TASK_FAULTED || of->state.fault.kind != FAULT_PANIC)
		return false;
	if (size > PANIC_MAX)
		size = PANIC_MAX;
	char *text = arena_alloc(system->arena, size + 1);
	*message = (struct str){text, size};
	return target_read(system->target, at, text, size);
}
