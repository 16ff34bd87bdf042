// Interrupts: suite has two devices of its own, a timer whose interrupt it uses and a
// UART that it only pretends with; the runner has the one that is connected.
#include "chip/mps2/regs.h"
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

static struct cmsdk_timer *const timer = (struct cmsdk_timer *)TIMER0_BASE;

static void wait_for_device(void)
{
	timer->reload = 1000;
	timer->value = 1000;
	timer->ctrl = CMSDK_TIMER_CTRL_ENABLE | CMSDK_TIMER_CTRL_INT_ENABLE;
	sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE);
	ASSERT(sys_recv_notification(NOTIFY_IRQ) == NOTIFY_IRQ);
	timer->ctrl = 0;
}

// The line stays up until it is cleared at the device, so enabling it again too
// early makes it fire again.
static void device(uint32_t unused)
{
	(void)unused;
	wait_for_device();
	ASSERT((sys_irq_status(NOTIFY_IRQ) & IRQ_STATUS_ENABLED) == 0);
	ASSERT(timer->intr == 1);
	timer->intr = 1;
	ASSERT(timer->intr == 0);
	sys_irq_control(NOTIFY_IRQ, IRQ_CLEAR_PENDING);
	ASSERT(sys_irq_status(NOTIFY_IRQ) == 0);
}

// How long the device's timer counts while something is done, for different things.
static uint32_t counts_of_post_and_receive(void)
{
	struct task_id self = present(TASK_SUITE);

	timer->value = UINT32_MAX;
	timer->ctrl = CMSDK_TIMER_CTRL_ENABLE;
	(void)sys_post(self, NOTIFY_IRQ);
	(void)sys_recv_notification(NOTIFY_IRQ);
	timer->ctrl = 0;
	return UINT32_MAX - timer->value;
}

// A counter of the board that counts up as fast, for ever.
static volatile uint32_t *const counter = (volatile uint32_t *)(FPGAIO_BASE + 0x18);

#define LATENCY_COUNTS 100000u // more than it takes to wait for the interrupt

// The timer fires once: one that begins anew has QEMU 7.2 skip a part of an idle
// processor's time.
static uint32_t counts_of_interrupt(void)
{
	uint32_t counts;

	timer->reload = 0;
	timer->value = LATENCY_COUNTS;
	sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE);
	counts = *counter;
	timer->ctrl = CMSDK_TIMER_CTRL_ENABLE | CMSDK_TIMER_CTRL_INT_ENABLE;
	ASSERT(sys_recv_notification(NOTIFY_IRQ) == NOTIFY_IRQ);
	counts = *counter - counts - LATENCY_COUNTS;
	timer->ctrl = 0;
	timer->intr = 1;
	return counts;
}

// From the device to the task that waits takes one entry into the kernel, so it is done
// before two system calls would be. (What it takes in instructions, `bh bench` tells.)
static void latency(uint32_t unused)
{
	uint32_t two_calls = counts_of_post_and_receive();
	uint32_t interrupt = counts_of_interrupt();

	(void)unused;
	ASSERT(interrupt > 0 && interrupt < two_calls);
}

// A copy of this many bytes, 2 MiB, takes more than 8,000 counts (of 40 instructions). An
// interrupt takes a few thousand, most of which are the kernel's checks of itself.
#define LONG (REGION_PSRAM_SIZE / 4)
#define SOON 6000u

static uint32_t *const source = (uint32_t *)REGION_PSRAM_BASE;
static uint32_t *const target = (uint32_t *)(REGION_PSRAM_BASE + LONG);

// Only some words, since there are many; every step of a copy has some.
#define STRIDE 61u

static void fill(uint32_t *words, uint32_t seed)
{
	for (uint32_t i = 0; i < LONG / 4; i += STRIDE)
		words[i] = seed += 0x9E3779B9;
}

