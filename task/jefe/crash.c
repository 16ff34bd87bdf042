// Crash records (crash.h).
//
// How many there are, and how much of a stack each has, is said in app.toml. Without
// any, nothing of this is part of the image.
#include "task/jefe/crash.h"

#include "abi/attr.h"
#include "gen/task.h"
#include "ulib/frame.h"
#include "ulib/kipc.h"

// The compiler wants one to talk of, even where there is none and nobody calls this.
#define RECORDS (CONFIG_CRASH_RECORDS != 0 ? CONFIG_CRASH_RECORDS : 1)
#define STACK_ROOM CONFIG_CRASH_STACK

// Of whole double words, so that the next one is aligned.
struct slot {
	struct crash crash;
	uint8_t stack[(STACK_ROOM + 7) & ~7];
};

_Static_assert(sizeof(struct slot) <= UINT16_MAX, "crash-stack is too large");

KEPT struct slot jefe_crashes[RECORDS] SURVIVES(crashes);

static bool is_valid(const struct slot *slot)
{
	return crash_is_valid(&slot->crash, sizeof *slot) && slot->crash.size == sizeof *slot;
}

const struct crash *crash_find(uint32_t number)
{
	const struct crash *found = NULL;

	for (const struct slot *slot = jefe_crashes; slot < jefe_crashes + RECORDS; slot++) {
		if (!is_valid(slot) || slot->crash.number < number)
			continue;
		if (found == NULL || slot->crash.number < found->number)
			found = &slot->crash;
	}
	return found;
}

// The place for the next record: the first that holds none, or else the oldest; and its
// number, which is one more than the newest has.
static struct slot *choose(uint32_t *number)
{
	struct slot *chosen = jefe_crashes;
	uint32_t lowest = UINT32_MAX;

	*number = 0;
	for (struct slot *slot = jefe_crashes; slot < jefe_crashes + RECORDS; slot++) {
		uint32_t next = is_valid(slot) ? slot->crash.number + 1 : 0;

		if (next < lowest) {
			lowest = next;
			chosen = slot;
		}
		if (next > *number)
			*number = next;
	}
	return chosen;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

// The task's memory from its stack pointer on or, if that has left it, the nearest
// above. Only memory that the kernel itself names is asked for.
static struct kipc_region find_stack(uint32_t index, uint32_t sp)
{
	struct kipc_region found = {0};
	struct kipc_region region;

	for (uint32_t n = 1; kipc_get_dump_region(index, n, &region); n++) {
		uint32_t above = region.base - sp;

		if (sp - region.base < region.size)
			return (struct kipc_region){sp, region.size - (sp - region.base)};
		if (region.base > sp && (found.size == 0 || above < found.base - sp))
			found = region;
	}
	return found;
}

void crash_keep(const struct jefe_event *event)
{
	const size_t sealed = offsetof(struct crash, version);
	uint32_t index = task_id_index(event->task);
	struct kipc_region entry;
	struct kipc_region stack;
	uint32_t number;
	struct slot *slot = choose(&number);
	struct crash *crash = &slot->crash;

	if (!kipc_get_dump_region(index, 0, &entry))
		return;
	*slot = (struct slot){.crash = {.version = CRASH_VERSION, .size = sizeof *slot}};
	crash->number = number;
	crash->time = event->time;
	crash->image_id = kipc_read_image_id();
	crash->task = event->task;
	crash->registers = frame_registers;
	crash->state_size = event->state_size;
	for (uint32_t i = 0; i < KIPC_STATE_MAX; i++)
		crash->state[i] = event->state[i];
	crash->entry_base = entry.base;
	crash->entry_size = (uint16_t)entry.size;
	entry.size = least(entry.size, CRASH_ENTRY_ROOM);
	crash->entry_kept =
		(uint16_t)kipc_read_dump_region(index, entry, crash->entry, CRASH_ENTRY_ROOM);
	stack = find_stack(index, frame_stack_pointer(crash->entry));
	stack.size = least(stack.size, sizeof slot->stack);
	crash->stack_base = stack.base;
	crash->stack_kept =
		(uint16_t)kipc_read_dump_region(index, stack, crash->stack, sizeof slot->stack);
	crash->seal = seal_of((uint8_t *)slot + sealed, sizeof *slot - sealed);
	crash->magic = CRASH_MAGIC;
}
