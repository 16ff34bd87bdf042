// bh bench: what the kernel's operations cost, in instructions.
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "tool/base/options.h"
#include "tool/command.h"
#include "tool/run/bench.h"
#include "tool/run/code.h"
#include "tool/run/profile.h"

#define COLUMNS_MAX 16

extern const struct command cmd_bench;

struct request {
	const char *board; // NULL: the app's own
	unsigned tasks[COLUMNS_MAX];
	size_t columns;
	bool ops[BENCH_OPS];
	bool json;
	bool profile;
	bool listing;
};

static bool read_tasks(const char *list, struct request *request)
{
	struct str rest = str_from(list);
	struct str word;
	uint64_t tasks;
	bool good = true;

	request->columns = 0;
	while (good && str_next(&rest, ',', &word)) {
		good = str_number(word, &tasks) && tasks >= BENCH_TASKS_LEAST &&
		       tasks <= BENCH_TASKS_MOST && request->columns < COLUMNS_MAX;
		if (good)
			request->tasks[request->columns++] = (unsigned)tasks;
	}
	if (good && request->columns > 0)
		return true;
	fprintf(stderr,
		"bh bench: '%s' is no list of numbers of tasks\n"
		"  help: for example --tasks 4,32; from %u to %u, at most %d of them\n",
		list, BENCH_TASKS_LEAST, BENCH_TASKS_MOST, COLUMNS_MAX);
	return false;
}

static bool read_op(struct str name, struct request *request)
{
	for (size_t op = 0; op < BENCH_OPS; op++) {
		if (!str_is(name, bench_op_names[op]))
			continue;
		request->ops[op] = true;
		return true;
	}
	fprintf(stderr, "bh bench: there is no operation '%.*s'\n  help: the operations are",
		STR_ARG(name));
	for (size_t op = 0; op < BENCH_OPS; op++)
		fprintf(stderr, " %s", bench_op_names[op]);
	fprintf(stderr, "\n");
	return false;
}

static bool read_ops(const char *list, struct request *request)
{
	struct str rest = str_from(list);
	struct str word;

	while (str_next(&rest, ',', &word))
		if (!read_op(word, request))
			return false;
	return true;
}

static void print_calibration(FILE *to, const struct bench *bench)
{
	fprintf(to, "calibration, %zu tasks: loops of", bench->model->task_count);
	for (size_t i = 0; i < BENCH_LOOPS; i++)
		fprintf(to, " %" PRIu32, bench_loops[i]);
	fprintf(to, " instructions count as");
	for (size_t i = 0; i < BENCH_LOOPS; i++)
		fprintf(to, " %" PRIu32, samples_usual(&bench->loops[i])->instructions);
	fprintf(to, "; in all %" PRIu64 " counted, %" PRIu64 " +-%" PRIu64 " by the timer\n",
		bench->counted, bench->timed, bench->timer_step);
}

static void print_table(const struct request *request, const struct bench *benches)
{
	const struct image_model *model = benches[0].model;

	printf("\n%.*s (%.*s): instructions and exceptions per operation\n\n%-22s",
	       STR_ARG(model->board.name), STR_ARG(model->port.cpu), "");
	for (size_t i = 0; i < request->columns; i++)
		printf("  %8u tasks", request->tasks[i]);
	printf("\n");
	for (size_t op = 0; op < BENCH_OPS; op++) {
		if (!request->ops[op])
			continue;
		printf("%-22s", bench_op_names[op]);
		for (size_t i = 0; i < request->columns; i++) {
			const struct sample_class *usual =
				bench_figure(&benches[i], (enum bench_op)op);

			printf("  %9" PRIu32 " %4" PRIu32, usual->instructions, usual->exceptions);
		}
		printf("\n");
	}
}

static void print_json(const struct request *request, const struct bench *benches)
{
	json_t *rows = json_array();

	for (size_t op = 0; op < BENCH_OPS; op++) {
		for (size_t i = 0; request->ops[op] && i < request->columns; i++) {
			const struct image_model *model = benches[i].model;
			const struct sample_class *usual =
				bench_figure(&benches[i], (enum bench_op)op);

			json_array_append_new(
				rows, json_pack("{s:s%, s:s, s:i, s:i, s:i}", "board",
						model->board.name.at, model->board.name.len, "op",
						bench_op_names[op], "tasks", (int)model->task_count,
						"instructions", (int)usual->instructions,
						"exceptions", (int)usual->exceptions));
		}
	}
	json_dumpf(rows, stdout, JSON_INDENT(2));
	printf("\n");
	json_decref(rows);
}

