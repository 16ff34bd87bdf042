// How long interrupts wait, out of a trace (delays.h).
#include "tool/run/delays.h"

#include <string.h>

struct delays delays_new(struct arena *arena, const struct delays_rule *rule)
{
	return (struct delays){
		.arena = arena,
		.rule = *rule,
		.results = ARENA_ARRAY(arena, struct samples, rule->head_count),
		.sound = true,
		.pending = SIZE_MAX,
	};
}

// Whether an exception was taken to get to this instruction.
static bool is_exception(const struct delays *delays, size_t at)
{
	return at > 0 && samples_is_exception(delays->rule.handlers, delays->rule.handler_count,
					      delays->path[at - 1], delays->path[at]);
}

static bool is_in_kernel(const struct delays *delays, size_t at)
{
	return delays->path[at] >= delays->rule.kernel &&
	       delays->path[at] < delays->rule.kernel_end;
}

// Where the kernel could last have taken an interrupt, no later than the one that came.
static size_t find_start(const struct delays *delays)
{
	size_t at = delays->pending;

	while (is_in_kernel(delays, at) && !is_exception(delays, at) &&
	       delays->path[at] != delays->rule.look)
		at--;
	return at;
}

static void keep_largest(struct delays *delays, struct samples *samples, size_t start)
{
	uint32_t length = (uint32_t)(delays->length - start);
	uint32_t *path;

	samples->count++;
	if (samples->class_count == 0)
		ARENA_PUSH(delays->arena, samples->classes, samples->class_count,
			   samples->class_room);
	struct sample_class *largest = &samples->classes[0];
	if (length < largest->instructions)
		return;
	if (length == largest->instructions) {
		largest->times++;
		return;
	}
	path = ARENA_ARRAY(delays->arena, uint32_t, length);
	memcpy(path, delays->path + start, length * sizeof *path);
	*largest = (struct sample_class){.instructions = length, .times = 1, .path = path};
	for (size_t i = start; i < delays->length; i++)
		largest->exceptions += is_exception(delays, i);
}

// The task that waited for the interrupt has it.
static void close(struct delays *delays)
{
	bool alone = delays->kind == delays->rule.head_count;

	delays->open = false;
	if (delays->taken == SIZE_MAX || delays->kind > delays->rule.head_count ||
	    (!alone && delays->taken < delays->pending))
		delays->sound = false;
	else if (alone)
		delays->pending = delays->taken;
	else
		keep_largest(delays, &delays->results[delays->kind], find_start(delays));
}

static void note_kind(struct delays *delays, uint32_t address)
{
	if (address == delays->rule.alone)
		delays->kind = delays->rule.head_count;
	for (size_t i = 0; i < delays->rule.head_count; i++)
		if (address == delays->rule.heads[i])
			delays->kind = i;
}

static void take(struct delays *delays, uint32_t address)
{
	if (address == delays->rule.armed) {
		delays->open = true;
		delays->kind = SIZE_MAX;
		delays->taken = SIZE_MAX;
		delays->length = 0;
	}
	if (!delays->open)
		return;
	if (address >= delays->rule.driver && address < delays->rule.driver_end) {
		close(delays);
		return;
	}
	note_kind(delays, address);
	*ARENA_PUSH(delays->arena, delays->path, delays->length, delays->room) = address;
	if (address == delays->rule.interrupt && delays->taken == SIZE_MAX &&
	    is_exception(delays, delays->length - 1))
		delays->taken = delays->length - 1;
}

void delays_take(struct delays *delays, const uint32_t *addresses, size_t count)
{
	for (size_t i = 0; i < count; i++)
		take(delays, addresses[i]);
}
