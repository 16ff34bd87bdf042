// kern/irq.c: interrupts as notifications.
#include "test/unit/world.h"

#include <string.h>

#include "abi/irq.h"
#include "kern/check.h"
#include "kern/entry.h"
#include "kern/panic.h"

#define LINE(n) (1u << (n))
#define LINES_B (LINE(SERVER_LINE_B1) | LINE(SERVER_LINE_B2))

static void control(uint32_t bits, uint32_t flags)
{
	CALL(SERVER, SYS_IRQ_CONTROL, bits, flags, 7);
}

static uint32_t status(uint32_t bits)
{
	CALL(SERVER, SYS_IRQ_STATUS, bits);
	return drive_result(SERVER, 0);
}

static void test_control(void)
{
	world_boot();
	control(SERVER_IRQ_A, IRQ_ENABLE);
	CHECK(host_irq.enabled == LINE(SERVER_LINE_A));
	control(SERVER_IRQ_B, IRQ_ENABLE);
	CHECK(host_irq.enabled == (LINE(SERVER_LINE_A) | LINES_B));
	control(SERVER_IRQ_A, 0);
	CHECK(host_irq.enabled == LINES_B);
	CHECK(world_results(SERVER, SERVER_IRQ_A, 0) && drive_result(SERVER, 2) == 7);
	host_irq.pending = UINT32_MAX;
	control(SERVER_IRQ_B, IRQ_ENABLE);
	CHECK(host_irq.pending == UINT32_MAX);
	control(SERVER_IRQ_B, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	CHECK(host_irq.pending == ~LINES_B && host_irq.enabled == LINES_B);
	control(SERVER_IRQ_A, IRQ_CLEAR_PENDING);
	CHECK(host_irq.pending == ~(LINES_B | LINE(SERVER_LINE_A)));
	control(SERVER_IRQ_B, 0);
	CHECK(host_irq.enabled == 0);
}

// Bits must be those of one of the task's own interrupts, as a whole; flags those
// that there are.
static void test_control_misused(void)
{
	static const struct {
		uint32_t bits;
		uint32_t flags;
	} wrong[] = {
		{SERVER_IRQ_A | SERVER_IRQ_B, IRQ_ENABLE},
		{0, IRQ_ENABLE},
		{0, 0},
		{1, 0},
		{1, IRQ_ENABLE},
		{SERVER_IRQ_A, 4},
		{SERVER_IRQ_A, IRQ_ENABLE | 0x80000000u},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		world_boot();
		control(wrong[i].bits, wrong[i].flags);
		CHECK(drive_misused(SERVER, USAGE_NO_IRQ));
		CHECK(host_irq.enabled == 0);
	}
	world_boot();
	CALL(ALPHA, SYS_IRQ_CONTROL, SERVER_IRQ_B, IRQ_ENABLE);
	CHECK(drive_misused(ALPHA, USAGE_NO_IRQ));
	world_boot();
	CALL(BETA, SYS_IRQ_CONTROL, SERVER_IRQ_A, IRQ_ENABLE);
	CHECK(drive_misused(BETA, USAGE_NO_IRQ));
	world_boot();
	CALL(BETA, SYS_IRQ_STATUS, SERVER_IRQ_A);
	CHECK(drive_misused(BETA, USAGE_NO_IRQ));
	world_boot();
	CALL(SERVER, SYS_IRQ_STATUS, SERVER_IRQ_A | SERVER_IRQ_B);
	CHECK(drive_misused(SERVER, USAGE_NO_IRQ));
}

// The same bits of another task are another interrupt.
static void test_same_bits(void)
{
	world_boot();
	CALL(ALPHA, SYS_IRQ_CONTROL, SERVER_IRQ_A, IRQ_ENABLE);
	CHECK(host_irq.enabled == LINE(ALPHA_LINE));
	CHECK(status(SERVER_IRQ_A) == 0);
}

static void test_status(void)
{
	world_boot();
	CHECK(status(SERVER_IRQ_B) == 0);
	host_irq.pending = LINE(SERVER_LINE_B2);
	CHECK(status(SERVER_IRQ_B) == IRQ_STATUS_PENDING);
	host_irq.enabled = LINE(SERVER_LINE_B1);
	CHECK(status(SERVER_IRQ_B) == (IRQ_STATUS_PENDING | IRQ_STATUS_ENABLED));
	CALL(SUPER, SYS_POST, drive_id(SERVER), SERVER_IRQ_B);
	host_irq.pending = 0;
	CHECK(status(SERVER_IRQ_B) == (IRQ_STATUS_POSTED | IRQ_STATUS_ENABLED));
	CHECK(status(SERVER_IRQ_A) == 0);
	CHECK(kernel.task[SERVER].notes == SERVER_IRQ_B);
}

static void test_fired(void)
{
	world_boot();
	CALL(SUPER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	control(SERVER_IRQ_B, IRQ_ENABLE);
	CALL(SERVER, SYS_RECV, 0, 0, SERVER_IRQ_B, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == ALPHA);
	kern_interrupt(SERVER_LINE_B2);
	CHECK(host_irq.enabled == LINE(SERVER_LINE_B1));
	CHECK(drive_current() == SERVER);
	CHECK(world_results(SERVER, 0, TASK_ID_KERNEL) && drive_result(SERVER, 2) == SERVER_IRQ_B);
	kern_interrupt(SERVER_LINE_B1);
	CHECK(host_irq.enabled == 0);
	CHECK(kernel.task[SERVER].notes == SERVER_IRQ_B);
}

static void fire_free_line(void *context)
{
	(void)context;
	kern_interrupt(FREE_LINE);
}

static void test_nobodys(void)
{
	world_boot();
	CHECK(host_run(fire_free_line, NULL) == HOST_RESET);
	CHECK(kernel_epitaph.kind == EPITAPH_UNEXPECTED_IRQ);
	CHECK(kernel_epitaph.detail == FREE_LINE);
}

// A new life begins with its interrupts off and nothing latched.
static void test_restart(void)
{
	world_boot();
	host_irq.enabled = UINT32_MAX;
	host_irq.pending = UINT32_MAX;
	drive_restart(SERVER);
	CHECK(host_irq.enabled == ~(LINES_B | LINE(SERVER_LINE_A)));
	CHECK(host_irq.pending == ~(LINES_B | LINE(SERVER_LINE_A)));
}

// An interrupt while nobody can run is taken by the kernel itself.
static void test_idle(void)
{
	world_boot();
	control(SERVER_IRQ_A, IRQ_ENABLE);
	host_irq.pending = LINE(SERVER_LINE_A);
	for (uint32_t i = KERN_TASKS; i-- > 0;)
		if (drive_is(i, TASK_RUNNABLE) && i != SUPER)
			CALL(i, SYS_RECV, 0, 0, SERVER_IRQ_A, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CALL(SUPER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == SERVER);
	CHECK(host_irq.pending == 0 && host_irq.enabled == 0);
}

static void block_everybody(void *context)
{
	(void)context;
	for (uint32_t i = KERN_TASKS; i-- > 0;)
		if (drive_is(i, TASK_RUNNABLE))
			CALL(i, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
}

// One that is nobody's is the end there too.
static void test_nobodys_while_idle(void)
{
	world_boot();
	host_irq.enabled = LINE(FREE_LINE);
	host_irq.pending = LINE(FREE_LINE);
	CHECK(host_run(block_everybody, NULL) == HOST_RESET);
	CHECK(kernel_epitaph.kind == EPITAPH_UNEXPECTED_IRQ);
	CHECK(kernel_epitaph.detail == FREE_LINE);
}

int main(void)
{
	unit_run("irq: control", test_control);
	unit_run("irq: control misused", test_control_misused);
	unit_run("irq: same bits, other task", test_same_bits);
	unit_run("irq: status", test_status);
	unit_run("irq: fired", test_fired);
	unit_run("irq: nobody's", test_nobodys);
	unit_run("irq: restart", test_restart);
	unit_run("irq: while nobody runs", test_idle);
	unit_run("irq: nobody's, while nobody runs", test_nobodys_while_idle);
	return unit_status();
}
