// Why the system started over (life.h).
#include "task/jefe/life.h"

#include "abi/seal.h"
#include "gen/task.h"
#include "ulib/kipc.h"

// What is written before a reset, and counts once. After power-on it is anything.
static struct {
	struct jefe_reset reset;
	uint32_t seal;
} last_words SURVIVES(last_words);

static struct jefe_reset reset;
static struct epitaph epitaph;
static bool has_epitaph;

// The watchdog's interrupt is the end that a lack of progress comes to.
static bool explains_epitaph(void)
{
	return reset.cause == JEFE_RESET_CAUSE_NO_PROGRESS && epitaph.kind == EPITAPH_NMI;
}

void life_begin(void)
{
	if (last_words.seal == seal_of(&last_words.reset, sizeof last_words.reset))
		reset = last_words.reset;
	life_forget();
	has_epitaph = kipc_take_epitaph(&epitaph);
	if (has_epitaph && !explains_epitaph())
		reset = (struct jefe_reset){JEFE_RESET_CAUSE_KERNEL, epitaph.task, epitaph.now};
	// It may have been another image, with more tasks, or more causes.
	if (reset.task >= TASK_COUNT)
		reset.task = TASK_SUPERVISOR;
	if (reset.cause > JEFE_RESET_CAUSE_NO_PROGRESS)
		reset.cause = JEFE_RESET_CAUSE_UNKNOWN;
}

const struct jefe_reset *life_reset(void)
{
	return &reset;
}

const struct epitaph *life_epitaph(void)
{
	return has_epitaph ? &epitaph : NULL;
}

void life_note(enum jefe_reset_cause cause, uint32_t task, uint64_t now)
{
	last_words.reset = (struct jefe_reset){cause, task, now};
	last_words.seal = seal_of(&last_words.reset, sizeof last_words.reset);
}

void life_forget(void)
{
	last_words.seal = ~seal_of(&last_words.reset, sizeof last_words.reset);
}

void life_end(enum jefe_reset_cause cause, uint32_t task, uint64_t now)
{
	life_note(cause, task, now);
	kipc_reset();
}
