// The demo: what `bh run app/demo --for 10` shows when something is typed.
#include <stdlib.h>
#include <string.h>

#include "tool/image/build.h"
#include "tool/run/guest.h"
#include "tool/run/lockstep.h"
#include "tool/run/tests.h"

#define APP "app/demo"
#define INPUT "hello\ncrash ping\ntasks\n"
#define VICTIM "ping"
#define VIRTUAL_SECONDS 10
#define HOST_SECONDS 300

static bool keep(void *context, struct str output)
{
	text_add(context, output);
	return true;
}

static struct run_result run_once(struct arena *arena, const struct guest *guest,
				  struct text *output)
{
	struct typist typist = typist_plan(arena, S(INPUT), (uint64_t)VIRTUAL_SECONDS * 1000);
	struct lockstep run = {
		.guest = guest,
		.typist = &typist,
		.run_ms = (uint64_t)VIRTUAL_SECONDS * 1000,
		.host_ms = (uint64_t)HOST_SECONDS * 1000,
		.input = -1,
		.print = keep,
		.context = output,
	};

	return lockstep_run(arena, &run);
}

static bool holds(struct str line, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= line.len; i++)
		if (memcmp(line.at + i, word, size) == 0)
			return true;
	return false;
}

// Whether some line holds both words.
static bool shows(struct str output, const char *first, const char *second)
{
	struct str line;

	while (str_next(&output, '\n', &line))
		if (holds(line, first) && holds(line, second))
			return true;
	return false;
}

// The number at the end of a line, or UINT64_MAX.
static uint64_t last_number(struct str line)
{
	uint64_t number;

	line = str_trim(line);
	size_t space = str_find_last(line, ' ');
	return space < line.len && str_number(str_slice(line, space + 1, line.len), &number)
		       ? number
		       : UINT64_MAX;
}

// Whether the victim's restarts count its generations up by one from 1, several times.
static bool generations_grow(struct str output)
{
	uint64_t generation = 0;
	struct str line;

	while (str_next(&output, '\n', &line))
		if (holds(line, VICTIM " restarted as generation") &&
		    last_number(line) != ++generation)
			return false;
	return generation >= 3;
}

// Columns of a row of the task table: number, name, generation and so on.
static bool read_row(struct str line, uint64_t *index, struct str *name, uint64_t *generation)
{
	struct str columns[3];
	size_t count = 0;
	struct str word;

	while (count < 3 && str_next(&line, ' ', &word)) {
		word = str_trim(word);
		if (word.len > 0)
			columns[count++] = word;
	}
	if (count < 3 || !str_number(columns[0], index) || !str_number(columns[2], generation))
		return false;
	*name = columns[1];
	return true;
}

// Whether the table that `tasks` prints has every task, the victim restarted and
// all others as they were.
static bool only_victim_restarted(struct str output, const struct image_model *model)
{
	size_t rows = 0;
	struct str line;

	while (str_next(&output, '\n', &line)) {
		uint64_t index;
		uint64_t generation;
		struct str name;

		if (!read_row(line, &index, &name, &generation) || index != rows ||
		    index >= model->task_count || !str_equal(name, model->tasks[index].name))
			continue;
		rows++;
		if ((generation == 0) == str_is(name, VICTIM))
			return false;
	}
	return rows == model->task_count;
}

struct demo {
	struct arena *arena;
	struct tally *tally;
	const char *board;
	struct str output;
};

static void check(const struct demo *demo, const char *what, bool good)
{
	struct str name = str_format(demo->arena, "demo on %s: %s", demo->board, what);
	struct str why = str_format(demo->arena, "it printed\n%.*s", STR_ARG(demo->output));

	tally_check(demo->tally, name, good, why);
}

static void check_output(const struct demo *demo, const struct guest *guest)
{
	struct str output = demo->output;

	check(demo, "what is typed is echoed", shows(output, "> ", "hello"));
	check(demo, "a fault is shown by its name", shows(output, VICTIM, "divide by zero"));
	check(demo, "a fault can be injected", shows(output, VICTIM, "injected"));
	check(demo, "generations grow", generations_grow(output));
	check(demo, "no other task is restarted", only_victim_restarted(output, guest->model));
}

void test_demo(struct arena *arena, struct tally *tally, const char *board)
{
	struct demo demo = {.arena = arena, .tally = tally, .board = board};
	struct text output = {.arena = arena};
	struct text again = {.arena = arena};
	struct built built;
	struct guest guest;
	struct run_result result;

	if (image_build(APP, board, &built) != 0 || !guest_describe(arena, &built, &guest)) {
		check(&demo, "the image builds", false);
		return;
	}
	result = run_once(arena, &guest, &output);
	if (result.end == RUN_TIME_UP)
		result = run_once(arena, &guest, &again);
	tally->signal = result.signal;
	demo.output = result.end == RUN_TIME_UP ? text_str(&output) : result.report;
	check(&demo, "it runs to the end of its time", result.end == RUN_TIME_UP);
	if (result.end != RUN_TIME_UP)
		return;
	check_output(&demo, &guest);
	check(&demo, "two runs print the same", str_equal(text_str(&output), text_str(&again)));
}
