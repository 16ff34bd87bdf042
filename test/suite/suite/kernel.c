// Kernel IPC: the operations that only the kernel can carry out, and who may ask.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

// A request of words, in the memory of assist or pawn.
static struct sys_registers kernel_call(uint32_t task, enum kipc_op operation, uint32_t first,
					uint32_t second, uint32_t size)
{
	const uint32_t words[] = {first, second};
	uint32_t scratch = layout_of(task).scratch;

	bid_poke(task, 0, words, sizeof words);
	return CALL(SYS_SEND, send_to(task_id_kernel(), operation), scratch, size, scratch + 64,
		    32);
}

// Whether that stops a fresh assistant, or pawn, so.
static bool is_misuse(uint32_t task, enum kipc_op operation, uint32_t first, uint32_t size,
		      enum usage_error error)
{
	kipc_restart_task(task);
	bid_call_later(task, kernel_call(task, operation, first, 0, size));
	return stopped_for_usage(task, error);
}

static void status(uint32_t unused)
{
	uint8_t bytes[KIPC_STATE_MAX];
	struct task_id runner = present(TASK_RUNNER);

	(void)unused;
	ASSERT(runner.raw == TASK_RUNNER);
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		ASSERT(kipc_read_task_status(i).health == TASK_HEALTHY);
	ASSERT(kipc_read_task_status_raw(TASK_SUITE, bytes) == 2);
	ASSERT(memcmp(bytes, "\x00\x01", 2) == 0);
	ASSERT(kipc_read_task_status_raw(TASK_PAWN, bytes) == 3);
	ASSERT(memcmp(bytes, "\x00\x04\x00", 3) == 0);
	ASSERT(kipc_read_task_status_raw(TASK_EAST, bytes) == 2);
	ASSERT(memcmp(bytes, "\x00\x00", 2) == 0);
	bid_misdeed(TASK_PAWN, MISDEED_READ, 0);
	ASSERT(kipc_read_task_status_raw(TASK_PAWN, bytes) == 9);
	ASSERT(memcmp(bytes, "\x01\x00\x01\x00\x00\x00\x00\x00\x01", 9) == 0);
	ASSERT(is_misuse(TASK_PAWN, KIPC_READ_IMAGE_ID + 100, 0, 4, USAGE_BAD_KERNEL_MESSAGE));
	ASSERT(kipc_read_task_status_raw(TASK_PAWN, bytes) == 4);
	ASSERT(memcmp(bytes, "\x01\x07\x07\x01", 4) == 0);
}

// With too little room: code 0, the true length, and as many bytes as fit.
static void short_room(uint32_t unused)
{
	const uint32_t index = TASK_PAWN;
	uint8_t bytes[3] = {9, 9, 9};
	struct sys_result result;

	(void)unused;
	result = sys_send(task_id_kernel(), KIPC_READ_TASK_STATUS, &index, sizeof index, bytes, 2,
			  NULL, 0);
	ASSERT(result.code == 0 && result.size == 3);
	ASSERT(bytes[0] == 0 && bytes[1] == 4 && bytes[2] == 9);
}

static void inject(uint32_t unused)
{
	struct task_state state;

	(void)unused;
	ASSERT(kipc_find_faulted_task(0) == 0);
	kipc_fault_task(TASK_PAWN);
	state = kipc_read_task_status(TASK_PAWN);
	ASSERT(state.health == TASK_FAULTED && state.fault.kind == FAULT_INJECTED);
	ASSERT(state.fault.task == present(TASK_SUITE).raw && state.sched == TASK_IN_RECV);
	ASSERT(faults_notified() == 1);
	ASSERT(kipc_find_faulted_task(0) == TASK_PAWN);
	ASSERT(kipc_find_faulted_task(TASK_PAWN) == TASK_PAWN);
	ASSERT(kipc_find_faulted_task(TASK_PAWN + 1) == 0);
	ASSERT(kipc_find_faulted_task(TASK_COUNT) == 0);
}

static void illegal(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_ASSIST, KIPC_FAULT_TASK, TASK_RUNNER, 4, USAGE_ILLEGAL_TASK));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_FAULT_TASK, TASK_ASSIST, 4, USAGE_ILLEGAL_TASK));
}

