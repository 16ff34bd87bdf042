// lib/epitaph_text.c: why the kernel failed.
#include "lib/epitaph_text.h"

#include <string.h>

#include "test/unit/unit.h"

static const char *const tasks[] = {"jefe", "ping"};
static const struct task_names names = {tasks, 2};

static bool says(struct epitaph epitaph, const char *expected)
{
	char line[120];
	struct text text = text_in(line, sizeof line);

	epitaph_cause_text(&text, &epitaph, &names);
	return text.size == strlen(expected) && memcmp(line, expected, text.size) == 0;
}

static void causes(void)
{
	CHECK(says((struct epitaph){.kind = EPITAPH_UNEXPECTED_IRQ, .detail = 8},
		   "interrupt 8 fired, and no task owns it"));
	CHECK(says((struct epitaph){.kind = EPITAPH_KERNEL_FAULT, .detail = 0x8200, .address = 64},
		   "the kernel itself faulted: status 0x00008200, address 0x00000040"));
	CHECK(says((struct epitaph){.kind = EPITAPH_BROKEN_INVARIANT, .detail = 5},
		   "invariant K5 is broken"));
	CHECK(says((struct epitaph){.kind = EPITAPH_NO_PROTECTION, .detail = 4},
		   "the processor has too few protection regions: 4"));
	CHECK(says((struct epitaph){.kind = EPITAPH_NMI},
		   "a non-maskable interrupt came, such as a watchdog's"));
	CHECK(says((struct epitaph){.kind = 77}, "for a reason that is not known: 77"));
}

static void the_supervisors_faults(void)
{
	const uint32_t kind = EPITAPH_SUPERVISOR_FAULT;

	CHECK(says((struct epitaph){.kind = kind, .detail = FAULT_DIVIDE_BY_ZERO},
		   "the supervisor faulted: divide by zero"));
	CHECK(says((struct epitaph){.kind = kind,
				    .detail = FAULT_MEMORY_ACCESS | FAULT_BY_KERNEL << 8,
				    .address = 0x20001000},
		   "the supervisor faulted: memory access at 0x20001000 in a system call"));
	CHECK(says((struct epitaph){.kind = kind,
				    .detail = FAULT_SYSCALL_USAGE | USAGE_SEND_TO_SELF << 8},
		   "the supervisor faulted: system call misused: send to oneself"));
	CHECK(says((struct epitaph){.kind = kind, .detail = FAULT_INJECTED, .address = 1},
		   "the supervisor faulted: injected by ping"));
}

static void registers(void)
{
	CHECK(strcmp(epitaph_register(0), "r0") == 0);
	CHECK(strcmp(epitaph_register(EPITAPH_SP), "sp") == 0);
	CHECK(strcmp(epitaph_register(EPITAPH_LR), "lr") == 0);
	CHECK(strcmp(epitaph_register(EPITAPH_PC), "pc") == 0);
	CHECK(strcmp(epitaph_register(EPITAPH_REGISTERS - 1), "xpsr") == 0);
}

int main(void)
{
	unit_run("epitaph_text: causes", causes);
	unit_run("epitaph_text: the supervisor's faults", the_supervisors_faults);
	unit_run("epitaph_text: registers", registers);
	return unit_status();
}
