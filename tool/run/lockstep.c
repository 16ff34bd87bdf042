// Running an image in virtual time, in step with the guest's clock (lockstep.h).
#include "tool/run/lockstep.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tool/target/clock.h"
#include "tool/run/failure.h"
#include "tool/run/pace.h"
#include "tool/run/qemu.h"
#include "tool/run/qmp.h"
#include "tool/run/qtest.h"
#include "tool/run/signals.h"

// Real time without a call from the guest after which it is taken by the host's
// clock, ms.
#define NO_CLOCK_AT_ALL 2000

// How long a guest that has told the time may be silent, since it is busy with its
// interrupts off, ms: of the host's processor, which others may keep from QEMU; and by the
// clock, if it does nothing either.
#define NO_CLOCK_BUSY 20000
#define NO_CLOCK_LATELY 300000

// How often it is then looked at, ms.
#define LOOK_EVERY 20

// QEMU takes a byte that the UART can take the next time that it looks. It is first
// waited for, so often at most, then made to look: once it has been asked something
// so many times, it has looked and the UART is off. No clock of the host decides.
#define SPINS 50
#define ASKED_ENOUGH 3

struct state {
	const struct lockstep *run;
	struct arena *arena;
	struct text report;

	struct qemu qemu;
	struct qmp *qmp;
	int signals;
	int input; // as in the request, until it ends

	unsigned deaths;    // of the guest's kernel
	uint64_t alarms;    // how often the guest has told the time, and set its alarm
	uint64_t told;      // its clock when it last did, ms
	uint64_t before;    // ms before its last reset
	uint64_t dealt;     // the moment for which all has been done, ms
	uint64_t alarm_by;  // what it was told of its alarm
	uint64_t started;   // host's clock, ms
	uint64_t last_call; // host's clock, ms
	uint64_t last_used; // QEMU's time of the host's processor at that moment, ms
	bool by_host_clock;
	bool asked_idle; // the guest was to call when idle
	bool was_idle;   // and has, since `dealt`

	bool ended;
	enum run_end end;
	int signal;
};

static void end(struct state *s, enum run_end why)
{
	if (s->ended)
		return;
	s->ended = true;
	s->end = why;
}

static void emulator_failed(struct state *s, const char *what)
{
	if (s->ended)
		return;
	end(s, RUN_FAILED);
	text_add(&s->report, failure_of_emulator(s->arena, &s->qemu, what));
}

static void print_output(struct state *s)
{
	char bytes[16384];
	ssize_t n;

	while ((n = read(s->qemu.screen, bytes, sizeof bytes)) > 0)
		if (!s->run->print(s->run->context, (struct str){bytes, (size_t)n}))
			end(s, RUN_ENOUGH);
}

static void read_input(struct state *s)
{
	char bytes[4096];
	ssize_t n = read(s->input, bytes, sizeof bytes);

	if (n > 0)
		typist_add(s->run->typist, (struct str){bytes, (size_t)n});
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		s->input = -1;
}

static void note_signal(struct state *s)
{
	s->signal = signals_came();
	if (s->signal != 0)
		end(s, RUN_INTERRUPTED);
}

// Virtual time so far.
static uint64_t now(const struct state *s)
{
	return s->before + s->told + (s->by_host_clock ? clock_ms() - s->last_call : 0);
}

// Whether a byte is in the UART that the guest has not read. Asking also makes
// sure that QEMU has finished with what it took from the pipe. Of an unknown UART
// we only know what QEMU has taken.
static bool holds_byte(struct state *s)
{
	const struct guest_uart *uart = &s->run->guest->console;
	uint32_t state = 0;

	if (!qmp_read_word(s->qmp, uart->known ? uart->state : 0, &state))
		emulator_failed(s, "its memory cannot be read");
	return uart->known ? (state & uart->receive_full) != 0 : qemu_untaken(&s->qemu) == 0;
}

// Types a byte if the UART can take it: QEMU does not take it from the pipe before.
// If not, it is withdrawn, since it would otherwise enter whenever the host likes.
static bool type_byte(struct state *s)
{
	char c = typist_peek(s->run->typist);

	if (write(s->qemu.keyboard, &c, 1) != 1) {
		emulator_failed(s, "it does not read what is typed");
		return false;
	}
	for (int i = 0; i < SPINS && qemu_untaken(&s->qemu) != 0; i++)
		sched_yield();
	for (int asked = 0; !s->ended && qemu_untaken(&s->qemu) != 0; asked++)
		if ((holds_byte(s) || asked >= ASKED_ENOUGH) && qemu_withdraw(&s->qemu))
			return false;
	if (s->ended || (s->run->guest->console.known && !s->by_host_clock && !holds_byte(s)))
		emulator_failed(s, "a byte that was typed is lost");
	typist_take(s->run->typist);
	return true;
}

