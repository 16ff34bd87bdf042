// The benchmark: that it runs, and that what it counts can be trusted. What the
// operations cost is for `bh bench` to say.
#include "tool/image/measure.h"
#include "tool/image/paths.h"
#include "tool/run/bench.h"
#include "tool/run/program.h"
#include "tool/run/tests.h"

#define BENCH_SECONDS 60 // for a command that does nothing

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

// And that an interrupt waits no longer for a long copy than for a short one, but for what
// it takes to give way.
static void check_copies(struct arena *arena, struct tally *tally, const char *board,
			 const struct bench *bench, enum bench_op brief, enum bench_op lengthy)
{
	uint32_t least = bench_figure(bench, brief)->instructions;
	uint32_t most = bench_figure(bench, lengthy)->instructions;

	tally_check(tally,
		    str_format(arena, "bench on %s: %s is a quarter more than %s at most", board,
			       bench_op_names[lengthy], bench_op_names[brief]),
		    most * 4 <= least * 5,
		    str_format(arena, "%u and %u instructions", most, least));
}

// It also promises how much of the kernel's RAM a task takes at most.
#define BLOCK_MAX 128u
#define BLOCK_MAX_FPU 192u

static void check_block(struct arena *arena, struct tally *tally, const char *board,
			const struct image_model *model)
{
	uint32_t most = model->port.fpu ? BLOCK_MAX_FPU : BLOCK_MAX;
	struct measure_tasks tasks = {0};
	bool good = measure_tasks(arena, image_path(model, "img/kernel.elf"), model->task_count,
				  &tasks);

	tally_check(
		tally,
		str_format(arena, "bench on %s: a task takes %u bytes of the kernel's RAM at most",
			   board, most),
		good && tasks.block <= most, str_format(arena, "it takes %u bytes", tasks.block));
}

// A wrong list of numbers of tasks is refused before anything is built.
static void check_lists(struct arena *arena, struct tally *tally)
{
	static const char *const lists[] = {"", "3", "4;32", "4,2000"};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		const char *const argv[] = {"out/host/bh", "bench", "--tasks", lists[i], NULL};
		struct program_result result = program_run(arena, argv, BENCH_SECONDS);

		tally_check(tally, str_format(arena, "bench of \"%s\" tasks is refused", lists[i]),
			    result.status == 2, result.output);
	}
}

void test_bench(struct arena *arena, struct tally *tally, const char *board)
{
	struct str name = str_format(arena, "bench on %s: counts what is executed", board);
	struct bench bench;
	bool good = bench_measure(arena, board, BENCH_TASKS_LEAST, &bench);

	good = good && bench_is_sound(&bench);
	tally->signal = bench.signal;
	tally_check(tally, name, good, S("see above"));
	if (!good)
		return;
	check_lists(arena, tally);
	check_generated(arena, tally, board, &bench);
	check_copies(arena, tally, board, &bench, BENCH_IRQ_IN_COPY_1024, BENCH_IRQ_IN_COPY_65536);
	check_copies(arena, tally, board, &bench, BENCH_IRQ_IN_ODD_COPY_1024,
		     BENCH_IRQ_IN_ODD_COPY_65536);
	check_block(arena, tally, board, bench.model);
}
