// kern/task.c and kern/fault.c, with what ipc.c, sched.c and entry.c have to do with
// them: ids, restarts, faults, and who runs.
#include "test/unit/world.h"

#include "kern/check.h"
#include "kern/entry.h"
#include "kern/panic.h"

static const struct uslice nothing;

static void test_stale_ids(void)
{
	uint32_t old = task_id_make(SERVER, 0);

	world_boot();
	drive_restart(SERVER);
	CHECK(drive_id(SERVER) == task_id_make(SERVER, 1));
	world_send(ALPHA, old, 1, nothing, nothing);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
	world_recv_from(ALPHA, old);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
	CALL(ALPHA, SYS_POST, old, 1);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
	CHECK(kernel.task[SERVER].notes == 0);
	CALL(ALPHA, SYS_REFRESH_TASK_ID, old);
	CHECK(drive_result(ALPHA, 0) == task_id_make(SERVER, 1));
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
}

static void test_refresh(void)
{
	world_boot();
	CALL(ALPHA, SYS_REFRESH_TASK_ID, task_id_make(ALPHA, 17));
	CHECK(drive_result(ALPHA, 0) == task_id_make(ALPHA, 0));
	CALL(ALPHA, SYS_REFRESH_TASK_ID, KERN_TASKS - 1);
	CHECK(drive_result(ALPHA, 0) == KERN_TASKS - 1);
	CALL(ALPHA, SYS_REFRESH_TASK_ID, KERN_TASKS);
	CHECK(drive_misused(ALPHA, USAGE_TASK_OUT_OF_RANGE));
}

// A peer's restart ends every wait for it, and no other.
static void test_restart_of_peer(void)
{
	world_boot_all();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
	world_recv_from(GAMMA, drive_id(SERVER));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(world_waits(BETA, TASK_IN_SEND, SERVER));
	CHECK(world_waits(GAMMA, TASK_IN_RECV, SERVER));
	drive_restart(SERVER);
	for (uint32_t task = ALPHA; task <= GAMMA; task++) {
		CHECK(drive_is(task, TASK_RUNNABLE));
		CHECK(world_results(task, SYS_CODE_DEAD | 1, 0));
	}
	kernel_check();
}

static void test_restart_of_another(void)
{
	world_boot_all();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
	world_recv(GAMMA);
	drive_restart(SUPER);
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(world_waits(BETA, TASK_IN_SEND, SERVER));
	CHECK(drive_is(GAMMA, TASK_IN_RECV));
	kernel_check();
}

// A task that has waited for the peer, in the same way, but no longer does.
static void test_restart_of_past_peer(void)
{
	world_boot();
	CALL(ALPHA, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | drive_id(SERVER));
	CALL(SUPER, SYS_POST, drive_id(ALPHA), 1);
	CHECK(world_notified(ALPHA, 1));
	drive_restart(SERVER);
	CHECK(world_notified(ALPHA, 1) && drive_is(ALPHA, TASK_RUNNABLE));
	world_recv(ALPHA);
	drive_restart(SUPER);
	CHECK(drive_is(ALPHA, TASK_IN_RECV));
	kernel_check();
}

// A faulted client is told nothing, and stays faulted.
static void test_restart_with_faulted_client(void)
{
	world_boot();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CALL(SERVER, SYS_REPLY_FAULT, drive_id(ALPHA), 0);
	drive_restart(SERVER);
	CHECK(drive_faulted(ALPHA, FAULT_FROM_SERVER, 0, task_id_make(SERVER, 0)));
	kernel_check();
}

// A client that is restarted is out of its server's way.
static void test_restart_of_client(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	drive_restart(ALPHA);
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CHECK(world_received(SERVER, ALPHA, 1, 0, 0, 0));
	drive_restart(ALPHA);
	CALL(SERVER, SYS_REPLY, task_id_make(ALPHA, 1), 5);
	CHECK(drive_is(SERVER, TASK_RUNNABLE));
	CHECK(drive_result(ALPHA, 0) == 0);
}

static void test_generations(void)
{
	world_boot();
	for (uint32_t i = 1; i <= 2 * TASK_GENERATIONS; i++) {
		world_recv(SERVER);
		world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
		drive_restart(SERVER);
		CHECK(drive_id(SERVER) == task_id_make(SERVER, i % 64));
		CHECK(drive_result(BETA, 0) == (SYS_CODE_DEAD | i % 64));
	}
	CHECK(drive_id(SERVER) == SERVER);
}