static bool is_due(const struct state *s)
{
	return typist_is_due(s->run->typist, now(s));
}

static bool type_if_possible(struct state *s)
{
	return !s->ended && is_due(s) && type_byte(s);
}

// Asked for a reset, the machine has stopped: did the kernel fail?
static void at_reset(struct state *s)
{
	struct str report;

	print_output(s);
	if (failure_of_kernel(s->arena, s->qmp, s->run->guest, &report)) {
		text_add(&s->report, report);
		if (s->deaths++ == s->run->lives) {
			end(s, RUN_FAILED);
			return;
		}
	}
	// Its clock starts over. A guest that resets at once must not run for ever.
	s->before = now(s) + 1;
	s->told = 0;
	s->alarm_by = UINT64_MAX;
	if (now(s) >= s->run->run_ms)
		end(s, RUN_TIME_UP);
	else if (!qmp_reset(s->qmp))
		emulator_failed(s, "it cannot reset the guest");
}

static void see_events(struct state *s)
{
	const char *name;

	while (!s->ended && qmp_event(s->qmp, &name, NULL))
		if (strcmp(name, "SHUTDOWN") == 0)
			at_reset(s);
	if (qmp_is_closed(s->qmp))
		emulator_failed(s, "it has ended");
}

// The next moment at which there is something to do, in ms of virtual time.
static uint64_t next_moment(const struct state *s)
{
	const struct typist *typist = s->run->typist;
	uint64_t moment = typist_is_done(typist) ? s->run->run_ms : typist_due(typist);

	if (s->input >= 0 || moment <= now(s))
		return now(s) + 1;
	return moment < s->run->run_ms ? moment : s->run->run_ms;
}

// The guest tells the time, and is about to set its alarm.
static void bound_alarm(struct state *s)
{
	uint64_t by = next_moment(s) - s->before;

	if (by == s->alarm_by)
		return;
	s->alarm_by = by;
	if (!qtest_write(s->qemu.qtest, s->run->guest->alarm_by, &by, sizeof by))
		emulator_failed(s, "its memory cannot be written");
}

// Tells the guest to go on.
static void answer_call(struct state *s)
{
	struct pace_answer answer = {.wake_idle = s->asked_idle};

	if (send(s->qemu.pace, &answer, sizeof answer, MSG_NOSIGNAL) != (ssize_t)sizeof answer)
		emulator_failed(s, "it has ended");
}

static void attend(struct state *s, int ms, bool guest_runs);

// While the input may still grow, virtual time keeps to the host's.
static void keep_pace(struct state *s)
{
	while (s->run->throttle && s->input >= 0 && !s->ended) {
		uint64_t host = clock_ms() - s->started;

		if (now(s) <= host)
			return;
		attend(s, (int)(now(s) - host), false);
	}
}

// The guest may tell the time more than once in a millisecond: what is due was done then.
static void at_clock(struct state *s)
{
	if (!qtest_read(s->qemu.qtest, s->run->guest->clock, &s->told, sizeof s->told)) {
		emulator_failed(s, "its memory cannot be read");
		return;
	}
	s->alarms++;
	if (now(s) >= s->run->run_ms) {
		end(s, RUN_TIME_UP);
		return;
	}
	keep_pace(s);
	if (now(s) != s->dealt) {
		s->dealt = now(s);
		if (s->asked_idle && !s->was_idle)
			type_if_possible(s);
		s->was_idle = false;
		s->asked_idle = s->run->watches || is_due(s);
	}
	bound_alarm(s);
}

static void at_idle(struct state *s)
{
	s->was_idle = true;
	// If it cannot take a byte now, it need not be asked before the next alarm.
	s->asked_idle = type_if_possible(s) || s->run->watches;
}