static bool are_equal(void)
{
	for (uint32_t i = 0; i < LONG / 4; i += STRIDE)
		if (source[i] != target[i])
			return false;
	return true;
}

static void fire_after(uint32_t counts)
{
	timer->ctrl = 0;
	timer->intr = 1;
	timer->reload = 0;
	timer->value = counts;
	sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	timer->ctrl = CMSDK_TIMER_CTRL_ENABLE | CMSDK_TIMER_CTRL_INT_ENABLE;
}

// Has the assistant send a long message, for whose answer there is as much room.
static void send_long(void)
{
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1),
					 (uint32_t)source, LONG, (uint32_t)target, LONG));
}

// An interrupt that comes in the middle of a message is not kept waiting by the rest of
// it; the message is whole in the end.
static void in_message(uint32_t unused)
{
	struct message message;
	uint32_t start;

	(void)unused;
	for (uint32_t counts = 200; counts < 2000; counts += 700) {
		fill(source, counts);
		send_long();
		fire_after(counts);
		start = *counter;
		sys_recv_open(target, LONG, NOTIFY_IRQ, &message);
		ASSERT(message.sender.raw == TASK_ID_KERNEL && message.operation == NOTIFY_IRQ);
		ASSERT(*counter - start - counts < SOON);
		sys_recv_open(target, LONG, NOTIFY_IRQ, &message);
		ASSERT(message.sender.raw == present(TASK_ASSIST).raw && message.size == LONG);
		ASSERT(are_equal());
		sys_reply(message.sender, 0, NULL, 0);
	}
	timer->ctrl = 0;
}

// The same for what a task copies while it goes on: the interrupt comes in between, and
// the call ends as if there had been none.
static void in_reply(uint32_t unused)
{
	struct message message;

	(void)unused;
	for (uint32_t counts = 200; counts < 2000; counts += 700) {
		fill(source, counts);
		send_long();
		sys_recv_open(NULL, 0, 0, &message);
		fire_after(counts);
		sys_reply(message.sender, 7, source, LONG);
		ASSERT((sys_irq_status(NOTIFY_IRQ) & IRQ_STATUS_POSTED) != 0);
		ASSERT(sys_recv_notification(NOTIFY_IRQ) == NOTIFY_IRQ);
		ASSERT(bid_results(TASK_ASSIST).r[0] == 7);
		ASSERT(bid_results(TASK_ASSIST).r[1] == LONG);
		ASSERT(are_equal());
	}
	timer->ctrl = 0;
}

static void in_borrow(uint32_t unused)
{
	const struct lease lease = {LEASE_READ | LEASE_WRITE, (uint32_t)source, LONG};
	struct layout layout = layout_of(TASK_ASSIST);
	struct message message;

	(void)unused;
	bid_poke(TASK_ASSIST, 0, &lease, sizeof lease);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_SUITE), 1), 0, 0, 0, 0,
					 layout.scratch, 1));
	sys_recv_open(NULL, 0, 0, &message);
	for (uint32_t counts = 200; counts < 2000; counts += 700) {
		bool reads = counts / 700 % 2 == 0;
		struct sys_result result;

		fill(reads ? source : target, counts);
		fire_after(counts);
		result = reads ? sys_borrow_read(message.sender, 0, 0, target, LONG)
			       : sys_borrow_write(message.sender, 0, 0, target, LONG);
		ASSERT((sys_irq_status(NOTIFY_IRQ) & IRQ_STATUS_POSTED) != 0);
		ASSERT(sys_recv_notification(NOTIFY_IRQ) == NOTIFY_IRQ);
		ASSERT(result.code == 0 && result.size == LONG && are_equal());
	}
	timer->ctrl = 0;
}

#define DEVICE_COUNTS_PER_MS 25000u // on every board

