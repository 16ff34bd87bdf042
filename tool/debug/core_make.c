// Writing dumps (core.h).
#include "tool/debug/core.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/bytes.h"
#include "tool/debug/core_note.h"

// Memory that cannot be read is skipped in steps of so many bytes.
#define BLOCK 8u

struct load {
	struct span span;
	uint8_t *bytes;
};

struct maker {
	struct arena *arena;
	const struct system *system;
	struct core_wish wish;
	void (*problem)(void *context, const char *text);
	void *context;
	struct text notes; // those being put
	struct load *loads;
	size_t load_count;
	size_t load_room;
};

static void put_word(struct text *text, uint32_t word)
{
	uint8_t bytes[4];

	bytes_put_word(bytes, word);
	text_add(text, (struct str){(const char *)bytes, 4});
}

static void put_half(struct text *text, uint16_t half)
{
	const char bytes[2] = {(char)half, (char)(half >> 8)};

	text_add(text, (struct str){bytes, 2});
}

static void pad(struct text *text)
{
	while (text->len % 4 != 0)
		text_add(text, (struct str){"", 1});
}

static void put_note(struct maker *m, const char *owner, uint32_t type, struct str content)
{
	size_t size = strlen(owner) + 1;

	put_word(&m->notes, (uint32_t)size);
	put_word(&m->notes, (uint32_t)content.len);
	put_word(&m->notes, type);
	text_add(&m->notes, (struct str){owner, size});
	pad(&m->notes);
	text_add(&m->notes, content);
	pad(&m->notes);
}

// The signal that comes nearest to a fault, for GDB to show.
static uint16_t signal_of(const struct system_task *task)
{
	if (task->state.health != TASK_FAULTED)
		return 0;
	switch (task->state.fault.kind) {
	case FAULT_DIVIDE_BY_ZERO:
		return 8; // SIGFPE
	case FAULT_ILLEGAL_TEXT:
	case FAULT_ILLEGAL_INSTRUCTION:
	case FAULT_INVALID_OPERATION:
		return 4; // SIGILL
	case FAULT_PANIC:
		return 6; // SIGABRT
	case FAULT_BUS_ERROR:
		return 7; // SIGBUS
	case FAULT_SYSCALL_USAGE:
	case FAULT_FROM_SERVER:
		return 31; // SIGSYS
	case FAULT_INJECTED:
		return 19; // SIGSTOP
	case FAULT_MEMORY_ACCESS:
	case FAULT_STACK_OVERFLOW:
		break;
	}
	return 11; // SIGSEGV
}

// Registers of a task as a thread's: where trying had to find them, those.
static struct registers thread_registers(const struct system *system, size_t task)
{
	const char *why;
	struct registers registers = system_task_registers(system, task, &why);

	if (!registers_have(&registers, REG_PC)) {
		struct backtrace trace = system_backtrace(system, task);

		if (trace.count > 0)
			return trace.frames[0].registers;
	}
	return registers;
}

static void put_thread(struct maker *m, size_t task)
{
	struct registers registers = thread_registers(m->system, task);
	uint8_t status[CORE_PRSTATUS_SIZE] = {0};
	uint16_t signal = signal_of(&m->system->tasks[task]);

	status[CORE_PRSTATUS_SIGNAL] = (uint8_t)signal;
	bytes_put_word(status + CORE_PRSTATUS_PID, (uint32_t)task + 1);
	for (unsigned i = 0; i <= REG_XPSR; i++)
		if (registers_have(&registers, i))
			bytes_put_word(status + CORE_PRSTATUS_REGS + 4 * i, registers.value[i]);
	put_note(m, "CORE", NT_PRSTATUS, (struct str){(const char *)status, sizeof status});
}

// The task's floating-point registers, of which those that are not known are 0. GDB takes
// them for those of the thread before.
static void put_floats(struct maker *m, size_t task)
{
	struct registers registers = thread_registers(m->system, task);
	uint8_t floats[CORE_VFP_SIZE] = {0};
	uint32_t value;

	if (!m->system->program->fpu)
		return;
	for (unsigned i = 0; i < 32; i++)
		if (registers_get(&registers, REG_S0 + i, &value))
			bytes_put_word(floats + 4 * i, value);
	if (registers_get(&registers, REG_FPSCR, &value))
		bytes_put_word(floats + CORE_VFP_FPSCR, value);
	put_note(m, "LINUX", NT_ARM_VFP, (struct str){(const char *)floats, sizeof floats});
}