// The plugin calls: the guest stands.
static void take_call(struct state *s)
{
	struct pace_call call;

	if (recv(s->qemu.pace, &call, sizeof call, 0) != (ssize_t)sizeof call) {
		emulator_failed(s, "it has ended");
		return;
	}
	s->last_call = clock_ms();
	s->last_used = qemu_used_ms(&s->qemu);
	s->by_host_clock = false;
	print_output(s);
	if (s->ended)
		return;
	switch ((enum pace_place)call.place) {
	case PACE_START:
		break;
	case PACE_CLOCK:
		at_clock(s);
		break;
	case PACE_IDLE:
		at_idle(s);
		break;
	}
	if (!s->ended)
		answer_call(s);
}

// Waits for one of our descriptors, at most `ms`, and deals with it.
static void attend(struct state *s, int ms, bool guest_runs)
{
	struct pollfd ready[] = {
		{.fd = guest_runs ? s->qemu.pace : -1, .events = POLLIN},
		{.fd = guest_runs ? s->qemu.screen : -1, .events = POLLIN},
		{.fd = s->signals, .events = POLLIN},
		{.fd = s->input, .events = POLLIN},
		{.fd = guest_runs ? qmp_socket(s->qmp) : -1, .events = POLLIN},
	};

	if (poll(ready, sizeof ready / sizeof ready[0], ms) <= 0)
		return;
	if ((ready[1].revents & POLLIN) != 0)
		print_output(s);
	if (ready[2].revents != 0)
		note_signal(s);
	if (ready[3].revents != 0)
		read_input(s);
	if (ready[0].revents != 0 && !s->ended)
		take_call(s);
	if (ready[4].revents != 0 && !s->ended)
		see_events(s);
}

// Notices that real time is up, that the kernel hangs, or that the guest does not tell
// the time at all, and then does what would have been done when it does.
static void watch_host_clock(struct state *s)
{
	uint64_t host = clock_ms();
	uint64_t silence = host - s->last_call;

	if (s->run->host_ms != 0 && host - s->started > s->run->host_ms)
		end(s, RUN_TOO_SLOW);
	if (!s->by_host_clock && s->alarms > 0 &&
	    (silence >= NO_CLOCK_LATELY ||
	     qemu_used_ms(&s->qemu) - s->last_used >= NO_CLOCK_BUSY)) {
		text_adds(&s->report,
			  "the kernel failed: it does not look at its clock any more\n");
		end(s, RUN_FAILED);
	}
	if (!s->by_host_clock && s->alarms == 0 && silence >= NO_CLOCK_AT_ALL) {
		s->by_host_clock = true;
		text_adds(&s->report, "the guest does not look at a clock: time is now taken from "
				      "the host's\n");
	}
	if (!s->by_host_clock)
		return;
	if (now(s) >= s->run->run_ms)
		end(s, RUN_TIME_UP);
	while (!s->ended && type_if_possible(s))
		continue;
}

static bool start(struct state *s)
{
	const struct guest *guest = s->run->guest;
	struct qemu_options options = {
		.machine = guest->machine,
		.elf = guest->elf,
		.virtual_time = true,
		.clock = guest->clock_told,
		.idle = guest->idle_wait,
	};

	if (!qemu_start(&options, &s->qemu)) {
		end(s, RUN_FAILED);
		return false;
	}
	s->started = clock_ms();
	s->last_call = s->started;
	// The plugin calls before QEMU speaks to us.
	take_call(s);
	if (s->ended)
		return false;
	s->qmp = qmp_open(s->arena, s->qemu.qmp);
	if (s->qmp == NULL)
		emulator_failed(s, "it does not start");
	return s->qmp != NULL;
}

struct run_result lockstep_run(struct arena *arena, const struct lockstep *run)
{
	struct state *s = ARENA_NEW(arena, struct state);

	s->run = run;
	s->arena = arena;
	s->report.arena = arena;
	s->input = run->input;
	s->alarm_by = UINT64_MAX;
	s->signals = signals_catch();
	if (start(s)) {
		while (!s->ended) {
			attend(s, s->by_host_clock ? LOOK_EVERY : 200, true);
			watch_host_clock(s);
		}
	}
	if (s->end != RUN_ENOUGH)
		print_output(s);
	if (s->qmp != NULL)
		qmp_close(s->qmp);
	qemu_end(&s->qemu);
	signals_release();
	return (struct run_result){
		.end = s->end,
		.signal = s->signal,
		.ms = now(s),
		.alarms = s->alarms,
		.deaths = s->deaths,
		.report = text_str(&s->report),
	};
}