// A new life begins with nothing of the old one.
static void test_restart(void)
{
	world_boot();
	CALL(ALPHA, SYS_SET_TIMER, 1, 50, 0, 4);
	CALL(SUPER, SYS_POST, drive_id(ALPHA), 8);
	CALL(ALPHA, SYS_PANIC, 1, 2, 3, 4, 5, 6, 7);
	CHECK(drive_faulted(ALPHA, FAULT_PANIC, 0, 0));
	drive_restart(ALPHA);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	CHECK(kernel.task[ALPHA].notes == 0 && !kernel.task[ALPHA].armed);
	CHECK(kernel.task[ALPHA].save.pc == ROM(ALPHA));
	CHECK(kernel.task[ALPHA].save.sp == RAM(ALPHA) + 64);
	for (uint32_t i = 0; i < 7; i++)
		CHECK(drive_result(ALPHA, i) == 0);
	kernel_check();
}

// A task that was stopped when it was the only one of its level, while another of
// that level came: the latter's turn is not lost by what happens to the former.
static void test_faulted_and_alone(void)
{
	for (int restart = 0; restart < 2; restart++) {
		world_boot();
		CALL(BETA, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
		drive_fault(ALPHA);
		CALL(SUPER, SYS_POST, drive_id(BETA), 1);
		if (restart)
			drive_restart(ALPHA);
		else
			drive_fault(ALPHA);
		kernel_check();
		CALL(SUPER, SYS_RECV, 0, 0, 2, SYS_RECV_CLOSED | TASK_ID_KERNEL);
		CALL(SERVER, SYS_RECV, 0, 0, 2, SYS_RECV_CLOSED | TASK_ID_KERNEL);
		CHECK(drive_current() == BETA);
	}
}

static void test_boot(void)
{
	world_boot();
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		CHECK(kernel.task[i].save.pc == ROM(i));
		CHECK(kernel.task[i].save.sp == RAM(i) + 64);
		CHECK(drive_is(i, i == STOPPED_AT_BOOT ? TASK_STOPPED : TASK_RUNNABLE));
		CHECK(drive_id(i) == i);
	}
	CHECK(kernel.now == 0);
}

// A fault wakes none of those who wait for the task; its restart will.
static void test_fault_leaves_peers(void)
{
	world_boot_all();
	world_recv(SERVER);
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	world_send(BETA, drive_id(SERVER), 1, nothing, nothing);
	world_recv_from(GAMMA, drive_id(SERVER));
	CALL(SERVER, 99, 0);
	CHECK(drive_misused(SERVER, USAGE_BAD_SYSCALL));
	CHECK(world_waits(ALPHA, TASK_IN_REPLY, SERVER));
	CHECK(world_waits(BETA, TASK_IN_SEND, SERVER));
	CHECK(world_waits(GAMMA, TASK_IN_RECV, SERVER));
	CALL(SUPER, SYS_POST, drive_id(SERVER), UINT32_MAX);
	CHECK(task_is_faulted(&kernel.task[SERVER]));
}

// Nobody is delivered to, or from, a faulted task.
static void test_faulted_receiver(void)
{
	world_boot();
	world_recv(SERVER);
	drive_fault(SERVER);
	CHECK(kernel.task[SERVER].state == (TASK_IN_RECV | STATE_FAULTED));
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	CHECK(world_waits(ALPHA, TASK_IN_SEND, SERVER));
}

static void test_faulted_sender(void)
{
	world_boot();
	world_send(ALPHA, drive_id(SERVER), 1, nothing, nothing);
	drive_fault(ALPHA);
	CHECK(task_sched_state(&kernel.task[ALPHA]) == TASK_IN_SEND);
	world_recv(SERVER);
	CHECK(drive_is(SERVER, TASK_IN_RECV));
	kernel_check();
}

static void test_stopped_receiver(void)
{
	world_boot();
	world_send(ALPHA, drive_id(GAMMA), 1, nothing, nothing);
	CHECK(world_waits(ALPHA, TASK_IN_SEND, GAMMA));
	drive_restart(GAMMA);
	CHECK(world_results(ALPHA, SYS_CODE_DEAD | 1, 0));
}

// The most important runnable task runs after every entry.
static void test_who_runs(void)
{
	world_boot_all();
	CHECK(drive_current() == SUPER);
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == SERVER);
	world_recv(SERVER);
	CHECK(drive_current() == ALPHA);
	world_recv(ALPHA);
	CHECK(drive_current() == BETA);
	world_recv(BETA);
	CHECK(drive_current() == GAMMA);
	world_send(GAMMA, drive_id(ALPHA), 1, nothing, nothing);
	CHECK(drive_current() == ALPHA);
	CALL(ALPHA, SYS_POST, drive_id(SUPER), 2);
	CHECK(drive_current() == SUPER);
}