// When not even the idle task can run, time goes on as fast as ever, and interrupts come.
static void nobody_runs(uint32_t unused)
{
	uint64_t deadline;
	uint32_t counts;

	(void)unused;
	kipc_fault_task(TASK_IDLE);
	timer->value = UINT32_MAX;
	timer->ctrl = CMSDK_TIMER_CTRL_ENABLE;
	deadline = sys_now() + 5;
	sys_set_timer(deadline, NOTIFY_TIMER);
	ASSERT(sys_recv_notification(NOTIFY_TIMER) == NOTIFY_TIMER);
	counts = UINT32_MAX - timer->value;
	timer->ctrl = 0;
	ASSERT(sys_now() == deadline);
	ASSERT(counts > 4 * DEVICE_COUNTS_PER_MS && counts < 6 * DEVICE_COUNTS_PER_MS);
	// The alarm for a timer that is set anew rings for nobody, and is in nobody's way.
	sys_set_timer(sys_now() + 2, NOTIFY_TIMER);
	sys_set_timer(UINT64_MAX, NOTIFY_TIMER);
	fire_after(4 * DEVICE_COUNTS_PER_MS);
	ASSERT(sys_recv_notification(NOTIFY_IRQ) == NOTIFY_IRQ);
	timer->ctrl = 0;
	ASSERT((sys_irq_status(NOTIFY_IRQ) & IRQ_STATUS_ENABLED) == 0);
	timer->intr = 1;
	ASSERT(faults_notified() == 1);
	kipc_restart_task(TASK_IDLE);
	ASSERT(is_in(TASK_IDLE, TASK_RUNNABLE));
}

static void software(uint32_t unused)
{
	(void)unused;
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == 0);
	sys_irq_control(NOTIFY_OTHER_IRQ, IRQ_ENABLE);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_ENABLED);
	kipc_software_irq(TASK_SUITE, NOTIFY_OTHER_IRQ);
	ASSERT(sys_recv_notification(UINT32_MAX) == NOTIFY_OTHER_IRQ);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == 0);
}

// What IRQ_STATUS says as an interrupt goes through all that it can be.
static void status(uint32_t unused)
{
	(void)unused;
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == 0);
	kipc_software_irq(TASK_SUITE, NOTIFY_OTHER_IRQ);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_PENDING);
	sys_irq_control(NOTIFY_OTHER_IRQ, IRQ_ENABLE);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_POSTED);
	kipc_software_irq(TASK_SUITE, NOTIFY_OTHER_IRQ);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == (IRQ_STATUS_POSTED | IRQ_STATUS_PENDING));
	ASSERT(sys_recv_notification(NOTIFY_OTHER_IRQ) == NOTIFY_OTHER_IRQ);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_PENDING);
	ASSERT(sys_irq_status(NOTIFY_IRQ) == 0);
}

// What was pending before it is enabled fires then, unless it is cleared at the same time;
// clearing works with disabling, too.
static void clear_pending(uint32_t unused)
{
	(void)unused;
	kipc_software_irq(TASK_SUITE, NOTIFY_OTHER_IRQ);
	sys_irq_control(NOTIFY_OTHER_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_ENABLED);
	sys_irq_control(NOTIFY_OTHER_IRQ, 0);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == 0);
	kipc_software_irq(TASK_SUITE, NOTIFY_OTHER_IRQ);
	sys_irq_control(NOTIFY_OTHER_IRQ, 0);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_PENDING);
	sys_irq_control(NOTIFY_OTHER_IRQ, IRQ_CLEAR_PENDING);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == 0);
	sys_irq_control(NOTIFY_OTHER_IRQ, IRQ_ENABLE);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_ENABLED);
}

