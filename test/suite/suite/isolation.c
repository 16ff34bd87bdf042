// Isolation: a task that reads, writes or executes what is not its own is stopped at
// that very access. What must not change is looked at after each case.
#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

// Whose memory, and which.
enum place {
	NORTH_STACK,
	NORTH_DATA,
	NORTH_BSS,
	NORTH_END, // the last word of its RAM
	SOUTH_STACK,
	SOUTH_BSS,
	PAWN_RAM,
	SUITE_RAM,
	NORTH_FLASH,
	SOUTH_RODATA,
	SUITE_FLASH,
	KERNEL_RAM,
	KERNEL_FLASH,
	NULL_PAGE,
	UNOWNED_UART,
	RUNNERS_UART,
	SUITES_TIMER,
	NOWHERE,
	SYSTEM_CONTROL,
};

static uint32_t address_of(enum place place)
{
	static uint32_t mine;

	switch (place) {
	case NORTH_STACK:
		return layout_of(TASK_NORTH).stack;
	case NORTH_DATA:
		return layout_of(TASK_NORTH).data;
	case NORTH_BSS:
		return layout_of(TASK_NORTH).bss;
	case NORTH_END:
		return layout_of(TASK_NORTH).end - 4;
	case SOUTH_STACK:
		return layout_of(TASK_SOUTH).stack;
	case SOUTH_BSS:
		return layout_of(TASK_SOUTH).bss;
	case PAWN_RAM:
		return layout_of(TASK_PAWN).scratch;
	case SUITE_RAM:
		return (uint32_t)&mine;
	case NORTH_FLASH:
		return layout_of(TASK_NORTH).code;
	case SOUTH_RODATA:
		return layout_of(TASK_SOUTH).rodata;
	case SUITE_FLASH:
		return (uint32_t)address_of & ~3u;
	case KERNEL_RAM:
		return 0x20000000;
	case KERNEL_FLASH:
		return 0x00000400;
	case NULL_PAGE:
		return 0;
	case UNOWNED_UART:
		return 0x40005000;
	case RUNNERS_UART:
		return 0x40004000;
	case SUITES_TIMER:
		return TIMER0_BASE;
	case NOWHERE:
		return 0x30000000;
	case SYSTEM_CONTROL:
		return 0xE000ED28;
	}
	panic("no such place");
}

// The System Control Space is the processor's own to guard: it answers an
// unprivileged access with a bus error.
static enum fault_kind kind_of(enum place place)
{
	return place == SYSTEM_CONTROL ? FAULT_BUS_ERROR : FAULT_MEMORY_ACCESS;
}

static void read(uint32_t place)
{
	uint32_t address = address_of(place);

	bid_misdeed(TASK_ASSIST, MISDEED_READ, address);
	ASSERT(stopped_for_access(TASK_ASSIST, kind_of(place), address, FAULT_BY_USER));
	ASSERT(faults_notified() == 1);
}

static void write(uint32_t place)
{
	uint32_t address = address_of(place);

	bid_misdeed(TASK_ASSIST, MISDEED_WRITE, address);
	ASSERT(stopped_for_access(TASK_ASSIST, kind_of(place), address, FAULT_BY_USER));
	ASSERT(faults_notified() == 1);
}

static void execute(uint32_t place)
{
	bid_misdeed(TASK_ASSIST, MISDEED_EXECUTE, address_of(place));
	ASSERT(stopped_for(TASK_ASSIST, FAULT_ILLEGAL_TEXT));
	ASSERT(faults_notified() == 1);
}

static void write_own(uint32_t read_only)
{
	struct layout layout = layout_of(TASK_ASSIST);
	uint32_t address = read_only ? layout.rodata : layout.code & ~3u;

	bid_misdeed(TASK_ASSIST, MISDEED_WRITE, address);
	ASSERT(stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, address, FAULT_BY_USER));
}

