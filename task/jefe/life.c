// Why the system started over (life.h).
#include "task/jefe/life.h"

#include "abi/seal.h"
#include "gen/task.h"
#include "ulib/kipc.h"

// What is written before a reset, and counts once. After power-on it is anything.
static struct {
	struct jefe_reset reset;
	uint32_t seal;
} last_words __attribute__((section(".uninit.last_words")));

static struct jefe_reset reset;
static struct epitaph epitaph;
static bool has_epitaph;

void life_begin(void)
{
	if (last_words.seal == seal_of(&last_words.reset, sizeof last_words.reset))
		reset = last_words.reset;
	last_words.seal = ~last_words.seal;
	has_epitaph = kipc_take_epitaph(&epitaph);
	if (has_epitaph)
		reset = (struct jefe_reset){JEFE_RESET_KERNEL, epitaph.task, epitaph.now};
	// It may have been another image, with more tasks.
	if (reset.task >= TASK_COUNT)
		reset.task = TASK_SUPERVISOR;
}

const struct jefe_reset *life_reset(void)
{
	return &reset;
}

const struct epitaph *life_epitaph(void)
{
	return has_epitaph ? &epitaph : NULL;
}

void life_end(uint32_t cause, uint32_t task, uint64_t now)
{
	last_words.reset = (struct jefe_reset){cause, task, now};
	last_words.seal = seal_of(&last_words.reset, sizeof last_words.reset);
	__asm__ volatile("" ::: "memory");
	kipc_reset();
}
