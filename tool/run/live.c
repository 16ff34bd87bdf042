// Running an image in real time (live.h).
//
// What is typed waits in the pipe to QEMU, which takes a byte whenever the UART has
// room for it, so nothing is lost; when the pipe is full, we stop reading.
#include "tool/run/live.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool/run/console.h"
#include "tool/run/failure.h"
#include "tool/run/qemu.h"
#include "tool/run/qmp.h"
#include "tool/run/record.h"
#include "tool/run/signals.h"

struct live {
	struct arena *arena;
	const struct guest *guest;
	struct qemu qemu;
	struct qmp *qmp;
	int input; // standard input, until it ends
	bool raw;
	char typed[4096]; // read, but not yet passed on
	size_t typed_size;
	unsigned lives; // more that the guest's kernel has
	bool ended;
	bool failed;
	struct str report;
};

static void fail(struct live *live, struct str report)
{
	live->ended = true;
	live->failed = true;
	live->report = report;
}

static void read_typed(struct live *live)
{
	ssize_t n = read(live->input, live->typed, sizeof live->typed);

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		live->input = -1;
	if (n <= 0)
		return;
	live->typed_size = (size_t)n;
	if (live->raw && memchr(live->typed, CONSOLE_END, live->typed_size) != NULL)
		live->ended = true;
}

static void pass_on(struct live *live)
{
	ssize_t n = write(live->qemu.keyboard, live->typed, live->typed_size);

	if (n <= 0)
		return;
	live->typed_size -= (size_t)n;
	memmove(live->typed, live->typed + n, live->typed_size);
}

static void print(struct live *live)
{
	char bytes[16384];
	ssize_t n = read(live->qemu.screen, bytes, sizeof bytes);

	if (n > 0 && !console_print((struct str){bytes, (size_t)n}))
		live->ended = true;
}

// Says why the kernel failed, if it may go on after that.
static bool has_another_life(struct live *live, struct str report)
{
	if (live->lives == 0)
		return false;
	live->lives--;
	console_end_line();
	fprintf(stderr, "%.*s", STR_ARG(report));
	return true;
}

static void see_events(struct live *live)
{
	const char *name;
	struct str report;

	while (!live->ended && qmp_event(live->qmp, &name, NULL)) {
		if (strcmp(name, "SHUTDOWN") != 0)
			continue;
		print(live);
		if (failure_of_kernel(live->arena, live->qmp, live->guest, &report) &&
		    !has_another_life(live, report))
			fail(live, report);
		else if (!qmp_reset(live->qmp))
			fail(live, failure_of_emulator(live->arena, &live->qemu,
						       "it cannot reset the guest"));
	}
	if (!live->ended && qmp_is_closed(live->qmp))
		fail(live, failure_of_emulator(live->arena, &live->qemu, "it has ended"));
}

static void relay(struct live *live, int signals)
{
	bool waiting = live->typed_size > 0;
	struct pollfd ready[] = {
		{.fd = live->qemu.screen, .events = POLLIN},
		{.fd = waiting ? -1 : live->input, .events = POLLIN},
		{.fd = waiting ? live->qemu.keyboard : -1, .events = POLLOUT},
		{.fd = qmp_socket(live->qmp), .events = POLLIN},
		{.fd = signals, .events = POLLIN},
		{.fd = STDOUT_FILENO, .events = 0}, // only whether its reader has gone
	};

	if (poll(ready, sizeof ready / sizeof ready[0], -1) < 0)
		return;
	if ((ready[0].revents & POLLIN) != 0)
		print(live);
	if (ready[1].revents != 0)
		read_typed(live);
	if ((ready[2].revents & POLLOUT) != 0)
		pass_on(live);
	if (ready[3].revents != 0)
		see_events(live);
	if (ready[4].revents != 0 && signals_came() != 0)
		live->ended = true;
	if ((ready[5].revents & (POLLERR | POLLNVAL)) != 0)
		live->ended = true;
}

static void run(struct live *live, int signals, struct record *record)
{
	live->qmp = qmp_open(live->arena, live->qemu.qmp);
	if (live->qmp == NULL) {
		fail(live, failure_of_emulator(live->arena, &live->qemu, "it does not start"));
		return;
	}
	record_write(record, live->arena, live->guest, &live->qemu);
	fcntl(live->qemu.keyboard, F_SETFL, O_NONBLOCK);
	live->raw = console_is_terminal();
	if (live->raw) {
		fprintf(stderr, "bh: %s runs; Ctrl-C ends it\n", live->guest->elf);
		console_raw();
	}
	while (!live->ended)
		relay(live, signals);
	console_restore();
	console_end_line();
	qmp_close(live->qmp);
}

int live_run(struct arena *arena, const struct guest *guest, unsigned lives)
{
	struct live *live = ARENA_NEW(arena, struct live);
	int signals = signals_catch();
	struct record record = record_prepare(arena);
	struct qemu_options options = {
		.machine = guest->machine,
		.elf = guest->elf,
		.gdb_path = record.gdb,
		.qmp_path = record.qmp,
	};

	live->arena = arena;
	live->guest = guest;
	live->lives = lives;
	live->input = STDIN_FILENO;
	live->failed = true;
	if (qemu_start(&options, &live->qemu)) {
		live->failed = false;
		run(live, signals, &record);
	}
	qemu_end(&live->qemu);
	record_remove(&record);
	signals_release();
	fprintf(stderr, "%.*s", STR_ARG(live->report));
	return live->failed || console_has_failed() ? 1 : 0;
}
