// Crash records.
#include <string.h>

#include "abi/crash.h"
#include "gen/task.h"
#include "test/supervise/marks.h"
#include "test/supervise/teller/case.h"
#include "test/supervise/teller/jefe.h"
#include "ulib/frame.h"
#include "ulib/kipc.h"
#include "ulib/time.h"

#define RECORDS 4u // as in app.toml
#define STACK 64u  // rounded up

static union {
	struct crash crash;
	uint8_t bytes[sizeof(struct crash) + STACK];
} record;

// Whether there is such a record, whole.
static bool read_record(uint32_t number)
{
	memset(&record, 0, sizeof record);
	return read_crash(number, &record, sizeof record) == sizeof record &&
	       crash_is_valid(&record.crash, sizeof record);
}

static uint32_t word(const uint8_t *bytes, uint32_t index)
{
	uint32_t value;

	memcpy(&value, bytes + index * sizeof value, sizeof value);
	return value;
}

static int none(uint32_t life)
{
	(void)life;
	CHECK(!read_record(0));
	return 0;
}

// The dead task's registers and stack, though it has been restarted since.
static int content(uint32_t life)
{
	const struct crash *crash = &record.crash;
	struct frame frame;

	(void)life;
	tell(TASK_PLAIN, TELL_DIE);
	time_sleep_for(20);
	CHECK(is_well(TASK_PLAIN));
	CHECK(read_record(0) && crash->number == 0);
	CHECK(crash->task == task_id_make(TASK_PLAIN, 0));
	CHECK(crash->image_id == kipc_read_image_id());
	CHECK(crash->time == event_at(0).time);
	CHECK(crash->state_size == 3 && crash->state[0] == TASK_FAULTED &&
	      crash->state[1] == FAULT_DIVIDE_BY_ZERO);
	CHECK(crash->entry_kept == crash->entry_size && crash->entry_kept > CRASH_ARM_M_PSP);
	CHECK(word(crash->entry, 0) == MARK_R4 && word(crash->entry, 7) == MARK_R11);
	CHECK(crash->stack_kept == STACK);
	CHECK(crash->stack_base == word(crash->entry, 8));
	CHECK(word(crash->stack, 0) == MARK_R0 && word(crash->stack, 1) == MARK_STACK);
	CHECK(frame_read(crash, &frame));
	CHECK(frame.sp == crash->stack_base + 32 || frame.sp == crash->stack_base + 36);
	CHECK(word(crash->stack, (frame.sp - crash->stack_base) / 4) == MARK_STACK);
	CHECK(!read_record(1));
	return 0;
}

// There is room for four: the oldest goes.
static int ring(uint32_t life)
{
	(void)life;
	for (uint32_t i = 0; i < RECORDS + 2; i++) {
		tell(i % 2 == 0 ? TASK_PLAIN : TASK_SLOW, TELL_DIE);
		time_sleep_for(200);
	}
	for (uint32_t i = 2; i < RECORDS + 2; i++) {
		CHECK(read_record(i) && record.crash.number == i);
		CHECK(task_id_index(record.crash.task) == (i % 2 == 0 ? TASK_PLAIN : TASK_SLOW));
	}
	CHECK(read_record(0) && record.crash.number == 2);
	CHECK(!read_record(RECORDS + 2));
	return 0;
}

// Memory outlives a reset, and numbers go on.
static int survives(uint32_t life)
{
	if (life == 1) {
		tell(TASK_SLOW, TELL_DIE);
		tell(TASK_PLAIN, TELL_DIE);
		CHECK(read_record(1));
		request_reset();
	}
	CHECK(last_reset().cause == JEFE_RESET_CAUSE_REQUEST);
	CHECK(read_record(0) && record.crash.number == 0);
	CHECK(task_id_index(record.crash.task) == TASK_SLOW);
	CHECK(read_record(1) && task_id_index(record.crash.task) == TASK_PLAIN);
	tell(TASK_PLAIN, TELL_DIE);
	CHECK(read_record(2) && record.crash.number == 2);
	return 0;
}

// Its stack pointer is nowhere. The supervisor survives that.
static int lost_stack(uint32_t life)
{
	struct frame frame;

	(void)life;
	tell(TASK_PLAIN, TELL_LOSE_STACK);
	time_sleep_for(20);
	CHECK(is_well(TASK_PLAIN));
	CHECK(read_record(0));
	CHECK(record.crash.state[1] == FAULT_STACK_OVERFLOW);
	CHECK(record.crash.stack_base != word(record.crash.entry, 8));
	CHECK(!frame_read(&record.crash, &frame));
	CHECK(last_reset().cause == JEFE_RESET_CAUSE_UNKNOWN);
	return 0;
}

// It is just below the task's memory: the record begins with the lowest of that.
static int overflow(uint32_t life)
{
	struct frame frame;

	(void)life;
	tell(TASK_PLAIN, TELL_OVERFLOW);
	time_sleep_for(20);
	CHECK(is_well(TASK_PLAIN));
	CHECK(read_record(0));
	CHECK(record.crash.state[1] == FAULT_STACK_OVERFLOW);
	CHECK(record.crash.stack_base - word(record.crash.entry, 8) == 32 - 8);
	CHECK(record.crash.stack_kept == STACK);
	CHECK(!frame_read(&record.crash, &frame));
	return 0;
}

const struct test_case crash_cases[] = {
	{"crash-none", none},
	{"crash-content", content},
	{"crash-ring", ring},
	{"crash-survives", survives},
	{"crash-lost-stack", lost_stack},
	{"crash-overflow", overflow},
	{0},
};
