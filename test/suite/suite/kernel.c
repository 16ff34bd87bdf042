// Kernel IPC: the operations that only the kernel can carry out, and who may ask.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

// A request of words, in the memory of assist or pawn.
static struct sys_registers kernel_call(uint32_t task, enum kipc_op operation, uint32_t first,
					uint32_t second, uint32_t size)
{
	const uint32_t words[] = {first, second, 0};
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
	(void)unused;
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		ASSERT(kipc_read_task_status(i).health == TASK_HEALTHY);
	ASSERT(is_misuse(TASK_ASSIST, KIPC_READ_TASK_STATUS, TASK_COUNT, 4,
			 USAGE_TASK_OUT_OF_RANGE));
}

static void states(uint32_t unused)
{
	uint16_t pawn = (uint16_t)present(TASK_PAWN).raw;
	uint8_t bytes[KIPC_STATE_MAX];

	(void)unused;
	ASSERT(kipc_read_task_status_raw(TASK_SUITE, bytes) == 2);
	ASSERT(memcmp(bytes, "\x00\x01", 2) == 0);
	ASSERT(kipc_read_task_status_raw(TASK_PAWN, bytes) == 3);
	ASSERT(memcmp(bytes, "\x00\x04\x00", 3) == 0);
	ASSERT(kipc_read_task_status_raw(TASK_EAST, bytes) == 2);
	ASSERT(memcmp(bytes, "\x00\x00", 2) == 0);
	bid_call_later(TASK_PAWN, CALL(SYS_RECV, 0, 0, 1, SYS_RECV_CLOSED | TASK_ID_KERNEL));
	ASSERT(kipc_read_task_status_raw(TASK_PAWN, bytes) == 5);
	ASSERT(memcmp(bytes, "\x00\x04\x01\xFF\xFF", 5) == 0);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(present(TASK_PAWN), ASSIST_HOLD)));
	ASSERT(kipc_read_task_status_raw(TASK_ASSIST, bytes) == 4);
	ASSERT(memcmp(bytes, "\x00\x02", 2) == 0 && memcmp(bytes + 2, &pawn, sizeof pawn) == 0);
	ASSERT(sys_post(present(TASK_PAWN), 1) == 0);
	ASSERT(kipc_read_task_status_raw(TASK_ASSIST, bytes) == 4);
	ASSERT(memcmp(bytes, "\x00\x03", 2) == 0 && memcmp(bytes + 2, &pawn, sizeof pawn) == 0);
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
}

static void find_faulted(uint32_t unused)
{
	(void)unused;
	ASSERT(kipc_find_faulted_task(0) == 0);
	bid_misdeed(TASK_PAWN, MISDEED_UNDEFINED, 0);
	ASSERT(kipc_find_faulted_task(0) == TASK_PAWN);
	bid_misdeed(TASK_ASSIST, MISDEED_UNDEFINED, 0);
	ASSERT(kipc_find_faulted_task(0) == TASK_ASSIST);
	ASSERT(kipc_find_faulted_task(TASK_ASSIST) == TASK_ASSIST);
	ASSERT(kipc_find_faulted_task(TASK_ASSIST + 1) == TASK_PAWN);
	ASSERT(kipc_find_faulted_task(TASK_PAWN) == TASK_PAWN);
	ASSERT(kipc_find_faulted_task(TASK_PAWN + 1) == 0);
	ASSERT(kipc_find_faulted_task(TASK_COUNT) == 0);
}

// To make the supervisor fault, or oneself.
static void illegal(uint32_t victim)
{
	ASSERT(is_misuse(TASK_ASSIST, KIPC_FAULT_TASK, victim, 4, USAGE_ILLEGAL_TASK));
}

static void stop_supervisor(uint32_t unused)
{
	(void)unused;
	ASSERT(is_misuse(TASK_ASSIST, KIPC_REINIT_TASK, TASK_RUNNER, 5, USAGE_ILLEGAL_TASK));
	ASSERT(present(TASK_RUNNER).raw == TASK_RUNNER);
}

static bool is_refused(enum kipc_op operation, uint32_t index)
{
	return is_misuse(TASK_ASSIST, operation, index, 5, USAGE_TASK_OUT_OF_RANGE);
}

static void bad_index(uint32_t operation)
{
	ASSERT(is_refused((enum kipc_op)operation, TASK_COUNT));
}