static void indices(uint32_t unused)
{
	uint32_t none = TASK_COUNT;

	(void)unused;
	ASSERT(is_misuse(TASK_ASSIST, KIPC_READ_TASK_STATUS, none, 4, USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_READ_TASK_STATUS, UINT32_MAX, 4,
			 USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_REINIT_TASK, none, 5, USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_REINIT_TASK, UINT32_MAX, 5, USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_FAULT_TASK, none, 4, USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_FAULT_TASK, UINT32_MAX, 4, USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_FIND_FAULTED_TASK, none + 1, 4,
			 USAGE_TASK_OUT_OF_RANGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_READ_PANIC_MESSAGE, none, 4, USAGE_TASK_OUT_OF_RANGE));
}

static void requests(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_ASSIST, KIPC_READ_TASK_STATUS, 0, 3, USAGE_BAD_KERNEL_MESSAGE));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_REINIT_TASK, TASK_PAWN, 4, USAGE_BAD_KERNEL_MESSAGE));
	ASSERT(is_misuse(TASK_ASSIST, (enum kipc_op)0, 0, 8, USAGE_BAD_KERNEL_MESSAGE));
	ASSERT(is_misuse(TASK_ASSIST, (enum kipc_op)0xFFFF, 0, 8, USAGE_BAD_KERNEL_MESSAGE));
}

// The pawn has been granted nothing, the assistant not everything.
static void grants(uint32_t unused)
{
	static const struct {
		enum kipc_op operation;
		uint32_t size;
		enum usage_error refusal;
	} operations[] = {
		{KIPC_READ_TASK_STATUS, 4, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_REINIT_TASK, 5, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_FAULT_TASK, 4, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_RESET, 0, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_GET_DUMP_REGION, 8, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_READ_DUMP_REGION, 12, USAGE_NOT_SUPERVISOR},
		{KIPC_SOFTWARE_IRQ, 8, USAGE_NOT_SUPERVISOR},
		{KIPC_FIND_FAULTED_TASK, 4, USAGE_KIPC_NOT_ALLOWED},
		{KIPC_READ_PANIC_MESSAGE, 4, USAGE_KIPC_NOT_ALLOWED},
	};
	uint32_t assist = present(TASK_ASSIST).raw;

	(void)unused;
	for (uint32_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
		ASSERT(is_misuse(TASK_PAWN, operations[i].operation, TASK_ASSIST,
				 operations[i].size, operations[i].refusal));
	ASSERT(present(TASK_ASSIST).raw == assist && is_in(TASK_ASSIST, TASK_IN_RECV));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_RESET, 0, 0, USAGE_KIPC_NOT_ALLOWED));
	ASSERT(is_misuse(TASK_ASSIST, KIPC_SOFTWARE_IRQ, TASK_ASSIST, 8, USAGE_NOT_SUPERVISOR));
}

// Memory of a kernel call is checked like any other.
static void memory(uint32_t unused)
{
	uint32_t own = layout_of(TASK_ASSIST).scratch;
	uint32_t target = send_to(task_id_kernel(), KIPC_READ_TASK_STATUS);

	(void)unused;
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, target, 0x20000000, 4, own, 16));
	ASSERT(stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, 0x20000000, FAULT_BY_KERNEL));
	kipc_restart_task(TASK_ASSIST);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, target, own, 4, 0x20000000, 16));
	ASSERT(stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, 0x20000000, FAULT_BY_KERNEL));
	kipc_restart_task(TASK_ASSIST);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, target, own, 4, 0xFFFFFFFF, 16));
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_INVALID_SLICE));
}

// Anyone may ask for that.
static void image_id(uint32_t unused)
{
	uint64_t id;

	(void)unused;
	bid_call(TASK_PAWN, kernel_call(TASK_PAWN, KIPC_READ_IMAGE_ID, 0, 0, 0));
	bid_peek(TASK_PAWN, 64, &id, sizeof id);
	ASSERT(id != 0 && id == kipc_read_image_id());
}

static const struct test_case cases[] = {
	{"task-status", status, 0},     {"short-room", short_room, 0},
	{"inject-fault", inject, 0},    {"inject-fault-illegally", illegal, 0},
	{"kernel-indices", indices, 0}, {"kernel-requests", requests, 0},
	{"kernel-grants", grants, 0},   {"kernel-memory", memory, 0},
	{"image-id", image_id, 0},
};

TEST_TABLE(kernel_cases, cases);
