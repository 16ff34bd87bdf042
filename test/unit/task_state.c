// lib/task_state.c against bytes worked out by hand from abi/task.h.
#include "lib/task_state.h"
#include "test/unit/unit.h"

#define DECODE(to, ...)                                       \
	task_state_decode(to, (const uint8_t[]){__VA_ARGS__}, \
			  sizeof((const uint8_t[]){__VA_ARGS__}))

static void healthy_states(void)
{
	struct task_state s;

	CHECK(DECODE(&s, 0x00, 0x00) == 2);
	CHECK(s.health == TASK_HEALTHY && s.sched == TASK_STOPPED && !s.has_peer);
	CHECK(DECODE(&s, 0x00, 0x01) == 2);
	CHECK(s.sched == TASK_RUNNABLE && !s.has_peer);
	CHECK(DECODE(&s, 0x00, 0x02, 0x05, 0x00) == 4);
	CHECK(s.sched == TASK_IN_SEND && s.has_peer && s.peer == 5);
	CHECK(DECODE(&s, 0x00, 0x03, 0x02, 0x0C) == 4);
	CHECK(s.sched == TASK_IN_REPLY && s.peer == 0x0C02);
	CHECK(DECODE(&s, 0x00, 0x04, 0x00) == 3);
	CHECK(s.sched == TASK_IN_RECV && !s.has_peer);
	CHECK(DECODE(&s, 0x00, 0x04, 0x01, 0xFF, 0xFF) == 5);
	CHECK(s.sched == TASK_IN_RECV && s.has_peer && s.peer == TASK_ID_KERNEL);
}

static void faults_with_addresses(void)
{
	struct task_state s;

	CHECK(DECODE(&s, 0x01, 0x00, 0x01, 0, 0, 0, 0, 0x00, 0x01) == 9);
	CHECK(s.health == TASK_FAULTED && s.fault.kind == FAULT_MEMORY_ACCESS);
	CHECK(s.fault.has_address && s.fault.address == 0 && s.fault.source == FAULT_BY_USER);
	CHECK(s.sched == TASK_RUNNABLE);

	CHECK(DECODE(&s, 0x01, 0x00, 0x00, 0x01, 0x01) == 5);
	CHECK(!s.fault.has_address && s.fault.source == FAULT_BY_KERNEL);

	CHECK(DECODE(&s, 0x01, 0x01, 0xF8, 0x0F, 0x00, 0x20, 0x01) == 7);
	CHECK(s.fault.kind == FAULT_STACK_OVERFLOW && s.fault.has_address);
	CHECK(s.fault.address == 0x20000FF8);

	CHECK(DECODE(&s, 0x01, 0x02, 0x01, 0x28, 0xED, 0x00, 0xE0, 0x00, 0x01) == 9);
	CHECK(s.fault.kind == FAULT_BUS_ERROR && s.fault.address == 0xE000ED28);
}

static void other_faults(void)
{
	struct task_state s;

	CHECK(DECODE(&s, 0x01, 0x03, 0x01) == 3);
	CHECK(s.fault.kind == FAULT_DIVIDE_BY_ZERO);
	CHECK(DECODE(&s, 0x01, 0x04, 0x01) == 3);
	CHECK(s.fault.kind == FAULT_ILLEGAL_TEXT);
	CHECK(DECODE(&s, 0x01, 0x05, 0x01) == 3);
	CHECK(s.fault.kind == FAULT_ILLEGAL_INSTRUCTION);
	CHECK(DECODE(&s, 0x01, 0x06, 0x00, 0x00, 0x02, 0x00, 0x01) == 7);
	CHECK(s.fault.kind == FAULT_INVALID_OPERATION && s.fault.status == 0x20000);
	CHECK(DECODE(&s, 0x01, 0x07, 0x02, 0x01) == 4);
	CHECK(s.fault.kind == FAULT_SYSCALL_USAGE && s.fault.usage == USAGE_TASK_OUT_OF_RANGE);
	CHECK(DECODE(&s, 0x01, 0x07, 0x80, 0x01) == 4);
	CHECK(s.fault.usage == USAGE_SEND_NOT_ALLOWED);
	CHECK(DECODE(&s, 0x01, 0x08, 0x01) == 3);
	CHECK(s.fault.kind == FAULT_PANIC);
	CHECK(DECODE(&s, 0x01, 0x09, 0x03, 0x04, 0x04, 0x00) == 6);
	CHECK(s.fault.kind == FAULT_INJECTED && s.fault.task == 0x0403 && s.sched == TASK_IN_RECV);

	// The longest there is: KIPC_STATE_MAX counts a closed receive with a bad address.
	CHECK(DECODE(&s, 0x01, 0x0A, 0x01, 0x08, 0x05, 0x04, 0x01, 0x07, 0x00) == 9);
	CHECK(s.fault.kind == FAULT_FROM_SERVER && s.fault.task == 0x0801);
	CHECK(s.fault.reason == REPLY_FAULT_ACCESS_VIOLATION && s.peer == 7);
}

static void cut_short(void)
{
	const uint8_t whole[] = {0x01, 0x00, 0x01, 1, 2, 3, 4, 0x00, 0x04, 0x01, 0xFF, 0xFF};
	struct task_state s;

	for (size_t size = 0; size < sizeof whole; size++)
		CHECK(task_state_decode(&s, whole, size) == 0);
	CHECK(task_state_decode(&s, whole, sizeof whole) == sizeof whole);
	CHECK(s.fault.address == 0x04030201 && s.peer == TASK_ID_KERNEL);
}

static void values_that_are_none(void)
{
	struct task_state s;

	CHECK(DECODE(&s, 0x02, 0x01) == 0);                         // health
	CHECK(DECODE(&s, 0x00, 0x05) == 0);                         // scheduling state
	CHECK(DECODE(&s, 0x00, 0x04, 0x02, 0x00, 0x00) == 0);       // option
	CHECK(DECODE(&s, 0x01, 0x0B, 0x01) == 0);                   // fault kind
	CHECK(DECODE(&s, 0x01, 0x00, 0x00, 0x02, 0x01) == 0);       // source
	CHECK(DECODE(&s, 0x01, 0x07, 0x0B, 0x01) == 0);             // usage error
	CHECK(DECODE(&s, 0x01, 0x07, 0x7F, 0x01) == 0);             // usage error
	CHECK(DECODE(&s, 0x01, 0x07, 0x85, 0x01) == 0);             // usage error
	CHECK(DECODE(&s, 0x01, 0x0A, 0x01, 0x00, 0x06, 0x01) == 0); // reason
}

static void bytes_after_the_state(void)
{
	struct task_state s;

	CHECK(DECODE(&s, 0x00, 0x01, 0xAA, 0xAA) == 2);
}

int main(void)
{
	unit_run("task_state: healthy states", healthy_states);
	unit_run("task_state: faults with addresses", faults_with_addresses);
	unit_run("task_state: other faults", other_faults);
	unit_run("task_state: cut short", cut_short);
	unit_run("task_state: values that are none", values_that_are_none);
	unit_run("task_state: bytes after the state", bytes_after_the_state);
	return unit_status();
}
