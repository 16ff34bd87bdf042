// Crash records (crash.h).
#include "tool/debug/crash.h"

#include <stdlib.h>
#include <string.h>

#include "abi/crash.h"
#include "abi/task.h"
#include "tool/debug/flash.h"
#include "tool/debug/system.h"
#include "tool/target/target_pieces.h"

// Records begin at multiples of this.
#define STEP 8u

// The kernel's RAM with the task's entry where it was, and nothing else in it.
static struct target_piece entry_piece(struct arena *arena, const struct program *program,
				       const struct crash *crash)
{
	struct span ram = program->kernel.ram;
	uint8_t *bytes = arena_alloc(arena, ram.size);
	uint32_t offset = crash->entry_base - ram.base;

	if (offset < ram.size && crash->entry_kept <= ram.size - offset &&
	    crash->entry_kept <= CRASH_ENTRY_ROOM)
		memcpy(bytes + offset, crash->entry, crash->entry_kept);
	return (struct target_piece){ram.base, ram.size, bytes};
}

static struct target *target_of(struct arena *arena, const struct program *program,
				const struct crash *crash)
{
	size_t flash_count;
	struct target_piece *flash = flash_pieces(arena, program, &flash_count);
	struct target_piece *pieces = ARENA_ARRAY(arena, struct target_piece, flash_count + 2);
	struct target *target;

	pieces[0] = entry_piece(arena, program, crash);
	pieces[1] = (struct target_piece){crash->stack_base, crash->stack_kept, crash->stack};
	memcpy(pieces + 2, flash, flash_count * sizeof *flash);
	target = target_open_pieces(arena, TARGET_CORE,
				    str_format(arena, "crash %u", (unsigned)crash->number), pieces,
				    flash_count + 2, NULL);
	target->taken = crash->time;
	return target;
}

static void add(struct arena *arena, struct crash_views *views, const struct program *program,
		const struct crash *crash)
{
	size_t task = task_id_index(crash->task);

	if (crash->image_id != program->image_id || task >= program->task_count ||
	    crash->size - sizeof *crash < crash->stack_kept) {
		views->foreign++;
		return;
	}
	*ARENA_PUSH(arena, views->items, views->count, views->room) = (struct crash_view){
		.number = crash->number,
		.time = crash->time,
		.task = task,
		.target = target_of(arena, program, crash),
	};
}

static int by_number(const void *a, const void *b)
{
	const struct crash_view *left = a;
	const struct crash_view *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

// Milliseconds since boot, as far as that is known.
static uint64_t time_now(struct arena *arena, const struct program *program, struct target *target)
{
	const struct system *system = system_read(arena, program, target);

	return system->problem != NULL || system->now_is_late ? UINT64_MAX : system->now;
}

struct crash_views crash_read(struct arena *arena, const struct program *program,
			      struct target *target)
{
	struct crash_views views = {.count = 0};
	struct elf_symbol symbol;
	uint8_t *bytes;

	if (program->task_count == 0 ||
	    !module_variable(&program->tasks[0].module, "jefe_crashes", &symbol)) {
		views.problem = "the supervisor of this image keeps no crash records; app.toml "
				"has it keep some with `crash-records` in its config";
		return views;
	}
	bytes = arena_alloc(arena, symbol.size);
	if (!target_read(target, symbol.value, bytes, symbol.size)) {
		views.problem = "the supervisor's memory cannot be read";
		return views;
	}
	for (uint32_t at = 0; at + sizeof(struct crash) <= symbol.size; at += STEP) {
		const struct crash *crash = (const struct crash *)(const void *)(bytes + at);

		if (crash_is_valid(crash, symbol.size - at))
			add(arena, &views, program, crash);
	}
	if (views.count == 0)
		return views;
	qsort(views.items, views.count, sizeof *views.items, by_number);
	views.earlier = crash_count_earlier(&views, time_now(arena, program, target));
	return views;
}

size_t crash_count_earlier(const struct crash_views *views, uint64_t now)
{
	uint64_t next = now;

	for (size_t i = views->count; i-- > 0;) {
		if (views->items[i].time > next)
			return i + 1;
		next = views->items[i].time;
	}
	return 0;
}
