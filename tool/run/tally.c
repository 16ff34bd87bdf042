// Results of tests (tally.h).
#include "tool/run/tally.h"

#include <stdio.h>

void tally_ok(struct tally *tally, struct str name)
{
	tally->passed++;
	printf("ok %.*s\n", STR_ARG(name));
	fflush(stdout);
}

void tally_failed(struct tally *tally, struct str name, struct str why)
{
	struct str line;
	bool first = true;

	tally->failed++;
	printf("FAILED %.*s", STR_ARG(name));
	while (str_next(&why, '\n', &line)) {
		printf(first ? ": %.*s" : "\n    %.*s", STR_ARG(line));
		first = false;
	}
	printf("\n");
	fflush(stdout);
}

void tally_check(struct tally *tally, struct str name, bool good, struct str why)
{
	if (good)
		tally_ok(tally, name);
	else
		tally_failed(tally, name, why);
}
