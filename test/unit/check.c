// kern/check.c: each invariant, broken by hand, is found out by its number.
#include "test/unit/world.h"

#include <string.h>

#include "abi/epitaph.h"
#include "abi/lease.h"
#include "kern/app.h"
#include "kern/check.h"
#include "kern/panic.h"

// A kernel in which there is something of every kind: ALPHA waits for SERVER's
// reply, BETA sends to SERVER, GAMMA is closed on ALPHA and has a timer, SUPER waits
// for notifications; SERVER runs.
static void set_up(void)
{
	world_boot_all();
	CALL(GAMMA, SYS_SET_TIMER, 1, 20, 0, 4);
	world_recv(SERVER);
	CALL(ALPHA, SYS_SEND, SERVER << 16, RAM(ALPHA), 4, RAM(ALPHA), 4);
	CALL(BETA, SYS_SEND, SERVER << 16, RAM(BETA), 4, RAM(BETA), 4);
	CALL(GAMMA, SYS_RECV, RAM(GAMMA), 4, 8, SYS_RECV_CLOSED | ALPHA);
	CALL(SUPER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == SERVER);
}

static void run_check(void *context)
{
	(void)context;
	kernel_check();
}

// Whether the check finds that invariant broken, and then sets everything up again.
static bool finds(uint32_t invariant)
{
	bool found;

	kernel_epitaph.magic = 0;
	found = host_run(run_check, NULL) == HOST_RESET &&
		kernel_epitaph.kind == EPITAPH_BROKEN_INVARIANT &&
		kernel_epitaph.detail == invariant && kernel_epitaph.magic == EPITAPH_MAGIC;
	set_up();
	return found;
}

static void test_sound(void)
{
	set_up();
	CHECK(host_run(run_check, NULL) == HOST_RETURNED);
}

static void test_running(void)
{
	set_up();
	kernel.current = task_at(IDLE);
	CHECK(finds(1));
	kernel.current = task_at(ALPHA);
	CHECK(finds(1));
}

static void test_queues(void)
{
	set_up();
	kernel.task[IDLE].state = TASK_STOPPED;
	CHECK(finds(4));
	kernel.task[SUPER].state = TASK_RUNNABLE;
	CHECK(finds(1));
	kernel.task[IDLE].state |= STATE_FAULTED;
	set_add(kernel.faulted, KERN_TASKS, IDLE);
	CHECK(finds(4));
	kernel.ready[0] &= ~set_bit(4);
	CHECK(finds(4));
	kernel.ready_first[4] = task_at(GAMMA);
	CHECK(finds(4));
	kernel.task[IDLE].ready.next = SERVER;
	CHECK(finds(4));
	kernel.ready_first[4] = task_at(SERVER);
	CHECK(finds(4));
	kernel.ready_first[4] = task_at(KERN_TASKS);
	CHECK(finds(4));
	kernel.ready_first[4] = (struct task *)((uintptr_t)task_at(IDLE) + 8);
	CHECK(finds(4));
}