static void max_index(uint32_t operation)
{
	ASSERT(is_refused((enum kipc_op)operation, UINT32_MAX));
}

static void indices(uint32_t unused)
{
	(void)unused;
	ASSERT(is_refused(KIPC_FIND_FAULTED_TASK, TASK_COUNT + 1));
	ASSERT(is_refused(KIPC_FIND_FAULTED_TASK, UINT32_MAX));
	ASSERT(is_refused(KIPC_READ_PANIC_MESSAGE, TASK_COUNT));
	ASSERT(is_refused(KIPC_READ_PANIC_MESSAGE, UINT32_MAX));
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

// What Hubris keeps for the supervisor has its number for others.
static void not_supervisor(uint32_t operation)
{
	ASSERT(is_misuse(TASK_PAWN, (enum kipc_op)operation, TASK_ASSIST, 12,
			 USAGE_NOT_SUPERVISOR));
}

// The n-th dump region of a task: false if there is none.
static bool dump_region(uint32_t task, uint32_t n, uint32_t *base, uint32_t *size)
{
	const uint32_t message[] = {task, n};
	uint8_t answer[9];
	struct sys_result result = sys_send(task_id_kernel(), KIPC_GET_DUMP_REGION, message,
					    sizeof message, answer, sizeof answer, NULL, 0);

	ASSERT(result.code == 0);
	ASSERT(answer[0] <= 1 && result.size == (answer[0] == 0 ? 1 : 9));
	memcpy(base, answer + 1, sizeof *base);
	memcpy(size, answer + 5, sizeof *size);
	return answer[0] == 1;
}

// The kernel's entry first, then the task's memory; for the assistant also what it
// shares, DMA buffers included, but not its device.
static void dump_regions(uint32_t unused)
{
	struct layout layout = layout_of(TASK_ASSIST);
	bool found_own = false;
	bool found_dma = false;
	uint32_t base;
	uint32_t size;
	uint32_t n;

	(void)unused;
	ASSERT(dump_region(TASK_ASSIST, 0, &base, &size));
	ASSERT(base >= 0x20000000 && base + size <= layout.stack && size >= 64);
	for (n = 1; dump_region(TASK_ASSIST, n, &base, &size); n++) {
		ASSERT(base != 0x40001000);
		found_own = found_own || (base <= layout.stack && layout.end <= base + size);
		found_dma = found_dma || base == REGION_PSRAM_BASE + REGION_PSRAM_SIZE;
	}
	ASSERT(n == 4 && found_own && found_dma);
	ASSERT(!dump_region(TASK_ASSIST, UINT32_MAX, &base, &size));
}

static void dump_memory(uint32_t unused)
{
	uint32_t scratch = layout_of(TASK_ASSIST).scratch;
	uint32_t base;
	uint32_t size;
	char bytes[8] = "-------";
	struct sys_result result;

	(void)unused;
	bid_poke(TASK_ASSIST, 3, "wreck", 5);
	result = bid_dump(TASK_ASSIST, scratch + 3, 5, bytes, sizeof bytes);
	ASSERT(result.code == 0 && result.size == 5 && memcmp(bytes, "wreck--", 8) == 0);
	result = bid_dump(TASK_ASSIST, scratch + 4, 5, bytes, 2);
	ASSERT(result.code == 0 && result.size == 2 && memcmp(bytes, "reeck--", 8) == 0);
	ASSERT(dump_region(TASK_ASSIST, 0, &base, &size));
	ASSERT(bid_dump(TASK_ASSIST, base + size - 8, 8, bytes, sizeof bytes).size == 8);
	ASSERT(bid_dump(TASK_ASSIST, REGION_PSRAM_BASE + REGION_PSRAM_SIZE, 8, bytes, 8).size == 8);
	ASSERT(faults_notified() == 0);
}

// As the registers of a task are in its entry, and, below the top of its stack, those
// that the processor saves by itself (ARMv7-M ARM, B1.5.6), before it runs.
static void fresh_registers(uint32_t unused)
{
	struct {
		uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
	} frame;
	uint32_t high[8]; // r4-r11
	uint32_t base;
	uint32_t size;

	(void)unused;
	ask(TASK_PAWN, ASSIST_ECHO, 0x12345678);
	base = layout_of(TASK_PAWN).stack + CONFIG_STACKSIZE - sizeof frame;
	kipc_stop_task(TASK_PAWN);
	ASSERT(bid_dump(TASK_PAWN, base, sizeof frame, &frame, sizeof frame).size == sizeof frame);
	ASSERT((frame.r0 | frame.r1 | frame.r2 | frame.r3 | frame.r12) == 0);
	ASSERT(frame.lr == 0xFFFFFFFF && frame.xpsr == 1u << 24);
	ASSERT(dump_region(TASK_PAWN, 0, &base, &size));
	ASSERT(bid_dump(TASK_PAWN, base, sizeof high, high, sizeof high).size == sizeof high);
	for (uint32_t i = 0; i < 8; i++)
		ASSERT(high[i] == 0);
}

// Has the assistant, which may dump, ask for that.
static void try_dump(uint32_t task, uint32_t base, uint32_t size)
{
	const uint32_t words[] = {task, base, size};
	uint32_t scratch;

	kipc_restart_task(TASK_ASSIST);
	scratch = layout_of(TASK_ASSIST).scratch;
	bid_poke(TASK_ASSIST, 0, words, sizeof words);
	bid_call_later(TASK_ASSIST, CALL(SYS_SEND, send_to(task_id_kernel(), KIPC_READ_DUMP_REGION),
					 scratch, sizeof words, scratch + 64, 64));
}

static bool dump_stopped(uint32_t task, uint32_t base, uint32_t size)
{
	try_dump(task, base, size);
	return stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, base, FAULT_BY_KERNEL);
}

