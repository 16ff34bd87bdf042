// Progress (progress.h).
#include "task/jefe/progress.h"

#include <stdbool.h>

#include "gen/task.h"
#include "task/jefe/life.h"
#include "task/jefe/listener.h"
#include "task/jefe/policy.h"
#include "task/jefe/wards.h"

#define PERIOD CONFIG_PROGRESS_MS

_Static_assert(PERIOD > 0, "progress-ms = 0 leaves no time for anything else");

static const struct listener listeners[] = {CONFIG_ON_PROGRESS(LISTENER) LISTENER_END};
static const uint16_t watched[] = CONFIG_PROGRESS_OF;
static const uint16_t *const watched_end = watched + sizeof watched / sizeof watched[0];

static bool checked_in[TASK_COUNT];
static uint64_t period_end = PERIOD;

void progress_check_in(uint32_t index)
{
	checked_in[index] = true;
}

// A task that should have checked in since `start` and did not, or the supervisor.
static uint32_t find_laggard(uint64_t start)
{
	for (const uint16_t *task = watched; task != watched_end; task++)
		// Of none, none is looked at. NOLINTNEXTLINE(*-core.uninitialized.ArraySubscript)
		if (!checked_in[*task] && wards_runs_since(*task, start))
			return *task;
	return TASK_SUPERVISOR;
}

void progress_look(uint64_t now)
{
	uint32_t laggard;

	if (listeners[0].mask == 0 || now < period_end)
		return;
	laggard = find_laggard(period_end - PERIOD);
	period_end = now + PERIOD;
	for (uint32_t i = 0; i < TASK_COUNT; i++)
		checked_in[i] = false;
	if (laggard == TASK_SUPERVISOR) {
		life_forget();
		listener_tell(listeners);
	} else {
		life_note(JEFE_RESET_CAUSE_NO_PROGRESS, laggard, now);
	}
}

uint64_t progress_next(void)
{
	return listeners[0].mask != 0 ? period_end : POLICY_NEVER;
}