// Its stack is the lowest thing that it has.
static void write_below_stack(uint32_t unused)
{
	uint32_t address = layout_of(TASK_ASSIST).stack - 4;

	(void)unused;
	bid_misdeed(TASK_ASSIST, MISDEED_WRITE, address);
	ASSERT(stopped_for_access(TASK_ASSIST, FAULT_MEMORY_ACCESS, address, FAULT_BY_USER));
}

// Its own memory works, of course, and so does its own device.
static void own_memory(uint32_t unused)
{
	(void)unused;
	bid_misdeed(TASK_ASSIST, MISDEED_WRITE, layout_of(TASK_ASSIST).scratch);
	bid_misdeed(TASK_ASSIST, MISDEED_READ, layout_of(TASK_ASSIST).code & ~3u);
	bid_misdeed(TASK_ASSIST, MISDEED_READ, layout_of(TASK_ASSIST).stack);
	bid_misdeed(TASK_ASSIST, MISDEED_READ, 0x40001000);
	ASSERT(is_in(TASK_ASSIST, TASK_IN_RECV));
	ASSERT(faults_notified() == 0);
}

// From there on, word by word, for as long as nothing stops it.
static void walk(uint32_t address)
{
	struct task_state state;

	bid_misdeed(TASK_ASSIST, MISDEED_WALK, address & ~3u);
	ASSERT(stopped_for(TASK_ASSIST, FAULT_MEMORY_ACCESS));
	state = kipc_read_task_status(TASK_ASSIST);
	ASSERT(state.fault.has_address && state.fault.source == FAULT_BY_USER);
	// it has at most a page more, for the protection unit's sake
	ASSERT(state.fault.address > address && state.fault.address < address + 0x1000);
	ASSERT(faults_notified() == 1);
}

static void walk_off_text(uint32_t unused)
{
	(void)unused;
	walk(layout_of(TASK_ASSIST).code);
}

static void walk_off_memory(uint32_t unused)
{
	uint32_t end = layout_of(TASK_ASSIST).end;

	(void)unused;
	walk(end - 4);
	ASSERT(kipc_read_task_status(TASK_ASSIST).fault.address >= end);
}

// clang-format off
#define CASES(name, place)            \
	{"read-" name, read, place},   \
	{"write-" name, write, place}, \
	{"execute-" name, execute, place}
// clang-format on

static const struct test_case cases[] = {
	{"own-memory", own_memory, 0},
	CASES("north-stack", NORTH_STACK),
	CASES("north-data", NORTH_DATA),
	CASES("north-bss", NORTH_BSS),
	CASES("north-end", NORTH_END),
	CASES("south-stack", SOUTH_STACK),
	CASES("south-bss", SOUTH_BSS),
	CASES("pawn-ram", PAWN_RAM),
	CASES("suite-ram", SUITE_RAM),
	CASES("north-flash", NORTH_FLASH),
	CASES("south-rodata", SOUTH_RODATA),
	CASES("suite-flash", SUITE_FLASH),
	CASES("kernel-ram", KERNEL_RAM),
	CASES("kernel-flash", KERNEL_FLASH),
	{"test_fault_badmem", read, NULL_PAGE},
	{"write-address-0", write, NULL_PAGE},
	{"test_fault_nullexec", execute, NULL_PAGE},
	CASES("unowned-uart", UNOWNED_UART),
	CASES("runners-uart", RUNNERS_UART),
	CASES("suites-timer", SUITES_TIMER),
	CASES("nowhere", NOWHERE),
	{"test_fault_buserror", read, SYSTEM_CONTROL},
	{"write-system-control", write, SYSTEM_CONTROL},
	{"execute-system-control", execute, SYSTEM_CONTROL},
	{"test_fault_textoob", walk_off_text, 0},
	{"test_fault_stackoob", walk_off_memory, 0},
	{"write-own-code", write_own, 0},
	{"write-own-rodata", write_own, 1},
	{"write-below-stack", write_below_stack, 0},
};

TEST_TABLE(isolation_cases, cases);
