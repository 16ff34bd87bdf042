// What app.toml says to a task: its own constants, in the types that they have there.
#include <string.h>

#include "test/suite/suite/bid.h"
#include "test/suite/suite/case.h"

static void values(uint32_t unused)
{
	static const char foo[] = CONFIG_FOO;
	static const int baz[] = CONFIG_BAZ;

	(void)unused;
	ASSERT(strcmp(foo, "cast off") == 0);
	ASSERT(CONFIG_BAR == 42);
	ASSERT(sizeof baz / sizeof baz[0] == 4);
	ASSERT(baz[0] == 1 && baz[1] == 2 && baz[2] == -3 && baz[3] == 4);
	ASSERT(CONFIG_FLAG);
	ASSERT(CONFIG_LARGEST == UINT32_MAX);
}

static const struct test_case cases[] = {
	{"test_task_config", values, 0},
};

TEST_TABLE(config_cases, cases);
