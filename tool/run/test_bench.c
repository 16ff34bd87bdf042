// The benchmark: that it runs, and that what it counts can be trusted. What the
// operations cost is for `bh bench` to say.
#include "tool/run/bench.h"
#include "tool/run/tests.h"

void test_bench(struct arena *arena, struct tally *tally, const char *board)
{
	struct str name = str_format(arena, "bench on %s: counts what is executed", board);
	struct bench bench;
	bool good = bench_measure(arena, board, BENCH_TASKS_LEAST, &bench);

	good = good && bench_is_sound(&bench);
	tally->signal = bench.signal;
	tally_check(tally, name, good, S("see above"));
}
