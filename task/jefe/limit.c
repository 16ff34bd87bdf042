// How many faults are too many (limit.h).
#include "task/jefe/limit.h"

bool limit_fault(const struct limit *limit, uint32_t *count, uint64_t *times, uint64_t now)
{
	uint64_t *own = &times[limit->first];

	own[*count % limit->faults] = now;
	++*count;
	if (*count == 2u * limit->faults) // the same position, and it never wraps
		*count = limit->faults;
	if (*count < limit->faults || now - own[*count % limit->faults] > limit->within)
		return false;
	*count = 0;
	return true;
}