// What GDB needs to look for those.
static void put_abilities(struct maker *m)
{
	struct text pairs = {.arena = m->arena};

	if (!m->system->program->fpu)
		return;
	put_word(&pairs, AT_HWCAP);
	put_word(&pairs, CORE_HWCAP_VFP);
	put_word(&pairs, AT_NULL);
	put_word(&pairs, 0);
	put_note(m, "CORE", NT_AUXV, text_str(&pairs));
}

static void put_process(struct maker *m)
{
	const struct program *program = m->system->program;
	char info[CORE_PRPSINFO_SIZE] = {0};

	info[CORE_PRPSINFO_PID] = 1;
	struct str name = str_slice(program->app, 0, 15);
	memcpy(info + CORE_PRPSINFO_NAME, name.at, name.len);
	put_note(m, "CORE", NT_PRPSINFO, (struct str){info, sizeof info});
}

static void put_threads(struct maker *m)
{
	const struct system *system = m->system;
	size_t first = m->wish.only_task != SIZE_MAX ? m->wish.only_task
		       : system->current != SIZE_MAX ? system->current
						     : 0;

	// GDB begins with the first: the task that ran.
	put_thread(m, first);
	put_floats(m, first);
	for (size_t i = 0; i < system->program->task_count; i++)
		if (i != first && m->wish.only_task == SIZE_MAX) {
			put_thread(m, i);
			put_floats(m, i);
		}
}

static void put_description(struct maker *m)
{
	json_t *root = json_object();
	char *text;

	json_object_set_new(root, "dump", json_integer(CORE_VERSION));
	json_object_set_new(root, "image-id",
			    json_sprintf("0x%016" PRIx64, m->system->program->image_id));
	if (!m->system->now_is_late)
		json_object_set_new(root, "taken", json_integer((json_int_t)m->system->now));
	if (m->wish.only_task != SIZE_MAX) {
		struct str name = m->system->program->tasks[m->wish.only_task].module.name;

		json_object_set_new(root, "task", json_stringn(name.at, name.len));
		json_object_set_new(root, "crash", json_boolean(m->wish.of_crash));
	}
	text = json_dumps(root, JSON_COMPACT);
	put_note(m, CORE_OWNER, CORE_NOTE_DESCRIPTION, str_from(text));
	free(text);
	json_decref(root);
}

static void put_registers(struct maker *m)
{
	const struct registers *processor = &m->system->processor;
	struct text text = {.arena = m->arena};

	for (unsigned i = 0; i < REG_COUNT; i++) {
		if (!registers_have(processor, i))
			continue;
		put_word(&text, i);
		put_word(&text, processor->value[i]);
	}
	if (text.len > 0)
		put_note(m, CORE_OWNER, CORE_NOTE_REGISTERS, text_str(&text));
}

static bool is_loaded(const struct maker *m, struct span span)
{
	for (size_t i = 0; i < m->load_count; i++)
		if (span_has(m->loads[i].span, span.base))
			return true;
	return false;
}

static void add_load(struct maker *m, struct span span, uint8_t *bytes)
{
	*ARENA_PUSH(m->arena, m->loads, m->load_count, m->load_room) = (struct load){span, bytes};
}

// What there is of a stretch that cannot be read as a whole, in pieces. Returns how many
// bytes that is.
static uint32_t load_pieces(struct maker *m, struct span span)
{
	uint32_t total = 0;
	uint32_t at = 0;

	while (at < span.size) {
		uint8_t *bytes = arena_alloc(m->arena, span.size - at);
		uint32_t got = (uint32_t)target_read_some(m->system->target, span.base + at, bytes,
							  span.size - at);

		if (got > 0)
			add_load(m, (struct span){span.base + at, got}, bytes);
		total += got;
		// Behind what could be read is something that cannot: the next block may be better.
		at = (at + got + BLOCK) / BLOCK * BLOCK;
	}
	return total;
}

// Puts a stretch of memory into the dump, as far as it can be read.
static void load(struct maker *m, struct str what, struct span span)
{
	uint8_t *bytes = arena_alloc(m->arena, span.size);
	uint32_t got = span.size;

	if (is_loaded(m, span))
		return;
	if (target_read(m->system->target, span.base, bytes, span.size))
		add_load(m, span, bytes);
	else
		got = load_pieces(m, span);
	if (got < span.size && !m->wish.of_crash)
		m->problem(m->context,
			   str_format(m->arena,
				      "%" PRIu32 " of %" PRIu32 " bytes at 0x%08" PRIx32
				      " (%.*s) cannot be read and are not in the dump",
				      span.size - got, span.size, span.base, STR_ARG(what))
				   .at);
}

