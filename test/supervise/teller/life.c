// Ends of the whole system: why they come, and what the next life is told of them.
#include "abi/epitaph.h"
#include "gen/task.h"
#include "test/supervise/marks.h"
#include "test/supervise/teller/case.h"
#include "test/supervise/teller/jefe.h"
#include "ulib/kipc.h"
#include "ulib/time.h"

static struct epitaph epitaph;

static bool began_so(uint32_t cause, uint32_t index)
{
	struct jefe_reset reset = last_reset();

	return reset.cause == cause && reset.task == index;
}

// Whether the log begins with it.
static bool is_logged(uint32_t index)
{
	struct jefe_event event = event_at(0);

	return event.number == 0 && event.kind == JEFE_EVENT_KIND_RESET &&
	       task_id_index(event.task) == index;
}

static int first_life(uint32_t life)
{
	struct jefe_reset reset = last_reset();

	(void)life;
	CHECK(reset.cause == JEFE_RESET_CAUSE_UNKNOWN && reset.task == 0 && reset.time == 0);
	CHECK(!read_epitaph(&epitaph));
	CHECK(event_at(0).kind == 0);
	return 0;
}

static int request(uint32_t life)
{
	if (life == 1)
		request_reset();
	CHECK(began_so(JEFE_RESET_CAUSE_REQUEST, TASK_TELLER));
	CHECK(is_logged(TASK_TELLER));
	CHECK(!read_epitaph(&epitaph));
	return 0;
}

// A reset that nobody explains, such as a button, is not taken for the one before.
static int unexplained(uint32_t life)
{
	if (life == 1)
		request_reset();
	if (life == 2)
		kipc_reset();
	CHECK(began_so(JEFE_RESET_CAUSE_UNKNOWN, 0));
	CHECK(event_at(0).kind == 0);
	return 0;
}

static int limit_reset(uint32_t life)
{
	if (life == 1) {
		tell(TASK_SERVER, TELL_DIE);
		time_sleep_for(100);
		CHECK(generation(TASK_SERVER) == 1);
		tell(TASK_SERVER, TELL_DIE);
		return __LINE__;
	}
	CHECK(began_so(JEFE_RESET_CAUSE_GAVE_UP, TASK_SERVER));
	CHECK(is_logged(TASK_SERVER));
	return 0;
}

// The needy task's failures become those of its server, which has too many as well.
static int limit_chain(uint32_t life)
{
	if (life == 1) {
		for (int i = 0; i < 3; i++) {
			tell(TASK_NEEDY, TELL_DIE);
			time_sleep_for(50);
		}
		CHECK(generation(TASK_SERVER) == 1);
		tell(TASK_NEEDY, TELL_DIE);
		return __LINE__;
	}
	CHECK(began_so(JEFE_RESET_CAUSE_GAVE_UP, TASK_SERVER));
	return 0;
}

// While all is well, nothing happens.
static int fed(uint32_t life)
{
	(void)life;
	time_sleep_for(5000);
	CHECK(last_reset().cause == JEFE_RESET_CAUSE_UNKNOWN);
	return 0;
}

// In the third life there is no more to be told of the first.
static int told_once(uint32_t life)
{
	if (life == 2)
		request_reset();
	CHECK(began_so(JEFE_RESET_CAUSE_REQUEST, TASK_TELLER));
	CHECK(!read_epitaph(&epitaph));
	return 0;
}

// A task keeps the processor to itself, so that idle does not run.
static int hog(uint32_t life)
{
	if (life == 1) {
		tell(TASK_PLAIN, TELL_SPIN);
		time_sleep_for(5000);
		return __LINE__;
	}
	if (life == 2) {
		CHECK(began_so(JEFE_RESET_CAUSE_NO_PROGRESS, TASK_IDLE));
		CHECK(is_logged(TASK_IDLE));
		CHECK(read_epitaph(&epitaph));
		CHECK(epitaph.kind == EPITAPH_NMI && epitaph.task == TASK_PLAIN);
		CHECK(epitaph.context == EPITAPH_IN_TASK && epitaph.known == 0x1FFFF);
		CHECK(epitaph.image_id == kipc_read_image_id());
		CHECK(epitaph.now >= 500 && epitaph.now < 1200);
	}
	return told_once(life);
}

// The same by one that is more important than most.
static int important_hog(uint32_t life)
{
	if (life == 1)
		for (;;)
			;
	CHECK(began_so(JEFE_RESET_CAUSE_NO_PROGRESS, TASK_IDLE));
	CHECK(read_epitaph(&epitaph) && epitaph.task == TASK_TELLER);
	return 0;
}

// Everyone runs, but one task does not get on.
static int stuck(uint32_t life)
{
	if (life == 1) {
		tell(TASK_STEADY, TELL_BE_STUCK);
		time_sleep_for(5000);
		return __LINE__;
	}
	CHECK(began_so(JEFE_RESET_CAUSE_NO_PROGRESS, TASK_STEADY));
	CHECK(read_epitaph(&epitaph) && epitaph.kind == EPITAPH_NMI);
	return 0;
}

