// lib/fault_text.c and lib/text.c: what people read.
#include "lib/fault_text.h"

#include <string.h>

#include "test/unit/unit.h"

static const char *const name[] = {"jefe", "uart", "console"};
static const struct task_names names = {name, 3};

static bool reads(const struct text *text, const char *expected)
{
	return text->size == strlen(expected) && memcmp(text->data, expected, text->size) == 0;
}

static bool fault_reads(struct task_fault fault, const char *expected)
{
	char buffer[120];
	struct text text = text_in(buffer, sizeof buffer);

	fault_text(&text, &fault, &names);
	return reads(&text, expected);
}

static bool state_reads(struct task_state state, const char *expected)
{
	char buffer[120];
	struct text text = text_in(buffer, sizeof buffer);

	task_state_text(&text, &state, &names);
	return reads(&text, expected);
}

static void faults(void)
{
	CHECK(fault_reads((struct task_fault){.kind = FAULT_DIVIDE_BY_ZERO}, "divide by zero"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_MEMORY_ACCESS,
					      .has_address = true,
					      .address = 0x20001000},
			  "memory access at 0x20001000"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_MEMORY_ACCESS,
					      .has_address = true,
					      .address = 0xABCDEF12,
					      .source = FAULT_BY_KERNEL},
			  "memory access at 0xabcdef12 in a system call"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_BUS_ERROR}, "bus error"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_STACK_OVERFLOW,
					      .has_address = true,
					      .address = 0x20000FF8},
			  "stack overflow at 0x20000ff8"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_INVALID_OPERATION, .status = 0x20000},
			  "invalid operation (fault status 0x00020000)"));
	CHECK(fault_reads(
		(struct task_fault){.kind = FAULT_SYSCALL_USAGE, .usage = USAGE_INVALID_SLICE},
		"system call misused: invalid slice"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_PANIC}, "panic"));
}

static void faults_by_others(void)
{
	// Generation 1 of the task at position 2.
	CHECK(fault_reads((struct task_fault){.kind = FAULT_INJECTED, .task = 0x0402},
			  "injected by console"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_INJECTED, .task = 3},
			  "injected by task 3"));
	CHECK(fault_reads((struct task_fault){.kind = FAULT_FROM_SERVER,
					      .task = 1,
					      .reason = REPLY_FAULT_BAD_LEASES},
			  "refused by uart: wrong leases"));
}

static void states(void)
{
	CHECK(state_reads((struct task_state){.sched = TASK_RUNNABLE}, "ready to run"));
	CHECK(state_reads((struct task_state){.sched = TASK_STOPPED}, "stopped"));
	CHECK(state_reads((struct task_state){.sched = TASK_IN_SEND, .has_peer = true, .peer = 1},
			  "sending to uart"));
	CHECK(state_reads((struct task_state){.sched = TASK_IN_REPLY, .has_peer = true, .peer = 1},
			  "waiting for a reply from uart"));
	CHECK(state_reads((struct task_state){.sched = TASK_IN_RECV}, "waiting for a message"));
	CHECK(state_reads((struct task_state){.sched = TASK_IN_RECV,
					      .has_peer = true,
					      .peer = TASK_ID_KERNEL},
			  "waiting for a notification"));
	CHECK(state_reads((struct task_state){.sched = TASK_IN_RECV, .has_peer = true, .peer = 0},
			  "waiting for a message from jefe"));
	CHECK(state_reads((struct task_state){.health = TASK_FAULTED,
					      .fault.kind = FAULT_DIVIDE_BY_ZERO,
					      .sched = TASK_RUNNABLE},
			  "faulted: divide by zero"));
}

static void numbers(void)
{
	char buffer[80];
	struct text text = text_in(buffer, sizeof buffer);

	text_add_number(&text, 0);
	text_add_char(&text, ' ');
	text_add_number(&text, 4294967295u);
	text_add_char(&text, ' ');
	text_add_seconds(&text, 0);
	text_add_char(&text, ' ');
	text_add_seconds(&text, 1204);
	text_pad(&text, 28);
	text_add_hex(&text, 0x0123ABCD);
	CHECK(reads(&text, "0 4294967295 0.000 1.204    0x0123abcd"));
}

static void seconds_above_32_bits_of_milliseconds(void)
{
	char buffer[20];
	struct text text = text_in(buffer, sizeof buffer);

	text_add_seconds(&text, 4294967295999u);
	CHECK(reads(&text, "4294967295.999"));
}

static void cut_off(void)
{
	char buffer[8] = "-------";
	struct text text = text_in(buffer, 5);

	text_add(&text, "abc");
	text_add(&text, "defg");
	text_add_number(&text, 1);
	text_pad(&text, 9);
	CHECK(reads(&text, "abcde"));
	CHECK(buffer[5] == '-');
}

int main(void)
{
	unit_run("fault_text: faults", faults);
	unit_run("fault_text: faults by others", faults_by_others);
	unit_run("fault_text: states", states);
	unit_run("fault_text: numbers", numbers);
	unit_run("fault_text: seconds above 32 bits of milliseconds",
		 seconds_above_32_bits_of_milliseconds);
	unit_run("fault_text: cut off", cut_off);
	return unit_status();
}
