// When to restart what: exponential back-off per task.
#include "task/jefe/policy.h"

static uint32_t delay_after(const struct ward *ward, uint64_t now)
{
	if (ward->urgent)
		return 0;
	if (ward->delay == 0 || now - ward->started >= POLICY_STEADY)
		return POLICY_FIRST_DELAY;
	return ward->delay < POLICY_LAST_DELAY / 2 ? ward->delay * 2 : POLICY_LAST_DELAY;
}

bool policy_fault(struct ward *ward, uint64_t now)
{
	if (ward->state == WARD_WAITING)
		return false;
	ward->faults++;
	ward->delay = delay_after(ward, now);
	ward->restart = now + ward->delay;
	ward->state = WARD_WAITING;
	return true;
}

bool policy_is_due(const struct ward *ward, uint64_t now)
{
	return ward->state == WARD_WAITING && ward->restart <= now;
}

void policy_restart(struct ward *ward, uint64_t now)
{
	ward->started = now;
	ward->state = WARD_RUNNING;
}

uint64_t policy_next(const struct ward *wards, uint32_t count)
{
	uint64_t next = POLICY_NEVER;

	for (uint32_t i = 0; i < count; i++) {
		if (wards[i].state == WARD_WAITING && wards[i].restart < next)
			next = wards[i].restart;
	}
	return next;
}