// A task that the supervisor holds, or restarts again and again, is its own affair.
static int excused(uint32_t life)
{
	(void)life;
	CHECK(ask(JEFE_OP_FAULT, TASK_STEADY) == 0);
	time_sleep_for(3000);
	CHECK(ask(JEFE_OP_RELEASE, TASK_STEADY) == 0);
	for (int i = 0; i < 20; i++) {
		tell(TASK_STEADY, TELL_DIE);
		time_sleep_for(100);
	}
	CHECK(last_reset().cause == JEFE_RESET_CAUSE_UNKNOWN);
	return 0;
}

// Without its driver nobody feeds the watchdog, and a restart of it is no food.
static int no_driver(uint32_t life)
{
	if (life == 1) {
		for (int i = 0; i < 20; i++) {
			CHECK(ask(JEFE_OP_START, TASK_WATCHDOG) == 0);
			CHECK(ask(JEFE_OP_FAULT, TASK_WATCHDOG) == 0);
			time_sleep_for(100);
		}
		return __LINE__;
	}
	CHECK(last_reset().cause == JEFE_RESET_CAUSE_KERNEL);
	CHECK(read_epitaph(&epitaph) && epitaph.kind == EPITAPH_NMI);
	return 0;
}

// The image is damaged: the supervisor fails when it is to make a task fault.
static int supervisors_fault(uint32_t life)
{
	if (life == 1) {
		ask(JEFE_OP_FAULT, TASK_PLAIN);
		return __LINE__;
	}
	if (life == 2) {
		CHECK(began_so(JEFE_RESET_CAUSE_KERNEL, TASK_JEFE));
		CHECK(is_logged(TASK_JEFE));
		CHECK(read_epitaph(&epitaph));
		CHECK(epitaph.kind == EPITAPH_SUPERVISOR_FAULT && epitaph.task == TASK_JEFE);
		CHECK(epitaph.detail == FAULT_ILLEGAL_INSTRUCTION);
		CHECK(epitaph.context == EPITAPH_IN_TASK && epitaph.known == 0x1FFFF);
	}
	return told_once(life);
}

// The image is damaged: the kernel fails when it is to deal with a fault.
static int kernels_fault(uint32_t life)
{
	if (life == 1) {
		tell(TASK_PLAIN, TELL_DIE);
		return __LINE__;
	}
	if (life == 2) {
		CHECK(began_so(JEFE_RESET_CAUSE_KERNEL, TASK_PLAIN));
		CHECK(read_epitaph(&epitaph));
		CHECK(epitaph.kind == EPITAPH_KERNEL_FAULT && epitaph.task == TASK_PLAIN);
		CHECK(epitaph.context == EPITAPH_IN_KERNEL && epitaph.known == 0x1FFFF);
		CHECK(epitaph.registers[4] == MARK_R4 && epitaph.registers[11] == MARK_R11);
	}
	return told_once(life);
}

// The image is damaged: instead of that they go on for ever.
static int supervisor_hangs(uint32_t life)
{
	if (life == 1) {
		ask(JEFE_OP_FAULT, TASK_PLAIN);
		return __LINE__;
	}
	CHECK(began_so(JEFE_RESET_CAUSE_KERNEL, TASK_JEFE));
	CHECK(read_epitaph(&epitaph) && epitaph.kind == EPITAPH_NMI);
	CHECK(epitaph.context == EPITAPH_IN_TASK && epitaph.task == TASK_JEFE);
	return 0;
}

static int kernel_hangs(uint32_t life)
{
	if (life == 1) {
		tell(TASK_PLAIN, TELL_DIE);
		return __LINE__;
	}
	CHECK(began_so(JEFE_RESET_CAUSE_KERNEL, TASK_PLAIN));
	CHECK(read_epitaph(&epitaph) && epitaph.kind == EPITAPH_NMI);
	CHECK(epitaph.context == EPITAPH_IN_KERNEL && epitaph.known == 0x1FFFF);
	CHECK(epitaph.registers[4] == MARK_R4 && epitaph.registers[11] == MARK_R11);
	return 0;
}

// The image is damaged: there are no last words, and the watchdog resets the system itself.
static int second_time_out(uint32_t life)
{
	if (life == 1) {
		tell(TASK_PLAIN, TELL_SPIN);
		time_sleep_for(5000);
		return __LINE__;
	}
	CHECK(began_so(JEFE_RESET_CAUSE_NO_PROGRESS, TASK_IDLE));
	CHECK(!read_epitaph(&epitaph));
	return 0;
}

const struct test_case life_cases[] = {
	{"first-life", first_life},
	{"request-reset", request},
	{"unexplained-reset", unexplained},
	{"limit-reset", limit_reset},
	{"limit-chain", limit_chain},
	{"fed", fed},
	{"hog", hog},
	{"important-hog", important_hog},
	{"stuck", stuck},
	{"excused", excused},
	{"no-driver", no_driver},
	{"supervisors-fault", supervisors_fault},
	{"kernels-fault", kernels_fault},
	{"supervisor-hangs", supervisor_hangs},
	{"kernel-hangs", kernel_hangs},
	{"second-time-out", second_time_out},
	{0},
};
