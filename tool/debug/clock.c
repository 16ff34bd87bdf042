// The time of the system (clock.h), as arch/armm/count.c tells it.
#include "tool/debug/clock.h"

// The cycle counter of Arm's M-profile cores, which a chip without a better one uses.
#define DWT_CYCCNT 0xE0001004u

static bool find(const struct program *program, const char *name, uint32_t *address)
{
	struct elf_symbol symbol;

	if (!elf_find_symbol(program->kernel.elf, name, &symbol))
		return false;
	*address = symbol.value;
	return true;
}

static bool read_member(const struct program *program, struct target *target, uint32_t base,
			const char *name, uint32_t *value)
{
	struct layout_item item;

	return module_layout(&program->kernel, name, &item) &&
	       target_read_number(target, base + item.value, item.size < 4 ? item.size : 4, value);
}

// What the counter says, as one that counts up.
static bool read_counter(const struct program *program, struct target *target, uint32_t *counter)
{
	struct layout_item offset;
	struct layout_item down = {0, 0};
	uint32_t at;
	uint32_t base;

	if (!find(program, "app_counter", &at) || !target_read_word(target, at, &base))
		return false;
	if (base == 0)
		return target_read_word(target, DWT_CYCCNT, counter);
	if (!module_layout(&program->kernel, "COUNTER_OFFSET", &offset) ||
	    !target_read_word(target, base + offset.value, counter))
		return false;
	module_layout(&program->kernel, "COUNTER_COUNTS_DOWN", &down);
	if (down.value != 0)
		*counter = UINT32_MAX - *counter;
	return true;
}

bool clock_rate(const struct program *program, struct target *target, uint32_t *cycles,
		uint32_t *ms)
{
	uint32_t rate;

	return find(program, "app_counter_rate", &rate) &&
	       read_member(program, target, rate, "app_rate.cycles", cycles) &&
	       read_member(program, target, rate, "app_rate.ms", ms) && *cycles != 0;
}

bool clock_read(const struct program *program, struct target *target, uint64_t *ms)
{
	struct layout_item item;
	uint32_t clock;
	uint32_t rate;
	uint32_t last;
	uint32_t rest;
	uint32_t low;
	uint32_t high;
	uint32_t cycles;
	uint32_t per;
	uint32_t counter;

	if (!find(program, "arm_clock", &clock) || !find(program, "app_counter_rate", &rate) ||
	    !module_layout(&program->kernel, "count.ms", &item) ||
	    !target_read_word(target, clock + item.value, &low) ||
	    !target_read_word(target, clock + item.value + 4, &high) ||
	    !read_member(program, target, clock, "count.last", &last) ||
	    !read_member(program, target, clock, "count.rest", &rest) ||
	    !read_member(program, target, rate, "app_rate.cycles", &cycles) ||
	    !read_member(program, target, rate, "app_rate.ms", &per) || cycles == 0 ||
	    !read_counter(program, target, &counter))
		return false;
	*ms = (low | (uint64_t)high << 32) + ((uint64_t)(counter - last) * per + rest) / cycles;
	return true;
}
