// A live target behind a GDB remote server (target_gdb.h).
#include "tool/target/target_gdb.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>

#include "tool/target/clock.h"
#include "tool/target/gdb.h"

// How long a processor may take to halt, ms.
#define HALT_MS 5000

// Application interrupt and reset control: key and SYSRESETREQ.
#define AIRCR 0xE000ED0Cu
#define AIRCR_RESET 0x05FA0004u

struct gdb_target {
	struct target target;
	struct gdb *gdb; // NULL once closed
};

static struct gdb_target *to_leave; // the open one
static volatile sig_atomic_t came;  // a signal that has not been acted on
static bool keeps_interrupts;

static void note_signal(int number)
{
	came = number;
}

// Notes signals instead of dying of them. A second one of a kind kills as usual, for
// when a server does not answer.
static void catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = note_signal, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		sigaction(numbers[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void leave(void)
{
	if (to_leave != NULL)
		target_close(&to_leave->target);
}

// Between two exchanges the target can be left in order.
static void obey_signal(void)
{
	int number = came;

	if (number == 0 || (number == SIGINT && keeps_interrupts))
		return;
	came = 0;
	leave();
	signal(number, SIG_DFL);
	raise(number);
}

static struct gdb_target *of(struct target *target)
{
	return (struct gdb_target *)target;
}

static bool went_well(struct target *target, enum gdb_result result)
{
	target->gone |= result == GDB_CLOSED;
	target->problem = result == GDB_OK ? NULL : gdb_result_text(result);
	return result == GDB_OK;
}

// Bytes before an address that ends what one exchange may read, so that a hole in
// memory costs only what lies in it.
#define BLOCK 256u

static size_t read_memory(struct target *target, uint32_t address, void *to, size_t n)
{
	uint8_t *at = to;
	size_t done = 0;

	obey_signal();
	if (of(target)->gdb == NULL)
		return 0;
	if (went_well(target, gdb_read(of(target)->gdb, address, to, n)))
		return n;
	while (done < n) {
		size_t piece = BLOCK - (address + done) % BLOCK;

		if (piece > n - done)
			piece = n - done;
		if (!went_well(target, gdb_read(of(target)->gdb, address + (uint32_t)done,
						at + done, piece)))
			break;
		done += piece;
	}
	return done;
}

static bool write_memory(struct target *target, uint32_t address, const void *from, size_t n)
{
	obey_signal();
	return went_well(target, gdb_write(of(target)->gdb, address, from, n));
}

static bool read_registers(struct target *target, struct registers *to)
{
	obey_signal();
	return went_well(target, gdb_read_registers(of(target)->gdb, to));
}

static bool halt(struct target *target)
{
	struct gdb_stop stop;

	obey_signal();
	if (!went_well(target, gdb_interrupt(of(target)->gdb)))
		return false;
	enum gdb_result result = gdb_wait(of(target)->gdb, HALT_MS, &stop);
	// The emulator does not answer if it was stopped from elsewhere, as for a reset.
	if (result == GDB_TIMEOUT)
		result = gdb_ask_stopped(of(target)->gdb);
	return went_well(target, result);
}

static bool resume(struct target *target)
{
	return went_well(target, gdb_continue(of(target)->gdb));
}

static bool step(struct target *target)
{
	struct gdb_stop stop;

	obey_signal();
	return went_well(target, gdb_step(of(target)->gdb)) &&
	       went_well(target, gdb_wait(of(target)->gdb, HALT_MS, &stop));
}

// The emulator's server knows a command; with others the processor is asked to reset
// itself, which every M-profile core can.
static bool reset(struct target *target)
{
	static const uint8_t request[] = {
		(uint8_t)AIRCR_RESET,
		(uint8_t)(AIRCR_RESET >> 8),
		(uint8_t)(AIRCR_RESET >> 16),
		(uint8_t)(AIRCR_RESET >> 24),
	};

	obey_signal();
	if (gdb_monitor(of(target)->gdb, "system_reset") == GDB_OK)
		return true;
	return went_well(target, gdb_write(of(target)->gdb, AIRCR, request, sizeof request));
}

static bool write_register(struct target *target, unsigned number, uint32_t value)
{
	obey_signal();
	return went_well(target, gdb_write_register(of(target)->gdb, number, value));
}

static bool set_stop(struct target *target, const struct target_stop *stop, bool on)
{
	obey_signal();
	return went_well(target,
			 gdb_set_stop(of(target)->gdb, stop->kind, stop->address, stop->size, on));
}

static bool wait_for_stop(struct target *target, unsigned ms, uint8_t *signal)
{
	struct gdb_stop stop = {0};

	obey_signal();
	bool good = went_well(target, gdb_wait(of(target)->gdb, (int)ms, &stop));
	*signal = stop.signal;
	return good;
}

static int socket_of(struct target *target)
{
	return gdb_socket(of(target)->gdb);
}

static void close_target(struct target *target)
{
	struct gdb_target *self = of(target);

	if (self->gdb == NULL)
		return;
	// What runs must be halted to be spoken to; detaching lets it run again.
	bool listens = target_halt(target);
	if (listens)
		(void)!gdb_use_physical_memory(self->gdb, false);
	if (listens && !target->found_halted)
		gdb_detach(self->gdb);
	else
		gdb_close(self->gdb);
	self->gdb = NULL;
	to_leave = NULL;
}

static const struct target_ops ops = {
	.read = read_memory,
	.write = write_memory,
	.read_registers = read_registers,
	.halt = halt,
	.resume = resume,
	.step = step,
	.reset = reset,
	.write_register = write_register,
	.set_stop = set_stop,
	.wait = wait_for_stop,
	.socket = socket_of,
	.close = close_target,
};

static const char *explain(enum gdb_result result)
{
	if (result == GDB_TIMEOUT)
		return "it does not answer; perhaps another debugger is connected to it";
	if (result == GDB_CLOSED)
		return "nobody answers there";
	return gdb_result_text(result);
}

struct target *target_open_gdb(struct arena *arena, struct str where, bool stays_halted,
			       const char **why)
{
	struct gdb_target *self = ARENA_NEW(arena, struct gdb_target);
	enum gdb_result result;

	catch_signals();
	if (str_find(where, '/') < where.len)
		self->gdb = gdb_connect(arena, str_c(arena, where), &result);
	else
		self->gdb = gdb_connect_port(arena, where, &result);
	if (self->gdb == NULL) {
		*why = explain(result);
		return NULL;
	}
	// Only the emulator knows this; hardware reads past its protection unit anyway.
	(void)!gdb_use_physical_memory(self->gdb, true);
	self->target = (struct target){
		.ops = &ops,
		.kind = TARGET_LIVE,
		.arena = arena,
		.name = where,
		.halted = true,
		.found_halted = stays_halted,
	};
	if (to_leave == NULL)
		atexit(leave);
	to_leave = self;
	return &self->target;
}

void target_gdb_keep_interrupts(bool keep)
{
	keeps_interrupts = keep;
}

bool target_gdb_interrupted(void)
{
	if (came != SIGINT || !keeps_interrupts)
		return false;
	came = 0;
	catch_signals();
	return true;
}

bool target_gdb_is_to_end(void)
{
	return came != 0;
}

void target_gdb_wait(struct target *target, unsigned ms)
{
	uint64_t end = clock_ms() + ms;
	uint64_t now;

	(void)target;
	obey_signal();
	while (came == 0 && (now = clock_ms()) < end) {
		uint64_t left = end - now;

		poll(NULL, 0, left < TARGET_GDB_LOOK_MS ? (int)left : TARGET_GDB_LOOK_MS);
		obey_signal();
	}
}
