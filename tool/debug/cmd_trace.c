// bh trace: who had the processor, and when.
#include <inttypes.h>

#include "abi/trace.h"
#include "tool/base/diag.h"
#include "tool/base/file.h"
#include "tool/command.h"
#include "tool/debug/session.h"
#include "tool/debug/timeline.h"

extern const struct command cmd_trace;

#define LAST 40u // lines of text, if nobody asks for all

struct wish {
	bool all;
	bool shares; // nothing but those
	const char *chrome;
};

struct tracing {
	struct session *session;
	struct timeline timeline;
};

static double us(const struct tracing *tracing, uint64_t cycles)
{
	return (double)cycles * tracing->timeline.us_per_cycle;
}

static json_t *string(struct str s)
{
	return json_stringn(s.at, s.len);
}

// Tasks, then the kernel: shares that are rounded so that they add up.
static void add_shares(struct tracing *tracing)
{
	const struct program *program = tracing->session->program;
	struct text *out = &tracing->session->out;
	uint64_t all = tracing->timeline.cycles;
	json_t *array = json_array();
	uint64_t so_far = 0;

	for (size_t i = 0; i <= program->task_count; i++) {
		bool is_task = i < program->task_count;
		struct str name = is_task ? program->tasks[i].module.name : S("(kernel)");
		uint64_t cycles = timeline_cycles(&tracing->timeline, is_task ? i : SIZE_MAX);
		// Hundredths of a percent up to here, less those before.
		uint64_t before = all == 0 ? 0 : (so_far * 20000 + all) / (2 * all);
		uint64_t now = all == 0 ? 0 : ((so_far + cycles) * 20000 + all) / (2 * all);

		so_far += cycles;
		text_addf(out, "%-16.*s %3" PRIu64 ".%02" PRIu64 " %%  %12.1f us\n", STR_ARG(name),
			  (now - before) / 100, (now - before) % 100, us(tracing, cycles));
		json_array_append_new(
			array, json_pack("{s:o,s:I,s:f}", "name", string(name), "cycles",
					 (json_int_t)cycles, "percent",
					 all == 0 ? 0.0 : 100.0 * (double)cycles / (double)all));
	}
	json_object_set_new(tracing->session->root, "shares", array);
	json_object_set_new(tracing->session->root, "cycles", json_integer((json_int_t)all));
}

static void print_span(struct tracing *tracing, const struct timeline_span *span)
{
	struct session *session = tracing->session;
	struct str name = timeline_name(session->arena, session->program, span);
	struct str task = session->program->tasks[span->task].module.name;
	struct text *out = &session->out;

	text_addf(out, "%12.2f us %10.2f us  ", us(tracing, span->from),
		  us(tracing, span->to - span->from));
	if (span->kind == TRACE_RUN)
		text_addf(out, "%.*s\n", STR_ARG(name));
	else
		text_addf(out, "  %.*s, from %.*s\n", STR_ARG(name), STR_ARG(task));
}

static void print_spans(struct tracing *tracing, bool all)
{
	const struct timeline *timeline = &tracing->timeline;
	size_t first = all || timeline->count < LAST ? 0 : timeline->count - LAST;

	for (size_t i = first; i < timeline->count; i++)
		print_span(tracing, &timeline->spans[i]);
	text_adds(&tracing->session->out, "\n");
}

// For the machine: all of them, in cycles.
static void add_spans(struct tracing *tracing)
{
	struct session *session = tracing->session;
	json_t *array = json_array();

	for (size_t i = 0; i < tracing->timeline.count; i++) {
		const struct timeline_span *span = &tracing->timeline.spans[i];
		struct str name = timeline_name(session->arena, session->program, span);

		json_array_append_new(array,
				      json_pack("{s:I,s:I,s:b,s:i,s:o}", "from",
						(json_int_t)span->from, "to", (json_int_t)span->to,
						"kernel", span->kind != TRACE_RUN, "task",
						(int)span->task, "name", string(name)));
	}
	json_object_set_new(session->root, "spans", array);
	json_object_set_new(session->root, "us-per-cycle",
			    json_real(tracing->timeline.us_per_cycle));
	json_object_set_new(session->root, "lost", json_integer(tracing->timeline.lost));
}

