// Results of tests, one line each, and how many there were.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "abi/attr.h"
#include "tool/base/str.h"

struct tally {
	size_t passed;
	size_t failed;
	int signal; // that asked us to end, or 0
	bool stops; // at the first failure
};

// Whether nothing more should be begun.
static inline bool tally_is_over(const struct tally *tally)
{
	return tally->signal != 0 || (tally->stops && tally->failed > 0);
}

// "ok NAME".
void tally_ok(struct tally *tally, struct str name);

// "FAILED NAME: why", the rest of several lines indented below. `why` may be empty.
void tally_failed(struct tally *tally, struct str name, struct str why);

// The one that holds.
void tally_check(struct tally *tally, struct str name, bool good, struct str why);
