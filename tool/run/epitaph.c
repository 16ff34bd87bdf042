// The record that a failing kernel leaves, read and put in words (epitaph.h).
#include "tool/run/epitaph.h"

#include <inttypes.h>
#include <stddef.h>

#include "abi/task.h"

static uint32_t word(const uint8_t *bytes, size_t offset)
{
	const uint8_t *b = bytes + offset;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

bool epitaph_decode(struct epitaph *epitaph, const uint8_t bytes[EPITAPH_SIZE])
{
	const size_t sealed = offsetof(struct epitaph, kind);
	size_t image_id = offsetof(struct epitaph, image_id);
	size_t now = offsetof(struct epitaph, now);

	*epitaph = (struct epitaph){
		.magic = word(bytes, offsetof(struct epitaph, magic)),
		.seal = word(bytes, offsetof(struct epitaph, seal)),
		.kind = word(bytes, offsetof(struct epitaph, kind)),
		.detail = word(bytes, offsetof(struct epitaph, detail)),
		.address = word(bytes, offsetof(struct epitaph, address)),
		.task = word(bytes, offsetof(struct epitaph, task)),
		.context = word(bytes, offsetof(struct epitaph, context)),
		.known = word(bytes, offsetof(struct epitaph, known)),
		.now = word(bytes, now) | (uint64_t)word(bytes, now + 4) << 32,
		.image_id = word(bytes, image_id) | (uint64_t)word(bytes, image_id + 4) << 32,
	};
	for (size_t i = 0; i < EPITAPH_REGISTERS; i++)
		epitaph->registers[i] =
			word(bytes, offsetof(struct epitaph, registers) + i * sizeof(uint32_t));
	return epitaph->magic == EPITAPH_MAGIC &&
	       epitaph->seal == seal_of(bytes + sealed, EPITAPH_SIZE - sealed);
}

static const char *fault_name(uint32_t kind)
{
	static const char *const names[] = {
		[FAULT_MEMORY_ACCESS] = "memory access",
		[FAULT_STACK_OVERFLOW] = "stack overflow",
		[FAULT_BUS_ERROR] = "bus error",
		[FAULT_DIVIDE_BY_ZERO] = "divide by zero",
		[FAULT_ILLEGAL_TEXT] = "execution outside of its code",
		[FAULT_ILLEGAL_INSTRUCTION] = "illegal instruction",
		[FAULT_INVALID_OPERATION] = "invalid operation",
		[FAULT_SYSCALL_USAGE] = "misused system call",
		[FAULT_PANIC] = "panic",
		[FAULT_INJECTED] = "injected",
		[FAULT_FROM_SERVER] = "refused by a server",
	};

	return kind < sizeof names / sizeof names[0] ? names[kind] : "unknown fault";
}

static void add_cause(struct text *text, const struct epitaph *e)
{
	switch ((enum epitaph_kind)e->kind) {
	case EPITAPH_SUPERVISOR_FAULT:
		text_addf(text, "the supervisor faulted: %s (reason %" PRIu32 ")",
			  fault_name(e->detail & 0xFFu), e->detail >> 8);
		if (e->address != 0)
			text_addf(text, ", detail 0x%08" PRIx32, e->address);
		return;
	case EPITAPH_UNEXPECTED_IRQ:
		text_addf(text, "interrupt %" PRIu32 " fired, and no task owns it", e->detail);
		return;
	case EPITAPH_KERNEL_FAULT:
		text_addf(text,
			  "the kernel itself faulted: status 0x%08" PRIx32 ", address 0x%08" PRIx32,
			  e->detail, e->address);
		return;
	case EPITAPH_BROKEN_INVARIANT:
		text_addf(text, "invariant K%" PRIu32 " of kern/kernel.h is broken", e->detail);
		return;
	case EPITAPH_NO_PROTECTION:
		text_addf(text, "the processor has %" PRIu32 " protection regions: too few",
			  e->detail);
		return;
	case EPITAPH_NMI:
		text_adds(text, "a non-maskable interrupt came, such as a watchdog's");
		return;
	case EPITAPH_NO_CLOCK:
		text_adds(text, "the counter of the kernel's clock stands still");
		return;
	}
	text_addf(text, "for an unknown reason (kind %" PRIu32 ", detail 0x%08" PRIx32 ")", e->kind,
		  e->detail);
}

static void add_registers(struct text *text, const struct epitaph *e)
{
	static const char *const names[EPITAPH_REGISTERS] = {"r0",  "r1", "r2", "r3", "r4",  "r5",
							     "r6",  "r7", "r8", "r9", "r10", "r11",
							     "r12", "sp", "lr", "pc", "xpsr"};
	size_t shown = 0;

	if (e->known == 0)
		return;
	text_addf(text,
		  "\n  registers of the %s:", e->context == EPITAPH_IN_KERNEL ? "kernel" : "task");
	for (size_t i = 0; i < EPITAPH_REGISTERS; i++) {
		if ((e->known >> i & 1) == 0)
			continue;
		text_addf(text, "%s%4s 0x%08" PRIx32, shown++ % 4 == 0 ? "\n    " : "  ", names[i],
			  e->registers[i]);
	}
}

struct str epitaph_text(struct arena *arena, const struct epitaph *e, const struct guest *guest)
{
	struct text text = {.arena = arena};
	const struct image_model *model = guest->model;

	text_addf(&text, "the kernel failed at %" PRIu64 ".%03u s: ", e->now / 1000,
		  (unsigned)(e->now % 1000));
	add_cause(&text, e);
	text_adds(&text, "\n  task: ");
	if (e->task < model->task_count)
		text_add(&text, model->tasks[e->task].name);
	else
		text_addf(&text, "%" PRIu32 ", which is none", e->task);
	add_registers(&text, e);
	text_addf(&text, "\n  image id: 0x%016" PRIx64 "\n", e->image_id);
	return text_str(&text);
}