static json_t *named(const char *what, size_t thread, struct str name)
{
	return json_pack("{s:s,s:s,s:i,s:i,s:{s:o}}", "name", what, "ph", "M", "pid", 1, "tid",
			 (int)thread, "args", "name", string(name));
}

// Chrome's trace event format, which Perfetto reads as well: a thread for each task, and
// thread 0 for the kernel; every span is a complete event ("X").
static void write_chrome(struct tracing *tracing, const char *typed)
{
	struct session *session = tracing->session;
	const struct program *program = session->program;
	struct str path = session_path(session, typed);
	json_t *events = json_array();

	json_array_append_new(events, named("process_name", 0, program->app));
	json_array_append_new(events, named("thread_name", 0, S("kernel")));
	for (size_t i = 0; i < program->task_count; i++)
		json_array_append_new(events,
				      named("thread_name", i + 1, program->tasks[i].module.name));
	for (size_t i = 0; i < tracing->timeline.count; i++) {
		const struct timeline_span *span = &tracing->timeline.spans[i];
		bool is_task = span->kind == TRACE_RUN;
		struct str task = program->tasks[span->task].module.name;

		json_array_append_new(
			events,
			json_pack("{s:o,s:s,s:s,s:f,s:f,s:i,s:i,s:{s:o}}", "name",
				  string(timeline_name(session->arena, program, span)), "cat",
				  is_task ? "task" : "kernel", "ph", "X", "ts",
				  us(tracing, span->from), "dur",
				  us(tracing, span->to - span->from), "pid", 1, "tid",
				  is_task ? (int)span->task + 1 : 0, "args", "task", string(task)));
	}
	json_t *root = json_pack("{s:o,s:s}", "traceEvents", events, "displayTimeUnit", "ns");
	char *text = json_dumps(root, JSON_COMPACT);
	file_write(path.at, str_from(text));
	text_addf(&session->out, "wrote %.*s: open it at ui.perfetto.dev or chrome://tracing\n\n",
		  STR_ARG(path));
	json_decref(root);
}

static int run(int argc, char **argv)
{
	struct session session;
	struct wish wish = {false};
	const struct option_spec options[] = {
		{"--all", &wish.all, NULL},
		{"--shares", &wish.shares, NULL},
		{"--chrome", NULL, &wish.chrome},
	};
	const struct session_spec spec = {
		.needs = SESSION_NEEDS_STATE,
		.options = options,
		.option_count = 3,
	};

	if (!session_begin(&session, argc, argv, &spec))
		return session.status;
	struct tracing tracing = {
		.session = &session,
		.timeline = timeline_read(session.arena, session.program, session.target),
	};
	if (tracing.timeline.problem != NULL) {
		diag_error(nowhere, "%s", tracing.timeline.problem);
		return session_end(&session, 1);
	}
	if (wish.chrome != NULL)
		write_chrome(&tracing, wish.chrome);
	else if (!wish.shares)
		print_spans(&tracing, wish.all);
	add_spans(&tracing);
	add_shares(&tracing);
	return session_end(&session, 0);
}

const struct command cmd_trace = {
	.name = "trace",
	.group = "Debug",
	.summary = "show who had the processor, and when",
	.run = run,
	.help = "usage: ./bh trace [--all | --shares | --chrome FILE]\n"
		"\n"
		"The last things that the kernel noted in its trace: from when, for how long, and\n"
		"whom the processor was given to, or why the kernel took it. Then how large a\n"
		"share of that time each task had, and the kernel. The image needs, in app.toml,\n"
		"\n"
		"    [kernel]\n"
		"    trace = 512   # entries of 8 bytes, two for each entry into the kernel\n"
		"\n"
		"  --all          everything that there is, not just the last of it\n"
		"  --shares       only the shares\n"
		"  --chrome FILE  for Perfetto, or Chrome's tracing page\n" SESSION_HELP "\n"
		"example: ./bh trace --chrome demo.json\n",
};