static bool explain(struct arena *arena, const struct request *request, const struct bench *bench)
{
	for (size_t op = 0; op < BENCH_OPS; op++) {
		const struct sample_class *usual = bench_figure(bench, (enum bench_op)op);
		struct code code;

		if (!request->ops[op])
			continue;
		if (!code_look_up(bench->model, usual->path, usual->instructions, &code))
			return false;
		printf("\n%s, %zu tasks: %" PRIu32 " instructions\n", bench_op_names[op],
		       bench->model->task_count, usual->instructions);
		if (request->profile)
			profile_print(arena, &code, usual);
		if (request->listing)
			profile_list(&code, usual);
	}
	return true;
}

static int measure(struct arena *arena, const struct request *request)
{
	struct bench benches[COLUMNS_MAX] = {{.signal = 0}};

	for (size_t i = 0; i < request->columns; i++) {
		if (!bench_measure(arena, request->board, request->tasks[i], &benches[i]))
			return benches[i].signal != 0 ? 128 + benches[i].signal : 1;
		if (!bench_is_sound(&benches[i]))
			return 1;
		print_calibration(request->json ? stderr : stdout, &benches[i]);
	}
	if (request->json)
		print_json(request, benches);
	else
		print_table(request, benches);
	for (size_t i = 0; i < request->columns; i++)
		if ((request->profile || request->listing) && !explain(arena, request, &benches[i]))
			return 1;
	return 0;
}

static int run(int argc, char **argv)
{
	struct arena arena = {NULL};
	struct request request = {.columns = 0};
	const char *tasks = "4,32,250";
	const char *only = NULL;
	const struct option_spec specs[] = {
		{.name = "--board", .value = &request.board},
		{.name = "--tasks", .value = &tasks},
		{.name = "--only", .value = &only},
		{.name = "--json", .flag = &request.json},
		{.name = "--profile", .flag = &request.profile},
		{.name = "--listing", .flag = &request.listing},
	};

	if (options_read(argc, argv, specs, sizeof specs / sizeof specs[0], NULL, 0) < 0)
		return 2;
	if (!read_tasks(tasks, &request) || (only != NULL && !read_ops(only, &request)))
		return 2;
	for (size_t op = 0; only == NULL && op < BENCH_OPS; op++)
		request.ops[op] = true;
	if (request.json && (request.profile || request.listing)) {
		fprintf(stderr, "bh bench: --profile and --listing are for people, --json is not\n"
				"  help: leave out one of them\n");
		return 2;
	}
	return measure(&arena, &request);
}

const struct command cmd_bench = {
	.name = "bench",
	.group = "Run",
	.summary = "count the instructions that the kernel's operations take",
	.run = run,
	.help = "usage: ./bh bench [--board BOARD] [--tasks N,...] [--only OP,...]\n"
		"                  [--json | [--profile] [--listing]]\n"
		"\n"
		"Runs app/bench in the emulator and counts the instructions that are executed\n"
		"and the exceptions that are taken for each operation. doc/performance.md says\n"
		"what exactly is counted, and what other systems take.\n"
		"\n"
		"  --board BOARD  another board than the app's own\n"
		"  --tasks N,...  with so many tasks in the image; 4,32,250 if left out\n"
		"  --only OP,...  these operations: rpc-4-4, rpc-idl-4-4, rpc-256-256,\n"
		"                 rpc-1024-4, lease-read-1024, null-syscall, get-timer,\n"
		"                 set-timer, post-switch, irq-to-task, restart, alarm,\n"
		"                 irq-in-copy-1024, irq-in-copy-65536,\n"
		"                 irq-in-odd-copy-1024, irq-in-odd-copy-65536,\n"
		"                 irq-in-send-3-leases\n"
		"  --json         for machines: [{\"board\", \"op\", \"tasks\", \"instructions\",\n"
		"                 \"exceptions\"}]; the calibration goes to standard error\n"
		"  --profile      also which functions they are spent in, and in those which\n"
		"                 others that the compiler has put there\n"
		"  --listing      also every instruction, in the order of execution\n"
		"\n"
		"example: ./bh bench --only rpc-4-4 --tasks 4 --profile\n",
};