// Memory that is not that task's, in the name of a dump.
static void dump_limits(uint32_t unused)
{
	uint32_t pawn_end = layout_of(TASK_PAWN).end;
	uint32_t base;
	uint32_t size;

	(void)unused;
	ASSERT(dump_region(TASK_PAWN, 0, &base, &size));
	ASSERT(dump_stopped(TASK_PAWN, layout_of(TASK_NORTH).data, 4));
	ASSERT(dump_stopped(TASK_PAWN, base - 4, 4));
	ASSERT(dump_stopped(TASK_PAWN, base, size + 1));
	ASSERT(dump_stopped(TASK_PAWN, base + size, 4));
	ASSERT(dump_stopped(TASK_PAWN, pawn_end - 4, 0x1000));
	ASSERT(dump_stopped(TASK_SUITE, TIMER0_BASE, 4));
	try_dump(TASK_PAWN, pawn_end, 0 - pawn_end);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_INVALID_SLICE));
	try_dump(TASK_COUNT, base, 4);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_TASK_OUT_OF_RANGE));
	try_dump(TASK_ASSIST, base, 4);
	ASSERT(stopped_for_usage(TASK_ASSIST, USAGE_TASK_OUT_OF_RANGE));
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
	{"test_task_status", status, 0},
	{"encoded-states", states, 0},
	{"short-room", short_room, 0},
	{"test_task_fault_injection", inject, 0},
	{"find-faulted-task", find_faulted, 0},
	{"test_fault_maxstatus", max_index, KIPC_READ_TASK_STATUS},
	{"test_fault_badstatus", bad_index, KIPC_READ_TASK_STATUS},
	{"test_fault_maxrestart", max_index, KIPC_REINIT_TASK},
	{"test_fault_badrestart", bad_index, KIPC_REINIT_TASK},
	{"test_fault_maxinjection", max_index, KIPC_FAULT_TASK},
	{"test_fault_badinjection", bad_index, KIPC_FAULT_TASK},
	{"test_fault_superinjection", illegal, TASK_RUNNER},
	{"test_fault_selfinjection", illegal, TASK_ASSIST},
	{"stop-supervisor", stop_supervisor, 0},
	{"kernel-indices", indices, 0},
	{"bad-kernel-messages", requests, 0},
	{"kernel-grants", grants, 0},
	{"not-supervisor-to-dump", not_supervisor, KIPC_READ_DUMP_REGION},
	{"not-supervisor-to-interrupt", not_supervisor, KIPC_SOFTWARE_IRQ},
	{"kernel-memory", memory, 0},
	{"dump-regions", dump_regions, 0},
	{"dump-memory", dump_memory, 0},
	{"dump-limits", dump_limits, 0},
	{"fresh-registers", fresh_registers, 0},
	{"image-id", image_id, 0},
};

TEST_TABLE(kernel_cases, cases);
