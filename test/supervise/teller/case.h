// A case: what it does in each life of the system, and how it says that something is
// wrong.
#pragma once

#include <stdint.h>

// Returns 0, or the line where things were not as they should be. One that is meant to
// end this life does not return.
typedef int case_function(uint32_t life);

#define CHECK(condition)                 \
	do {                             \
		if (!(condition))        \
			return __LINE__; \
	} while (0)

struct test_case {
	const char *name;
	case_function *run;
};

// Ended by an entry without a name.
extern const struct test_case restart_cases[];
extern const struct test_case crash_cases[];
extern const struct test_case life_cases[];