// What is done to one of them leaves the other alone.
static void neighbours(uint32_t unused)
{
	(void)unused;
	kipc_software_irq(TASK_SUITE, NOTIFY_IRQ);
	kipc_software_irq(TASK_SUITE, NOTIFY_OTHER_IRQ);
	sys_irq_control(NOTIFY_IRQ, IRQ_CLEAR_PENDING);
	ASSERT(sys_irq_status(NOTIFY_IRQ) == 0);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_PENDING);
	sys_irq_control(NOTIFY_IRQ, IRQ_ENABLE);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_PENDING);
	sys_irq_control(NOTIFY_OTHER_IRQ, IRQ_ENABLE | IRQ_CLEAR_PENDING);
	sys_irq_control(NOTIFY_IRQ, 0);
	ASSERT(sys_irq_status(NOTIFY_IRQ) == 0);
	ASSERT(sys_irq_status(NOTIFY_OTHER_IRQ) == IRQ_STATUS_ENABLED);
}

// The assistant's own, which is the first of its notifications.
#define ASSISTS_IRQ 1u

static void restart(uint32_t unused)
{
	(void)unused;
	bid_call(TASK_ASSIST, CALL(SYS_IRQ_CONTROL, ASSISTS_IRQ, IRQ_ENABLE));
	ASSERT(bid_call(TASK_ASSIST, CALL(SYS_IRQ_STATUS, ASSISTS_IRQ)).r[0] == IRQ_STATUS_ENABLED);
	kipc_restart_task(TASK_ASSIST);
	ASSERT(bid_call(TASK_ASSIST, CALL(SYS_IRQ_STATUS, ASSISTS_IRQ)).r[0] == 0);
	kipc_software_irq(TASK_ASSIST, ASSISTS_IRQ);
	ASSERT(bid_call(TASK_ASSIST, CALL(SYS_IRQ_STATUS, ASSISTS_IRQ)).r[0] == IRQ_STATUS_PENDING);
	kipc_restart_task(TASK_ASSIST);
	ASSERT(bid_call(TASK_ASSIST, CALL(SYS_IRQ_STATUS, ASSISTS_IRQ)).r[0] == 0);
}

// An interrupt that becomes pending during a system call is taken when that has ended,
// and if it wakes a more important task, that runs before the caller goes on.
static void during_call(uint32_t unused)
{
	struct task_state state;

	(void)unused;
	bid_call(TASK_ASSIST, CALL(SYS_IRQ_CONTROL, ASSISTS_IRQ, IRQ_ENABLE));
	bid_call_later(TASK_ASSIST,
		       CALL(SYS_RECV, 0, 0, ASSISTS_IRQ, SYS_RECV_CLOSED | TASK_ID_KERNEL));
	kipc_software_irq(TASK_ASSIST, ASSISTS_IRQ);
	state = kipc_read_task_status(TASK_ASSIST);
	ASSERT(state.health == TASK_HEALTHY && state.sched == TASK_IN_RECV && !state.has_peer);
	ASSERT(bid_results(TASK_ASSIST).r[2] == ASSISTS_IRQ);
}

// The runner asks for a letter, and gets it by the UART's interrupt.
static void typed(uint32_t letter)
{
	uint8_t asked = (uint8_t)letter;
	uint8_t came = 0;
	struct sys_result result = sys_send(present(TASK_RUNNER), RUNNER_TYPE, &asked, sizeof asked,
					    &came, sizeof came, NULL, 0);

	ASSERT(result.code == 0 && result.size == sizeof came);
	ASSERT(came == asked);
}

static const struct test_case cases[] = {
	{"device-interrupt", device, 0},
	{"interrupt-latency", latency, 0},
	{"interrupt-in-message", in_message, 0},
	{"interrupt-in-reply", in_reply, 0},
	{"interrupt-in-borrow", in_borrow, 0},
	{"interrupt-when-nobody-runs", nobody_runs, 0},
	{"test_irq_notif", software, 0},
	{"test_irq_status", status, 0},
	{"interrupt-clear-pending", clear_pending, 0},
	{"interrupt-neighbours", neighbours, 0},
	{"interrupt-restart", restart, 0},
	{"interrupt-during-call", during_call, 0},
	{"typed-letter", typed, 'X'},
	{"typed-letter-again", typed, 'y'},
};

TEST_TABLE(interrupt_cases, cases);
