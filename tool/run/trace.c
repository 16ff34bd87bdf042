// Running an image to count what it executes (trace.h).
#include "tool/run/trace.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "tool/target/clock.h"
#include "tool/run/failure.h"
#include "tool/run/qemu.h"
#include "tool/run/qmp.h"
#include "tool/run/signals.h"

#define SECONDS_MAX 60 // of the host
#define BATCH 16384

struct run {
	struct arena *arena;
	const struct trace *trace;
	struct qemu qemu;
	struct qmp *qmp;
	bool told;    // all of the trace
	bool printed; // all that was waited for
	bool failed;
	struct trace_result result;
	uint32_t batch[BATCH];
	size_t batch_bytes;
};

static void fail(struct run *run, struct str report)
{
	run->failed = true;
	run->result.report = report;
}

static void read_trace(struct run *run)
{
	char *bytes = (char *)run->batch;
	ssize_t n = read(run->qemu.trace, bytes + run->batch_bytes,
			 sizeof run->batch - run->batch_bytes);
	size_t whole;

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		run->told = true;
		return;
	}
	run->batch_bytes += (size_t)n;
	whole = run->batch_bytes / sizeof run->batch[0];
	run->trace->take(run->trace->context, run->batch, whole);
	// An address of which only a part has come.
	run->batch_bytes -= whole * sizeof run->batch[0];
	memmove(run->batch, &run->batch[whole], run->batch_bytes);
}

static void read_screen(struct run *run)
{
	char bytes[4096];
	ssize_t n = read(run->qemu.screen, bytes, sizeof bytes);

	if (n > 0 && !run->trace->print(run->trace->context, (struct str){bytes, (size_t)n}))
		run->printed = true;
}

static void see_events(struct run *run)
{
	const char *name;
	struct str report;

	while (!run->failed && qmp_event(run->qmp, &name, NULL)) {
		if (strcmp(name, "SHUTDOWN") != 0)
			continue;
		if (!failure_of_kernel(run->arena, run->qmp, run->trace->guest, &report))
			report = S("the guest reset itself\n");
		fail(run, report);
	}
	if (!run->failed && qmp_is_closed(run->qmp))
		fail(run, failure_of_emulator(run->arena, &run->qemu, "it has ended"));
}

static void watch(struct run *run, int signals, int ms)
{
	struct pollfd ready[] = {
		{.fd = run->told ? -1 : run->qemu.trace, .events = POLLIN},
		{.fd = run->qemu.screen, .events = POLLIN},
		{.fd = qmp_socket(run->qmp), .events = POLLIN},
		{.fd = signals, .events = POLLIN},
	};

	if (poll(ready, sizeof ready / sizeof ready[0], ms) < 0)
		return;
	if (ready[0].revents != 0)
		read_trace(run);
	if ((ready[1].revents & POLLIN) != 0)
		read_screen(run);
	if (ready[2].revents != 0)
		see_events(run);
	if (ready[3].revents != 0)
		run->result.signal = signals_came();
}

// What the guest executed before it printed its last line is in the pipe by now.
static void drain_trace(struct run *run)
{
	struct pollfd ready = {.fd = run->qemu.trace, .events = POLLIN};

	while (!run->told && poll(&ready, 1, 0) > 0)
		read_trace(run);
}

static void run_to_end(struct run *run, int signals)
{
	uint64_t limit = clock_ms() + SECONDS_MAX * 1000ull;

	run->qmp = qmp_open(run->arena, run->qemu.qmp);
	if (run->qmp == NULL) {
		fail(run, failure_of_emulator(run->arena, &run->qemu, "it does not start"));
		return;
	}
	while (!run->printed && !run->failed && run->result.signal == 0) {
		uint64_t now = clock_ms();

		if (now >= limit) {
			fail(run, str_format(run->arena, "no end after %d seconds of the host\n",
					     SECONDS_MAX));
			break;
		}
		watch(run, signals, (int)(limit - now));
	}
	drain_trace(run);
	run->result.done = run->printed && run->told;
	qmp_close(run->qmp);
}

struct trace_result trace_run(struct arena *arena, const struct trace *trace)
{
	struct run *run = ARENA_NEW(arena, struct run);
	int signals = signals_catch();
	struct qemu_options options = {
		.machine = trace->guest->machine,
		.elf = trace->guest->elf,
		.counted = true,
		.begin = trace->begin,
		.end = trace->end,
	};

	run->arena = arena;
	run->trace = trace;
	if (qemu_start(&options, &run->qemu)) {
		run_to_end(run, signals);
		qemu_end(&run->qemu);
	}
	signals_release();
	return run->result;
}
