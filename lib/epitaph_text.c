// The kernel's last words, for people (epitaph_text.h).
#include "lib/epitaph_text.h"

static void add_fault(struct text *to, const struct epitaph *e, const struct task_names *names)
{
	uint32_t reason = e->detail >> 8;
	const struct task_fault fault = {
		.kind = (enum fault_kind)(e->detail & 0xFF),
		.source = (enum fault_source)reason,
		.usage = (enum usage_error)reason,
		.reason = (enum reply_fault)reason,
		.has_address = e->address != 0,
		.address = e->address,
		.status = e->address,
		.task = e->address,
	};

	text_add(to, "the supervisor faulted: ");
	fault_text(to, &fault, names);
}

void epitaph_cause_text(struct text *to, const struct epitaph *e, const struct task_names *names)
{
	switch ((enum epitaph_kind)e->kind) {
	case EPITAPH_SUPERVISOR_FAULT:
		add_fault(to, e, names);
		return;
	case EPITAPH_UNEXPECTED_IRQ:
		text_add(to, "interrupt ");
		text_add_number(to, e->detail);
		text_add(to, " fired, and no task owns it");
		return;
	case EPITAPH_KERNEL_FAULT:
		text_add(to, "the kernel itself faulted: status ");
		text_add_hex(to, e->detail);
		text_add(to, ", address ");
		text_add_hex(to, e->address);
		return;
	case EPITAPH_BROKEN_INVARIANT:
		text_add(to, "invariant K");
		text_add_number(to, e->detail);
		text_add(to, " is broken");
		return;
	case EPITAPH_NO_PROTECTION:
		text_add(to, "the processor has too few protection regions: ");
		text_add_number(to, e->detail);
		return;
	case EPITAPH_NMI:
		text_add(to, "a non-maskable interrupt came, such as a watchdog's");
		return;
	case EPITAPH_NO_CLOCK:
		text_add(to, "the counter of the kernel's clock stands still");
		return;
	}
	text_add(to, "for a reason that is not known: ");
	text_add_number(to, e->kind);
}

const char *epitaph_register(size_t number)
{
	static const char names[EPITAPH_REGISTERS][5] = {"r0",  "r1", "r2", "r3", "r4",  "r5",
							 "r6",  "r7", "r8", "r9", "r10", "r11",
							 "r12", "sp", "lr", "pc", "xpsr"};

	return names[number];
}
