// The log of faults and restarts. Numbers are 32 bits and do not wrap in
// practice: at the shortest restart delay they last for eight months.
#include "task/jefe/log.h"

#include <stddef.h>

struct jefe_event *log_add(struct log *log)
{
	struct jefe_event *event = &log->event[log->next % LOG_LENGTH];

	*event = (struct jefe_event){.number = log->next};
	log->next++;
	return event;
}

const struct jefe_event *log_find(const struct log *log, uint32_t number)
{
	uint32_t oldest = log->next > LOG_LENGTH ? log->next - LOG_LENGTH : 0;

	if (number < oldest)
		number = oldest;
	return number < log->next ? &log->event[number % LOG_LENGTH] : NULL;
}
