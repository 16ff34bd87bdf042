// kern/trace.c: what the kernel's entries leave in the trace.
#include "test/unit/world.h"

#include "kern/entry.h"
#include "kern/trace.h"

#define BIT 2u

// What the entry says that was written so many ago, 0 being the last.
static uint32_t what(uint32_t ago)
{
	uint32_t at = kernel_trace.head.next + 2 * KERN_TRACE - 1 - ago;

	return kernel_trace.entry[at % KERN_TRACE].what;
}

static bool is(uint32_t ago, uint32_t kind, uint32_t task, uint32_t detail)
{
	return TRACE_KIND(what(ago)) == kind && TRACE_TASK(what(ago)) == task &&
	       TRACE_DETAIL(what(ago)) == detail;
}

static void test_call(void)
{
	world_boot();
	uint32_t count = kernel_trace.head.count;
	CALL(SUPER, SYS_GET_TIMER);
	CHECK(kernel_trace.head.count == count + 2);
	CHECK(is(1, TRACE_CALL, SUPER, SYS_GET_TIMER) && is(0, TRACE_RUN, SUPER, 0));
	CALL(SUPER, SYS_RECV, 0, 0, BIT);
	CHECK(is(1, TRACE_CALL, SUPER, SYS_RECV) && is(0, TRACE_RUN, SERVER, 0));
}

static void test_interruptions(void)
{
	static const struct fault fault = {.kind = FAULT_DIVIDE_BY_ZERO};

	world_boot();
	CALL(SUPER, SYS_RECV, 0, 0, BIT);
	CALL(SERVER, SYS_RECV, 0, 0, SERVER_IRQ_A);
	CHECK(is(0, TRACE_RUN, ALPHA, 0) || is(0, TRACE_RUN, BETA, 0));
	uint32_t running = drive_current();
	kern_interrupt(SERVER_LINE_A);
	CHECK(is(1, TRACE_INTERRUPT, running, SERVER_LINE_A) && is(0, TRACE_RUN, SERVER, 0));
	kern_alarm();
	CHECK(is(1, TRACE_ALARM, SERVER, 0) && is(0, TRACE_RUN, SERVER, 0));
	kern_fault(&fault);
	CHECK(is(1, TRACE_FAULT, SERVER, FAULT_DIVIDE_BY_ZERO));
}

// It is written round and round, with times that go up.
static void test_ring(void)
{
	world_boot();
	for (uint32_t i = 0; i < KERN_TRACE; i++)
		CALL(SUPER, SYS_GET_TIMER);
	uint32_t next = kernel_trace.head.next;
	CHECK(next < KERN_TRACE);
	for (uint32_t i = 1; i < KERN_TRACE; i++) {
		const struct trace_entry *entry = &kernel_trace.entry[(next + i) % KERN_TRACE];
		const struct trace_entry *before = &kernel_trace.entry[(next + i - 1) % KERN_TRACE];

		CHECK(entry->time == before->time + 1);
	}
}

int main(void)
{
	unit_run("trace: a call", test_call);
	unit_run("trace: interrupt, alarm and fault", test_interruptions);
	unit_run("trace: round and round", test_ring);
	return unit_status();
}
