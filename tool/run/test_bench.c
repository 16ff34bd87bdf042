// The benchmark: that it runs, and that what it counts can be trusted. What the
// operations cost is for `bh bench` to say.
#include "tool/run/bench.h"
#include "tool/run/tests.h"

// doc/performance.md promises that calls of generated code cost at most a tenth more than
// those written by hand.
static void check_generated(struct arena *arena, struct tally *tally, const char *board,
			    const struct bench *bench)
{
	uint32_t hand = samples_usual(&bench->ops[BENCH_RPC_4_4])->instructions;
	uint32_t generated = samples_usual(&bench->ops[BENCH_RPC_IDL_4_4])->instructions;

	tally_check(tally,
		    str_format(arena, "bench on %s: a generated call costs a tenth more at most",
			       board),
		    generated * 10 <= hand * 11,
		    str_format(arena, "rpc-4-4 takes %u instructions, rpc-idl-4-4 %u", hand,
			       generated));
}

void test_bench(struct arena *arena, struct tally *tally, const char *board)
{
	struct str name = str_format(arena, "bench on %s: counts what is executed", board);
	struct bench bench;
	bool good = bench_measure(arena, board, BENCH_TASKS_LEAST, &bench);

	good = good && bench_is_sound(&bench);
	tally->signal = bench.signal;
	tally_check(tally, name, good, S("see above"));
	if (good)
		check_generated(arena, tally, board, &bench);
}