static bool has_right(const struct region *region, char right)
{
	return str_find(region->rights, right) < region->rights.len;
}

static void load_task(struct maker *m, size_t task)
{
	const struct program_task *of = &m->system->program->tasks[task];

	for (size_t i = 0; i < of->region_count; i++) {
		const struct region *region = &of->regions[i];

		if (has_right(region, 'w') && !has_right(region, 'd'))
			load(m,
			     str_format(m->arena, "%.*s of %.*s", STR_ARG(region->what),
					STR_ARG(of->module.name)),
			     region->span);
	}
}

static int by_address(const void *a, const void *b)
{
	const struct load *left = a;
	const struct load *right = b;

	return (left->span.base > right->span.base) - (left->span.base < right->span.base);
}

static void load_memory(struct maker *m)
{
	const struct program *program = m->system->program;

	load(m, S("the kernel's RAM"), program->kernel.ram);
	for (size_t i = 0; i < program->task_count; i++)
		if (m->wish.only_task == SIZE_MAX || m->wish.only_task == i)
			load_task(m, i);
	if (m->load_count > 0)
		qsort(m->loads, m->load_count, sizeof *m->loads, by_address);
}

static void put_header(struct text *file, size_t segments)
{
	static const char ident[EI_NIDENT] = {
		ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT,
	};

	text_add(file, (struct str){ident, sizeof ident});
	put_half(file, ET_CORE);
	put_half(file, EM_ARM);
	put_word(file, EV_CURRENT);
	put_word(file, 0);                  // entry
	put_word(file, sizeof(Elf32_Ehdr)); // program headers
	put_word(file, 0);                  // no sections
	put_word(file, EF_ARM_EABI_VER5);
	put_half(file, sizeof(Elf32_Ehdr));
	put_half(file, sizeof(Elf32_Phdr));
	put_half(file, (uint16_t)segments);
	put_half(file, 0);
	put_half(file, 0);
	put_half(file, 0);
}

static void put_segment(struct text *file, uint32_t type, uint32_t flags, uint32_t offset,
			struct span span)
{
	put_word(file, type);
	put_word(file, offset);
	put_word(file, span.base);
	put_word(file, span.base);
	put_word(file, span.size);
	put_word(file, type == PT_NOTE ? 0 : span.size);
	put_word(file, flags);
	put_word(file, 4);
}

// The notes put since this was called last.
static struct str take_notes(struct maker *m)
{
	struct str notes = text_str(&m->notes);

	m->notes = (struct text){.arena = m->arena};
	return notes;
}

static void put_notes_segment(struct text *file, size_t offset, struct str notes)
{
	put_segment(file, PT_NOTE, 0, (uint32_t)offset, (struct span){0, (uint32_t)notes.len});
}

// The archive, by far the largest, stands last: it can be had from where the image was built,
// and what a cut takes of the rest cannot.
static struct str assemble(struct maker *m, struct str state, struct str archive)
{
	struct text file = {.arena = m->arena};
	size_t segments = m->load_count + 2;
	size_t at = sizeof(Elf32_Ehdr) + segments * sizeof(Elf32_Phdr);

	put_header(&file, segments);
	put_notes_segment(&file, at, state);
	at += state.len;
	for (size_t i = 0; i < m->load_count; i++) {
		put_segment(&file, PT_LOAD, PF_R | PF_W, (uint32_t)at, m->loads[i].span);
		at += (m->loads[i].span.size + 3) & ~3u;
	}
	put_notes_segment(&file, at, archive);
	text_add(&file, state);
	for (size_t i = 0; i < m->load_count; i++) {
		text_add(&file,
			 (struct str){(const char *)m->loads[i].bytes, m->loads[i].span.size});
		pad(&file);
	}
	text_add(&file, archive);
	return text_str(&file);
}

struct str core_make(struct arena *arena, const struct system *system, struct core_wish wish,
		     void (*problem)(void *context, const char *text), void *context)
{
	struct maker m = {
		.arena = arena,
		.system = system,
		.wish = wish,
		.problem = problem,
		.context = context,
		.notes = {.arena = arena},
	};

	put_process(&m);
	put_abilities(&m);
	put_threads(&m);
	put_description(&m);
	put_registers(&m);
	struct str state = take_notes(&m);
	put_note(&m, CORE_OWNER, CORE_NOTE_ARCHIVE, system->program->archive);
	load_memory(&m);
	return assemble(&m, state, take_notes(&m));
}