// A reply to a more important client.
static void test_reply_uphill(void)
{
	world_boot_all();
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	world_recv(SERVER);
	world_recv(BETA);
	world_recv(GAMMA);
	world_send(ALPHA, drive_id(GAMMA), 1, nothing, nothing);
	CHECK(drive_current() == GAMMA);
	world_reply(GAMMA, ALPHA, 0);
	CHECK(drive_current() == ALPHA);
	CHECK(drive_is(GAMMA, TASK_RUNNABLE));
}

// Equals: who became runnable first runs, and keeps its turn.
static void test_equals(void)
{
	world_boot_all();
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CALL(SERVER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == ALPHA);
	CALL(ALPHA, SYS_POST, drive_id(SUPER), 2);
	CHECK(drive_current() == SUPER);
	CALL(SUPER, SYS_RECV, 0, 0, UINT32_MAX, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == ALPHA);
	world_recv(ALPHA);
	CHECK(drive_current() == BETA);
	CALL(BETA, SYS_POST, drive_id(ALPHA), 0);
	world_send(GAMMA, drive_id(ALPHA), 1, nothing, nothing);
	CHECK(drive_is(ALPHA, TASK_RUNNABLE));
	CHECK(drive_current() == BETA);
}

static void supervisor_faults(void *context)
{
	(void)context;
	CALL(SUPER, SYS_SEND, (uint32_t)SUPER << 16);
}

// Nothing goes on without a supervisor.
static void test_supervisor_fault(void)
{
	world_boot();
	host_clock.now = 0x123456789A;
	CHECK(host_run(supervisor_faults, NULL) == HOST_RESET);
	CHECK(kernel_epitaph.magic == EPITAPH_MAGIC);
	CHECK(kernel_epitaph.kind == EPITAPH_SUPERVISOR_FAULT);
	CHECK(kernel_epitaph.detail == (FAULT_SYSCALL_USAGE | USAGE_SEND_TO_SELF << 8));
	CHECK(kernel_epitaph.task == SUPER);
	CHECK(kernel_epitaph.now == 0x123456789A);
	CHECK(kernel_epitaph.image_id == 0x8877665544332211);
}

static void test_processor_fault(void)
{
	world_boot();
	CALL(SUPER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == SERVER);
	kern_fault(&(struct fault){.kind = FAULT_DIVIDE_BY_ZERO});
	CHECK(drive_faulted(SERVER, FAULT_DIVIDE_BY_ZERO, 0, 0));
	CHECK(drive_current() == SUPER && world_notified(SUPER, TASK_FAULT_NOTIFICATION));
}

static void stop_everybody(void *context)
{
	(void)context;
	world_boot();
	for (uint32_t i = 0; i < KERN_TASKS; i++)
		if (drive_is(i, TASK_RUNNABLE))
			CALL(i, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
}

// With no task to run, not even the idle one, the kernel waits for what may come.
static void test_nobody_runs(void)
{
	CHECK(host_run(stop_everybody, NULL) == HOST_STUCK);
	host_clock.end = 10;
	world_boot();
	CALL(BETA, SYS_SET_TIMER, 1, 7, 0, 2);
	for (uint32_t i = 0; i < KERN_TASKS; i++) {
		if (drive_is(i, TASK_RUNNABLE))
			CALL(i, SYS_RECV, 0, 0, 2, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	}
	CHECK(kernel.now == 7 && host_clock.now == 7);
	CHECK(drive_current() == BETA && world_notified(BETA, 2));
}

int main(void)
{
	unit_run("task: stale ids", test_stale_ids);
	unit_run("task: refresh", test_refresh);
	unit_run("task: restart of a peer", test_restart_of_peer);
	unit_run("task: restart of another", test_restart_of_another);
	unit_run("task: restart of a past peer", test_restart_of_past_peer);
	unit_run("task: restart with a faulted client", test_restart_with_faulted_client);
	unit_run("task: restart of a client", test_restart_of_client);
	unit_run("task: generations", test_generations);
	unit_run("task: restart", test_restart);
	unit_run("task: boot", test_boot);
	unit_run("task: faulted when alone", test_faulted_and_alone);
	unit_run("task: a fault leaves the peers", test_fault_leaves_peers);
	unit_run("task: faulted receiver", test_faulted_receiver);
	unit_run("task: faulted sender", test_faulted_sender);
	unit_run("task: stopped receiver", test_stopped_receiver);
	unit_run("task: who runs", test_who_runs);
	unit_run("task: reply to a more important client", test_reply_uphill);
	unit_run("task: equals", test_equals);
	unit_run("task: supervisor's fault", test_supervisor_fault);
	unit_run("task: processor's fault", test_processor_fault);
	unit_run("task: nobody runs", test_nobody_runs);
	return unit_status();
}
