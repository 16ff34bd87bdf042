// When to restart what: exponential back-off per task.
#include "task/jefe/policy.h"

static uint32_t delay_after(const struct ward *ward, const struct policy_delays *delays,
			    uint64_t now)
{
	if (ward->delay == 0 || now - ward->started >= delays->steady)
		return delays->first;
	return ward->delay <= delays->longest / 2 ? ward->delay * 2 : delays->longest;
}

void policy_again(struct ward *ward, const struct policy_delays *delays, uint64_t now)
{
	ward->delay = delay_after(ward, delays, now);
	ward->restart = now + ward->delay;
	ward->state = WARD_WAITING;
}

// A task that is no longer of the generation that faulted was restarted by others. One
// that wanted to begin again may be made to fault before it does.
bool policy_fault(struct ward *ward, const struct policy_delays *delays, uint32_t generation,
		  uint64_t now)
{
	if (ward->state != WARD_RUNNING && ward->faults != 0 && ward->generation == generation)
		return false;
	ward->faults++;
	ward->generation = (uint8_t)generation;
	policy_again(ward, delays, now);
	if (ward->hold)
		ward->state = WARD_HELD;
	return true;
}

void policy_give_up(struct ward *ward)
{
	ward->hold = true;
	ward->state = WARD_HELD;
}

void policy_hold(struct ward *ward)
{
	ward->hold = true;
	if (ward->state == WARD_WAITING)
		ward->state = WARD_HELD;
}

void policy_release(struct ward *ward, uint64_t now)
{
	ward->hold = false;
	ward->delay = 0;
	if (ward->state == WARD_HELD)
		policy_start(ward, now);
}

void policy_start(struct ward *ward, uint64_t now)
{
	ward->restart = now;
	ward->state = WARD_WAITING;
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
