// task/jefe/log.c: numbering, and what is left when the log was full.
#include "task/jefe/log.h"
#include "test/unit/unit.h"

static void fill(struct log *log, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		log_add(log)->time = 100 + i;
}

static void empty(void)
{
	const struct log log = {0};

	CHECK(log_find(&log, 0) == NULL);
	CHECK(log_find(&log, 7) == NULL);
}

static void by_number(void)
{
	struct log log = {0};

	fill(&log, 3);
	CHECK(log_find(&log, 0)->number == 0 && log_find(&log, 0)->time == 100);
	CHECK(log_find(&log, 2)->number == 2 && log_find(&log, 2)->time == 102);
	CHECK(log_find(&log, 3) == NULL);
}

static void the_oldest_are_dropped(void)
{
	struct log log = {0};

	fill(&log, LOG_LENGTH + 5);
	CHECK(log_find(&log, 0)->number == 5 && log_find(&log, 0)->time == 105);
	CHECK(log_find(&log, 6)->number == 6);
	CHECK(log_find(&log, LOG_LENGTH + 4)->time == 100 + LOG_LENGTH + 4);
	CHECK(log_find(&log, LOG_LENGTH + 5) == NULL);
}

int main(void)
{
	unit_run("jefe_log: empty", empty);
	unit_run("jefe_log: by number", by_number);
	unit_run("jefe_log: the oldest are dropped", the_oldest_are_dropped);
	return unit_status();
}