// ALPHA and BETA are equals, and it is ALPHA's turn.
static void set_up_equals(void)
{
	world_boot();
	CALL(SUPER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CALL(SERVER, SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL);
	CHECK(drive_current() == ALPHA);
}

static void test_turns(void)
{
	set_up_equals();
	kernel.current = task_at(BETA);
	CHECK(finds(1));
	set_up_equals();
	kernel.task[ALPHA].ready.prev = ALPHA;
	CHECK(finds(4));
	set_up_equals();
	kernel.task[BETA].ready.next = KERN_TASKS;
	CHECK(finds(4));
}

static void test_waiting(void)
{
	set_up();
	kernel.task[ALPHA].peer = task_id_make(SERVER, 1);
	CHECK(finds(2));
	kernel.task[ALPHA].peer = KERN_TASKS;
	CHECK(finds(2));
	kernel.task[BETA].state |= STATE_FAULTED;
	CHECK(finds(3));
	kernel.task[BETA].peer = task_id_make(SERVER, 1);
	CHECK(finds(5));
	kernel.task[SERVER].senders[0] = 0;
	CHECK(finds(5));
	kernel.task[SERVER].senders[0] |= set_bit(4);
	CHECK(finds(5));
	kernel.task[GAMMA].peer = task_id_make(ALPHA, 1);
	CHECK(finds(8));
	kernel.task[GAMMA].peer = KERN_TASKS;
	CHECK(finds(8));
	kernel.task[GAMMA].state = STATE_IN_RECV_CLOSED + 1;
	CHECK(finds(4));
	kernel.task[GAMMA].notes = 8;
	CHECK(finds(10));
	kernel.task[BETA].id = GAMMA;
	CHECK(finds(11));
	kernel.task[GAMMA].index = IDLE;
	CHECK(finds(11));
	kernel.task[GAMMA].level++;
	CHECK(finds(11));
	kernel.task[GAMMA].level_bit = 0;
	CHECK(finds(11));
}

static void test_buffers(void)
{
	set_up();
	kernel.task[BETA].save.arg[1] = KERNEL_RAM;
	CHECK(finds(7));
	kernel.task[BETA].save.arg[3] = ROM(BETA);
	CHECK(finds(7));
	kernel.task[ALPHA].save.arg[3] = ROM(ALPHA);
	CHECK(finds(7));
	kernel.task[GAMMA].save.arg[0] = ROM(GAMMA);
	CHECK(finds(7));
	kernel.task[ALPHA].save.arg[6] = LEASE_COUNT_MAX + 1;
	CHECK(finds(7));
	kernel.task[ALPHA].save.arg[5] = RAM(ALPHA) + 2;
	kernel.task[ALPHA].save.arg[6] = 1;
	CHECK(finds(7));
	kernel.task[BETA].save.arg[5] = RAM(BETA) + 2;
	kernel.task[BETA].save.arg[6] = LEASE_COUNT_MAX;
	CHECK(finds(7));
}

static void test_rendezvous(void)
{
	set_up();
	kernel.task[GAMMA].peer = BETA;
	kernel.task[BETA].peer = GAMMA;
	kernel.task[GAMMA].senders[0] = kernel.task[SERVER].senders[0];
	kernel.task[SERVER].senders[0] = 0;
	CHECK(finds(9));
}

static void test_timers(void)
{
	set_up();
	kernel.task[GAMMA].armed = false;
	CHECK(finds(6));
	kernel.task[GAMMA].timer.deadline = 40;
	CHECK(finds(6));
	kernel.task[BETA].armed = true;
	CHECK(finds(6));
	kernel.now = 20;
	CHECK(finds(6));
	set_remove(kernel.timer_buckets, TIMER_BUCKETS, 4);
	CHECK(finds(6));
	kernel.timer_first[4] = BETA;
	CHECK(finds(6));
	kernel.timer_first[4] = KERN_TASKS;
	CHECK(finds(6));
	kernel.alarm = kernel.now;
	CHECK(finds(6));
	kernel.alarm = 21;
	CHECK(finds(6));
}

// A bucket whose head is not its earliest timer.
static void test_unsorted(void)
{
	set_up();
	CALL(SERVER, SYS_SET_TIMER, 1, 18, 0, 1);
	kernel.timer_first[4] = GAMMA;
	CHECK(finds(6));
}

struct ending {
	uint32_t task;
	uint32_t outcome;
};

static void run_outcome(void *context)
{
	const struct ending *ending = context;

	check_outcome(task_at(ending->task), (struct outcome){ending->outcome});
}

static bool ends_so(uint32_t task, uint32_t outcome)
{
	struct ending ending = {task, outcome};

	if (host_run(run_outcome, &ending) == HOST_RETURNED)
		return true;
	CHECK(kernel_epitaph.kind == EPITAPH_BROKEN_INVARIANT && kernel_epitaph.detail == 12);
	return false;
}

static void test_faulted(void)
{
	set_up();
	set_add(kernel.faulted, KERN_TASKS, GAMMA);
	CHECK(finds(13));
	drive_fault(GAMMA);
	set_remove(kernel.faulted, KERN_TASKS, GAMMA);
	CHECK(finds(13));
}

static void test_outcomes(void)
{
	set_up();
	drive_fault(IDLE);
	CHECK(ends_so(SERVER, OUTCOME_RETURNS));
	CHECK(!ends_so(ALPHA, OUTCOME_RETURNS));
	CHECK(!ends_so(IDLE, OUTCOME_RETURNS));
	CHECK(ends_so(ALPHA, OUTCOME_BLOCKS));
	CHECK(!ends_so(SERVER, OUTCOME_BLOCKS));
	CHECK(!ends_so(IDLE, OUTCOME_BLOCKS));
	CHECK(ends_so(IDLE, OUTCOME_FAULTS));
	CHECK(!ends_so(SERVER, OUTCOME_FAULTS));
	CHECK(ends_so(SERVER, OUTCOME_RESTARTS));
	CHECK(!ends_so(IDLE, OUTCOME_RESTARTS));
	CHECK(ends_so(SERVER, OUTCOME_AGAIN));
	CHECK(!ends_so(ALPHA, OUTCOME_AGAIN));
	CHECK(!ends_so(IDLE, OUTCOME_AGAIN));
	CHECK(!ends_so(SERVER, 5));
}

static void die_of_fault(void *context)
{
	(void)context;
	kernel_epitaph.registers[EPITAPH_PC] = 2;
	panic_kernel_fault(1, 3, 1u << EPITAPH_PC);
}

static void die_of_nmi(void *context)
{
	(void)context;
	panic_nmi(EPITAPH_IN_TASK, 0);
}

static void die_of_nmi_in_kernel(void *context)
{
	(void)context;
	panic_nmi(EPITAPH_IN_KERNEL, 0);
}

static void die_unprotected(void *context)
{
	(void)context;
	panic_no_protection(4);
}

static void die_supervisor(void *context)
{
	(void)context;
	panic_supervisor(&(struct fault){
		.kind = FAULT_BUS_ERROR, .reason = FAULT_BY_KERNEL, .detail = 0x1234});
}

// The port's reasons to give up.
static void test_epitaphs(void)
{
	const struct epitaph *e = &kernel_epitaph;

	set_up();
	CHECK(host_run(die_of_fault, NULL) == HOST_RESET);
	CHECK(epitaph_is_valid(e));
	CHECK(e->kind == EPITAPH_KERNEL_FAULT && e->task == SERVER);
	CHECK(e->detail == 1 && e->address == 3);
	CHECK(e->context == EPITAPH_IN_KERNEL && e->known == 1u << EPITAPH_PC);
	CHECK(e->registers[EPITAPH_PC] == 2);
	CHECK(host_run(die_of_nmi, NULL) == HOST_RESET);
	CHECK(e->kind == EPITAPH_NMI && e->task == SERVER && e->known == 0);
	host_clock.now = 77;
	CHECK(host_run(die_of_nmi_in_kernel, NULL) == HOST_RESET);
	CHECK(e->kind == EPITAPH_NMI && e->context == EPITAPH_IN_KERNEL && e->now == 77);
	memset(&kernel, 0, sizeof kernel);
	CHECK(host_run(die_unprotected, NULL) == HOST_RESET);
	CHECK(e->kind == EPITAPH_NO_PROTECTION && e->detail == 4 && e->task == 0);
}

// It tells of the supervisor, whoever was current.
static void test_supervisors_epitaph(void)
{
	const struct epitaph *e = &kernel_epitaph;

	set_up();
	CHECK(drive_current() == SERVER);
	CHECK(host_run(die_supervisor, NULL) == HOST_RESET);
	CHECK(epitaph_is_valid(e) && e->kind == EPITAPH_SUPERVISOR_FAULT && e->task == SUPER);
	CHECK(e->detail == (FAULT_BUS_ERROR | FAULT_BY_KERNEL << 8) && e->address == 0x1234);
	CHECK(e->context == EPITAPH_IN_TASK && e->known == 1u << EPITAPH_PC);
	CHECK(e->registers[EPITAPH_PC] == app_task[SUPER].entry);
	CHECK(e->image_id == app_image_id && e->now == kernel.now);
	kernel_epitaph.detail++;
	CHECK(!epitaph_is_valid(e));
}

int main(void)
{
	unit_run("check: a sound kernel", test_sound);
	unit_run("check: who runs", test_running);
	unit_run("check: queues", test_queues);
	unit_run("check: turns", test_turns);
	unit_run("check: waiting tasks", test_waiting);
	unit_run("check: buffers", test_buffers);
	unit_run("check: rendezvous", test_rendezvous);
	unit_run("check: timers", test_timers);
	unit_run("check: faulted tasks", test_faulted);
	unit_run("check: an unsorted bucket", test_unsorted);
	unit_run("check: outcomes of calls", test_outcomes);
	unit_run("check: epitaphs", test_epitaphs);
	unit_run("check: the supervisor's epitaph", test_supervisors_epitaph);
	return unit_status();
}
